#include "storage/installation_table.hpp"

#include "storage/rows.hpp"

namespace wattill::storage {

namespace {
using metering::Installation;

Result<Installation> installationOf(const Query& row) {
    const std::string word = row.text(1);
    const auto reason = metering::installationReasonFrom(word);
    if (!reason) return unknownWord("meter_installation", word);
    Installation each;
    each.from = row.instant(0);
    each.reason = *reason;
    if (!row.isNull(2)) each.instead = MeterId(row.text(2));
    each.first = energyOrNull(row, 3);
    if (!row.isNull(4)) each.to = row.instant(4);
    each.last = energyOrNull(row, 5);
    return each;
}
}  // namespace

Result<std::optional<InstallationTable::Open>> InstallationTable::openOne(
    const MeterId& meter) const {
    auto query = m_connection.query(
        "SELECT id, first_wh FROM meter_installation WHERE meter = $meter AND to_ms IS NULL");
    if (!query) return query.error();
    return firstRow(query->bind("$meter", meter.text()), [](const Query& row) {
        return Result<Open>(Open{row.integer(0), !row.isNull(1)});
    });
}

Result<void> InstallationTable::begin(const MeterId& meter, const Installation& installation) {
    auto query = m_connection.query(
        "INSERT INTO meter_installation (meter, from_ms, reason, instead, first_wh) "
        "VALUES ($meter, $from, $reason, $instead, $first)");
    if (!query) return query.error();
    const auto& instead = installation.instead;
    return query->bind("$meter", meter.text())
        .bind("$from", installation.from)
        .bind("$reason", name(installation.reason))
        .bind("$instead", instead ? std::optional(instead->text()) : std::nullopt)
        .bind("$first", installation.first)
        .run();
}

Result<void> InstallationTable::firstReading(std::int64_t id, Energy total) {
    auto query =
        m_connection.query("UPDATE meter_installation SET first_wh = $first WHERE id = $id");
    if (!query) return query.error();
    return query->bind("$id", id).bind("$first", total).run();
}

Result<void> InstallationTable::end(const MeterId& meter, Instant at, std::optional<Energy> last) {
    auto query = m_connection.query(
        "UPDATE meter_installation SET to_ms = $at, last_wh = $last "
        "WHERE meter = $meter AND to_ms IS NULL");
    if (!query) return query.error();
    return query->bind("$meter", meter.text()).bind("$at", at).bind("$last", last).run();
}

Result<std::vector<Installation>> InstallationTable::all(const MeterId& meter) const {
    auto query = m_connection.query(
        "SELECT from_ms, reason, instead, first_wh, to_ms, last_wh FROM meter_installation "
        "WHERE meter = $meter ORDER BY id");
    if (!query) return query.error();
    return allRows(query->bind("$meter", meter.text()), installationOf);
}

}  // namespace wattill::storage
