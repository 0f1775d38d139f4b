#pragma once

#include "order/transition.hpp"

namespace wattill::order::test {

/// An order of 100 yuan as it is made at `now`, before anything happened to it.
[[nodiscard]] inline Order sampleOrder(Instant now, const Policy& policy) {
    Order order;
    order.id = OrderId("K012611221030000001");
    order.meter = MeterId("202411110002");
    order.account = AccountId("1027");
    order.amount = Money::fromFen(10'000);
    order.channel = "alipay";
    order.merchant = "app";
    order.createdAt = now;
    order.payBy = now + policy.payWithin;
    order.openUntil = now + policy.gatewayExpiry + policy.stayOpen;
    return order;
}

}  // namespace wattill::order::test
