#include "storage/order_parts.hpp"

#include "storage/rows.hpp"

namespace wattill::storage {

namespace {

constexpr auto kUpdateRefund =
    "UPDATE order_refund SET (cause, trade, amount_micro_yuan, state, sends, refused, "
    "requested_at_ms, dated_at_ms, asked_at_ms, ended_at_ms, by_whom, note) = ($cause, $trade, "
    "$amount, $state, "
    "$sends, $refused, $requested, $dated, $asked, $ended, $by, $note) "
    "WHERE id = $id AND order_id = $order AND number = $number";
constexpr auto kInsertRefund =
    "INSERT INTO order_refund (id, order_id, number, cause, trade, amount_micro_yuan, state, "
    "sends, "
    "refused, requested_at_ms, dated_at_ms, asked_at_ms, ended_at_ms, by_whom, note) VALUES ($id, "
    "$order, "
    "$number, $cause, $trade, $amount, $state, $sends, $refused, $requested, $dated, $asked, "
    "$ended, $by, "
    "$note)";
constexpr auto kUpdateReversal =
    "UPDATE order_reversal SET (request, amount_micro_yuan, way, state, by_whom, approved_by, why, "
    "requested_at_ms, ended_at_ms, note) = ($request, $amount, $way, $state, $by, $approved, $why, "
    "$requested, $ended, $note) WHERE order_id = $order AND number = $number";
constexpr auto kInsertReversal =
    "INSERT INTO order_reversal (order_id, number, request, amount_micro_yuan, way, state, "
    "by_whom, "
    "approved_by, why, requested_at_ms, ended_at_ms, note) VALUES ($order, $number, $request, "
    "$amount, $way, "
    "$state, $by, $approved, $why, $requested, $ended, $note)";

Query& bound(Query& query, const OrderId& order, std::int64_t number, const order::Refund& refund) {
    return query.bind("$id", refund.id.text())
        .bind("$order", order.text())
        .bind("$number", number)
        .bind("$cause", name(refund.cause))
        .bind("$trade", refund.trade)
        .bind("$amount", refund.amount)
        .bind("$state", name(refund.state))
        .bind("$sends", refund.sends)
        .bind("$refused", refund.refused)
        .bind("$requested", refund.requestedAt)
        .bind("$dated", refund.dated)
        .bind("$asked", refund.askedAt)
        .bind("$ended", refund.endedAt)
        .bind("$by", refund.by)
        .bind("$note", refund.note);
}

Query& bound(Query& query, const OrderId& order, const order::Reversal& reversal) {
    return query.bind("$order", order.text())
        .bind("$number", reversal.number)
        .bind("$request", reversal.request)
        .bind("$amount", reversal.amount)
        .bind("$way", name(reversal.way))
        .bind("$state", name(reversal.state))
        .bind("$by", reversal.by)
        .bind("$approved", reversal.approvedBy)
        .bind("$why", reversal.why)
        .bind("$requested", reversal.requestedAt)
        .bind("$ended", reversal.endedAt)
        .bind("$note", reversal.note);
}

Result<order::Refund> refundOf(const Query& row) {
    const auto cause = order::refundCauseFrom(row.text(1));
    if (!cause) return unknownWord("order_refund", row.text(1));
    const auto state = order::refundStateFrom(row.text(4));
    if (!state) return unknownWord("order_refund", row.text(4));
    order::Refund refund;
    refund.id = payment::RefundId(row.text(0));
    refund.cause = *cause;
    refund.trade = row.text(2);
    refund.amount = row.money(3);
    refund.state = *state;
    refund.sends = static_cast<int>(row.integer(5));
    refund.refused = row.flag(6);
    refund.requestedAt = row.instant(7);
    refund.askedAt = instantOrNull(row, 8);
    refund.endedAt = instantOrNull(row, 9);
    refund.by = row.text(10);
    refund.note = row.text(11);
    refund.dated = row.instant(12);
    return refund;
}

Result<order::Reversal> reversalOf(const Query& row) {
    const auto way = order::reversalWayFrom(row.text(2));
    if (!way) return unknownWord("order_reversal", row.text(2));
    const auto state = order::reversalStateFrom(row.text(3));
    if (!state) return unknownWord("order_reversal", row.text(3));
    order::Reversal reversal;
    reversal.number = static_cast<int>(row.integer(0));
    reversal.amount = row.money(1);
    reversal.way = *way;
    reversal.state = *state;
    reversal.by = row.text(4);
    reversal.approvedBy = row.text(5);
    reversal.why = row.text(6);
    reversal.requestedAt = row.instant(7);
    reversal.endedAt = instantOrNull(row, 8);
    reversal.note = row.text(9);
    reversal.request = row.text(10);
    return reversal;
}

}  // namespace

Result<void> OrderParts::keep(const order::Order& order) {
    std::int64_t number = 0;
    for (const order::Refund& refund : order.refunds) {
        if (auto kept = keep(order.id, ++number, refund); !kept) return kept;
    }
    for (const order::Reversal& reversal : order.reversals) {
        if (auto kept = keep(order.id, reversal); !kept) return kept;
    }
    return {};
}

// Not an upsert: that would ask the triggers of an insertion about what is there already.
Result<void> OrderParts::keep(const OrderId& order, std::int64_t number,
                              const order::Refund& refund) {
    auto update = m_connection.query(kUpdateRefund);
    if (!update) return update.error();
    if (auto done = bound(*update, order, number, refund).run(); !done) return done;
    if (m_connection.changes() == 0) {
        auto insert = m_connection.query(kInsertRefund);
        if (!insert) return insert.error();
        if (auto done = bound(*insert, order, number, refund).run(); !done) return done;
    }
    return remember(refund);
}

Result<void> OrderParts::keep(const OrderId& order, const order::Reversal& reversal) {
    auto update = m_connection.query(kUpdateReversal);
    if (!update) return update.error();
    if (auto done = bound(*update, order, reversal).run(); !done) return done;
    if (m_connection.changes() != 0) return {};
    auto insert = m_connection.query(kInsertReversal);
    if (!insert) return insert.error();
    return bound(*insert, order, reversal).run();
}

Result<void> OrderParts::remember(const order::Refund& refund) {
    auto query = m_connection.query(
        "INSERT INTO order_refund_event (refund_id, state, sends, at_ms, note) "
        "SELECT $id, $state, $sends, $at, $note "
        "WHERE ($state, $sends, $note) IS NOT (SELECT state, sends, note FROM order_refund_event "
        "WHERE refund_id = $id ORDER BY number DESC LIMIT 1)");
    if (!query) return query.error();
    return query->bind("$id", refund.id.text())
        .bind("$state", name(refund.state))
        .bind("$sends", refund.sends)
        .bind("$at", m_clock.now())
        .bind("$note", refund.note)
        .run();
}

Result<std::vector<order::Refund>> OrderParts::refundsOf(const OrderId& order) const {
    auto query = m_connection.query(
        "SELECT id, cause, trade, amount_micro_yuan, state, sends, refused, requested_at_ms, "
        "asked_at_ms, ended_at_ms, by_whom, note, dated_at_ms FROM order_refund WHERE order_id = "
        "$order "
        "ORDER BY number");
    if (!query) return query.error();
    return allRows(query->bind("$order", order.text()), refundOf);
}

Result<std::vector<order::Reversal>> OrderParts::reversalsOf(const OrderId& order) const {
    auto query = m_connection.query(
        "SELECT number, amount_micro_yuan, way, state, by_whom, approved_by, why, requested_at_ms, "
        "ended_at_ms, note, request FROM order_reversal WHERE order_id = $order ORDER BY number");
    if (!query) return query.error();
    return allRows(query->bind("$order", order.text()), reversalOf);
}

}  // namespace wattill::storage
