#include "order/alarm_end.hpp"

#include <fmt/format.h>

namespace wattill::order {

namespace {

/// What ends an alarm of the kind; empty: only a person does.
std::string_view endedBy(AlarmKind kind) {
    switch (kind) {
        case AlarmKind::PaymentSuspect:
        case AlarmKind::ReturnedAfterSale:
        case AlarmKind::GatewayAnswer:
        case AlarmKind::NoticeRefused:
            return {};
        case AlarmKind::ExtraPayment:
        case AlarmKind::RefundDue:
            return "when the money is back; look at: wattill order show";
        case AlarmKind::RefundFailed:
            return "when the refund is decided with: wattill order refund";
        case AlarmKind::MeterSilent:
            return "when the meter answers, or the order is decided";
        case AlarmKind::CountMismatch:
            return "when the order is decided with: wattill order resolve";
        case AlarmKind::CommandPartial:
        case AlarmKind::CommandUnknown:
        case AlarmKind::CommandFailed:
            return "when the command is decided with: wattill command resolve";
        case AlarmKind::BillMissing:
            return "when the bill is there, or its case is settled";
        case AlarmKind::ReconciliationOpen:
            return "when the day's cases are settled or closed; look at: wattill reconcile cases";
        case AlarmKind::ClockWrong:
            return "when this machine's clock is right";
        case AlarmKind::KeyExpires:
            return "when the key or certificate is replaced";
    }
    return {};
}

/// What goes on with the order and may end the alarm; empty: nothing does.
Result<std::string> goesOn(const UnitOfWork& unit, const Alarm& alarm) {
    const auto order = unit.orders().find(alarm.order);
    if (!order.ok()) return order.error();
    if (!*order) return std::string();
    if (alarm.kind == AlarmKind::PaymentSuspect && (*order)->state == State::Suspect) {
        return std::string("when the order is decided with: wattill order resolve");
    }
    if (alarm.kind != AlarmKind::GatewayAnswer) return std::string();
    const auto calls = unit.calls().ofOrder(alarm.order);
    if (!calls.ok()) return calls.error();
    return std::string(calls->empty() ? "" : "when the channel is heard, which is still asked");
}

}  // namespace

Result<Alarm> endAlarm(UnitOfWork& unit, std::int64_t id, const AlarmEnd& end, Instant now) {
    const auto found = unit.alarms().find(id);
    if (!found.ok()) return found.error();
    if (!*found) return notFound(fmt::format("no alarm {}; look at: wattill alarm list", id));
    Alarm alarm = **found;
    auto other = goesOn(unit, alarm);
    if (!other.ok()) return other.error();
    if (other->empty()) other = std::string(endedBy(alarm.kind));
    if (!alarm.clearedAt && !other->empty()) {
        return Error{ErrorCode::Conflict,
                     Retry::Never,
                     fmt::format("alarm {} ({}) ends by itself {}", id, name(alarm.kind), *other),
                     {}};
    }
    if (const auto ended = unit.alarms().end(id, end.who, end.why, now); !ended.ok()) {
        return ended.error();
    }
    alarm.clearedAt = now;
    alarm.endedBy = end.who;
    alarm.endedWhy = end.why;
    return alarm;
}

}  // namespace wattill::order
