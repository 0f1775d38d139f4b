#include "order/alarm_end.hpp"

#include <fmt/format.h>

namespace wattill::order {

namespace {

/// When an alarm of the kind ends; empty: only a person ends it.
std::string_view endsWhen(AlarmKind kind) {
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
        case AlarmKind::CommandUnknown:
            return "when the meter answers, or the command is decided with: wattill command "
                   "resolve";
        case AlarmKind::CommandPartial:
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

/// What has to come first with the order that the alarm is about; empty: nothing does.
Result<std::string> firstComes(const UnitOfWork& unit, const Alarm& alarm) {
    const auto order = unit.orders().find(alarm.order);
    if (!order.ok()) return order.error();
    if (!*order) return std::string();
    const State state = (*order)->state;
    if (alarm.kind == AlarmKind::PaymentSuspect && state == State::Suspect) {
        return std::string("ends when the order is decided with: wattill order resolve");
    }
    // The sale may still come: then somebody has to claim more than what is back.
    if (alarm.kind == AlarmKind::ReturnedAfterSale && ownsMeter(state)) {
        return std::string("cannot end before the order is delivered or decided");
    }
    if (alarm.kind != AlarmKind::GatewayAnswer) return std::string();
    const auto calls = unit.calls().ofOrder(alarm.order);
    if (!calls.ok()) return calls.error();
    return std::string(calls->empty() ? ""
                                      : "ends when the channel, which is still asked, is heard, or "
                                        "the order is decided with: wattill order resolve");
}

}  // namespace

Result<Alarm> endAlarm(UnitOfWork& unit, std::int64_t id, const AlarmEnd& end, Instant now) {
    const auto found = unit.alarms().find(id);
    if (!found.ok()) return found.error();
    if (!*found) return notFound(fmt::format("no alarm {}; look at: wattill alarm list", id));
    Alarm alarm = **found;
    auto obstacle = firstComes(unit, alarm);
    if (!obstacle.ok()) return obstacle.error();
    const std::string_view when = endsWhen(alarm.kind);
    if (!when.empty()) obstacle = fmt::format("ends by itself {}", when);
    if (!alarm.clearedAt && !obstacle->empty()) {
        return conflict(fmt::format("alarm {} ({}) {}", id, name(alarm.kind), *obstacle));
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
