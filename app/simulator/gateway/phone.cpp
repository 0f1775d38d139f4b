#include "simulator/gateway/phone.hpp"

#include <cstdio>
#include <thread>

#include <httplib.h>
#include <nlohmann/json.hpp>

namespace wattill::sim {

using nlohmann::json;

namespace {

constexpr auto kPause = std::chrono::milliseconds(200);

json ask(httplib::Client& client, const char* path, const std::string& code) {
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
    std::fprintf(stderr, "wattill-sim pay: %s\n", why.c_str());
    return 1;
}

}  // namespace

int runPhone(const PhoneOptions& options) {
    const std::size_t begin = options.gateway.find("://");
    const std::size_t path =
        begin == std::string::npos ? begin : options.gateway.find('/', begin + 3);
    httplib::Client client(options.gateway.substr(0, path));
    client.set_read_timeout(std::chrono::seconds(10));
    json view = ask(client, "/phone/scan", options.code);
    if (!view.is_object()) {
        fail("no answer from " + options.gateway + ": is `wattill-sim gateway` running there?");
        return 2;
    }
    if (!textOf(view, "refusal").empty()) return fail(textOf(view, "refusal"));
    std::printf("%s  %s yuan  (order %s)\n", textOf(view, "subject").c_str(),
                textOf(view, "amount").c_str(), textOf(view, "order").c_str());
    if (options.onlyScan) return 0;
    view = ask(client, "/phone/pay", options.code);
    const auto deadline = std::chrono::steady_clock::now() + options.wait;
    while (textOf(view, "status") == "confirmed" && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(kPause);
        view = ask(client, "/phone/scan", options.code);
    }
    if (!textOf(view, "refusal").empty()) return fail(textOf(view, "refusal"));
    if (!isPaid(view)) return fail("not paid: " + textOf(view, "status"));
    std::printf("paid\n");
    return 0;
}

}  // namespace wattill::sim
