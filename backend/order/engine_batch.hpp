#pragma once

#include "order/engine.hpp"

#include <utility>
#include <vector>

namespace wattill::order {

/// What one transaction wants done once it is on disk.
struct Engine::Batch {
    std::vector<Order> changed;
    std::vector<std::pair<Order, Call>> calls;
    bool somethingDue = false;
};

/// "order K01… is paid": how a refusal begins.
[[nodiscard]] inline std::string stateOf(const Order& order) {
    return "order " + order.id.text() + " is " + std::string(name(order.state));
}

/// NotFound when there is no such order.
[[nodiscard]] Result<Order> required(const UnitOfWork& unit, const OrderId& id);

}  // namespace wattill::order
