// Requests of the node's API without HTTP: a first line "POST /path?query", a second one with the
// Authorization field, then the body. What is admitted says what the target said; the service sees
// only what was checked; every refusal says in words why.

#include "api/json.hpp"
#include "api/routes.hpp"
#include "base/assertion.hpp"
#include "unit/api/fake_service.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace {

using namespace wattill;
using namespace wattill::api;

constexpr std::string_view kSites = "Bearer the-token-of-the-site";
constexpr std::string_view kPersons = "Bearer the-token-of-a-person";

std::string_view takeUntil(std::string_view& text, char end) {
    const std::size_t at = text.find(end);
    const std::string_view taken = text.substr(0, at);
    text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
    return taken;
}

void saysWhy(const Response& refusal) {
    WATTILL_ASSERT(refusal.status >= 400 && refusal.status < 500, "not the client's fault");
    if (refusal.contentType != "application/json") return;  // to a payment channel
    const Error error = errorFrom(refusal.body);
    WATTILL_ASSERT(error.code != ErrorCode::BadReply && !error.message.empty(), "no words");
    const bool key = refusal.status != 400 || error.message.find(':') != std::string::npos;
    WATTILL_ASSERT(key, "a fault that names no key");
    WATTILL_ASSERT((refusal.status == 405) == !refusal.allow.empty(), "which methods");
}

std::string escaped(const std::string& text) {
    std::string all;
    for (const char each : text)
        all += fmt::format("%{:02X}", static_cast<unsigned char>(each));
    return all;
}

/// The target of a request that has these parameters.
std::string targetOf(const Admission& admission) {
    std::string target(admission.route->path);
    for (const auto& [name, value] : admission.parameters) {
        const std::string place = "{" + name + "}";
        WATTILL_ASSERT(!value.empty() && value.find('/') == std::string::npos, "no path's part");
        target.replace(target.find(place), place.size(), value);
    }
    char separator = '?';
    for (const auto& [name, value] : admission.query) {
        target += separator + escaped(name) + "=" + escaped(value);
        separator = '&';
    }
    return target;
}

void saysWhatTheTargetSaid(std::span<const Route> routes, const Admission& admission,
                           std::string_view target, std::string_view authorization,
                           const Authorizer& authorizer) {
    const std::string again = targetOf(admission);
    WATTILL_ASSERT(again.substr(0, again.find('?')) == target.substr(0, target.find('?')), "path");
    const auto second = admit(routes, admission.route->method, again, authorization, authorizer);
    WATTILL_ASSERT(second.route == admission.route && second.query == admission.query, "query");
    for (const auto& [name, value] : admission.query) {
        const auto control = [](char each) { return each >= 0 && (each < ' ' || each == 0x7F); };
        WATTILL_ASSERT(std::none_of(value.begin(), value.end(), control), "a control character");
    }
}

void answers(const Route& route, const Request& request) {
    FakeService service;
    int answered = 0;
    Response response;
    route.handle(service, request, [&](Response given) {
        ++answered;
        response = std::move(given);
    });
    service.release(samples::order());
    WATTILL_ASSERT(answered == 1, "not one answer");
    WATTILL_ASSERT((response.status == 200) == !service.asked().empty(), "asked unchecked");
    if (response.status != 200) return saysWhy(response);
    if (response.contentType != "application/json") return;
    WATTILL_ASSERT(parseStrict(response.body).ok(), "an answer that is no JSON");
}

template <class View>
void comesBack(const Result<View>& read, Result<View> (*reader)(std::string_view)) {
    if (!read) return;
    const std::string text = toJson(*read);
    const auto second = reader(text);
    WATTILL_ASSERT(second.ok() && toJson(*second) == text, "a body that reads differently");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Authorizer authorizer(Secret(std::string(kSites.substr(7))),
                                       {{"Wang", Secret(std::string(kPersons.substr(7)))}});
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    std::string_view target = takeUntil(rest, '\n');
    const std::string_view method = takeUntil(target, ' ');
    const std::string_view authorization = takeUntil(rest, '\n');
    const bool channel = target.starts_with("/notify/");
    const auto routes = channel ? notifyRoutes() : apiRoutes();
    auto admission = admit(routes, method, target, authorization, authorizer);
    if (admission.route == nullptr) {
        saysWhy(admission.refusal);
        return 0;
    }
    const bool token = authorization == kSites || authorization == kPersons;
    WATTILL_ASSERT(admission.route->audience != Audience::Staff || token, "anybody is staff");
    saysWhatTheTargetSaid(routes, admission, target, authorization, authorizer);
    answers(*admission.route, {std::move(admission.parameters), std::move(admission.query),
                               "text/plain", std::string(rest), std::move(admission.staff)});
    comesBack(newOrderFrom(rest), newOrderFrom);
    comesBack(newMeterFrom(rest), newMeterFrom);
    comesBack(sheetFrom(rest), sheetFrom);
    return 0;
}
