#include "api/route_parts.hpp"

#include <array>
#include <charconv>

namespace wattill::api {

namespace {

Result<OrderId> orderOf(const Request& request) {
    return orderIdFrom(request.parameters.at("id"));
}

Result<payment::RefundId> refundOf(const Request& request) {
    const auto id = orderIdFrom(request.parameters.at("refund"));
    if (!id) return invalidInput("the refund's number: must be 8 to 32 letters or digits");
    return payment::RefundId(id->text());
}

Result<int> reversalOf(const Request& request) {
    const std::string& text = request.parameters.at("number");
    int number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = fault == std::errc() && end == text.data() + text.size();
    if (!whole || number < 1) return invalidInput("the reversal's number: must be 1 or more");
    return number;
}

/// The decision in the body, under the name of who asks.
template <class Decision>
Result<Decision> signedIn(const Request& request, Result<Decision> decision) {
    if (!decision) return decision;
    auto name = signedBy(request.staff, decision->who);
    if (!name) return name.error();
    decision->who = std::move(*name);
    return decision;
}

void decideRefund(Service& service, const Request& request, const Respond& respond) {
    if (!withoutQuery(request, respond)) return;
    const auto use = [&](OrderId order, payment::RefundId refund, order::RefundDecided decision) {
        decision.refund = std::move(refund);
        service.decideRefund(std::move(order), std::move(decision), inJson<OrderView>(respond));
    };
    checked(respond, use, orderOf(request), refundOf(request),
            signedIn(request, refundDecisionFrom(request.body)));
}

void reverse(Service& service, const Request& request, const Respond& respond) {
    if (!withoutQuery(request, respond)) return;
    const auto use = [&](OrderId order, order::ReversalRequested wish) {
        service.reverseOrder(std::move(order), std::move(wish), inJson<OrderView>(respond));
    };
    checked(respond, use, orderOf(request), signedIn(request, reversalFrom(request.body)));
}

void decideReversal(Service& service, const Request& request, const Respond& respond) {
    if (!withoutQuery(request, respond)) return;
    const auto use = [&](OrderId order, int number, order::ReversalDecided decision) {
        decision.number = number;
        service.decideReversal(std::move(order), std::move(decision), inJson<OrderView>(respond));
    };
    checked(respond, use, orderOf(request), reversalOf(request),
            signedIn(request, reversalDecisionFrom(request.body)));
}

constexpr auto kStaff = Audience::Staff;
constexpr std::array<Route, 3> kRoutes{{
    {"POST", "/api/v1/staff/orders/{id}/refunds/{refund}/decision", kStaff, false, decideRefund},
    {"POST", "/api/v1/staff/orders/{id}/reversals", kStaff, false, reverse},
    {"POST", "/api/v1/staff/orders/{id}/reversals/{number}/decision", kStaff, false,
     decideReversal},
}};
}  // namespace

Result<std::string> signedBy(const Staff& staff, const std::string& said) {
    if (staff.nameless) {
        return Error{ErrorCode::Forbidden,
                     Retry::Never,
                     "people of this site have tokens of their own, and money is decided under "
                     "one of them: give yours with --token-file",
                     {}};
    }
    if (staff.name.empty() || said == staff.name) return said;
    return Error{ErrorCode::Forbidden,
                 Retry::Never,
                 "this is the token of " + staff.name + ", who cannot decide as " + said +
                     "; each decides with a token of their own",
                 {}};
}

std::span<const Route> refundRoutes() {
    return kRoutes;
}

}  // namespace wattill::api
