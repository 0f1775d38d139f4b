#include "node/views.hpp"

#include <algorithm>

namespace wattill::node {

using api::MeterState;
using metering::Control;
using metering::DailyEnergy;
using metering::MeterReading;
using tenancy::MeterPlace;

namespace {
constexpr auto kDaysShown = std::chrono::days(7);

Result<bool> isHeld(const order::UnitOfWork& unit, const MeterId& meter) {
    const auto owner = unit.orders().ownerOf(meter);
    if (!owner) return owner.error();
    if (!*owner) return false;
    const auto order = unit.orders().find(**owner);
    if (!order) return order.error();
    return *order && (*order)->held;
}

/// The word for why no top-up may be begun; empty when one may.
Result<std::string> notSellable(const order::UnitOfWork& unit, const MeterPlace& place,
                                const Result<void>& sellable) {
    if (!place.open) return std::string("not-opened");
    if (!sellable) return std::string("locked");
    const auto held = isHeld(unit, place.meter);
    if (!held) return held.error();
    return std::string(*held ? "held" : "");
}

void fillReading(api::MeterView& view, const std::optional<MeterReading>& reading, Instant now) {
    view.stale = isStale(reading, now);
    if (!reading) return;
    if (reading->has.balance) view.balance = reading->balance;
    view.readAt = reading->at;
    // What has no relay cannot cut anybody off.
    view.relayClosed = !reading->has.relay || reading->relay == metering::Relay::Closed;
    if (reading->has.purchaseCount) view.purchaseCount = reading->purchaseCount;
    view.total = reading->total;
}

std::vector<api::DayView> withGaps(const std::vector<DailyEnergy>& known, LocalDay from,
                                   LocalDay to) {
    std::vector<api::DayView> all;
    for (LocalDay day = from; day <= to; day += std::chrono::days(1)) {
        const auto found = std::find_if(known.begin(), known.end(),
                                        [day](const DailyEnergy& each) { return each.day == day; });
        api::DayView view{day, {}, {}, {}};
        if (found != known.end()) {
            view.energy = found->energy;
            if (!found->complete) view.knownFrom = found->from;
            if (!found->complete) view.knownTo = found->to;
        }
        all.push_back(view);
    }
    return all;
}

/// The books are written at the ends of hours and halves of them; what the register shows beyond
/// the last entry belongs to today, too.
Result<void> addPresent(const ViewContext& context, const MeterId& meter, const MeterStatus& status,
                        std::vector<DailyEnergy>& days) {
    const auto recorded = context.unit.readings().last(meter);
    if (!recorded) return recorded.error();
    if (!*recorded || !status.reading) return {};
    const MeterReading& booked = **recorded;
    const MeterReading& present = *status.reading;
    const LocalDay today = context.zone.dayOf(context.now);
    if (context.zone.dayOf(booked.at) != today || context.zone.dayOf(present.at) != today)
        return {};
    if (present.at < booked.at || present.total < booked.total) return {};
    if (days.empty() || days.back().day != today) {
        days.push_back({today, Energy(), std::nullopt, false, booked.at, present.at});
    }
    DailyEnergy& day = days.back();
    day.energy = day.energy + (present.total - booked.total);
    if (day.to) day.to = present.at;
    return {};
}

/// While nothing was sold for it, money that waits too long is booked for refund.
std::optional<Instant> refundAfter(const order::Order& order, const order::Policy& policy) {
    const bool waits = order.state == order::State::Paid ||
                       (order.state == order::State::Delivering && !order.delivery);
    if (!waits || !order.paidAt) return std::nullopt;
    return *order.paidAt + policy.deliverWithin;
}

std::string shortened(const std::string& trade) {
    constexpr std::size_t kShown = 4;
    return trade.size() <= kShown ? std::string() : "****" + trade.substr(trade.size() - kShown);
}

/// That money goes back is for everybody who may see the order; the staff's words are not.
void addRefunds(api::OrderView& view, const order::Order& order, Audience audience) {
    for (const order::Refund& each : order.refunds) {
        view.refunds.push_back({each.id.text(),
                                std::string(order::name(each.cause)),
                                std::string(order::name(each.state)),
                                each.amount,
                                each.requestedAt,
                                each.endedAt,
                                {},
                                {}});
        if (audience != Audience::Owner) continue;
        view.refunds.back().by = each.by;
        view.refunds.back().note = each.note;
    }
}

void addReversals(api::OrderView& view, const order::Order& order) {
    for (const order::Reversal& each : order.reversals) {
        view.reversals.push_back({each.number, std::string(order::name(each.way)),
                                  std::string(order::name(each.state)), each.amount, each.by,
                                  each.approvedBy, each.why, each.requestedAt, each.endedAt,
                                  each.note});
    }
}

api::MatchView placeOfOrder(const std::optional<MeterPlace>& place, const order::Order& order) {
    if (place) return matchView(*place);
    api::MatchView view;
    view.meter = order.meter;
    view.account = order.account;
    return view;
}
}  // namespace

MeterState meterState(const MeterPlace& place, const MeterStatus& status) {
    if (!place.open) return MeterState::NotOpened;
    if (status.lost || !status.reading) return MeterState::Lost;
    const MeterReading& reading = *status.reading;
    if (reading.has.relay && reading.control == Control::ForcedOpen) return MeterState::Tripped;
    if (reading.has.relay && reading.control == Control::ForcedClosed) return MeterState::KeptOn;
    if (!reading.has.balance) return MeterState::Normal;
    if (reading.arrears || reading.balance <= Money()) return MeterState::Arrears;
    if (reading.alarm2 || reading.balance <= place.alarm2) return MeterState::Alarm2;
    if (reading.alarm1 || reading.balance <= place.alarm1) return MeterState::Alarm1;
    return MeterState::Normal;
}

bool isStale(const std::optional<MeterReading>& reading, Instant now) {
    if (!reading) return true;
    // A reading from the future means that the clock was set: nobody knows how old it is.
    const Duration age = now - reading->at;
    return age > kStaleAfter || age < -kStaleAfter;
}

std::optional<int> lastsDays(Money balance, const std::vector<DailyEnergy>& days, LocalDay today,
                             Money pricePerKwh) {
    Energy used;
    int count = 0;
    for (const DailyEnergy& each : days) {
        if (each.day >= today || each.day < today - kDaysShown) continue;
        if (!each.complete) continue;
        used = used + each.energy;
        ++count;
    }
    const std::int64_t cost = used.costAt(pricePerKwh).microYuan();
    if (count == 0 || cost <= 0) return std::nullopt;
    if (balance <= Money()) return 0;
    constexpr std::int64_t kMost = 9999;
    const double exact =
        static_cast<double>(balance.microYuan()) * count / static_cast<double>(cost);
    return static_cast<int>(std::min(exact, static_cast<double>(kMost)));
}

api::MatchView matchView(const MeterPlace& place) {
    return {place.meter, place.premises, place.building, tenancy::maskedName(place.tenant),
            place.account};
}

Result<api::MeterView> meterView(const ViewContext& context, const MeterPlace& place,
                                 const MeterStatus& status, const Result<void>& sellable) {
    const LocalDay today = context.zone.dayOf(context.now);
    auto days = context.unit.readings().days(place.meter, today - kDaysShown, today);
    if (!days) return days.error();
    if (const auto added = addPresent(context, place.meter, status, *days); !added) {
        return added.error();
    }
    auto why = notSellable(context.unit, place, sellable);
    if (!why) return why.error();

    api::MeterView view;
    view.place = matchView(place);
    view.state = meterState(place, status);
    fillReading(view, status.reading, context.now);
    view.pricePerKwh = place.pricePerKwh;
    view.days = withGaps(*days, today - kDaysShown + std::chrono::days(1), today);
    view.today = view.days.back().energy;
    if (view.today) view.todayCost = view.today->costAt(place.pricePerKwh);
    if (view.balance) view.lastsDays = lastsDays(*view.balance, *days, today, place.pricePerKwh);
    view.sellable = why->empty();
    view.notSellable = std::move(*why);
    view.bus = place.bus.text();
    view.address = place.address;
    view.profile = place.profile;
    return view;
}

Result<std::vector<api::DayView>> dayViews(const order::UnitOfWork& unit, const MeterId& meter,
                                           LocalDay from, LocalDay to) {
    const auto days = unit.readings().days(meter, from, to);
    if (!days) return days.error();
    return withGaps(*days, from, to);
}

Result<api::OrderView> orderView(const ViewContext& context, const order::Order& order,
                                 const order::Policy& policy, Audience audience) {
    const auto place = context.unit.tenancy().find(order.meter);
    if (!place) return place.error();
    api::OrderView view;
    view.id = order.id;
    view.place = placeOfOrder(*place, order);
    view.amount = order.amount;
    view.channel = order.channel;
    view.state = std::string(order::name(order.state));
    view.version = order.version;
    view.createdAt = order.createdAt;
    view.payBy = order.payBy;
    view.code = audience == Audience::Owner ? order.code : std::string();
    view.trade = audience == Audience::Owner ? order.trade : shortened(order.trade);
    view.paidAt = order.paidAt;
    view.paidLate = order::cameLate(order);
    view.scanned = order.scanned;
    view.meterSilent = order.meterSilent;
    view.held = order.held;
    view.reason = order.reason;
    view.refundAfter = refundAfter(order, policy);
    if (!order.setOff.isZero()) view.setOff = order.setOff;
    addRefunds(view, order, audience);
    if (audience == Audience::Owner) addReversals(view, order);
    if (!order.delivery) return view;
    view.countBefore = order.delivery->countBefore;
    view.purchaseCount = order.delivery->sale.purchaseCount;
    view.balanceBefore = order.delivery->balanceBefore;
    view.balanceAfter = order.delivery->balanceAfter;
    view.deliveredAt = order.delivery->confirmedAt;
    if (!view.balanceAfter || !*place) return view;
    const LocalDay today = context.zone.dayOf(context.now);
    const auto days = context.unit.readings().days(order.meter, today - kDaysShown, today);
    if (!days) return days.error();
    view.lastsDays = lastsDays(*view.balanceAfter, *days, today, (*place)->pricePerKwh);
    return view;
}

api::AlarmView alarmView(const order::Alarm& alarm) {
    return {alarm.id,       std::string(order::name(alarm.kind)),
            alarm.order,    alarm.meter,
            alarm.raisedAt, alarm.clearedAt,
            alarm.text,     alarm.endedBy,
            alarm.endedWhy};
}

}  // namespace wattill::node
