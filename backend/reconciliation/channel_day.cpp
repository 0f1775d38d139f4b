#include "reconciliation/channel_day.hpp"

namespace wattill::reconciliation {

namespace {
constexpr std::chrono::hours kBeijing{8};
}

ChannelRules rulesOf(const std::string& channel) {
    if (channel == "unionpay") return {channel, std::chrono::hours(1), false};
    return {channel, Duration{0}, true};
}

LocalDay dayOf(const ChannelRules& rules, Instant at) {
    const Instant shifted = at + kBeijing + rules.beginsBefore;
    return LocalDay(std::chrono::floor<std::chrono::days>(shifted).time_since_epoch());
}

Instant beginOf(const ChannelRules& rules, LocalDay day) {
    return Instant(day.time_since_epoch()) - kBeijing - rules.beginsBefore;
}

}  // namespace wattill::reconciliation
