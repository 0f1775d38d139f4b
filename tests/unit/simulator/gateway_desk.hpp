#pragma once

#include "simulator/gateway/crypto.hpp"
#include "simulator/gateway/server.hpp"

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

namespace wattill::sim {

/// The stand-in for the payment channels in this process, with a clock of the test's, and a
/// merchant that says exactly what the test wants said.
class GatewayDesk {
  public:
    GatewayDesk();
    ~GatewayDesk();
    GatewayDesk(const GatewayDesk&) = delete;
    GatewayDesk& operator=(const GatewayDesk&) = delete;

    GatewayServer& server() { return *m_server; }
    /// Ends it and starts it anew on the same folder.
    void restart();
    void pass(std::chrono::milliseconds time) { m_now += time.count(); }
    [[nodiscard]] std::int64_t now() const { return m_now; }
    [[nodiscard]] const std::filesystem::path& dir() const { return m_dir; }

    // ---- Alipay
    /// Common parameters of a request, without its signature.
    [[nodiscard]] Fields alipayRequest(const std::string& method, const std::string& biz) const;
    /// Signs and sends; the node of the answer.
    nlohmann::json alipay(const std::string& method, const std::string& biz);
    nlohmann::json signedAlipay(Fields fields);
    /// Sends as it is; the whole answer.
    std::string rawAlipay(const Fields& fields);
    /// Orders 100.00 under this number; its code.
    std::string alipayCode(const std::string& number);

    // ---- UnionPay; `path` is backTransReq.do, queryTrans.do, or empty for the file host
    [[nodiscard]] Fields unionPayRequest(const std::string& type, const std::string& subType,
                                         const Fields& more) const;
    /// Signs and sends; the fields of the answer, whose signature is checked.
    Fields unionPay(const std::string& path, Fields fields);
    /// Sends as it is; the whole answer.
    std::string rawUnionPay(const std::string& path, const Fields& fields);
    void signUnionPay(Fields& fields) const;
    /// Applies for 100.00 under this number, now; its code.
    std::string unionPayCode(const std::string& number);
    /// The query of an order or a refund made at the moment `at`.
    Fields unionPayQuery(const std::string& number, std::int64_t at);

    /// The body behind an address of this server; empty when it is not there.
    std::string get(const std::string& url);
    std::string post(const std::string& path, const std::string& form);
    /// The notifications so far, as fields.
    std::vector<Fields> notices();

  private:
    void start();

    std::filesystem::path m_dir;
    // 2026-11-22 10:30:00 in Beijing
    std::atomic<std::int64_t> m_now{1'795'314'600'000};
    std::unique_ptr<GatewayServer> m_server;
};

/// k=v&k=v as UnionPay answers: split outside of braces, not decoded.
[[nodiscard]] Fields unionPayFields(const std::string& answer);

}  // namespace wattill::sim
