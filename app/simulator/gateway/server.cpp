#include "simulator/gateway/server.hpp"

#include "simulator/gateway/dispatch.hpp"
#include "simulator/gateway/drop.hpp"

#include <chrono>
#include <stdexcept>
#include <thread>

#include <httplib.h>
#include <nlohmann/json.hpp>

namespace wattill::sim {

using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr const char* kJson = "application/json";

struct Keys {
    RsaKey alipay;
    RsaKey merchant;
};

/// What the two sides would have exchanged on Alipay's site, made at the first start.
Keys keysIn(const std::filesystem::path& dir) {
    std::filesystem::create_directories(dir);
    if (!std::filesystem::exists(dir / "alipay-private-key.pem")) {
        const RsaKey alipay = RsaKey::create();
        alipay.writePublic(dir / "alipay-public-key.pem");
        alipay.writePrivate(dir / "alipay-private-key.pem");
    }
    if (!std::filesystem::exists(dir / "app-public-key.pem")) {
        const RsaKey merchant = RsaKey::create();
        merchant.writePrivate(dir / "app-private-key.pem");
        merchant.writePublic(dir / "app-public-key.pem");
    }
    return {RsaKey::readPrivate(dir / "alipay-private-key.pem"),
            RsaKey::readPublic(dir / "app-public-key.pem")};
}

std::string tokenOf(const std::string& code) {
    return code.substr(code.rfind('/') + 1);
}

std::string viewText(const PhoneView& view) {
    return json{{"order", view.order},   {"subject", view.subject}, {"amount", view.amount},
                {"status", view.status}, {"refusal", view.refusal}, {"known", view.known}}
        .dump();
}

std::int64_t systemNow() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

}  // namespace

struct GatewayServer::Impl {
    explicit Impl(GatewayOptions given)
        : options(std::move(given)),
          keys(keysIn(options.dir)),
          book(readBook(options.dir / "state.json")),
          channel(book, script, options.identity, keys.alipay),
          dispatch(channel, script, options.identity, keys.alipay, keys.merchant),
          notifier(std::make_unique<Notifier>(mutex, book, options.schedule, [this] { save(); })) {
        if (!options.now) options.now = systemNow;
    }

    /// Under the mutex: on disk before anybody is answered, as at the real one.
    void save() {
        const std::string text = toJson(book).dump();
        if (text != saved) writeBook(options.dir / "state.json", book);
        saved = text;
        changed.notify_all();
    }

    template <class Work>
    auto change(Work work) {
        const std::lock_guard lock(mutex);
        const std::int64_t now = options.now();
        channel.advance(now);
        auto result = work(now);
        save();
        notifier->wake();
        return result;
    }

    /// Under the lock.
    [[nodiscard]] bool delivered(const std::string& order) const {
        for (const Notice& notice : book.notices) {
            if (notice.order == order && !notice.done && notice.attempts == 0) return false;
        }
        return true;
    }

    void hold(const Answer& answer) {
        std::unique_lock lock(mutex);
        if (answer.delayMs > 0) {
            changed.wait_for(lock, std::chrono::milliseconds(answer.delayMs),
                             [this, until = std::chrono::steady_clock::now() +
                                            std::chrono::milliseconds(answer.delayMs)] {
                                 return stopping || std::chrono::steady_clock::now() >= until;
                             });
        }
        if (!answer.awaitNotice.empty()) {
            changed.wait_for(lock, 5s, [&] { return stopping || delivered(answer.awaitNotice); });
        }
    }

    void answerGateway(const httplib::Request& request, httplib::Response& response);
    void addRoutes();
    void start();

    GatewayOptions options;
    Keys keys;
    std::mutex mutex;
    std::condition_variable changed;
    bool stopping = false;
    Book book;
    std::string saved;  ///< what is on disk
    Script script;
    Channel channel;
    Dispatch dispatch;
    std::unique_ptr<Notifier> notifier;
    httplib::Server http;
    std::thread thread;
    int port = 0;
};

void GatewayServer::Impl::answerGateway(const httplib::Request& request,
                                        httplib::Response& response) {
    Fields fields;
    for (const auto& [name, value] : request.params) {
        if (!fields.emplace(name, value).second) {
            response.status = 400;
            return;
        }
    }
    const Answer answer = change([&](std::int64_t now) { return dispatch.handle(fields, now); });
    hold(answer);
    if (answer.drop) {
        dropConnection(port, request.remote_port);
        return;
    }
    response.set_content(answer.body, "text/html;charset=utf-8");
}

void GatewayServer::Impl::addRoutes() {
    http.Post("/gateway.do", [this](const httplib::Request& request, httplib::Response& response) {
        answerGateway(request, response);
    });
    const auto phone = [this](PhoneView (Channel::*step)(const std::string&, std::int64_t)) {
        return [this, step](const httplib::Request& request, httplib::Response& response) {
            const PhoneView view = change(
                [&](std::int64_t now) { return (channel.*step)(tokenOf(request.body), now); });
            response.status = view.known ? 200 : 404;
            response.set_content(viewText(view), kJson);
        };
    };
    http.Post("/phone/scan", phone(&Channel::scan));
    http.Post("/phone/pay", phone(&Channel::pay));
    http.Post("/sim/script", [this](const httplib::Request& request, httplib::Response& response) {
        change([&](std::int64_t) { return script.add(request.body), true; });
        response.set_content("{}", kJson);
    });
    http.Delete("/sim/script", [this](const httplib::Request&, httplib::Response& response) {
        change([&](std::int64_t) { return script.clear(), true; });
        response.set_content("{}", kJson);
    });
    http.Post("/sim/act", [this](const httplib::Request& request, httplib::Response& response) {
        const json ask = json::parse(request.body);
        const auto fen = fenOf(ask.value("amount", "0.00"));
        if (!fen) throw std::runtime_error("amount: give it as \"99.00\"");
        const bool done = change([&](std::int64_t now) {
            return channel.act(ask.at("order"), ask.at("do"), *fen, now);
        });
        response.status = done ? 200 : 409;
        response.set_content(done ? "{}" : R"({"error":"the order does not allow it"})", kJson);
    });
    http.Get("/sim/orders", [this](const httplib::Request&, httplib::Response& response) {
        response.set_content(change([&](std::int64_t) { return toJson(book).dump(1); }), kJson);
    });
    http.set_exception_handler(
        [](const httplib::Request&, httplib::Response& response, std::exception_ptr thrown) {
            std::string what = "unknown";
            try {
                std::rethrow_exception(thrown);
            } catch (const std::exception& error) {
                what = error.what();
            } catch (...) {
            }
            response.status = 400;
            response.set_content(json{{"error", what}}.dump(), kJson);
        });
}

void GatewayServer::Impl::start() {
    // httplib's default, SO_REUSEPORT, would let two stand-ins share one port.
    http.set_socket_options([](socket_t socket) {
        const int yes = 1;
        ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    });
    http.set_keep_alive_max_count(1000);
    http.set_keep_alive_timeout(1);
    http.set_read_timeout(2s);
    addRoutes();
    port = options.port == 0 ? http.bind_to_any_port("127.0.0.1") : options.port;
    if (port <= 0 || (options.port != 0 && !http.bind_to_port("127.0.0.1", options.port))) {
        throw std::runtime_error("port " + std::to_string(options.port) +
                                 " on 127.0.0.1 is taken; choose another with --port");
    }
    thread = std::thread([this] { http.listen_after_bind(); });
    while (!http.is_running()) {
        std::this_thread::yield();
    }
}

GatewayServer::GatewayServer(GatewayOptions options)
    : m_impl(std::make_unique<Impl>(std::move(options))) {
    m_impl->start();
}

GatewayServer::~GatewayServer() {
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->stopping = true;
        m_impl->changed.notify_all();
    }
    m_impl->http.stop();
    m_impl->thread.join();
    m_impl->notifier.reset();
}

int GatewayServer::port() const {
    return m_impl->port;
}

std::string GatewayServer::baseUrl() const {
    return "http://127.0.0.1:" + std::to_string(m_impl->port);
}

std::string GatewayServer::gatewayUrl() const {
    return baseUrl() + "/gateway.do";
}

void GatewayServer::script(const std::string& rule) {
    m_impl->change([&](std::int64_t) { return m_impl->script.add(rule), true; });
}

void GatewayServer::clearScript() {
    m_impl->change([&](std::int64_t) { return m_impl->script.clear(), true; });
}

PhoneView GatewayServer::scan(const std::string& code) {
    return m_impl->change(
        [&](std::int64_t now) { return m_impl->channel.scan(tokenOf(code), now); });
}

PhoneView GatewayServer::pay(const std::string& code) {
    return m_impl->change(
        [&](std::int64_t now) { return m_impl->channel.pay(tokenOf(code), now); });
}

bool GatewayServer::act(const std::string& order, const std::string& what, std::int64_t fen) {
    return m_impl->change(
        [&](std::int64_t now) { return m_impl->channel.act(order, what, fen, now); });
}

std::string GatewayServer::orders() {
    return m_impl->change([&](std::int64_t) { return toJson(m_impl->book).dump(1); });
}

}  // namespace wattill::sim
