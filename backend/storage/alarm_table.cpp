#include "storage/alarm_table.hpp"

#include "storage/rows.hpp"

#include <fmt/format.h>

namespace wattill::storage {

namespace {
#define WATTILL_ALARM_COLUMNS \
    "id, kind, order_id, meter, raised_at_ms, cleared_at_ms, text, ended_by, ended_why"

Result<order::Alarm> alarmOf(const Query& row) {
    const auto kind = order::alarmKindFrom(row.text(1));
    if (!kind) return unknownWord("alarm", row.text(1));
    order::Alarm alarm;
    alarm.id = row.integer(0);
    alarm.kind = *kind;
    alarm.order = OrderId(row.text(2));
    alarm.meter = MeterId(row.text(3));
    alarm.raisedAt = row.instant(4);
    if (!row.isNull(5)) alarm.clearedAt = row.instant(5);
    alarm.text = row.text(6);
    alarm.endedBy = row.text(7);
    alarm.endedWhy = row.text(8);
    return alarm;
}
}  // namespace

Result<void> AlarmTable::raise(const order::Alarm& alarm) {
    auto query = m_connection.query(
        "INSERT INTO alarm (kind, order_id, meter, raised_at_ms, text) "
        "VALUES ($kind, $order, $meter, $at, $text) "
        "ON CONFLICT (order_id, meter, kind) WHERE cleared_at_ms IS NULL DO NOTHING");
    if (!query) return query.error();
    return query->bind("$kind", name(alarm.kind))
        .bind("$order", alarm.order.text())
        .bind("$meter", alarm.meter.text())
        .bind("$at", alarm.raisedAt)
        .bind("$text", alarm.text)
        .run();
}

Result<void> AlarmTable::clear(const OrderId& order, order::AlarmKind kind, Instant at) {
    auto query = m_connection.query(
        "UPDATE alarm SET cleared_at_ms = $at "
        "WHERE order_id = $order AND kind = $kind AND cleared_at_ms IS NULL");
    if (!query) return query.error();
    return query->bind("$at", at).bind("$order", order.text()).bind("$kind", name(kind)).run();
}

Result<void> AlarmTable::end(std::int64_t id, const std::string& who, const std::string& why,
                             Instant at) {
    auto query = m_connection.query(
        "UPDATE alarm SET cleared_at_ms = $at, ended_by = $who, ended_why = $why "
        "WHERE id = $id AND cleared_at_ms IS NULL");
    if (!query) return query.error();
    query->bind("$at", at).bind("$who", who).bind("$why", why).bind("$id", id);
    if (auto done = query->run(); !done) return done;
    if (m_connection.changes() == 1) return {};
    return conflict(fmt::format("alarm {} is not open", id));
}

Result<std::optional<order::Alarm>> AlarmTable::find(std::int64_t id) const {
    auto query = m_connection.query("SELECT " WATTILL_ALARM_COLUMNS " FROM alarm WHERE id = $id");
    if (!query) return query.error();
    return firstRow(query->bind("$id", id), alarmOf);
}

Result<std::vector<order::Alarm>> AlarmTable::list(bool openOnly, std::size_t most) const {
    auto query = m_connection.query(
        openOnly ? "SELECT " WATTILL_ALARM_COLUMNS
                   " FROM alarm WHERE cleared_at_ms IS NULL ORDER BY id DESC LIMIT $most"
                 : "SELECT " WATTILL_ALARM_COLUMNS " FROM alarm ORDER BY id DESC LIMIT $most");
    if (!query) return query.error();
    return allRows(query->bind("$most", rowLimit(most)), alarmOf);
}
#undef WATTILL_ALARM_COLUMNS

}  // namespace wattill::storage
