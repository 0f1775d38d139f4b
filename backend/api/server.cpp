#include "api/server.hpp"

#include "api/http_connection.hpp"
#include "api/listening_socket.hpp"

#include <thread>

#include <boost/asio/basic_socket_acceptor.hpp>

namespace wattill::api {

namespace {
using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol>;

constexpr std::string_view kBusyAnswer =
    "HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nConnection: close\r\n"
    "Retry-After: 1\r\nContent-Length: 88\r\n\r\n"
    "{\"error\":{\"code\":\"busy\",\"message\":\"the node has too many connections; "
    "try again later\"}}";

/// What one listener accepts and serves.
struct Listener {
    Acceptor acceptor;
    std::span<const Route> routes;
    asio::steady_timer pause;
};

class BeastServer final : public Server, private ConnectionOwner {
  public:
    BeastServer(const ServerLimits& limits, Service& service, Authorizer authorizer, Log& log)
        : m_context(1),
          m_keepRunning(asio::make_work_guard(m_context)),
          m_mailbox(std::make_shared<Mailbox>(m_context)),
          m_limits(limits),
          m_service(service),
          m_authorizer(std::move(authorizer)),
          m_log(log),
          m_stopTimer(m_context) {}
    BeastServer(const BeastServer&) = delete;
    BeastServer& operator=(const BeastServer&) = delete;
    ~BeastServer() override { BeastServer::stop(); }

    void serve(ListeningSocket socket, int family, std::span<const Route> routes) {
        Acceptor acceptor(m_context);
        acceptor.assign(asio::generic::stream_protocol(family, 0), socket.release());
        m_listeners.push_back({std::move(acceptor), routes, asio::steady_timer(m_context)});
    }
    void serveNotify(ListeningSocket socket, int family) {
        m_notifyPort = socket.port();
        serve(std::move(socket), family, notifyRoutes());
    }
    void serveMetrics(ListeningSocket socket, int family) {
        m_metricsPort = socket.port();
        serve(std::move(socket), family, metricsRoutes());
    }
    void owns(SocketFile file) { m_file.emplace(std::move(file)); }

    void start() {
        for (Listener& listener : m_listeners)
            accept(listener);
        m_thread = std::thread([this] { m_context.run(); });
    }

    void stop() override {
        if (!m_thread.joinable()) return;
        asio::post(m_context, [this] { beginStop(); });
        m_thread.join();
        m_mailbox->close();
        m_file.reset();
    }

    [[nodiscard]] std::uint16_t notifyPort() const override { return m_notifyPort; }
    [[nodiscard]] std::uint16_t metricsPort() const override { return m_metricsPort; }

  private:
    // ---- on the I/O thread from here on
    void accept(Listener& listener) {
        listener.acceptor.async_accept(
            m_context, [this, &listener](beast::error_code fault, Socket socket) {
                if (m_stopping || fault == asio::error::operation_aborted) return;
                if (fault) return pauseAccepting(listener, fault);
                admitConnection(listener, std::move(socket));
                accept(listener);
            });
    }

    /// Out of descriptors, most likely: waits instead of spinning.
    void pauseAccepting(Listener& listener, beast::error_code fault) {
        m_log.warning("api-accept-failed", {{"fault", fault.message()}});
        listener.pause.expires_after(std::chrono::milliseconds(200));
        listener.pause.async_wait([this, &listener](beast::error_code aborted) {
            if (!aborted && !m_stopping) accept(listener);
        });
    }

    void admitConnection(const Listener& listener, Socket socket) {
        if (m_connections.size() >= m_limits.connections && !closeOldestIdle()) {
            m_log.warning("api-busy", {{"connections", m_connections.size()}});
            beast::error_code ignored;
            socket.non_blocking(true, ignored);
            socket.send(asio::buffer(kBusyAnswer), 0, ignored);
            return;
        }
        const std::uint64_t id = ++m_lastId;
        auto connection = makeConnection(*this, id, std::move(socket), listener.routes);
        m_connections.emplace(id, connection);
        connection->start();
    }

    bool closeOldestIdle() {
        for (const auto& [id, connection] : m_connections) {
            if (!connection->idle()) continue;
            const auto kept = connection;
            kept->close();
            return true;
        }
        return false;
    }

    void beginStop() {
        m_stopping = true;
        for (Listener& listener : m_listeners) {
            beast::error_code ignored;
            listener.acceptor.close(ignored);
            listener.pause.cancel();
        }
        m_stopTimer.expires_after(m_limits.stopping);
        m_stopTimer.async_wait([this](beast::error_code aborted) {
            if (!aborted) m_context.stop();
        });
        const auto connections = m_connections;
        for (const auto& [id, connection] : connections)
            connection->stop();
        endWhenQuiet();
    }

    void endWhenQuiet() {
        if (!m_stopping || !m_connections.empty()) return;
        m_stopTimer.cancel();
        m_keepRunning.reset();
    }

    // ---- ConnectionOwner
    const ServerLimits& limits() const override { return m_limits; }
    const Authorizer& authorizer() const override { return m_authorizer; }
    Log& log() override { return m_log; }
    bool stopping() const override { return m_stopping; }
    void closed(std::uint64_t id) override {
        m_connections.erase(id);
        endWhenQuiet();
    }
    void handle(const Route& route, const Request& request, std::uint64_t connection,
                std::uint64_t serial) override {
        // The reply may come from any thread and at any time, so it knows its connection by number.
        const auto respond = [this, mailbox = m_mailbox, connection, serial](Response response) {
            mailbox->post([this, connection, serial, response = std::move(response)]() mutable {
                const auto found = m_connections.find(connection);
                if (found == m_connections.end()) return;
                const auto kept = found->second;
                kept->respond(serial, std::move(response));
            });
        };
        route.handle(m_service, request, respond);
    }

    asio::io_context m_context;  // first in, last out: connections and timers live in it
    asio::executor_work_guard<asio::io_context::executor_type> m_keepRunning;
    std::shared_ptr<Mailbox> m_mailbox;  // shared with replies that may outlive the server
    ServerLimits m_limits;
    Service& m_service;
    Authorizer m_authorizer;
    Log& m_log;
    asio::steady_timer m_stopTimer;
    std::list<Listener> m_listeners;
    std::map<std::uint64_t, std::shared_ptr<Connection>> m_connections;  // oldest first
    std::uint64_t m_lastId = 0;
    bool m_stopping = false;
    std::uint16_t m_notifyPort = 0;
    std::uint16_t m_metricsPort = 0;
    std::optional<SocketFile> m_file;
    std::thread m_thread;
};

using MaybeSocket = std::optional<ListeningSocket>;

Result<MaybeSocket> listenWhere(const std::optional<TcpListener>& wanted) {
    if (!wanted) return MaybeSocket();
    auto tcp = listenTcp(wanted->address, wanted->port);
    if (!tcp) return tcp.error();
    return MaybeSocket(std::move(*tcp));
}

int familyOf(const std::optional<TcpListener>& listener) {
    return listener && listener->address.find(':') != std::string::npos ? AF_INET6 : AF_INET;
}
}  // namespace

Result<std::unique_ptr<Server>> startServer(ServerConfig config, Service& service,
                                            Authorizer authorizer, Log& log) {
    auto api = listenUnix(config.socketPath);
    if (!api) return api.error();
    SocketFile file(config.socketPath);
    auto notify = listenWhere(config.notify);
    if (!notify) return notify.error();
    auto metrics = listenWhere(config.metrics);
    if (!metrics) return metrics.error();
    try {
        auto server =
            std::make_unique<BeastServer>(config.limits, service, std::move(authorizer), log);
        server->owns(std::move(file));
        server->serve(std::move(api.value()), AF_UNIX, apiRoutes());
        if (*notify) server->serveNotify(std::move(**notify), familyOf(config.notify));
        if (*metrics) server->serveMetrics(std::move(**metrics), familyOf(config.metrics));
        server->start();
        return std::unique_ptr<Server>(std::move(server));
    } catch (const std::exception& fault) {
        return Error{ErrorCode::Io, Retry::Later,
                     "the API's server cannot start; look whether the machine is out of memory, "
                     "threads or open files",
                     fault.what()};
    }
}

}  // namespace wattill::api
