#include "api/route_parts.hpp"

#include <array>

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
    const auto use = [&](OrderId order, std::int64_t number, order::ReversalDecided decision) {
        decision.number = static_cast<int>(number);
        service.decideReversal(std::move(order), std::move(decision), inJson<OrderView>(respond));
    };
    checked(respond, use, orderOf(request), pathNumber(request, "the reversal's number"),
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

std::span<const Route> refundRoutes() {
    return kRoutes;
}

}  // namespace wattill::api
