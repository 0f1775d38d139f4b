#pragma once

#include "order/engine.hpp"

namespace wattill::order {

/// A key that a client made for a request: InvalidInput unless it is one.
[[nodiscard]] Result<void> validRequestKey(const std::string& key);
/// Checks that need no database: request key, terminal, amount against the policy.
[[nodiscard]] Result<void> validate(const NewOrder& request, const Policy& policy);
/// The same wish as the order that stands under the same request key.
[[nodiscard]] bool sameWish(const NewOrder& request, const Order& order);
/// What a call's reply means for its order.
[[nodiscard]] Event eventOf(const Call& call, const Result<OutsideReply>& reply);
/// The call as the world outside understands it; empty when the order no longer wants it.
[[nodiscard]] std::optional<OutsideCall> outsideCallOf(const Order& order, const Call& call,
                                                       const Policy& policy);

}  // namespace wattill::order
