#include "simulator/gateway/phone.hpp"

#include <cstdio>
#include <thread>

#include <httplib.h>
#include <nlohmann/json.hpp>

namespace wattill::sim {

using nlohmann::json;

namespace {

constexpr auto kPause = std::chrono::milliseconds(200);

json ask(httplib::Client& client, const std::string& path, const std::string& code) {
    const auto result = client.Post(path, code, "text/plain");
    if (!result) return nullptr;
    return json::parse(result->body, nullptr, false);
}

std::string textOf(const json& view, const char* name) {
    return view.is_object() ? view.value(name, std::string()) : std::string();
}

bool isPaid(const json& view) {
    const std::string status = textOf(view, "status");
    return textOf(view, "refusal").empty() && (status == "paid" || status == "finished");
}

int fail(const std::string& why) {
    std::fprintf(stderr, "wattill-sim: %s\n", why.c_str());
    return 1;
}

int failUnreachable(const std::string& gateway) {
    fail("no answer from " + gateway + ": is `wattill-sim gateway` running there?");
    return 2;
}

/// The address without /gateway.do.
std::string baseOf(const std::string& gateway) {
    const std::size_t scheme = gateway.find("://");
    if (scheme == std::string::npos) return gateway;
    return gateway.substr(0, gateway.find('/', scheme + 3));
}

}  // namespace

int runPhone(const PhoneOptions& options) {
    httplib::Client client(baseOf(options.gateway));
    client.set_read_timeout(std::chrono::seconds(10));
    const std::string buyer = "?buyer=" + httplib::detail::encode_query_param(options.buyer);
    json view = ask(client, "/phone/scan" + buyer, options.code);
    if (!view.is_object()) return failUnreachable(options.gateway);
    if (!textOf(view, "refusal").empty()) return fail(textOf(view, "refusal"));
    std::printf("%s  %s yuan  (order %s)\n", textOf(view, "subject").c_str(),
                textOf(view, "amount").c_str(), textOf(view, "order").c_str());
    if (options.onlyScan) return 0;
    view = ask(client, "/phone/pay" + buyer, options.code);
    const auto deadline = std::chrono::steady_clock::now() + options.wait;
    while (textOf(view, "status") == "confirmed" && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(kPause);
        view = ask(client, "/phone/scan" + buyer, options.code);
    }
    if (!textOf(view, "refusal").empty()) return fail(textOf(view, "refusal"));
    if (!isPaid(view)) return fail("not paid: " + textOf(view, "status"));
    std::printf("paid\n");
    return 0;
}

int runControl(const std::string& gateway, const ControlWish& wish) {
    httplib::Client client(baseOf(gateway));
    const bool show = wish.rule.empty() && wish.act.empty() && !wish.clear;
    const auto answered = [&](const httplib::Result& result) {
        if (!result) return failUnreachable(gateway);
        if (result->status != 200) return fail(result->body);
        if (show) std::printf("%s\n", result->body.c_str());
        return 0;
    };
    if (show) return answered(client.Get("/sim/orders"));
    int status = 0;
    if (wish.clear) status = answered(client.Delete("/sim/script"));
    if (status == 0 && !wish.rule.empty()) {
        status = answered(client.Post("/sim/script", wish.rule, "application/json"));
    }
    if (status == 0 && !wish.act.empty()) {
        status = answered(client.Post("/sim/act", wish.act, "application/json"));
    }
    return status;
}

}  // namespace wattill::sim
