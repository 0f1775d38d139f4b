#pragma once

#include "base/time.hpp"

#include <string>

namespace wattill::reconciliation {

/// How a payment channel counts its days and what its bills tell.
struct ChannelRules {
    std::string name;
    /// How long before midnight in Beijing the channel's day begins: 0 for Alipay, 1 h for UnionPay
    /// (23:00 to 23:00; facts 2.8 H, 3.1 row 21).
    Duration beginsBefore{};
    /// The bill repeats the terminal as we sent it. UnionPay's has 8 digits of its own (2.4, L).
    bool tellsTerminal = true;
    bool operator==(const ChannelRules&) const = default;
};
[[nodiscard]] ChannelRules rulesOf(const std::string& channel);

/// The channel's day in which a moment lies. Both channels count in Beijing's time, UTC+8 all year.
[[nodiscard]] LocalDay dayOf(const ChannelRules& rules, Instant at);
/// The first moment of the channel's day.
[[nodiscard]] Instant beginOf(const ChannelRules& rules, LocalDay day);

}  // namespace wattill::reconciliation
