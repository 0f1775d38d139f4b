#pragma once

#include "order/event.hpp"
#include "order/policy.hpp"

#include <functional>

namespace wattill::order {

struct Transition {
    Order order;                  ///< as it shall be committed; version untouched
    std::vector<Effect> effects;  ///< in the order they shall be applied
};

/// The rules of an order, whole: same input, same output, nothing else. An event that a state does
/// not wait for leaves the order as it is. Money is never booked to a meter's credit here but after
/// a reading that proves it.
[[nodiscard]] Transition step(const Order& order, const Event& event, Instant now,
                              const Policy& policy);

/// What a new order begins with: its first effects.
[[nodiscard]] std::vector<Effect> firstEffects(const Order& order, Instant now);

using StepFunction = std::function<Transition(const Order&, const Event&, Instant, const Policy&)>;

}  // namespace wattill::order
