#include "simulator/gateway/server.hpp"

#include "simulator/gateway/drop.hpp"
#include "simulator/gateway/engine.hpp"

#include <chrono>
#include <stdexcept>
#include <thread>

#include <httplib.h>
#include <nlohmann/json.hpp>

namespace wattill::sim {

using namespace std::chrono_literals;
using httplib::Request;
using httplib::Response;
using nlohmann::json;

namespace {

constexpr const char* kJson = "application/json";
constexpr const char* kHtml = "text/html;charset=utf-8";

std::string viewText(const PhoneView& view) {
    return json{{"order", view.order},   {"subject", view.subject}, {"amount", view.amount},
                {"status", view.status}, {"refusal", view.refusal}, {"known", view.known}}
        .dump();
}

/// Query and body together; nothing when a name comes twice.
std::optional<Fields> fieldsOf(const Request& request) {
    Fields fields;
    for (const auto& [name, value] : request.params) {
        if (!fields.emplace(name, value).second) return std::nullopt;
    }
    return fields;
}

std::string buyerOf(const Request& request) {
    const std::string buyer = request.get_param_value("buyer");
    return buyer.empty() ? "1" : buyer;
}

/// An error of the caller's, in words.
void explain(const Request& /*request*/, Response& response, const std::exception_ptr& thrown) {
    std::string what = "unknown";
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
        what = error.what();
    } catch (...) {
    }
    response.status = 400;
    response.set_content(json{{"error", what}}.dump(), kJson);
}

}  // namespace

struct GatewayServer::Impl {
    explicit Impl(GatewayOptions given) : options(given), engine(std::move(given)) {}

    [[nodiscard]] std::string base() const { return "http://127.0.0.1:" + std::to_string(port); }
    void send(const Request& request, Response& response, const Answer& answer) const;
    void addChannels();
    void addUnionPay(const std::string& path, unionpay::Door door);
    void addPhone();
    void addPage();
    void addStrings();
    void start();

    GatewayOptions options;
    Engine engine;
    httplib::Server http;
    std::thread thread;
    int port = 0;
};

void GatewayServer::Impl::send(const Request& request, Response& response,
                               const Answer& answer) const {
    if (answer.drop) {
        dropConnection(port, request.remote_port);
        return;
    }
    response.status = answer.status;
    response.set_content(answer.body, kHtml);
}

void GatewayServer::Impl::addUnionPay(const std::string& path, unionpay::Door door) {
    http.Post(path, [this, door](const Request& request, Response& response) {
        const auto fields = fieldsOf(request);
        response.status = 400;
        if (fields) send(request, response, engine.unionPay(*fields, door));
    });
}

void GatewayServer::Impl::addChannels() {
    http.Post("/gateway.do", [this](const Request& request, Response& response) {
        const auto fields = fieldsOf(request);
        const std::string host = request.get_header_value("Host");
        response.status = 400;
        if (!fields) return;
        send(request, response, engine.alipay(*fields, host.empty() ? base() : "http://" + host));
    });
    http.Get(R"(/bill/([a-z0-9]+))", [this](const Request& request, Response& response) {
        const auto bytes = engine.bill(request.matches[1]);
        response.status = bytes ? 200 : 404;
        if (bytes) response.set_content(*bytes, "application/zip");
    });
    addUnionPay("/gateway/api/backTransReq.do", unionpay::Door::Back);
    addUnionPay("/gateway/api/queryTrans.do", unionpay::Door::Query);
    addUnionPay("/", unionpay::Door::File);
}

void GatewayServer::Impl::addPhone() {
    const auto phone = [this](PhoneView (Engine::*step)(const std::string&, const std::string&)) {
        return [this, step](const Request& request, Response& response) {
            const PhoneView view = (engine.*step)(request.body, buyerOf(request));
            response.status = view.known ? 200 : 404;
            response.set_content(viewText(view), kJson);
        };
    };
    http.Post("/phone/scan", phone(&Engine::scan));
    http.Post("/phone/pay", phone(&Engine::pay));
}

void GatewayServer::Impl::addPage() {
    const auto show = [this](Response& response, const std::string& message) {
        response.set_header("Content-Security-Policy",
                            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'");
        response.set_content(engine.page(message), kHtml);
    };
    http.Get("/", [show](const Request& /*request*/, Response& response) { show(response, {}); });
    http.Post("/page", [this, show](const Request& request, Response& response) {
        show(response,
             engine.press(request.get_param_value("token"), request.get_param_value("do")));
    });
    http.Get("/page",
             [](const Request& /*request*/, Response& response) { response.set_redirect("/"); });
}

void GatewayServer::Impl::addStrings() {
    http.Post("/sim/script", [this](const Request& request, Response& response) {
        engine.addRule(request.body);
        response.set_content("{}", kJson);
    });
    http.Delete("/sim/script", [this](const Request& /*request*/, Response& response) {
        engine.clearRules();
        response.set_content("{}", kJson);
    });
    http.Post("/sim/act", [this](const Request& request, Response& response) {
        const json ask = json::parse(request.body);
        const auto fen = fenOf(ask.value("amount", "0.00"));
        if (!fen) throw std::runtime_error("amount: give it as \"99.00\"");
        const bool done = engine.act(ask.at("order"), ask.at("do"), *fen);
        response.status = done ? 200 : 409;
        response.set_content(done ? "{}" : R"({"error":"the order does not allow it"})", kJson);
    });
    http.Get("/sim/orders", [this](const Request& /*request*/, Response& response) {
        response.set_content(engine.orders(), kJson);
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
    http.set_exception_handler(explain);
    http.set_post_routing_handler([this](const Request& /*request*/, Response& response) {
        response.set_header("Date", httpDate(engine.now()));
    });
    addChannels();
    addPhone();
    addPage();
    addStrings();
    const std::string& host = options.listen;
    port = options.port == 0 ? http.bind_to_any_port(host) : options.port;
    if (port <= 0 || (options.port != 0 && !http.bind_to_port(host, options.port))) {
        throw std::runtime_error("port " + std::to_string(options.port) + " on " + host +
                                 " is taken; choose another with --port");
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
    m_impl->engine.stop();
    m_impl->http.stop();
    m_impl->thread.join();
}

int GatewayServer::port() const {
    return m_impl->port;
}

std::string GatewayServer::baseUrl() const {
    return m_impl->base();
}

std::string GatewayServer::gatewayUrl() const {
    return baseUrl() + "/gateway.do";
}

std::string GatewayServer::unionPayUrl() const {
    return baseUrl() + "/gateway/api/";
}

std::string GatewayServer::fileUrl() const {
    return baseUrl() + "/";
}

void GatewayServer::script(const std::string& rule) {
    m_impl->engine.addRule(rule);
}

void GatewayServer::clearScript() {
    m_impl->engine.clearRules();
}

PhoneView GatewayServer::scan(const std::string& code, const std::string& buyer) {
    return m_impl->engine.scan(code, buyer);
}

PhoneView GatewayServer::pay(const std::string& code, const std::string& buyer) {
    return m_impl->engine.pay(code, buyer);
}

bool GatewayServer::act(const std::string& order, const std::string& what, std::int64_t fen) {
    return m_impl->engine.act(order, what, fen);
}

std::string GatewayServer::orders() {
    return m_impl->engine.orders();
}

}  // namespace wattill::sim
