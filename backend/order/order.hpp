#pragma once

#include "base/ids.hpp"
#include "base/money.hpp"
#include "base/time.hpp"
#include "metering/meter.hpp"
#include "order/refund.hpp"
#include "order/reversal.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wattill::order {

// clang-format off
/// Where an order stands. What each state means, and what it waits for:
///
/// state           | means                                   | waits for, and goes to
/// --------------- | --------------------------------------- | --------------------------------
/// Created         | on disk, the gateway was not yet asked  | code -> AwaitingPayment;
///                 | or has not answered                     | refusal, silence -> Cancelled
/// AwaitingPayment | the code may be shown                   | payment -> Paid; time -> Expired;
///                 |                                         | tenant -> Cancelled
/// Paid            | money is booked to the customer; no     | the meter is free -> Delivering;
///                 | sale was ever written for this order    | too long -> Refunding
/// Delivering      | this order owns the meter; count and    | read-back shows it -> Delivered;
///                 | balance were read, or the sale is       | silence -> DeliveryUnknown, or to
///                 | committed and being sold                | Paid while nothing was sold yet
/// DeliveryUnknown | a sale may or may not be on the meter   | read-back: there -> Delivered, not
///                 |                                         | there -> the same sale again;
///                 |                                         | held: a person
/// Delivered       | read back off the meter and booked      | end; a reversal takes it back, whole
///                 |                                         | or in part, and refunds it
/// Expired         | not paid in time; still open to money   | late payment -> PaidLate; end after
///                 | until `openUntil`                       | `openUntil`
/// Cancelled       | given up by tenant or gateway; open to  | as Expired
///                 | money like Expired                      |
/// PaidLate        | money came after Expired or Cancelled;  | a query asked after the last cancel
///                 | booked, not yet decided                 | settled: young -> Paid, old ->
///                 |                                         | Refunding, returned -> Refunded;
///                 |                                         | never confirmed: a person
/// Suspect         | amount, merchant or currency is wrong:  | a person: refund -> Refunding,
///                 | nothing is booked, an alarm is open     | nothing to do -> Cancelled
/// Refunding       | booked for refund; see RefundState      | its refund -> Refunded
/// Refunded        | all of it went back                     | end
///
/// Whether a sale is there is told by the purchase count, and the balance must agree. On models
/// without one (metering::CountRule) the balance alone tells, while use cannot have hidden it; a
/// model that goes by order numbers may then be sent the same sale again, for one that goes by
/// nothing a person decides.
// clang-format on
enum class State {
    Created,
    AwaitingPayment,
    Paid,
    Delivering,
    DeliveryUnknown,
    Delivered,
    Expired,
    Cancelled,
    PaidLate,
    Suspect,
    Refunding,
    Refunded,
};
/// "awaiting-payment": for JSON, the database and logs.
[[nodiscard]] std::string_view name(State state);
[[nodiscard]] std::optional<State> stateFrom(std::string_view name);
/// Delivering and DeliveryUnknown: no other order may touch the meter's count.
[[nodiscard]] bool ownsMeter(State state);

/// What is known about putting the credit on the meter. Committed before the first sale frame.
struct Delivery {
    /// As read; of a meter that does not count: the sales that we have made to it.
    std::uint32_t countBefore = 0;
    Money balanceBefore;
    Instant readAt;
    std::optional<Energy> totalBefore;  ///< absent: read by a version that did not keep it
    metering::Sale sale;                ///< countBefore + 1, for ever
    /// When a look showed that it is not on the meter; absent since it was sent again.
    std::optional<Instant> refutedAt;
    /// The balance when it was held, if the count had moved and the balance did not fit: somebody
    /// else sold to the meter.
    std::optional<Money> heldBalance;
    std::optional<Money> balanceAfter;
    std::optional<Instant> confirmedAt;
    bool operator==(const Delivery&) const = default;
};

struct Order {
    OrderId id;
    std::string request;  ///< the client's own key: a repeated request finds the same order
    MeterId meter;
    AccountId account;
    Money amount;
    std::string channel;   ///< "alipay"
    std::string merchant;  ///< who must have received the money
    std::string terminal;
    State state = State::Created;
    std::int64_t version = 1;  ///< grows with every committed change
    Instant createdAt;
    Instant payBy;         ///< the code is shown until then
    Instant openUntil;     ///< late money is looked for until then
    std::string code;      ///< what the QR code says; empty until the gateway answered
    bool scanned = false;  ///< the channel said that somebody scanned the code
    std::string trade;     ///< the channel's number of the payment; empty until paid
    std::optional<Instant> paidAt;
    bool cancelOpen = false;  ///< a cancel was wanted and has no believable answer yet
    /// A cancel, or a second copy of it, may still take effect until then; nothing is delivered
    /// before.
    std::optional<Instant> quarantineUntil;
    std::optional<Delivery> delivery;
    /// What a suspect payment brought to us; empty while there is none, or if it went elsewhere.
    std::optional<Money> received;
    /// Of the amount, what paid a debt of the account instead; undone if the order is refunded.
    Money setOff;
    std::vector<Refund> refunds;  ///< in the order in which they were booked
    std::vector<Reversal> reversals;
    bool meterSilent = false;  ///< the last attempt at the meter had no answer
    bool held = false;         ///< nothing more happens by itself: a person decides
    std::string reason;        ///< why it ended here, for people; empty on the straight way
    bool operator==(const Order&) const = default;
};
/// The money came when the order had ended, as the reason of what was then decided says; false
/// again once the order ends for another reason.
[[nodiscard]] bool cameLate(const Order& order);

}  // namespace wattill::order
