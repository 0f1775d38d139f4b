#pragma once

#include "api/routes.hpp"
#include "api/server.hpp"

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <span>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>

namespace wattill::api {

namespace asio = boost::asio;
namespace beast = boost::beast;
using Socket = asio::generic::stream_protocol::socket;

/// How other threads reach the I/O thread. After close() what is posted is dropped.
class Mailbox {
  public:
    explicit Mailbox(asio::io_context& context) : m_context(&context) {}
    void post(std::function<void()> task) {
        const std::lock_guard lock(m_mutex);
        if (m_context != nullptr) asio::post(*m_context, std::move(task));
    }
    void close() {
        const std::lock_guard lock(m_mutex);
        m_context = nullptr;
    }

  private:
    std::mutex m_mutex;
    asio::io_context* m_context;
};

/// What a connection asks of the server that holds it.
class ConnectionOwner {
  public:
    virtual ~ConnectionOwner() = default;
    [[nodiscard]] virtual const ServerLimits& limits() const = 0;
    [[nodiscard]] virtual const Authorizer& authorizer() const = 0;
    [[nodiscard]] virtual Log& log() = 0;
    [[nodiscard]] virtual bool stopping() const = 0;
    /// Forgets the connection.
    virtual void closed(std::uint64_t id) = 0;
    /// Has the service answer; the answer comes back through Connection::respond().
    virtual void handle(const Route& route, const Request& request, std::uint64_t connection,
                        std::uint64_t serial) = 0;
};

/// One connection, one request at a time. I/O thread only.
class Connection {
  public:
    virtual ~Connection() = default;
    virtual void start() = 0;
    /// Ignored unless `serial` is the request that waits for an answer.
    virtual void respond(std::uint64_t serial, Response response) = 0;
    /// True between two requests.
    [[nodiscard]] virtual bool idle() const = 0;
    /// Closes what is idle, answers what waits for a change, lets the rest finish.
    virtual void stop() = 0;
    virtual void close() = 0;
};

[[nodiscard]] std::shared_ptr<Connection> makeConnection(ConnectionOwner& owner, std::uint64_t id,
                                                         Socket socket,
                                                         std::span<const Route> routes);

}  // namespace wattill::api
