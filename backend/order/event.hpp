#pragma once

#include "ledger/entry.hpp"
#include "order/order.hpp"
#include "payment/gateway.hpp"

#include <string>
#include <variant>
#include <vector>

namespace wattill::order {

/// What an order may ask of the world outside. Each is a committed row before it is made.
enum class CallKind {
    GatewayCreate,
    GatewayQuery,
    GatewayCancel,
    MeterReadBefore,  ///< count and balance before the sale; starting it claims the meter
    MeterSell,
    MeterReadBack,
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
};
struct CancelAnswered {
    payment::CancelReply reply;
};
struct CancelRequested {};
/// No other order owns the meter: this one does from here on.
struct MeterGranted {};
struct MeterWasRead {
    CallKind kind{};  ///< MeterReadBefore or MeterReadBack
    metering::MeterReading reading;
    int attempt = 0;
};
/// A well-formed answer to the sale. It proves nothing; the read-back does.
struct SaleAnswered {
    int attempt = 0;
};
enum class Decision { ItWasDelivered, Refund };
/// A person looked at a held order.
struct PersonDecided {
    Decision decision{};
    std::string who;
    std::string why;
};
using Event = std::variant<CodeIssued, CallFailed, PaymentReported, CancelAnswered, CancelRequested,
                           MeterGranted, MeterWasRead, SaleAnswered, PersonDecided>;

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
    PaymentSuspect,     ///< amount, merchant or currency does not match
    ExtraPayment,       ///< paid twice: the second payment is booked for refund
    RefundDue,          ///< booked for refund
    MeterSilent,        ///< money waits for a meter that does not answer
    CountMismatch,      ///< the meter's count or balance fits no explanation
    ReturnedAfterSale,  ///< the channel returned money for an order that the meter has
    GatewayAnswer,      ///< answers that cannot be believed, again and again
    CommandPartial,     ///< a command applied in part, or changed something else too
    CommandUnknown,     ///< nobody knows whether a command was carried out
    CommandFailed,      ///< a command was given up
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
using Effect = std::variant<Book, Schedule, Drop, Raise, Clear>;

}  // namespace wattill::order
