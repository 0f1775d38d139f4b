#include "storage/reconciliation_table.hpp"

#include "storage/rows.hpp"

#include <nlohmann/json.hpp>

namespace wattill::storage {

namespace {
using reconciliation::Case;
using reconciliation::CaseNote;

// The order of these columns is the order in which caseOf() reads them.
#define WATTILL_CASE_COLUMNS                                                                 \
    "number, kind, key, day, channel, order_id, meter, ours_micro_yuan, theirs_micro_yuan, " \
    "text, state, owner, version, opened_at_ms, changed_at_ms"
constexpr auto kSelectByNumber =
    "SELECT " WATTILL_CASE_COLUMNS " FROM reconciliation_case WHERE number = $number";
constexpr auto kSelectByKey =
    "SELECT " WATTILL_CASE_COLUMNS " FROM reconciliation_case WHERE kind = $kind AND key = $key";
constexpr auto kSelectAll = "SELECT " WATTILL_CASE_COLUMNS
                            " FROM reconciliation_case "
                            "WHERE ($day IS NULL OR day = $day) ORDER BY number DESC LIMIT $most";
constexpr auto kSelectInStates = "SELECT " WATTILL_CASE_COLUMNS
                                 " FROM reconciliation_case "
                                 "WHERE state IN (SELECT value FROM json_each($states)) "
                                 "AND ($day IS NULL OR day = $day) "
                                 "ORDER BY number DESC LIMIT $most";
#undef WATTILL_CASE_COLUMNS

Result<Case> caseOf(const Query& row) {
    const auto kind = reconciliation::differenceKindFrom(row.text(1));
    if (!kind) return unknownWord("reconciliation_case", row.text(1));
    const auto state = reconciliation::caseStateFrom(row.text(10));
    if (!state) return unknownWord("reconciliation_case", row.text(10));
    Case found;
    found.number = row.integer(0);
    reconciliation::Difference& difference = found.difference;
    difference.kind = *kind;
    difference.key = row.text(2);
    difference.day = dayFromStored(row.integer(3));
    difference.channel = row.text(4);
    difference.order = OrderId(row.text(5));
    difference.meter = MeterId(row.text(6));
    difference.ours = row.money(7);
    difference.theirs = row.money(8);
    difference.text = row.text(9);
    found.state = *state;
    found.owner = row.text(11);
    found.version = row.integer(12);
    found.openedAt = row.instant(13);
    found.changedAt = row.instant(14);
    return found;
}

Result<CaseNote> noteOf(const Query& row) {
    const auto state = reconciliation::caseStateFrom(row.text(1));
    if (!state) return unknownWord("reconciliation_case_event", row.text(1));
    return CaseNote{row.integer(0), *state, row.text(2), row.text(3), row.text(4), row.instant(5)};
}

std::optional<std::int64_t> storedDay(const std::optional<LocalDay>& day) {
    return day ? std::optional(storage::storedDay(*day)) : std::nullopt;
}
}  // namespace

Result<std::int64_t> ReconciliationTable::insert(const Case& fresh, const CaseNote& note) {
    const reconciliation::Difference& difference = fresh.difference;
    std::int64_t number = 0;
    {
        auto query = m_connection.query(
            "INSERT INTO reconciliation_case (kind, key, day, channel, order_id, meter, "
            "ours_micro_yuan, theirs_micro_yuan, text, state, owner, version, opened_at_ms, "
            "changed_at_ms) VALUES ($kind, $key, $day, $channel, $order, $meter, $ours, $theirs, "
            "$text, $state, $owner, $version, $opened, $changed) RETURNING number");
        if (!query) return query.error();
        const auto there = query->bind("$kind", name(difference.kind))
                               .bind("$key", difference.key)
                               .bind("$day", storage::storedDay(difference.day))
                               .bind("$channel", difference.channel)
                               .bind("$order", difference.order.text())
                               .bind("$meter", difference.meter.text())
                               .bind("$ours", difference.ours)
                               .bind("$theirs", difference.theirs)
                               .bind("$text", difference.text)
                               .bind("$state", name(fresh.state))
                               .bind("$owner", fresh.owner)
                               .bind("$version", fresh.version)
                               .bind("$opened", fresh.openedAt)
                               .bind("$changed", fresh.changedAt)
                               .next();
        if (!there) return there.error();
        number = query->integer(0);
        if (auto ended = query->run(); !ended) return ended.error();
    }
    if (auto kept = remember(number, note); !kept) return kept.error();
    return number;
}

Result<void> ReconciliationTable::update(const Case& changed, const CaseNote& note) {
    auto query = m_connection.query(
        "UPDATE reconciliation_case SET channel = $channel, order_id = $order, meter = $meter, "
        "ours_micro_yuan = $ours, theirs_micro_yuan = $theirs, text = $text, state = $state, "
        "owner = $owner, version = $version, changed_at_ms = $changed "
        "WHERE number = $number AND version = $version - 1");
    if (!query) return query.error();
    const reconciliation::Difference& difference = changed.difference;
    auto done = query->bind("$channel", difference.channel)
                    .bind("$order", difference.order.text())
                    .bind("$meter", difference.meter.text())
                    .bind("$ours", difference.ours)
                    .bind("$theirs", difference.theirs)
                    .bind("$text", difference.text)
                    .bind("$state", name(changed.state))
                    .bind("$owner", changed.owner)
                    .bind("$version", changed.version)
                    .bind("$changed", changed.changedAt)
                    .bind("$number", changed.number)
                    .run();
    if (!done) return done;
    if (m_connection.changes() != 1) {
        return Error{
            ErrorCode::Conflict,
            Retry::Now,
            "case " + std::to_string(changed.number) + " was changed meanwhile; look again",
            {}};
    }
    return remember(changed.number, note);
}

Result<void> ReconciliationTable::remember(std::int64_t number, const CaseNote& note) {
    auto query = m_connection.query(
        "INSERT INTO reconciliation_case_event (case_number, version, state, owner, who, why, "
        "at_ms) VALUES ($case, $version, $state, $owner, $who, $why, $at)");
    if (!query) return query.error();
    return query->bind("$case", number)
        .bind("$version", note.version)
        .bind("$state", name(note.state))
        .bind("$owner", note.owner)
        .bind("$who", note.who)
        .bind("$why", note.why)
        .bind("$at", note.at)
        .run();
}

Result<std::optional<Case>> ReconciliationTable::find(std::int64_t number) const {
    auto query = m_connection.query(kSelectByNumber);
    if (!query) return query.error();
    return firstRow(query->bind("$number", number), caseOf);
}

Result<std::optional<Case>> ReconciliationTable::find(reconciliation::DifferenceKind kind,
                                                      const std::string& key) const {
    auto query = m_connection.query(kSelectByKey);
    if (!query) return query.error();
    return firstRow(query->bind("$kind", name(kind)).bind("$key", key), caseOf);
}

Result<std::vector<Case>> ReconciliationTable::cases(const reconciliation::CaseQuery& query,
                                                     std::size_t most) const {
    auto rows = m_connection.query(query.states.empty() ? kSelectAll : kSelectInStates);
    if (!rows) return rows.error();
    rows->bind("$day", storedDay(query.day)).bind("$most", rowLimit(most));
    if (!query.states.empty()) {
        nlohmann::json names = nlohmann::json::array();
        for (const auto state : query.states)
            names.push_back(std::string(name(state)));
        rows->bind("$states", names.dump());
    }
    return allRows(*rows, caseOf);
}

Result<std::vector<CaseNote>> ReconciliationTable::history(std::int64_t number) const {
    auto query = m_connection.query(
        "SELECT version, state, owner, who, why, at_ms FROM reconciliation_case_event "
        "WHERE case_number = $case ORDER BY version");
    if (!query) return query.error();
    return allRows(query->bind("$case", number), noteOf);
}

}  // namespace wattill::storage
