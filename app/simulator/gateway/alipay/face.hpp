#pragma once

#include "simulator/gateway/alipay/bill.hpp"
#include "simulator/gateway/alipay/credentials.hpp"
#include "simulator/gateway/alipay/refunds.hpp"
#include "simulator/gateway/alipay/teller.hpp"
#include "simulator/gateway/alipay/trades.hpp"
#include "simulator/gateway/answer.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace wattill::sim::alipay {

/// /gateway.do: checks the request as strictly as Alipay does, carries it out, and signs, or
/// spoils, the answer. Not thread-safe.
class Face {
  public:
    /// `dir` holds the keys; what is not there is made.
    Face(Desk& desk, const std::filesystem::path& dir);
    Face(const Face&) = delete;
    Face& operator=(const Face&) = delete;

    /// `fields` are query and body together, decoded; `base` is http://host:port.
    [[nodiscard]] Answer handle(const Fields& fields, const std::string& base, std::int64_t now);
    [[nodiscard]] std::optional<std::string> bill(const std::string& token,
                                                  std::int64_t now) const {
        return m_bills.file(token, now);
    }
    void changeCertificate() { m_credentials.changeCertificate(m_dir); }

  private:
    struct Request;
    [[nodiscard]] Answer scripted(const Request& request, const Rule& rule);
    [[nodiscard]] Answer plain(const Request& request, const Rule& rule);
    [[nodiscard]] Node carriedOut(const Request& request, const Rule& rule);
    [[nodiscard]] Node certificate(const std::string& biz) const;
    [[nodiscard]] std::string sealed(const Request& request, const Node& node,
                                     const std::string& shape) const;

    Desk& m_desk;
    std::filesystem::path m_dir;
    Credentials m_credentials;
    Teller m_teller;
    Trades m_trades;
    Refunds m_refunds;
    Bills m_bills;
};

}  // namespace wattill::sim::alipay
