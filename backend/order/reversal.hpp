#pragma once

#include "base/money.hpp"
#include "base/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace wattill::order {

// clang-format off
/// Where the reversal (冲正) of a delivered sale stands.
///
/// state        | means                                  | waits for, and goes to
/// ------------ | -------------------------------------- | ------------------------------------
/// Proposed     | above the limit for one person         | somebody else: approves ->
///              |                                        | TakingCredit or Done; either of them
///              |                                        | withdraws -> Withdrawn
/// TakingCredit | a command takes the credit off the     | the command: carried out -> Done;
///              | meter                                  | not -> Refused
/// Done         | the credit is off the meter, or booked | end; its refund goes on by itself
///              | as the tenant's debt                   |
/// Refused      | the meter kept the credit: nothing     | end; it may be asked for as a debt
///              | changed                                |
/// Withdrawn    | nothing was done                       | end
// clang-format on
enum class ReversalState { Proposed, TakingCredit, Done, Refused, Withdrawn };
[[nodiscard]] std::string_view name(ReversalState state);
[[nodiscard]] std::optional<ReversalState> reversalStateFrom(std::string_view name);

/// How the property company gets back what the tenant was credited with.
enum class ReversalWay {
    TakeCredit,  ///< off the meter, by a command that is proven
    BookDebt,    ///< the tenant owes it; the next sales of the account set it off
};
[[nodiscard]] std::string_view name(ReversalWay way);
[[nodiscard]] std::optional<ReversalWay> reversalWayFrom(std::string_view name);

struct Reversal {
    int number = 1;       ///< 1, 2 … within the order
    std::string request;  ///< the client's own key: a repeated request finds the same reversal
    Money amount;         ///< whole fen
    ReversalWay way{};
    ReversalState state = ReversalState::Proposed;
    std::string by;
    std::string approvedBy;  ///< empty where one person may do it alone
    std::string why;
    Instant requestedAt;
    std::optional<Instant> endedAt;
    std::string note;  ///< what came of it, for people
    bool operator==(const Reversal&) const = default;
};
/// It takes, or has taken, something off what was delivered.
[[nodiscard]] inline bool counts(const Reversal& reversal) {
    return reversal.state != ReversalState::Refused && reversal.state != ReversalState::Withdrawn;
}

}  // namespace wattill::order
