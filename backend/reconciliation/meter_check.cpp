#include "base/use_bound.hpp"
#include "reconciliation/comparison.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::reconciliation {

namespace {
Difference about(const Comparison& run, const KnownMeter& meter, DifferenceKind kind,
                 std::uint32_t count) {
    Difference difference;
    difference.kind = kind;
    difference.key = fmt::format("meter:{}:{}", meter.meter.text(), count);
    difference.day = run.input.day;
    difference.meter = meter.meter;
    return difference;
}

/// True when the meter's count is that of the last sale, or it has none. Some models count credit
/// that is taken like a sale, others leave the count alone.
bool countFits(Comparison& run, const KnownMeter& meter) {
    if (!meter.count) return true;
    const bool ahead = *meter.count > meter.lastSaleCount + meter.timesTaken;
    if (!ahead && *meter.count >= meter.lastSaleCount) return true;
    Difference difference = about(
        run, meter, ahead ? DifferenceKind::MeterCountAhead : DifferenceKind::MeterCountBehind,
        *meter.count);
    difference.text =
        fmt::format("meter {} has purchase count {}, our last delivered sale to it had {}: {}",
                    meter.meter.text(), *meter.count, meter.lastSaleCount,
                    ahead ? "somebody else sold to it" : "what we call delivered is not on it");
    run.differ(std::move(difference));
    return false;
}

void checkCredit(Comparison& run, const KnownMeter& meter) {
    if (!meter.balance || !meter.balanceAfterSale) return;
    const Policy& policy = run.input.policy;
    const std::optional<Money> used =
        mostUsedIn(meter.readAt - meter.lastSaleAt, policy.mostUsePerHour);
    const Money left = *meter.balanceAfterSale - meter.taken;
    const bool above = *meter.balance > left + policy.tolerance;
    const bool below = used && *meter.balance < left - *used - policy.tolerance;
    if (!above && !below) return;
    Difference difference = about(
        run, meter, above ? DifferenceKind::MeterCreditAbove : DifferenceKind::MeterCreditBelow,
        meter.lastSaleCount);
    difference.ours = left;
    difference.theirs = *meter.balance;
    const std::string taken =
        meter.timesTaken == 0
            ? std::string()
            : fmt::format(", of which {} CNY were taken back,", meter.taken.yuanText());
    difference.text = fmt::format("meter {} had {} CNY after its last sale{} and {} CNY at {}: {}",
                                  meter.meter.text(), meter.balanceAfterSale->yuanText(), taken,
                                  meter.balance->yuanText(), isoText(meter.readAt),
                                  above ? "more than was sold" : "less than can have been used");
    run.differ(std::move(difference));
}
}  // namespace

void checkMeters(Comparison& run) {
    for (const KnownMeter& meter : run.input.meters) {
        // A reading from before the sale tells nothing about it; nor of what was taken since.
        const Instant changedAt = std::max(meter.lastSaleAt, meter.takenAt.value_or(Instant()));
        if (meter.unsettled || meter.readAt <= changedAt) continue;
        if (countFits(run, meter)) checkCredit(run, meter);
    }
}

}  // namespace wattill::reconciliation
