#pragma once

#include "api/authorizer.hpp"
#include "api/service.hpp"
#include "base/log.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace wattill::api {

/// Each time is one absolute deadline per phase: bytes that trickle in do not renew it.
struct ServerLimits {
    Duration firstRequest{5'000};   ///< from the connection to its first byte
    Duration idle{120'000};         ///< between two requests
    Duration request{5'000};        ///< a whole request, once its first byte came
    Duration largeRequest{30'000};  ///< the same for a route that takes more than `body`
    Duration handling{120'000};     ///< until the service replied; then 504
    Duration response{10'000};
    Duration linger{1'000};         ///< how long a refused request is read to its end and forgotten
    Duration stopping{10'000};      ///< how long stop() waits for what is under way
    std::size_t connections = 256;  ///< on both listeners together
    std::size_t header = 8192;
    std::size_t body = 65536;
    std::size_t largeBody = 4 * 1024 * 1024;
};

/// Where payment channels (or the proxy in front that ends TLS) reach POST /notify/{channel}, or
/// Prometheus GET /metrics: nothing else is served there.
struct TcpListener {
    std::string address = "127.0.0.1";  ///< an IP address
    std::uint16_t port = 0;             ///< 0: a free one
};

struct ServerConfig {
    std::string socketPath;  ///< the API's Unix socket, made with mode 0660
    std::optional<TcpListener> notify;
    ServerLimits limits;
    std::optional<TcpListener> metrics;
};

/// The HTTP server of a node: the API on a Unix socket, notifications and metrics on TCP. It owns
/// one thread.
class Server {
  public:
    virtual ~Server() = default;
    /// Takes no more requests, answers those that wait for an order's change with "unavailable",
    /// lets the others finish within ServerLimits::stopping, and joins the thread. The socket's
    /// file is removed. Blocks; may be called twice; the destructor calls it. Not from the I/O
    /// thread.
    virtual void stop() = 0;
    /// The port that notifications come in at; 0 without a listener for them.
    [[nodiscard]] virtual std::uint16_t notifyPort() const = 0;
    /// The port that Prometheus asks at; 0 without a listener for it.
    [[nodiscard]] virtual std::uint16_t metricsPort() const = 0;
};

/// `service` and `log` must outlive the server; replies that come later are dropped. A stale socket
/// file is replaced; one that somebody listens on is a Conflict. Io names path or port and remedy.
[[nodiscard]] Result<std::unique_ptr<Server>> startServer(ServerConfig config, Service& service,
                                                          Authorizer authorizer, Log& log);

}  // namespace wattill::api
