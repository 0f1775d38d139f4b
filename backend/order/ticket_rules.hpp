#pragma once

#include "base/result.hpp"
#include "metering/reading.hpp"
#include "order/command_policy.hpp"
#include "order/event.hpp"
#include "order/ticket.hpp"

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace wattill::order {

// ---- what may happen to a ticket
/// Its time has come and nothing is in its way.
struct TicketGranted {};
/// Its deadline has passed while something was in its way.
struct TicketOverdue {};
struct TicketLooked {
    metering::MeterReading reading;
    Duration offset{};  ///< civil time of the site minus UTC, for setting the clock
};
struct TicketProven {
    metering::CommandProof proof;
};
/// The call under way ended in an error, or was lost with the process (code Timeout).
struct TicketCallFailed {
    Error error;
};
struct TicketCancelled {
    std::string why;  ///< "by li: wrong meter", "replaced by C…-1"
};
enum class Verdict { Done, NotDone };
[[nodiscard]] std::string_view name(Verdict verdict);
[[nodiscard]] std::optional<Verdict> verdictFrom(std::string_view name);
/// A person looked at the meter of a ticket that has `attention`.
struct TicketResolved {
    Verdict verdict{};
    std::string who;
    std::string why;
};
using TicketEvent = std::variant<TicketGranted, TicketOverdue, TicketLooked, TicketProven,
                                 TicketCallFailed, TicketCancelled, TicketResolved>;

/// A ticket as it shall be committed, and what follows from it in the same transaction.
struct TicketTransition {
    Ticket ticket;                   ///< version untouched
    std::optional<TicketCall> call;  ///< to be made after the commit
    std::vector<Raise> raise;
    std::vector<AlarmKind> clear;
    std::optional<bool> accountOpen;  ///< what is known of the account on the meter now
};

/// The rules of a command, whole: same input, same output, nothing else. An event that a state does
/// not wait for leaves the ticket as it is. See TicketState.
[[nodiscard]] TicketTransition advance(const Ticket& ticket, const TicketEvent& event, Instant now,
                                       const CommandPolicy& policy);

/// What a reading says about a command that may have been sent.
enum class Shown { Yes, No, CannotTell };
[[nodiscard]] Shown shownBy(const Ticket& ticket, const metering::MeterReading& reading,
                            const CommandPolicy& policy);

/// InvalidInput naming the value, its range and its unit: what no meter could mean.
[[nodiscard]] Result<void> validate(const metering::MeterCommand& command);

}  // namespace wattill::order
