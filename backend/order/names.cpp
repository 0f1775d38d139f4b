#include "order/event.hpp"
#include "order/name_table.hpp"

namespace wattill::order {

namespace {
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
