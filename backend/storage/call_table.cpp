#include "storage/call_table.hpp"

#include "storage/rows.hpp"

#include <fmt/format.h>

namespace wattill::storage {

namespace {
Result<order::Call> callOf(const Query& row) {
    const auto kind = order::callKindFrom(row.text(2));
    if (!kind) return unknownWord("order_call", row.text(2));
    order::Call call;
    call.id = row.integer(0);
    call.order = OrderId(row.text(1));
    call.kind = *kind;
    call.dueAt = row.instant(3);
    call.attempt = static_cast<int>(row.integer(4));
    if (!row.isNull(5)) call.startedAt = row.instant(5);
    return call;
}
}  // namespace

Result<void> CallTable::schedule(const OrderId& order, const order::Schedule& what) {
    // The earlier of both wins as a whole, with its own count of attempts.
    auto query = m_connection.query(
        "INSERT INTO order_call (order_id, kind, due_at_ms, attempt) "
        "VALUES ($order, $kind, $due, $attempt) "
        "ON CONFLICT (order_id, kind) WHERE started_at_ms IS NULL "
        "DO UPDATE SET due_at_ms = excluded.due_at_ms, attempt = excluded.attempt "
        "WHERE excluded.due_at_ms < due_at_ms");
    if (!query) return query.error();
    return query->bind("$order", order.text())
        .bind("$kind", name(what.kind))
        .bind("$due", what.dueAt)
        .bind("$attempt", what.attempt)
        .run();
}

Result<void> CallTable::drop(const OrderId& order, order::CallKind kind) {
    auto query = m_connection.query(
        "DELETE FROM order_call WHERE order_id = $order AND kind = $kind "
        "AND started_at_ms IS NULL");
    if (!query) return query.error();
    return query->bind("$order", order.text()).bind("$kind", name(kind)).run();
}

Result<void> CallTable::changeWaiting(Query& query, std::int64_t id) {
    if (auto done = query.bind("$id", id).run(); !done) return done;
    if (m_connection.changes() == 1) return {};
    return Error{
        ErrorCode::Conflict, Retry::Never, fmt::format("call {} is not waiting any more", id), {}};
}

Result<void> CallTable::postpone(std::int64_t id, Instant dueAt) {
    auto query = m_connection.query(
        "UPDATE order_call SET due_at_ms = $due WHERE id = $id AND started_at_ms IS NULL");
    if (!query) return query.error();
    return changeWaiting(query->bind("$due", dueAt), id);
}

Result<void> CallTable::markStarted(std::int64_t id, Instant at) {
    auto query = m_connection.query(
        "UPDATE order_call SET started_at_ms = $at WHERE id = $id AND started_at_ms IS NULL");
    if (!query) return query.error();
    return changeWaiting(query->bind("$at", at), id);
}

Result<void> CallTable::remove(std::int64_t id) {
    auto query = m_connection.query("DELETE FROM order_call WHERE id = $id");
    if (!query) return query.error();
    return query->bind("$id", id).run();
}

Result<std::optional<order::Call>> CallTable::find(std::int64_t id) const {
    auto query = m_connection.query(
        "SELECT id, order_id, kind, due_at_ms, attempt, started_at_ms FROM order_call "
        "WHERE id = $id");
    if (!query) return query.error();
    return firstRow(query->bind("$id", id), callOf);
}

Result<std::vector<order::Call>> CallTable::due(Instant now, std::size_t most) const {
    auto query = m_connection.query(
        "SELECT id, order_id, kind, due_at_ms, attempt, started_at_ms FROM order_call "
        "WHERE started_at_ms IS NULL AND due_at_ms <= $now ORDER BY due_at_ms, id LIMIT $most");
    if (!query) return query.error();
    return allRows(query->bind("$now", now).bind("$most", rowLimit(most)), callOf);
}

Result<std::vector<order::Call>> CallTable::started() const {
    auto query = m_connection.query(
        "SELECT id, order_id, kind, due_at_ms, attempt, started_at_ms FROM order_call "
        "WHERE started_at_ms IS NOT NULL ORDER BY id");
    if (!query) return query.error();
    return allRows(*query, callOf);
}

Result<std::vector<order::Call>> CallTable::ofOrder(const OrderId& order) const {
    auto query = m_connection.query(
        "SELECT id, order_id, kind, due_at_ms, attempt, started_at_ms FROM order_call "
        "WHERE order_id = $order ORDER BY id");
    if (!query) return query.error();
    return allRows(query->bind("$order", order.text()), callOf);
}

}  // namespace wattill::storage
