#pragma once

#include "base/log.hpp"
#include "base/random.hpp"
#include "order/outside.hpp"
#include "order/stores.hpp"
#include "order/ticket_rules.hpp"

#include <atomic>
#include <functional>
#include <mutex>
#include <set>

namespace wattill::order {

/// What one person wants of one meter or of many.
struct NewCommands {
    std::string request;  ///< made by the client, stored before sending; 8–64 letters, digits, '-'
    std::vector<MeterId> meters;  ///< each once
    metering::MeterCommand command;
    std::optional<Instant> until;         ///< keep power only: then back to prepaid by itself
    std::optional<Duration> giveUpAfter;  ///< 1 min to 30 days; absent: the policy's
    std::int64_t confirm = 0;  ///< how many meters shall trip, once more; needed above the brake
    std::string operatedBy;    ///< 1–40 characters
    std::string reason;        ///< at most 200 characters
};

/// Carries out commands to meters: each is a row before anything is sent, applies advance() in a
/// transaction, and after the commit makes the call that follows. It keeps nothing in memory that
/// matters: after a restart recover() and pump() go on from the rows. A call that was under way
/// when the process ended counts as one without an answer.
///
/// Who has a meter, and why:
/// - One ticket per meter at a time, in the order in which they were asked for. A newer command to
///   the relay replaces an older one that has not been carried out: the last word counts, and a
///   trip from before the payment must not come after it. A ticket that waits for a person does not
///   block those that only set a value; a trip in an emergency must get through.
/// - What touches the balance (touchesBalance) and a sale exclude each other, both ways: the ticket
///   is not begun while an order is delivering or delivery-unknown (CommandStore::due), and the
///   engine does not begin to deliver while such a ticket is under way or unknown (Engine::claim
///   asks CommandStore::balanceHolder). Both look in the transaction in which they begin, works run
///   one after another, and triggers of the schema refuse what both would have missed.
/// - Relay, prices, alarms and the like interleave with a sale: calls of one meter run one after
///   another on its bus, and neither reads what the other writes.
/// - Of a batch, one ticket per bus is under way at a time, so that a sale waits for one command at
///   most; of all trips of batches no more than CommandPolicy::tripsAtOnce.
///
/// All functions may be called from any thread and return at once; callbacks run on the thread that
/// commits, so they must not block.
class CommandDesk {
  public:
    struct Ports {
        Database& database;
        Outside& outside;
        const Clock& clock;
        Random& random;  ///< used on the committing thread only
        Log& log;
        TimeZone zone;
    };
    using BatchDone = std::function<void(Result<CommandBatch>)>;
    using TicketDone = std::function<void(Result<Ticket>)>;
    using Done = std::function<void(Result<void>)>;

    CommandDesk(Ports ports, CommandPolicy policy);

    /// Calls that were under way when the process ended are taken for lost. Once, before pump().
    void recover(Done done);
    /// Begins whatever is due. From a timer, every 100 ms or so; the desk also does it by itself
    /// after each commit that made something due.
    void pump();

    /// Replies when every row is committed. InvalidInput (a value, the key, a meter twice, a batch
    /// of trips without its number), NotFound (meter), Conflict (same key with other content; an
    /// account that cannot be opened or closed now), Unsupported (the model cannot, or its profile
    /// is locked). All rows or none. A repeated request gives the batch that stands.
    void request(NewCommands wish, BatchDone done);
    /// The same within a transaction of the caller; it is begun after that, by pump(). What it
    /// replaces is told to nobody: not for the relay.
    Result<void> keep(UnitOfWork& unit, const NewCommands& wish);
    /// Conflict unless it waits.
    void cancel(TicketId id, const std::string& who, TicketDone done);
    /// Withdraws whatever of the batch still waits; what has begun goes on.
    void cancelBatch(BatchId id, const std::string& who, BatchDone done);
    /// Conflict unless it waits for a person.
    void resolve(TicketId id, TicketResolved found, TicketDone done);

    /// `observer` runs after each commit that changed a ticket. Set before use.
    void onChanged(std::function<void(const Ticket&)> observer) {
        m_observer = std::move(observer);
    }

    [[nodiscard]] const CommandPolicy& policy() const { return m_policy; }

  private:
    /// What one transaction wants done once it is on disk.
    struct Effects {
        std::vector<Ticket> changed;
        std::vector<Ticket> calls;
        bool somethingDue = false;
    };
    using Work = std::function<Result<void>(UnitOfWork&, Effects&)>;

    void submit(Work work, Done done);
    void released(const Effects& effects);
    Result<void> pumpIn(UnitOfWork& unit, Effects& effects);
    /// `turn`, unless what happened before makes the ticket needless.
    Result<void> begin(UnitOfWork& unit, const Ticket& ticket, const TicketEvent& turn,
                       Effects& effects);
    Result<void> failLostCalls(UnitOfWork& unit, Effects& effects);
    Result<void> replaceOlderRelays(UnitOfWork& unit, const Ticket& newer, Effects& effects);
    Result<CommandBatch> accept(UnitOfWork& unit, const NewCommands& wish, Effects& effects);
    Result<void> acceptable(const UnitOfWork& unit, const NewCommands& wish,
                            const MeterId& meter) const;
    [[nodiscard]] std::vector<Ticket> ticketsOf(const CommandBatch& batch,
                                                const NewCommands& wish) const;
    Result<BatchId> newBatchId(const UnitOfWork& unit);
    Result<Ticket> apply(UnitOfWork& unit, const Ticket& ticket, const TicketEvent& event,
                         Effects& effects);
    Result<void> noteAccount(UnitOfWork& unit, const MeterId& meter, bool open);
    /// `refusal`: why the ticket cannot have the event now; empty: it can.
    void change(TicketId id, TicketEvent event, std::function<std::string(const Ticket&)> refusal,
                TicketDone done);
    void callOutside(const Ticket& ticket);
    void finished(const Ticket& ticket, const Result<OutsideReply>& reply);
    [[nodiscard]] TicketEvent eventOf(const Result<OutsideReply>& reply) const;

    void remember(const Ticket& ticket);
    void forget(const TicketId& ticket);
    [[nodiscard]] bool isUnderWay(const TicketId& ticket) const;

    Ports m_ports;
    CommandPolicy m_policy;
    std::function<void(const Ticket&)> m_observer;
    std::atomic<bool> m_pumpQueued{false};
    /// Tickets with a call of this process. A row under way that is not among them was lost, by a
    /// restart or because its outcome could not be written.
    mutable std::mutex m_underWayGuard;
    std::set<TicketId> m_underWay;
};

}  // namespace wattill::order
