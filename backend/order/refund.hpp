#pragma once

#include "base/money.hpp"
#include "base/time.hpp"
#include "payment/gateway.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wattill::order {

/// Why money goes back.
enum class RefundCause {
    Undelivered,   ///< the order's payment; provably nothing of it is on the meter
    ExtraPayment,  ///< somebody paid for the order once more
    Suspect,       ///< a payment that did not match; a person decided
    Reversal,      ///< a delivered sale was taken back, whole or in part
};
[[nodiscard]] std::string_view name(RefundCause cause);
[[nodiscard]] std::optional<RefundCause> refundCauseFrom(std::string_view name);

// clang-format off
/// Where a refund stands. It is booked as payable before anything is asked of the channel.
///
/// state    | means                                   | waits for, and goes to
/// -------- | --------------------------------------- | ----------------------------------------
/// Waiting  | nothing was sent that may still take    | its call -> Returned, Asked; Failed
///          | effect: never sent, put off, or not     |
///          | known to the channel                    |
/// Asked    | sent; nobody knows whether the money    | the channel's word: it went -> Returned;
///          | moved                                   | not known there -> the same number
///          |                                         | again; came to nothing -> Failed
/// Returned | the channel says that the money is back | end
///          | with the payer; booked                  |
/// Failed   | came to nothing under this number; an   | a person: again -> Waiting, or another
///          | alarm is open                           | number; given back by hand -> Settled
/// Settled  | a person gave the money back another    | end
///          | way, or the refund goes on under        |
///          | another number                          |
// clang-format on
enum class RefundState { Waiting, Asked, Returned, Failed, Settled };
[[nodiscard]] std::string_view name(RefundState state);
[[nodiscard]] std::optional<RefundState> refundStateFrom(std::string_view name);

/// One sum that goes back to a payer. Of an order's refunds one at a time is under way, in the
/// order in which they were booked.
struct Refund {
    /// The order's number, "R", and 1, 2 …: the channel knows it, and a repetition is the same.
    payment::RefundId id;
    RefundCause cause{};
    std::string trade;  ///< the channel's number of the payment that goes back
    Money amount;
    RefundState state = RefundState::Waiting;
    int sends = 0;         ///< requests that may have reached the channel
    bool refused = false;  ///< the channel refused the last request: the query has the last word
    Instant requestedAt;
    /// The time that the channel is told, part of the refund's identity at UnionPay, which wants it
    /// to be the present one. It moves only while the channel has provably taken nothing.
    Instant dated;
    std::optional<Instant> askedAt;  ///< when it was last sent
    std::optional<Instant> endedAt;  ///< Returned, Settled
    std::string by;                  ///< who wanted it; empty: Wattill by itself
    std::string note;                ///< why, and what the channel last said; for people
    bool operator==(const Refund&) const = default;
};
/// Something will still happen to it by itself.
[[nodiscard]] inline bool isOpen(const Refund& refund) {
    return refund.state == RefundState::Waiting || refund.state == RefundState::Asked;
}

}  // namespace wattill::order
