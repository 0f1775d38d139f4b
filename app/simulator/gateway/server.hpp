#pragma once

#include "simulator/gateway/channel.hpp"
#include "simulator/gateway/notifier.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace wattill::sim {

struct GatewayOptions {
    std::filesystem::path dir;  ///< keys and state; made if it is not there
    int port = 0;               ///< on 127.0.0.1; 0: any free one
    Identity identity{"2021000000000001", "2088000000000001"};
    Notifier::Schedule schedule = Notifier::fast();
    /// Milliseconds since 1970; the system's clock when empty.
    std::function<std::int64_t()> now;
};

/// The stand-in for Alipay on 127.0.0.1. The constructor listens and answers from threads of its
/// own until the destructor; it throws std::runtime_error when it cannot. All functions may be
/// called from any thread; they do what the HTTP routes of the same name do.
class GatewayServer {
  public:
    explicit GatewayServer(GatewayOptions options);
    ~GatewayServer();
    GatewayServer(const GatewayServer&) = delete;
    GatewayServer& operator=(const GatewayServer&) = delete;

    [[nodiscard]] std::string baseUrl() const;     ///< http://127.0.0.1:PORT
    [[nodiscard]] std::string gatewayUrl() const;  ///< …/gateway.do
    [[nodiscard]] int port() const;

    /// Throws std::runtime_error that names what is wrong with the rule.
    void script(const std::string& rule);
    void clearScript();
    [[nodiscard]] PhoneView scan(const std::string& code);
    [[nodiscard]] PhoneView pay(const std::string& code);
    /// "refund" (fen, 0 for all), "finish", "close".
    bool act(const std::string& order, const std::string& what, std::int64_t fen = 0);
    /// The text of GET /sim/orders.
    [[nodiscard]] std::string orders();

  private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace wattill::sim
