#pragma once

#include "base/ids.hpp"
#include "base/money.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wattill::payment {

struct CreateRequest {
    OrderId order;
    Money amount;          ///< whole fen, above zero
    std::string subject;   ///< what the payer sees on the phone
    std::string terminal;  ///< comes back in bills
    Instant at;  ///< time of the order: the same for every repetition, so that they are identical
    Duration validFor{};  ///< whole minutes, counted from `at`
};

/// What a channel needs to find an order again: Alipay goes by the number, UnionPay by number and
/// time.
struct PaymentRef {
    OrderId order;
    Instant at;    ///< CreateRequest::at
    Money amount;  ///< CreateRequest::amount
    bool operator==(const PaymentRef&) const = default;
};

enum class PaymentStatus {
    NotSeen,  ///< not paid, and no word of a scan. Pending, not failed
    Waiting,  ///< scanned, not paid; only of a channel that tells of scans
    Paid,
    Closed,    ///< can no longer be paid and was not
    Returned,  ///< was paid and all of it went back
};
[[nodiscard]] std::string_view name(PaymentStatus status);

/// What a verified answer or a verified notification says about an order.
struct PaymentFact {
    OrderId order;
    PaymentStatus status = PaymentStatus::NotSeen;
    std::string trade;     ///< the channel's own number; empty while there is none
    std::string merchant;  ///< who received the money, as the channel says
    std::string currency;  ///< "CNY"
    Money amount;
    bool operator==(const PaymentFact&) const = default;
};

enum class CancelOutcome {
    NothingThere,  ///< no trade known: the code may or may not still be payable, so ask again later
    Closed,        ///< was unpaid and cannot be paid any more
    Returned,      ///< had been paid; this call sent the money back
    NoSuchCall,    ///< the channel has no cancel: the code lives until its own expiry
};
[[nodiscard]] std::string_view name(CancelOutcome outcome);

struct CancelReply {
    CancelOutcome outcome = CancelOutcome::NothingThere;
    std::string trade;
};

/// Our number of a refund: 8–32 letters and digits. One number is one refund, however often it is
/// asked for.
using RefundId = Id<struct RefundTag>;

struct RefundRequest {
    RefundId refund;
    PaymentRef payment;
    std::string trade;   ///< the channel's number of the payment that goes back
    Money amount;        ///< whole fen, above zero, at most what was paid
    Instant at;          ///< time of the refund: the same for every repetition
    std::string reason;  ///< what the payer may see; at most 80 characters
};

enum class RefundStatus {
    Returned,      ///< the money went back
    Pending,       ///< accepted, or under way: ask again, 10 s later or more
    NotKnown,      ///< the channel knows no refund of this number: repeat the same one
    ShortOfFunds,  ///< not now: the merchant's balance is too low. Nothing went back
    Failed,        ///< it came to nothing, for good: this number is used up
};
[[nodiscard]] std::string_view name(RefundStatus status);

/// What a verified answer says about one refund.
struct RefundFact {
    RefundId refund;
    RefundStatus status = RefundStatus::Pending;
    std::string note;  ///< the channel's own code and words, for the log
    bool operator==(const RefundFact&) const = default;
};

/// What has to be looked after before it stops the channel.
struct Expiry {
    std::string what;  ///< "app certificate", "UnionPay's root certificate"
    Instant at;        ///< it cannot be used after that
    bool operator==(const Expiry&) const = default;
};
struct ChannelHealth {
    /// This machine's clock minus the channel's, from the Date header of its last answer (whole
    /// seconds, one way's delay included); empty before the first answer.
    std::optional<Duration> clockAhead;
    std::vector<Expiry> expiries;
};

/// A notification as it came in, untouched.
struct Notification {
    std::string contentType;
    std::string body;
    std::string remote = {};  ///< address of who sent it; empty: not known
};

/// A verified notification. `acknowledgement` is the body that stops the channel from repeating it;
/// it may be sent only after the fact is committed.
struct NotifiedFact {
    PaymentFact fact;
    std::string eventId;
    bool aboutRefund = false;  ///< tells of money going back: never take it for a payment
    std::string acknowledgement;
};

/// A payment channel. Calls block up to the configured time-outs; each object is used by one thread
/// at a time, except checkNotification(), which is const and safe from any thread.
///
/// Errors: Refused (a verified answer says no), Unreachable (nothing was sent); everything else
/// (Timeout, BadReply for an unsigned or wrongly signed answer, Unavailable) means that the outcome
/// is unknown and must be asked for.
class PaymentGateway {
  public:
    virtual ~PaymentGateway() = default;
    /// "alipay": part of ledger accounts and keys.
    [[nodiscard]] virtual std::string_view channel() const = 0;
    /// What PaymentFact::merchant must say for a payment to be ours.
    [[nodiscard]] virtual std::string merchant() const = 0;
    /// The text for the code. Repeating the identical request is safe.
    virtual Result<std::string> create(const CreateRequest& request) = 0;
    /// Busy: the channel was asked too often and said nothing of the order.
    virtual Result<PaymentFact> query(const PaymentRef& payment) = 0;
    /// Undo for an order whose outcome is unknown or whose time is up. Repeating it is safe.
    /// Refused: there is nothing to undo, since it was paid or ended before; query() says which.
    virtual Result<CancelReply> cancel(const PaymentRef& payment) = 0;
    /// Sends money back. Repeating the identical request is safe: it is still one refund. Only
    /// queryRefund() proves what came of it; an answer of Returned is proof, too. Refused: the
    /// request itself is impossible (no such payment, more than was paid); nothing went back.
    virtual Result<RefundFact> refund(const RefundRequest& request) = 0;
    /// What became of the refund of this number. Asks, and never sends money.
    virtual Result<RefundFact> queryRefund(const RefundRequest& request) = 0;
    /// Unauthorised when the signature does not fit, InvalidInput when it is not a notification.
    [[nodiscard]] virtual Result<NotifiedFact> checkNotification(
        const Notification& notification) const = 0;
    /// Any thread; does not block.
    [[nodiscard]] virtual ChannelHealth health() const = 0;
};

}  // namespace wattill::payment
