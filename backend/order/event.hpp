#pragma once

#include "ledger/entry.hpp"
#include "order/order.hpp"
#include "payment/gateway.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace wattill::order {

/// What an order may ask of the world outside. Each is a committed row before it is made.
enum class CallKind {
    GatewayCreate,
    GatewayQuery,
    GatewayCancel,
    GatewayRefund,       ///< sends the money of the first open refund back
    GatewayRefundQuery,  ///< asks what became of it
    MeterReadBefore,     ///< count and balance before the sale; starting it claims the meter
    MeterSell,
    MeterReadBack,
    CommandLook,  ///< what became of the command that takes credit back: asks the database only
};
[[nodiscard]] std::string_view name(CallKind kind);
[[nodiscard]] std::optional<CallKind> callKindFrom(std::string_view name);

// ---- what may happen to an order
struct CodeIssued {
    std::string code;
};
/// A call ended in an error, or the node was restarted while it was under way (code Timeout).
struct CallFailed {
    CallKind kind{};
    int attempt = 0;
    Error error;
};
struct PaymentReported {
    payment::PaymentFact fact;
    Instant askedAt;        ///< when the query started, or the notification came in
    bool notified = false;  ///< by notification, not as the answer to a query
    int attempt = 0;        ///< of the query
    bool billed = false;    ///< by a bill: the channel itself was not heard
};
struct CancelAnswered {
    payment::CancelReply reply;
};
struct CancelRequested {};
struct RefundAnswered {
    payment::RefundFact fact;
    bool asked = false;  ///< the answer to a query
    int attempt = 0;
};
/// No other order owns the meter: this one does from here on.
struct MeterGranted {
    Money debt;  ///< what the account owes, at least 0
};
struct MeterWasRead {
    CallKind kind{};  ///< MeterReadBefore or MeterReadBack
    metering::MeterReading reading;
    int attempt = 0;
};
/// A well-formed answer to the sale. It proves nothing; the read-back does.
struct SaleAnswered {
    int attempt = 0;
};
enum class Decision {
    ItWasDelivered,  ///< held orders
    Refund,          ///< held orders that are proven not to be on the meter; suspect ones whose
                     ///< money is with us; late ones that the channel does not confirm
    RefundUnproven,  ///< held orders whose meter cannot be read, or does not tell
    NothingToDo,     ///< suspect and unconfirmed orders: the money never came to us, or is back
};
/// A person looked at a held or suspect order, or at a late one that the channel does not confirm.
struct PersonDecided {
    Decision decision{};
    std::string who;
    std::string why;
    /// Of a held order to be refunded, the meter as it was read for this; absent: no answer.
    std::optional<metering::MeterReading> reading = std::nullopt;
};
enum class RefundDecision {
    Again,   ///< under the same number if the channel took nothing under it, else under a new one
    ByHand,  ///< the money was given back another way
};
/// A person looked at a failed refund.
struct RefundDecided {
    payment::RefundId refund;
    RefundDecision decision{};
    std::string who;
    std::string why;
};
struct ReversalRequested {
    std::string request;  ///< made by the client, stored before sending; 8–64 letters, digits, '-'
    Money amount;         ///< whole fen, at most what was delivered and not reversed yet
    ReversalWay way{};
    std::string who;
    std::string why;
};
/// Somebody else approves a proposed reversal, or it is withdrawn.
struct ReversalDecided {
    int number = 1;
    bool approved = false;
    std::string who;
    std::string why;
};
/// What became of the command that takes the credit off the meter.
struct CreditTaken {
    int number = 1;
    bool taken = false;
    std::string note;
};
/// It is not over yet.
struct CommandStillOpen {
    int attempt = 0;
};
using Event =
    std::variant<CodeIssued, CallFailed, PaymentReported, CancelAnswered, CancelRequested,
                 RefundAnswered, MeterGranted, MeterWasRead, SaleAnswered, PersonDecided,
                 RefundDecided, ReversalRequested, ReversalDecided, CreditTaken, CommandStillOpen>;

// ---- what follows from it; all of it is committed together with the order
struct Book {
    ledger::NewEntry entry;
};
/// At most one call of a kind waits for an order: an earlier time wins.
struct Schedule {
    CallKind kind{};
    Instant dueAt;
    int attempt = 0;
};
/// Forget the waiting call of this kind. One that is under way cannot be taken back.
struct Drop {
    CallKind kind{};
};
enum class AlarmKind {
    PaymentSuspect,      ///< amount, merchant or currency does not match
    ExtraPayment,        ///< paid twice: the second payment goes back
    RefundDue,           ///< money that should be back with the payer by now is not
    RefundFailed,        ///< a refund came to nothing: a person decides
    MeterSilent,         ///< money waits for a meter that does not answer
    CountMismatch,       ///< the meter's count or balance fits no explanation
    ReturnedAfterSale,   ///< the channel returned money for an order that the meter has
    GatewayAnswer,       ///< answers that cannot be believed, again and again
    CommandPartial,      ///< a command applied in part, or changed something else too
    CommandUnknown,      ///< nobody knows whether a command was carried out
    CommandFailed,       ///< a command was given up
    BillMissing,         ///< a channel's bill is overdue or cannot be read
    ReconciliationOpen,  ///< differences of a day wait for a person
    ClockWrong,          ///< this machine's clock is too far from a payment channel's
    KeyExpires,          ///< a key or certificate of a channel ends soon, or has ended
    NoticeRefused,       ///< genuine notifications about another merchant, or an unknown order
};
[[nodiscard]] std::string_view name(AlarmKind kind);
[[nodiscard]] std::optional<AlarmKind> alarmKindFrom(std::string_view name);
struct Raise {
    AlarmKind kind{};
    std::string text;
};
struct Clear {
    AlarmKind kind{};
};
/// A command that takes credit off the order's meter; its number is put into the reversal.
struct TakeCreditBack {
    int reversal = 1;
};
using Effect = std::variant<Book, Schedule, Drop, Raise, Clear, TakeCreditBack>;

}  // namespace wattill::order
