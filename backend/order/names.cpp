#include "order/event.hpp"
#include "order/name_table.hpp"
#include "order/notice.hpp"

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

constexpr std::array<Named<CallKind>, 9> kCalls{{
    {CallKind::GatewayCreate, "gateway-create"},
    {CallKind::GatewayQuery, "gateway-query"},
    {CallKind::GatewayCancel, "gateway-cancel"},
    {CallKind::GatewayRefund, "gateway-refund"},
    {CallKind::GatewayRefundQuery, "gateway-refund-query"},
    {CallKind::MeterReadBefore, "meter-read-before"},
    {CallKind::MeterSell, "meter-sell"},
    {CallKind::MeterReadBack, "meter-read-back"},
    {CallKind::CommandLook, "command-look"},
}};

constexpr std::array<Named<AlarmKind>, 16> kAlarms{{
    {AlarmKind::PaymentSuspect, "payment-suspect"},
    {AlarmKind::ExtraPayment, "extra-payment"},
    {AlarmKind::RefundDue, "refund-due"},
    {AlarmKind::RefundFailed, "refund-failed"},
    {AlarmKind::MeterSilent, "meter-silent"},
    {AlarmKind::CountMismatch, "count-mismatch"},
    {AlarmKind::ReturnedAfterSale, "returned-after-sale"},
    {AlarmKind::GatewayAnswer, "gateway-answer"},
    {AlarmKind::CommandPartial, "command-partial"},
    {AlarmKind::CommandUnknown, "command-unknown"},
    {AlarmKind::CommandFailed, "command-failed"},
    {AlarmKind::BillMissing, "bill-missing"},
    {AlarmKind::ReconciliationOpen, "reconciliation-open"},
    {AlarmKind::ClockWrong, "clock-wrong"},
    {AlarmKind::KeyExpires, "key-expires"},
    {AlarmKind::NoticeRefused, "notice-refused"},
}};

constexpr std::array<Named<RefundCause>, 4> kCauses{{
    {RefundCause::Undelivered, "undelivered"},
    {RefundCause::ExtraPayment, "extra-payment"},
    {RefundCause::Suspect, "suspect"},
    {RefundCause::Reversal, "reversal"},
}};

constexpr std::array<Named<RefundState>, 5> kRefundStates{{
    {RefundState::Waiting, "waiting"},
    {RefundState::Asked, "asked"},
    {RefundState::Returned, "returned"},
    {RefundState::Failed, "failed"},
    {RefundState::Settled, "settled"},
}};

constexpr std::array<Named<ReversalState>, 5> kReversalStates{{
    {ReversalState::Proposed, "proposed"},
    {ReversalState::TakingCredit, "taking-credit"},
    {ReversalState::Done, "done"},
    {ReversalState::Refused, "refused"},
    {ReversalState::Withdrawn, "withdrawn"},
}};

constexpr std::array<Named<ReversalWay>, 2> kReversalWays{{
    {ReversalWay::TakeCredit, "take-credit"},
    {ReversalWay::BookDebt, "book-debt"},
}};

constexpr std::array<Named<NoticeVerdict>, 4> kVerdicts{{
    {NoticeVerdict::Taken, "taken"},
    {NoticeVerdict::Foreign, "foreign"},
    {NoticeVerdict::UnknownOrder, "unknown-order"},
    {NoticeVerdict::Refused, "refused"},
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

std::string_view name(RefundCause cause) {
    return nameIn(kCauses, cause);
}
std::optional<RefundCause> refundCauseFrom(std::string_view name) {
    return valueIn(kCauses, name);
}
std::string_view name(RefundState state) {
    return nameIn(kRefundStates, state);
}
std::optional<RefundState> refundStateFrom(std::string_view name) {
    return valueIn(kRefundStates, name);
}
std::string_view name(ReversalState state) {
    return nameIn(kReversalStates, state);
}
std::optional<ReversalState> reversalStateFrom(std::string_view name) {
    return valueIn(kReversalStates, name);
}
std::string_view name(ReversalWay way) {
    return nameIn(kReversalWays, way);
}
std::optional<ReversalWay> reversalWayFrom(std::string_view name) {
    return valueIn(kReversalWays, name);
}

std::string_view name(NoticeVerdict verdict) {
    return nameIn(kVerdicts, verdict);
}
std::optional<NoticeVerdict> noticeVerdictFrom(std::string_view name) {
    return valueIn(kVerdicts, name);
}

bool ownsMeter(State state) {
    return state == State::Delivering || state == State::DeliveryUnknown;
}

}  // namespace wattill::order
