#pragma once

#include "base/ids.hpp"
#include "base/time.hpp"
#include "metering/meter_command.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace wattill::order {

/// "C2611221030000042": what one person asked for at once, of one meter or of thousands.
using BatchId = Id<struct BatchTag>;
/// "C2611221030000042-17": one meter's part of a batch.
using TicketId = Id<struct TicketTag>;

// clang-format off
/// Where a ticket stands. A look is a reading of the meter, a send is Meter::carryOut.
///
/// | state     | means                                   | waits for, and goes to
/// | --------- | --------------------------------------- | ------------------------------------
/// | Waiting   | on disk and not on the meter: never     | its time and its turn -> UnderWay;
/// |           | sent, or a look or the proof showed it  | too late -> Failed; a person ->
/// |           |                                         | Cancelled
/// | UnderWay  | this ticket has the meter: it is being  | no answer to the look -> as before;
/// |           | looked at, then sent, then judged       | proof -> Done, Partial, Refused; no
/// |           |                                         | answer to the send -> Unknown
/// | Unknown   | sent, and nobody knows what came of it  | a look: shown -> Done; not shown ->
/// |           |                                         | sent again where it may be repeated,
/// |           |                                         | else, not shown `settledAfter` later
/// |           |                                         | either, Refused; attention: a person
/// | Done      | read back as wanted, nothing else       | end
/// |           | changed                                 |
/// | Refused   | not done: the meter said no, or read    | end
/// |           | back as it was                          |
/// | Partial   | a part applied, or something else       | a person, who has looked -> Done,
/// |           | changed                                 | Refused
/// | Failed    | given up by itself: never sent, or sent | a person, as Partial
/// |           | `attempts` times without an answer      |
/// | Cancelled | withdrawn while it waited, or replaced  | end
/// |           | by a newer command to the same relay    |
///
/// Commands that set a value (relay, prices, timetable, alarms, overload, clock) may be repeated
/// after a look; those that touch the balance (touchesBalance) are sent once and never again.
// clang-format on
enum class TicketState {
    Waiting,
    UnderWay,
    Done,
    Refused,
    Partial,
    Unknown,
    Failed,
    Cancelled,
};
/// "under-way": for JSON, the database and logs.
[[nodiscard]] std::string_view name(TicketState state);
[[nodiscard]] std::optional<TicketState> ticketStateFrom(std::string_view name);

/// Open account, close account, take credit: neither a sale nor another of them may meet one that
/// is under way or unknown.
[[nodiscard]] bool touchesBalance(const metering::MeterCommand& command);

enum class TicketCall { Look, Send };
[[nodiscard]] std::string_view name(TicketCall call);
[[nodiscard]] std::optional<TicketCall> ticketCallFrom(std::string_view name);

/// The meter as it was before anything was sent.
struct LookBefore {
    Instant at;
    std::optional<Money> balance;        ///< where the model has one
    std::optional<std::uint32_t> count;  ///< where the model counts
    std::optional<Energy> total;         ///< absent: read by a version that did not keep it
    bool operator==(const LookBefore&) const = default;
};

struct Ticket {
    TicketId id;
    BatchId batch;
    MeterId meter;
    metering::MeterCommand command;  ///< completed at the first look: count, order number, offset
    TicketState state = TicketState::Waiting;
    TicketCall call = TicketCall::Look;  ///< the one under way, else the one that comes next
    bool attention = false;              ///< an alarm is open: a person has to look and decide
    int attempts = 0;                    ///< sends that may have reached the meter
    int tries = 0;                       ///< looks and sends in a row that came to nothing
    std::int64_t version = 1;            ///< grows with every committed change
    bool ofMany = false;                 ///< its batch has more than one meter
    Instant requestedAt;
    Instant notBefore;              ///< requestedAt, or when a kept supply goes back to prepaid
    Instant deadline;               ///< given up after this
    Instant dueAt;                  ///< of the next try; meaningless once it is under way or ended
    std::optional<TicketId> after;  ///< runs only if that one was carried out
    std::optional<Instant> startedAt;
    std::optional<Instant> sentAt;
    std::optional<Instant> finishedAt;  ///< Done, Refused, Partial, Failed, Cancelled
    std::optional<LookBefore> before;
    std::optional<metering::CommandProof> proof;
    std::string note;  ///< why it stands or ended here, for people; empty on the straight way
};
/// Every state but Waiting, UnderWay and Unknown.
[[nodiscard]] bool isFinished(TicketState state);

/// What was asked for, as it was asked; never changes.
struct CommandBatch {
    BatchId id;
    std::string request;  ///< the client's own key: a repeated request finds the same batch
    metering::MeterCommand command;
    std::optional<Instant> until;  ///< keep power only: then back to prepaid by itself
    std::string operatedBy;        ///< who asked
    std::string reason;            ///< why, in their words; may be empty
    Instant requestedAt;
    std::int64_t meters = 0;
};

/// How far a batch is.
struct BatchProgress {
    std::int64_t version = 0;    ///< sum of its tickets' versions: grows with every change
    std::int64_t scheduled = 0;  ///< waiting, and their time has not come
    std::int64_t waiting = 0;
    std::int64_t underWay = 0;
    std::int64_t done = 0;
    std::int64_t refused = 0;
    std::int64_t partial = 0;
    std::int64_t unknown = 0;
    std::int64_t failed = 0;
    std::int64_t cancelled = 0;
    std::int64_t attention = 0;
    /// Something will still happen to so many of those due, without a person.
    std::int64_t open = 0;
};

}  // namespace wattill::order
