#include "api/http_connection.hpp"

#include "api/json.hpp"

#include <array>
#include <chrono>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/optional/optional.hpp>
#include <netdb.h>
#include <sys/socket.h>

namespace wattill::api {

namespace {
namespace http = beast::http;
using Stream = beast::basic_stream<asio::generic::stream_protocol>;

constexpr std::size_t kReadAtOnce = 4096;

std::string_view text(beast::string_view view) {
    return {view.data(), view.size()};
}

/// Empty for another kind of connection than TCP.
std::string remoteOf(const Socket& socket) {
    beast::error_code fault;
    const auto remote = socket.remote_endpoint(fault);
    if (fault ||
        (remote.protocol().family() != AF_INET && remote.protocol().family() != AF_INET6)) {
        return {};
    }
    std::array<char, NI_MAXHOST> host{};
    const int failed =
        ::getnameinfo(remote.data(), static_cast<socklen_t>(remote.size()), host.data(),
                      static_cast<socklen_t>(host.size()), nullptr, 0, NI_NUMERICHOST);
    return failed == 0 ? std::string(host.data()) : std::string();
}

Response withStatus(int status, std::string message) {
    Response response = errorResponse(invalidInput(std::move(message)));
    response.status = status;
    return response;
}

enum class Phase { Idle, Reading, Handling, Responding };

class HttpConnection final : public Connection,
                             public std::enable_shared_from_this<HttpConnection> {
  public:
    HttpConnection(ConnectionOwner& owner, std::uint64_t id, Socket socket,
                   std::span<const Route> routes)
        : m_owner(owner),
          m_id(id),
          m_routes(routes),
          m_stream(std::move(socket)),
          m_handlingTimer(m_stream.get_executor()) {}

    void start() override { awaitRequest(m_owner.limits().firstRequest); }

    [[nodiscard]] bool idle() const override { return m_phase == Phase::Idle; }

    void respond(std::uint64_t serial, Response response) override {
        if (serial != m_serial || m_phase != Phase::Handling) return;
        m_handlingTimer.cancel();
        write(std::move(response));
    }

    void stop() override {
        if (m_phase == Phase::Idle) return close();
        if (m_phase != Phase::Handling || !m_admission.waits) return;
        respond(m_serial, errorResponse({ErrorCode::Unavailable,
                                         Retry::Later,
                                         "the node is stopping; ask again in some seconds",
                                         {}}));
    }

    void close() override {
        if (m_closed) return;
        m_closed = true;
        m_handlingTimer.cancel();
        m_stream.close();
        m_owner.closed(m_id);
    }

  private:
    /// Waits for the first byte only, so that the request's own deadline begins with the request.
    void awaitRequest(Duration within) {
        if (m_owner.stopping()) return close();
        if (m_buffer.size() != 0) return readHeader();
        m_phase = Phase::Idle;
        m_stream.expires_after(within);
        m_stream.async_read_some(
            m_buffer.prepare(kReadAtOnce),
            [self = shared_from_this()](beast::error_code fault, std::size_t count) {
                if (fault) return self->close();
                self->m_buffer.commit(count);
                self->readHeader();
            });
    }

    void readHeader() {
        m_phase = Phase::Reading;
        m_parser.emplace();
        m_parser->header_limit(static_cast<std::uint32_t>(m_owner.limits().header));
        // The library checks the declared length when the header ends, before the route is known.
        m_parser->body_limit(m_owner.limits().largeBody);
        m_stream.expires_after(m_owner.limits().request);
        http::async_read_header(
            m_stream, m_buffer, *m_parser,
            [self = shared_from_this()](beast::error_code fault, std::size_t /*count*/) {
                if (fault) return self->readFailed(fault);
                self->headerRead();
            });
    }

    void headerRead() {
        const auto& header = m_parser->get().base();
        m_admission = admit(m_routes, text(header.method_string()), text(header.target()),
                            text(header[http::field::authorization]), m_owner.authorizer());
        if (m_admission.route == nullptr) {
            const int status = m_admission.refusal.status;
            if (status == 401 || status == 403) m_owner.log().warning("api-staff-refused", {});
            return refuse(std::move(m_admission.refusal));
        }
        const ServerLimits& limits = m_owner.limits();
        const bool large = m_admission.route->largeBody;
        const std::size_t most = large ? limits.largeBody : limits.body;
        if (m_parser->content_length().value_or(0) > most) return refuse(tooLarge());
        if (large) m_stream.expires_after(limits.largeRequest);
        m_parser->body_limit(most);
        http::async_read(
            m_stream, m_buffer, *m_parser,
            [self = shared_from_this()](beast::error_code fault, std::size_t /*count*/) {
                if (fault) return self->readFailed(fault);
                self->requestRead();
            });
    }

    static Response tooLarge() {
        return withStatus(413, "the body: is larger than this route takes");
    }

    void readFailed(beast::error_code fault) {
        if (fault == http::error::header_limit) {
            return refuse(withStatus(431, "the header: is larger than this server takes"));
        }
        if (fault == http::error::body_limit) return refuse(tooLarge());
        // A peer that left, or one whose time is up, gets nothing.
        const bool theirs = fault == http::error::end_of_stream ||
                            fault == http::error::partial_message ||
                            fault.category() != http::make_error_code(http::error{}).category();
        if (theirs) return close();
        refuse(withStatus(400, "the request: is not HTTP/1.1 as this server reads it"));
    }

    void requestRead() {
        m_phase = Phase::Handling;
        ++m_serial;
        auto& message = m_parser->get();
        m_keepAlive = message.keep_alive();
        const Request request{std::move(m_admission.parameters),
                              std::move(m_admission.query),
                              std::string(text(message[http::field::content_type])),
                              std::move(message.body()),
                              std::move(m_admission.staff),
                              remoteOf(m_stream.socket())};
        m_handlingTimer.expires_after(m_owner.limits().handling);
        m_handlingTimer.async_wait(
            [self = shared_from_this(), serial = m_serial](beast::error_code aborted) {
                if (!aborted) self->handlingTookTooLong(serial);
            });
        try {
            m_owner.handle(*m_admission.route, request, m_id, m_serial);
        } catch (const std::exception& fault) {
            m_owner.log().error("api-handler-failed",
                                {{"route", m_admission.route->path}, {"fault", fault.what()}});
            respond(m_serial, errorResponse({ErrorCode::Internal,
                                             Retry::Never,
                                             "the node could not do this; its log says why",
                                             {}}));
        }
    }

    void handlingTookTooLong(std::uint64_t serial) {
        m_owner.log().error("api-no-reply", {{"route", m_admission.route->path}});
        respond(serial, errorResponse({ErrorCode::Timeout,
                                       Retry::Later,
                                       "the node did not answer in time; look first whether it was "
                                       "done before asking for it again",
                                       {}}));
    }

    /// Answers a request that was not read to its end, so the connection cannot go on.
    void refuse(Response response) {
        m_keepAlive = false;
        m_unread = !m_parser->is_done();
        write(std::move(response));
    }

    void write(Response response) {
        m_phase = Phase::Responding;
        m_keepAlive = m_keepAlive && !m_owner.stopping();
        m_message = {};
        m_message.version(11);
        m_message.result(static_cast<unsigned>(response.status));
        m_message.set(http::field::content_type, response.contentType);
        m_message.set(http::field::cache_control, "no-store");
        if (!response.allow.empty()) m_message.set(http::field::allow, response.allow);
        if (response.status == 401) m_message.set(http::field::www_authenticate, "Bearer");
        m_message.keep_alive(m_keepAlive);
        m_message.body() = std::move(response.body);
        m_message.prepare_payload();
        m_stream.expires_after(m_owner.limits().response);
        http::async_write(
            m_stream, m_message,
            [self = shared_from_this()](beast::error_code fault, std::size_t /*count*/) {
                self->written(fault);
            });
    }

    void written(beast::error_code fault) {
        if (fault) return close();
        if (m_keepAlive) return awaitRequest(m_owner.limits().idle);
        beast::error_code ignored;
        m_stream.socket().shutdown(Socket::shutdown_send, ignored);
        if (!m_unread) return close();
        // Closing on unread bytes would reset the connection and take the answer with it.
        m_stream.expires_after(m_owner.limits().linger);
        m_buffer.clear();
        m_forgotten = 0;
        forget();
    }

    void forget() {
        m_stream.async_read_some(
            m_buffer.prepare(kReadAtOnce),
            [self = shared_from_this()](beast::error_code fault, std::size_t count) {
                self->m_forgotten += count;
                if (fault || self->m_forgotten > self->m_owner.limits().largeBody * 2) {
                    return self->close();
                }
                self->forget();
            });
    }

    ConnectionOwner& m_owner;
    const std::uint64_t m_id;
    const std::span<const Route> m_routes;
    Stream m_stream;
    asio::steady_timer m_handlingTimer;
    beast::flat_buffer m_buffer;
    boost::optional<http::request_parser<http::string_body>> m_parser;
    http::response<http::string_body> m_message;
    Admission m_admission;
    Phase m_phase = Phase::Idle;
    std::uint64_t m_serial = 0;
    std::size_t m_forgotten = 0;
    bool m_keepAlive = true;
    bool m_unread = false;
    bool m_closed = false;
};
}  // namespace

std::shared_ptr<Connection> makeConnection(ConnectionOwner& owner, std::uint64_t id, Socket socket,
                                           std::span<const Route> routes) {
    return std::make_shared<HttpConnection>(owner, id, std::move(socket), routes);
}

}  // namespace wattill::api
