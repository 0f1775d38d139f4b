#include "api/json.hpp"
#include "api/routes.hpp"

namespace wattill::api {

namespace {
int hexValue(char each) {
    if (each >= '0' && each <= '9') return each - '0';
    if (each >= 'a' && each <= 'f') return each - 'a' + 10;
    if (each >= 'A' && each <= 'F') return each - 'A' + 10;
    return -1;
}

/// Nothing when an escape is broken or hides a control character.
std::optional<std::string> percentDecoded(std::string_view text) {
    std::string decoded;
    for (std::size_t at = 0; at < text.size(); ++at) {
        char each = text[at];
        if (each == '%') {
            if (at + 2 >= text.size()) return std::nullopt;
            const int high = hexValue(text[at + 1]);
            const int low = hexValue(text[at + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            each = static_cast<char>(high * 16 + low);
            at += 2;
        }
        const auto byte = static_cast<unsigned char>(each);
        if (byte < 0x20 || byte == 0x7F) return std::nullopt;
        decoded += each;
    }
    return decoded;
}

std::pair<std::string_view, std::string_view> cut(std::string_view text, char at) {
    const std::size_t found = text.find(at);
    if (found == std::string_view::npos) return {text, {}};
    return {text.substr(0, found), text.substr(found + 1)};
}

std::optional<Query> queryIn(std::string_view text) {
    Query query;
    while (!text.empty()) {
        const auto [part, rest] = cut(text, '&');
        const auto [name, value] = cut(part, '=');
        const auto decodedName = percentDecoded(name);
        const auto decodedValue = percentDecoded(value);
        if (!decodedName || !decodedValue || decodedName->empty()) return std::nullopt;
        query.emplace(*decodedName, *decodedValue);
        text = rest;
    }
    return query;
}

/// The path's parameters when it is the route's; nothing when it is another. Parameters are not
/// decoded: numbers and names of ours need no escapes.
std::optional<std::map<std::string, std::string>> match(std::string_view pattern,
                                                        std::string_view path) {
    std::map<std::string, std::string> parameters;
    while (!pattern.empty() || !path.empty()) {
        const auto [wanted, patternRest] = cut(pattern, '/');
        const auto [given, pathRest] = cut(path, '/');
        if (wanted.starts_with('{')) {
            if (given.empty()) return std::nullopt;
            parameters.emplace(wanted.substr(1, wanted.size() - 2), given);
        } else if (wanted != given) {
            return std::nullopt;
        }
        const bool last = wanted.size() == pattern.size();
        if (last != (given.size() == path.size())) return std::nullopt;
        if (last) return parameters;
        pattern = patternRest;
        path = pathRest;
    }
    return std::nullopt;
}

Admission refused(const Error& error) {
    Admission admission;
    admission.refusal = errorResponse(error);
    return admission;
}

Admission wrongMethod(std::string allow) {
    Admission admission = refused(invalidInput("the method: this path takes only " + allow));
    admission.refusal.status = 405;
    admission.refusal.allow = std::move(allow);
    return admission;
}
}  // namespace

Response errorResponse(const Error& error) {
    return {httpStatus(error.code), "application/json", errorJson(error), {}};
}

Admission admit(std::span<const Route> routes, std::string_view method, std::string_view target,
                std::string_view authorization, const Authorizer& authorizer) {
    const auto [path, queryText] = cut(target, '?');
    auto query = queryIn(queryText);
    if (!query) return refused(invalidInput("the query: has a broken %-escape or no name"));
    std::string allow;
    for (const Route& route : routes) {
        auto parameters = match(route.path, path);
        if (!parameters) continue;
        if (route.method != method) {
            allow += (allow.empty() ? "" : ", ") + std::string(route.method);
            continue;
        }
        Staff staff;
        if (route.audience == Audience::Staff) {
            auto right = authorizer.checkStaff(authorization);
            if (!right) return refused(right.error());
            staff = std::move(*right);
        }
        const bool waits = query->contains("waitMs");
        return {&route, {}, std::move(*parameters), std::move(*query), std::move(staff), waits};
    }
    if (!allow.empty()) return wrongMethod(std::move(allow));
    return refused(notFound("there is no such path here; the API is described in openapi.json"));
}

}  // namespace wattill::api
