#pragma once

#include "simulator/gateway/answer.hpp"
#include "simulator/gateway/till.hpp"
#include "simulator/gateway/unionpay/checks.hpp"
#include "simulator/gateway/unionpay/credentials.hpp"
#include "simulator/gateway/unionpay/teller.hpp"
#include "simulator/gateway/unionpay/transactions.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace wattill::sim::unionpay {

/// backTransReq.do, queryTrans.do and the file host: checks the request strictly, carries it out,
/// and signs, or spoils, the answer. Not thread-safe.
class Face {
  public:
    /// `dir` holds the keys; what is not there is made.
    Face(Desk& desk, const std::filesystem::path& dir);
    Face(const Face&) = delete;
    Face& operator=(const Face&) = delete;

    /// `fields` are those of the form, decoded.
    [[nodiscard]] Answer handle(const Fields& fields, Door door, std::int64_t now);
    void changeCertificate() { m_credentials.changeCertificate(m_dir); }

  private:
    struct Request;
    [[nodiscard]] Answer plain(const Request& request, const Rule& rule);
    [[nodiscard]] Fields carriedOut(const Request& request);
    [[nodiscard]] std::string sealed(const Fields& request, Fields answer,
                                     const std::string& shape) const;

    Desk& m_desk;
    std::filesystem::path m_dir;
    Credentials m_credentials;
    Teller m_teller;
    Transactions m_transactions;
};

}  // namespace wattill::sim::unionpay
