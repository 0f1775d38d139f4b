#pragma once

#include "api/types.hpp"
#include "node/meter_board.hpp"
#include "order/policy.hpp"

namespace wattill::node {

/// A reading older than this is not called the present state.
inline constexpr Duration kStaleAfter = std::chrono::minutes(3);

/// What a meter's place and its last reading amount to. The sheet's alarm amounts and the meter's
/// own flags both count: a tenant who is warned twice is better off than one who is not.
[[nodiscard]] api::MeterState meterState(const tenancy::MeterPlace& place,
                                         const MeterStatus& status);
[[nodiscard]] bool isStale(const std::optional<metering::MeterReading>& reading, Instant now);
/// How many whole days `balance` lasts at the average of the days known as a whole among the seven
/// before `today`; absent when none is known or nothing was used.
[[nodiscard]] std::optional<int> lastsDays(Money balance,
                                           const std::vector<metering::DailyEnergy>& days,
                                           LocalDay today, Money pricePerKwh);
[[nodiscard]] api::MatchView matchView(const tenancy::MeterPlace& place);

/// What a view needs beside the rows of one transaction.
struct ViewContext {
    const order::UnitOfWork& unit;
    Instant now;
    const TimeZone& zone;
};
/// `sellable` is Fleet::sellable() of the place.
[[nodiscard]] Result<api::MeterView> meterView(const ViewContext& context,
                                               const tenancy::MeterPlace& place,
                                               const MeterStatus& status,
                                               const Result<void>& sellable);
/// Every day from `from` to `to`, also those of which nothing is known.
[[nodiscard]] Result<std::vector<api::DayView>> dayViews(const order::UnitOfWork& unit,
                                                         const MeterId& meter, LocalDay from,
                                                         LocalDay to);
enum class Audience {
    Owner,   ///< who holds the order's number, and staff
    Anyone,  ///< somebody who typed a meter's number: no code, no trade number, no staff's words
};
[[nodiscard]] Result<api::OrderView> orderView(const ViewContext& context,
                                               const order::Order& order,
                                               const order::Policy& policy, Audience audience);
[[nodiscard]] api::AlarmView alarmView(const order::Alarm& alarm);

}  // namespace wattill::node
