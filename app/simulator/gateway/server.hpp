#pragma once

#include "simulator/gateway/options.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace wattill::sim {

/// The stand-in for Alipay and UnionPay. The constructor listens and answers from threads of its
/// own until the destructor; it throws std::runtime_error when it cannot. All functions may be
/// called from any thread; they do what the HTTP routes of the same name do.
class GatewayServer {
  public:
    explicit GatewayServer(GatewayOptions options);
    ~GatewayServer();
    GatewayServer(const GatewayServer&) = delete;
    GatewayServer& operator=(const GatewayServer&) = delete;

    [[nodiscard]] std::string baseUrl() const;      ///< http://127.0.0.1:PORT; GET /: the page
    [[nodiscard]] std::string gatewayUrl() const;   ///< Alipay: …/gateway.do
    [[nodiscard]] std::string unionPayUrl() const;  ///< …/gateway/api/
    [[nodiscard]] std::string fileUrl() const;      ///< UnionPay's file host: …/
    [[nodiscard]] int port() const;

    /// Throws std::runtime_error that names what is wrong with the rule.
    void script(const std::string& rule);
    void clearScript();
    [[nodiscard]] PhoneView scan(const std::string& code, const std::string& buyer = "1");
    [[nodiscard]] PhoneView pay(const std::string& code, const std::string& buyer = "1");
    /// "refund" (fen, 0 for all), "finish", "close".
    bool act(const std::string& order, const std::string& what, std::int64_t fen = 0);
    /// The text of GET /sim/orders.
    [[nodiscard]] std::string orders();

  private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace wattill::sim
