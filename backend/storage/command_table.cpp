#include "storage/command_table.hpp"

#include "order/command_codec.hpp"
#include "storage/rows.hpp"

#include <fmt/format.h>

namespace wattill::storage {

namespace {
using order::BatchId;
using order::CommandBatch;
using order::Ticket;
using order::TicketId;

// The order of these columns is the order in which ticketOf() reads them.
#define WATTILL_COMMAND_COLUMNS                                                                 \
    "c.id, c.batch_id, c.meter, c.command, c.state, c.call, c.attention, c.attempts, c.tries, " \
    "c.version, c.requested_at_ms, c.not_before_ms, c.deadline_ms, c.due_at_ms, c.after_id, "   \
    "c.started_at_ms, c.sent_at_ms, c.finished_at_ms, c.read_at_ms, "                           \
    "c.balance_before_micro_yuan, c.count_before, c.proof, c.note, c.of_many, "                 \
    "c.total_before_wh"

constexpr auto kInsert =
    "INSERT INTO command (id, batch_id, meter, kind, command, touches_balance, of_many, state, "
    "call, attention, attempts, tries, version, requested_at_ms, not_before_ms, deadline_ms, "
    "due_at_ms, after_id, note) VALUES ($id, $batch, $meter, $kind, $command, $touches, $ofMany, "
    "$state, $call, $attention, $attempts, $tries, $version, $requested, $notBefore, $deadline, "
    "$due, $after, $note)";
constexpr auto kUpdate =
    "UPDATE command SET command = $command, state = $state, call = $call, attention = $attention, "
    "attempts = $attempts, tries = $tries, version = $version, deadline_ms = $deadline, "
    "due_at_ms = $due, started_at_ms = $started, sent_at_ms = $sent, finished_at_ms = $finished, "
    "read_at_ms = $readAt, balance_before_micro_yuan = $balance, count_before = $count, "
    "total_before_wh = $total, proof = $proof, note = $note WHERE id = $id AND version = $version "
    "- 1";
constexpr auto kSelect = "SELECT " WATTILL_COMMAND_COLUMNS " FROM command c WHERE c.id = $id";
constexpr auto kList =
    "SELECT " WATTILL_COMMAND_COLUMNS
    " FROM command c WHERE ($states IS NULL OR c.state IN (SELECT value FROM json_each($states))) "
    "AND ($batch IS NULL OR c.batch_id = $batch) AND ($meter IS NULL OR c.meter = $meter) "
    "AND ($attention = 0 OR c.attention = 1) ORDER BY c.number DESC LIMIT $most";
constexpr auto kListOfBatch =
    "SELECT " WATTILL_COMMAND_COLUMNS
    " FROM command c INDEXED BY command_of_batch WHERE c.batch_id = $batch "
    "AND ($states IS NULL OR c.state IN (SELECT value FROM json_each($states))) "
    "AND ($meter IS NULL OR c.meter = $meter) AND ($attention = 0 OR c.attention = 1) "
    "ORDER BY c.number DESC LIMIT $most";

// Due, and nothing of the same meter comes first.
#define WATTILL_COMMAND_DUE                                                              \
    "SELECT " WATTILL_COMMAND_COLUMNS                                                    \
    " FROM command c WHERE c.state IN ('waiting', 'unknown') AND c.attention = 0 "       \
    "AND c.due_at_ms <= $now AND NOT EXISTS (SELECT 1 FROM command o "                   \
    "WHERE o.meter = c.meter AND o.finished_at_ms IS NULL AND o.number <> c.number "     \
    "AND (o.attention = 0 OR c.touches_balance = 1) "                                    \
    "AND (o.state = 'under-way' OR (o.number < c.number AND o.not_before_ms <= $now))) " \
    "AND (c.touches_balance = 0 OR NOT EXISTS (SELECT 1 FROM orders s "                  \
    "WHERE s.meter = c.meter AND s.state IN ('delivering', 'delivery-unknown'))) "
// A bus serves one ticket of a batch at a time: what waits in its queue delays sales.
#define WATTILL_BUS_IS_FREE                                                                \
    "(SELECT p.bus FROM meter_place p WHERE p.meter = c.meter) NOT IN (SELECT p.bus FROM " \
    "command u JOIN meter_place p ON p.meter = u.meter WHERE u.state = 'under-way' "       \
    "AND u.of_many = 1) "
constexpr auto kDueTrips =
    WATTILL_COMMAND_DUE "AND c.kind = 'trip' AND c.of_many = 1 AND " WATTILL_BUS_IS_FREE
                        "ORDER BY c.due_at_ms, c.number LIMIT $most";
constexpr auto kDueOthers =
    WATTILL_COMMAND_DUE "AND (c.of_many = 0 OR (c.kind <> 'trip' AND " WATTILL_BUS_IS_FREE
                        ")) ORDER BY c.of_many, c.due_at_ms, c.number LIMIT $most";
constexpr auto kOverdue = "SELECT " WATTILL_COMMAND_COLUMNS
                          " FROM command c INDEXED BY command_deadline "
                          "WHERE c.state IN ('waiting', 'unknown') AND c.attention = 0 "
                          "AND c.deadline_ms <= $now AND NOT EXISTS (SELECT 1 FROM command f "
                          "WHERE f.id = c.after_id AND f.state = 'under-way') "
                          "ORDER BY c.deadline_ms, c.number LIMIT $most";
constexpr auto kUnderWay = "SELECT " WATTILL_COMMAND_COLUMNS
                           " FROM command c WHERE c.state = 'under-way' ORDER BY c.number";
#undef WATTILL_BUS_IS_FREE
#undef WATTILL_COMMAND_DUE
#undef WATTILL_COMMAND_COLUMNS

constexpr auto kSelectBatch =
    "SELECT id, request, command, until_ms, operated_by, reason, requested_at_ms, meters "
    "FROM command_batch WHERE id = $key";
constexpr auto kSelectBatchByRequest =
    "SELECT id, request, command, until_ms, operated_by, reason, requested_at_ms, meters "
    "FROM command_batch WHERE request = $key";
constexpr auto kProgress =
    "SELECT sum(version), sum(state = 'waiting' AND not_before_ms > $now), "
    "sum(state = 'waiting' AND not_before_ms <= $now), sum(state = 'under-way'), "
    "sum(state = 'done'), sum(state = 'refused'), sum(state = 'partial'), sum(state = 'unknown'), "
    "sum(state = 'failed'), sum(state = 'cancelled'), sum(attention), "
    "sum(finished_at_ms IS NULL AND attention = 0 AND not_before_ms <= $now) "
    "FROM command WHERE batch_id = $batch";

std::optional<order::LookBefore> lookBeforeOf(const Query& row) {
    if (row.isNull(18)) return std::nullopt;
    order::LookBefore before;
    before.at = row.instant(18);
    if (!row.isNull(19)) before.balance = row.money(19);
    if (!row.isNull(20)) before.count = static_cast<std::uint32_t>(row.integer(20));
    before.total = energyOrNull(row, 24);
    return before;
}

/// What lies in the database was written by this program or an older one: damage, if unreadable.
Error damaged(const std::string& what, Error error) {
    error.code = ErrorCode::Corrupt;
    error.message = fmt::format("{}: {}; restore the database from a backup", what, error.message);
    return error;
}

Result<Ticket> ticketOf(const Query& row) {
    const auto state = order::ticketStateFrom(row.text(4));
    if (!state) return unknownWord("command", row.text(4));
    const auto call = order::ticketCallFrom(row.text(5));
    if (!call) return unknownWord("command", row.text(5));
    const auto command = order::commandFromText(row.text(3), order::OtherKeys::Refuse);
    if (!command) return damaged("command " + row.text(0), command.error());
    Ticket ticket;
    ticket.id = TicketId(row.text(0));
    ticket.batch = BatchId(row.text(1));
    ticket.meter = MeterId(row.text(2));
    ticket.command = *command;
    ticket.state = *state;
    ticket.call = *call;
    ticket.attention = row.flag(6);
    ticket.attempts = static_cast<int>(row.integer(7));
    ticket.tries = static_cast<int>(row.integer(8));
    ticket.version = row.integer(9);
    ticket.requestedAt = row.instant(10);
    ticket.notBefore = row.instant(11);
    ticket.deadline = row.instant(12);
    ticket.dueAt = row.instant(13);
    if (!row.isNull(14)) ticket.after = TicketId(row.text(14));
    ticket.startedAt = instantOrNull(row, 15);
    ticket.sentAt = instantOrNull(row, 16);
    ticket.finishedAt = instantOrNull(row, 17);
    ticket.before = lookBeforeOf(row);
    if (!row.isNull(21)) {
        const auto proof = order::proofFrom(row.text(21));
        if (!proof) return damaged("proof of command " + row.text(0), proof.error());
        ticket.proof = *proof;
    }
    ticket.note = row.text(22);
    ticket.ofMany = row.flag(23);
    return ticket;
}

Result<CommandBatch> batchOf(const Query& row) {
    const auto command = order::commandFromText(row.text(2), order::OtherKeys::Refuse);
    if (!command) return damaged("command batch " + row.text(0), command.error());
    CommandBatch batch;
    batch.id = BatchId(row.text(0));
    batch.request = row.text(1);
    batch.command = *command;
    batch.until = instantOrNull(row, 3);
    batch.operatedBy = row.text(4);
    batch.reason = row.text(5);
    batch.requestedAt = row.instant(6);
    batch.meters = row.integer(7);
    return batch;
}

/// What an insert and an update have in common.
void bindTicket(Query& query, const Ticket& ticket) {
    query.bind("$id", ticket.id.text())
        .bind("$command", order::commandText(ticket.command))
        .bind("$state", name(ticket.state))
        .bind("$call", name(ticket.call))
        .bind("$attention", ticket.attention)
        .bind("$attempts", ticket.attempts)
        .bind("$tries", ticket.tries)
        .bind("$version", ticket.version)
        .bind("$deadline", ticket.deadline)
        .bind("$due", ticket.dueAt)
        .bind("$note", ticket.note);
}

Error named(const Ticket& ticket, Error error) {
    error.message = fmt::format("command {}: {}", ticket.id.text(), error.message);
    return error;
}
}  // namespace

Result<void> CommandTable::insert(const CommandBatch& batch, const std::vector<Ticket>& tickets) {
    auto query = m_connection.query(
        "INSERT INTO command_batch (id, request, command, until_ms, operated_by, reason, "
        "requested_at_ms, meters) VALUES ($id, $request, $command, $until, $by, $reason, $at, "
        "$meters)");
    if (!query) return query.error();
    auto done = query->bind("$id", batch.id.text())
                    .bind("$request", batch.request)
                    .bind("$command", order::commandText(batch.command))
                    .bind("$until", batch.until)
                    .bind("$by", batch.operatedBy)
                    .bind("$reason", batch.reason)
                    .bind("$at", batch.requestedAt)
                    .bind("$meters", batch.meters)
                    .run();
    if (!done) return done;
    for (const Ticket& ticket : tickets) {
        if (auto kept = insertTicket(ticket); !kept) return kept;
    }
    return {};
}

Result<void> CommandTable::insertTicket(const Ticket& ticket) {
    auto query = m_connection.query(kInsert);
    if (!query) return query.error();
    bindTicket(*query, ticket);
    query->bind("$batch", ticket.batch.text())
        .bind("$meter", ticket.meter.text())
        .bind("$kind", commandName(ticket.command))
        .bind("$touches", order::touchesBalance(ticket.command))
        .bind("$ofMany", ticket.ofMany)
        .bind("$requested", ticket.requestedAt)
        .bind("$notBefore", ticket.notBefore);
    if (ticket.after) {
        query->bind("$after", ticket.after->text());
    } else {
        query->bindNull("$after");
    }
    if (auto done = query->run(); !done) return named(ticket, done.error());
    return remember(ticket);
}

Result<void> CommandTable::update(const Ticket& ticket) {
    auto query = m_connection.query(kUpdate);
    if (!query) return query.error();
    bindTicket(*query, ticket);
    const auto& before = ticket.before;
    query->bind("$started", ticket.startedAt)
        .bind("$sent", ticket.sentAt)
        .bind("$finished", ticket.finishedAt)
        .bind("$readAt", before ? std::optional(before->at) : std::nullopt)
        .bind("$balance", before ? before->balance : std::nullopt)
        .bind("$count", before ? before->count : std::nullopt)
        .bind("$total", before ? before->total : std::nullopt)
        .bind("$proof",
              ticket.proof ? std::optional(order::proofText(*ticket.proof)) : std::nullopt);
    if (auto done = query->run(); !done) return named(ticket, done.error());
    if (m_connection.changes() != 1) {
        return Error{ErrorCode::Conflict,
                     Retry::Now,
                     fmt::format("command {} is not at version {}: someone else changed it",
                                 ticket.id.text(), ticket.version - 1),
                     {}};
    }
    return remember(ticket);
}

/// What a person may want to know later. A meter that stays silent for a day is looked at hundreds
/// of times; that is one line.
Result<void> CommandTable::remember(const Ticket& ticket) {
    if (ticket.state == order::TicketState::UnderWay && ticket.call == order::TicketCall::Look) {
        return {};
    }
    auto query = m_connection.query(
        "INSERT INTO command_event (command_id, version, state, call, attention, attempts, at_ms, "
        "note) SELECT $id, $version, $state, $call, $attention, $attempts, $at, $note "
        "WHERE ($state, $attention, $attempts, $note) IS NOT (SELECT state, attention, attempts, "
        "note FROM command_event WHERE command_id = $id ORDER BY version DESC LIMIT 1)");
    if (!query) return query.error();
    return query->bind("$id", ticket.id.text())
        .bind("$version", ticket.version)
        .bind("$state", name(ticket.state))
        .bind("$call", name(ticket.call))
        .bind("$attention", ticket.attention)
        .bind("$attempts", ticket.attempts)
        .bind("$at", m_clock.now())
        .bind("$note", ticket.note)
        .run();
}

Result<std::optional<Ticket>> CommandTable::find(const TicketId& id) const {
    auto query = m_connection.query(kSelect);
    if (!query) return query.error();
    return firstRow(query->bind("$id", id.text()), ticketOf);
}

Result<std::vector<Ticket>> CommandTable::list(const order::TicketQuery& asked,
                                               std::size_t most) const {
    auto query = m_connection.query(asked.batch ? kListOfBatch : kList);
    if (!query) return query.error();
    std::optional<std::string> states;
    if (!asked.states.empty()) {
        std::string words;
        for (const order::TicketState state : asked.states) {
            words += fmt::format("{}\"{}\"", words.empty() ? "" : ",", name(state));
        }
        states = "[" + words + "]";
    }
    query->bind("$states", states)
        .bind("$batch", asked.batch ? std::optional(asked.batch->text()) : std::nullopt)
        .bind("$meter", asked.meter ? std::optional(asked.meter->text()) : std::nullopt)
        .bind("$attention", asked.attentionOnly)
        .bind("$most", rowLimit(most));
    return allRows(*query, ticketOf);
}

Result<std::optional<CommandBatch>> CommandTable::findBatch(const BatchId& id) const {
    auto query = m_connection.query(kSelectBatch);
    if (!query) return query.error();
    return firstRow(query->bind("$key", id.text()), batchOf);
}

Result<std::optional<CommandBatch>> CommandTable::findByRequest(const std::string& request) const {
    auto query = m_connection.query(kSelectBatchByRequest);
    if (!query) return query.error();
    return firstRow(query->bind("$key", request), batchOf);
}

Result<order::BatchProgress> CommandTable::progress(const BatchId& id, Instant now) const {
    auto query = m_connection.query(kProgress);
    if (!query) return query.error();
    const auto row = query->bind("$batch", id.text()).bind("$now", now).next();
    if (!row) return row.error();
    order::BatchProgress progress;
    if (query->isNull(0)) return progress;
    progress.version = query->integer(0);
    progress.scheduled = query->integer(1);
    progress.waiting = query->integer(2);
    progress.underWay = query->integer(3);
    progress.done = query->integer(4);
    progress.refused = query->integer(5);
    progress.partial = query->integer(6);
    progress.unknown = query->integer(7);
    progress.failed = query->integer(8);
    progress.cancelled = query->integer(9);
    progress.attention = query->integer(10);
    progress.open = query->integer(11);
    return progress;
}

Result<std::vector<Ticket>> CommandTable::due(order::DueKind kind, Instant now,
                                              std::size_t most) const {
    auto query =
        m_connection.query(kind == order::DueKind::TripsOfBatches ? kDueTrips : kDueOthers);
    if (!query) return query.error();
    return allRows(query->bind("$now", now).bind("$most", rowLimit(most)), ticketOf);
}

Result<std::vector<Ticket>> CommandTable::overdue(Instant now, std::size_t most) const {
    auto query = m_connection.query(kOverdue);
    if (!query) return query.error();
    return allRows(query->bind("$now", now).bind("$most", rowLimit(most)), ticketOf);
}

Result<std::optional<Instant>> CommandTable::nextDue() const {
    auto query = m_connection.query(
        "SELECT min(due_at_ms) FROM command WHERE state IN ('waiting', 'unknown') "
        "AND attention = 0");
    if (!query) return query.error();
    const auto row = query->next();
    if (!row) return row.error();
    return instantOrNull(*query, 0);
}

Result<std::vector<Ticket>> CommandTable::underWay() const {
    auto query = m_connection.query(kUnderWay);
    if (!query) return query.error();
    return allRows(*query, ticketOf);
}

Result<std::int64_t> CommandTable::tripsUnderWay() const {
    auto query = m_connection.query(
        "SELECT count(*) FROM command WHERE state = 'under-way' AND kind = 'trip' "
        "AND of_many = 1");
    if (!query) return query.error();
    const auto row = query->next();
    if (!row) return row.error();
    return query->integer(0);
}

Result<std::optional<TicketId>> CommandTable::newestRelay(const MeterId& meter, Instant now) const {
    auto query = m_connection.query(
        "SELECT id FROM command WHERE meter = $meter AND kind IN ('trip', 'keep-on', 'to-prepaid') "
        "AND not_before_ms <= $now AND state NOT IN ('refused', 'failed', 'cancelled') "
        "ORDER BY number DESC LIMIT 1");
    if (!query) return query.error();
    return firstRow(query->bind("$meter", meter.text()).bind("$now", now),
                    [](const Query& row) { return Result<TicketId>(TicketId(row.text(0))); });
}

Result<std::optional<TicketId>> CommandTable::balanceHolder(const MeterId& meter) const {
    auto query = m_connection.query(
        "SELECT id FROM command WHERE meter = $meter AND touches_balance = 1 "
        "AND state IN ('under-way', 'unknown')");
    if (!query) return query.error();
    return firstRow(query->bind("$meter", meter.text()),
                    [](const Query& row) { return Result<TicketId>(TicketId(row.text(0))); });
}

}  // namespace wattill::storage
