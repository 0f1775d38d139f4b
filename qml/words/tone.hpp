#pragma once

#include "api/types.hpp"
#include "theme/tone.hpp"

#include <QString>

namespace wattill::kiosk {

[[nodiscard]] Tone toneOf(api::MeterState state);
/// "余额偏低"
[[nodiscard]] QString stateText(api::MeterState state);
[[nodiscard]] Tone toneOfChannel(const std::string& channel);

/// Delivered without a sale: the whole amount was set off.
[[nodiscard]] bool paidADebtOnly(const api::OrderView& order);
/// How an order stands, in the few words of a list.
[[nodiscard]] QString orderStateText(const api::OrderView& order);
[[nodiscard]] Tone toneOfOrder(const api::OrderView& order);

}  // namespace wattill::kiosk
