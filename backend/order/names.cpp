#include "order/event.hpp"

#include <array>

namespace wattill::order {

namespace {
template <class Value>
using Named = std::pair<Value, std::string_view>;

constexpr std::array<Named<State>, 12> kStates{{
    {State::Created, "created"},
    {State::AwaitingPayment, "awaiting-payment"},
    {State::Paid, "paid"},
    {State::Delivering, "delivering"},
    {State::DeliveryUnknown, "delivery-unknown"},
    {State::Delivered, "delivered"},
    {State::Expired, "expired"},
    {State::Cancelled, "cancelled"},
    {State::PaidLate, "paid-late"},
    {State::Suspect, "suspect"},
    {State::Refunding, "refunding"},
    {State::Refunded, "refunded"},
}};

constexpr std::array<Named<CallKind>, 6> kCalls{{
    {CallKind::GatewayCreate, "gateway-create"},
    {CallKind::GatewayQuery, "gateway-query"},
    {CallKind::GatewayCancel, "gateway-cancel"},
    {CallKind::MeterReadBefore, "meter-read-before"},
    {CallKind::MeterSell, "meter-sell"},
    {CallKind::MeterReadBack, "meter-read-back"},
}};

constexpr std::array<Named<AlarmKind>, 10> kAlarms{{
    {AlarmKind::PaymentSuspect, "payment-suspect"},
    {AlarmKind::ExtraPayment, "extra-payment"},
    {AlarmKind::RefundDue, "refund-due"},
    {AlarmKind::MeterSilent, "meter-silent"},
    {AlarmKind::CountMismatch, "count-mismatch"},
    {AlarmKind::ReturnedAfterSale, "returned-after-sale"},
    {AlarmKind::GatewayAnswer, "gateway-answer"},
    {AlarmKind::CommandPartial, "command-partial"},
    {AlarmKind::CommandUnknown, "command-unknown"},
    {AlarmKind::CommandFailed, "command-failed"},
}};

template <class Table, class Value>
std::string_view nameIn(const Table& table, Value value) {
    for (const auto& [each, text] : table) {
        if (each == value) return text;
    }
    assertionFailed("value in table", "an enumerator without a name", __FILE__, __LINE__);
}

template <class Value, std::size_t size>
std::optional<Value> valueIn(const std::array<Named<Value>, size>& table, std::string_view name) {
    for (const auto& [value, text] : table) {
        if (text == name) return value;
    }
    return std::nullopt;
}
}  // namespace

std::string_view name(State state) {
    return nameIn(kStates, state);
}
std::optional<State> stateFrom(std::string_view name) {
    return valueIn(kStates, name);
}
std::string_view name(CallKind kind) {
    return nameIn(kCalls, kind);
}
std::optional<CallKind> callKindFrom(std::string_view name) {
    return valueIn(kCalls, name);
}
std::string_view name(AlarmKind kind) {
    return nameIn(kAlarms, kind);
}
std::optional<AlarmKind> alarmKindFrom(std::string_view name) {
    return valueIn(kAlarms, name);
}

bool ownsMeter(State state) {
    return state == State::Delivering || state == State::DeliveryUnknown;
}

}  // namespace wattill::order
