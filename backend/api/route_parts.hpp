#pragma once

#include "api/json.hpp"
#include "api/routes.hpp"
#include "api/service.hpp"

namespace wattill::api {

/// What the handlers of the route tables share. Private to them.

/// The reply that answers with the view as JSON.
template <class View>
Reply<View> inJson(const Respond& respond) {
    return [respond](Result<View> view) {
        respond(view ? Response{200, "application/json", toJson(*view), {}}
                     : errorResponse(view.error()));
    };
}

/// Calls `use` with the checked values, or answers with the first fault.
template <class Use, class... Values>
void checked(const Respond& respond, Use use, Result<Values>... values) {
    const Error* fault = nullptr;
    const auto look = [&](const auto& value) {
        if (fault == nullptr && !value) fault = &value.error();
    };
    (look(values), ...);
    if (fault != nullptr) return respond(errorResponse(*fault));
    use(std::move(values.value())...);
}

/// True when the request has no query; else it is answered.
[[nodiscard]] inline bool withoutQuery(const Request& request, const Respond& respond) {
    const auto query = emptyQueryFrom(request.query);
    if (!query) respond(errorResponse(query.error()));
    return query.ok();
}

/// True when the request has no body; else it is answered.
[[nodiscard]] inline bool withoutBody(const Request& request, const Respond& respond) {
    const auto body = emptyBodyFrom(request.body);
    if (!body) respond(errorResponse(body.error()));
    return body.ok();
}

/// True when the request has neither query nor body; else it is answered.
[[nodiscard]] inline bool bare(const Request& request, const Respond& respond) {
    return withoutQuery(request, respond) && withoutBody(request, respond);
}

/// Who moves money: with a token of one's own the name that goes with it, with the site's token
/// whom the body names. Forbidden under another's name, and under the site's token where people
/// have their own: a second person must be one.
[[nodiscard]] Result<std::string> signedBy(const Staff& staff, const std::string& said);
/// The decision in the body, signedBy() who asks.
template <class Decision>
[[nodiscard]] Result<Decision> signedIn(const Request& request, Result<Decision> decision) {
    if (!decision) return decision;
    auto name = signedBy(request.staff, decision->who);
    if (!name) return name.error();
    decision->who = std::move(*name);
    return decision;
}
/// A number in the path, counted from 1; InvalidInput names it as `what`.
[[nodiscard]] Result<std::int64_t> pathNumber(const Request& request, const std::string& what);
/// `who` becomes the name that goes with a token of one's own; with the site's it stays.
inline void putName(const Staff& staff, std::string& who) {
    if (!staff.name.empty()) who = staff.name;
}

/// The tables that apiRoutes() is made of, beside the one in routes.cpp.
[[nodiscard]] std::span<const Route> busRoutes();
[[nodiscard]] std::span<const Route> commandRoutes();
[[nodiscard]] std::span<const Route> refundRoutes();
[[nodiscard]] std::span<const Route> reconciliationRoutes();

}  // namespace wattill::api
