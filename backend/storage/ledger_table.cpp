#include "storage/ledger_table.hpp"

#include "storage/rows.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::storage {

namespace {
using ledger::Entry;
using ledger::LedgerAccount;
using ledger::NewEntry;

Result<ledger::Hash> hashOf(const Query& row, int column) {
    const auto bytes = row.bytes(column);
    ledger::Hash hash{};
    if (bytes.size() != hash.size()) {
        return Error{
            ErrorCode::Corrupt, Retry::Never, "the journal holds a hash of a wrong length", {}};
    }
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
}

/// Columns: sequence, key, kind, reference, at_ms, previous, hash, then account and amount.
Result<Entry> headOf(const Query& row) {
    const auto kind = ledger::entryKindFrom(row.text(2));
    if (!kind) return unknownWord("journal_entry", row.text(2));
    const auto previous = hashOf(row, 5);
    if (!previous) return previous.error();
    const auto hash = hashOf(row, 6);
    if (!hash) return hash.error();
    Entry entry;
    entry.sequence = row.integer(0);
    entry.key = row.text(1);
    entry.kind = *kind;
    entry.reference = row.text(3);
    entry.at = row.instant(4);
    entry.previous = *previous;
    entry.hash = *hash;
    return entry;
}

/// Rows of one entry follow each other, one per posting; an entry without any has NULLs.
Result<void> eachEntry(Query& query, const std::function<bool(const Entry&)>& visit) {
    std::optional<Entry> open;
    for (;;) {
        const auto there = query.next();
        if (!there) return there.error();
        if (!*there) break;
        if (!open || open->sequence != query.integer(0)) {
            if (open && !visit(*open)) return {};
            auto head = headOf(query);
            if (!head) return head.error();
            open = std::move(*head);
        }
        if (query.isNull(7)) continue;
        open->postings.push_back({LedgerAccount(query.text(7)), query.money(8)});
    }
    if (open) visit(*open);
    return {};
}
}  // namespace

Result<Entry> LedgerTable::append(const NewEntry& entry) {
    if (auto valid = ledger::validate(entry); !valid) return valid.error();
    const auto standing = find(entry.key);
    if (!standing) return standing.error();
    if (*standing) {
        if (sameContent(**standing, entry)) return **standing;
        return Error{ErrorCode::Conflict,
                     Retry::Never,
                     fmt::format("ledger key {} is booked with other content as entry {}",
                                 entry.key, (*standing)->sequence),
                     {}};
    }
    const auto next = chained(entry);
    if (!next) return next.error();
    if (auto written = write(*next); !written) return written.error();
    return *next;
}

Result<Entry> LedgerTable::chained(const NewEntry& entry) const {
    auto query = m_connection.query(
        "SELECT sequence, hash FROM journal_entry ORDER BY sequence DESC LIMIT 1");
    if (!query) return query.error();
    const auto there = query->next();
    if (!there) return there.error();
    Entry next;
    static_cast<NewEntry&>(next) = entry;
    next.sequence = 1;
    if (*there) {
        const auto previous = hashOf(*query, 1);
        if (!previous) return previous.error();
        next.previous = *previous;
        next.sequence = query->integer(0) + 1;
    }
    next.hash = chainHash(next.previous, next.sequence, next);
    return next;
}

Result<void> LedgerTable::write(const Entry& entry) {
    auto head = m_connection.query(
        "INSERT INTO journal_entry (sequence, key, kind, reference, at_ms, previous, hash) "
        "VALUES ($sequence, $key, $kind, $reference, $at, $previous, $hash)");
    if (!head) return head.error();
    auto written = head->bind("$sequence", entry.sequence)
                       .bind("$key", entry.key)
                       .bind("$kind", name(entry.kind))
                       .bind("$reference", entry.reference)
                       .bind("$at", entry.at)
                       .bind("$previous", std::span<const std::uint8_t>(entry.previous))
                       .bind("$hash", std::span<const std::uint8_t>(entry.hash))
                       .run();
    if (!written) return written;
    std::int64_t line = 0;
    for (const ledger::Posting& posting : entry.postings) {
        auto query = m_connection.query(
            "INSERT INTO posting (sequence, line, account, amount_micro_yuan) "
            "VALUES ($sequence, $line, $account, $amount)");
        if (!query) return query.error();
        auto booked = query->bind("$sequence", entry.sequence)
                          .bind("$line", ++line)
                          .bind("$account", posting.account.text())
                          .bind("$amount", posting.amount)
                          .run();
        if (!booked) return booked;
    }
    return {};
}

Result<std::optional<Entry>> LedgerTable::find(const std::string& key) const {
    auto query = m_connection.query(
        "SELECT e.sequence, e.key, e.kind, e.reference, e.at_ms, e.previous, e.hash, p.account, "
        "p.amount_micro_yuan FROM journal_entry e LEFT JOIN posting p ON p.sequence = e.sequence "
        "WHERE e.key = $key ORDER BY p.line");
    if (!query) return query.error();
    std::optional<Entry> found;
    auto walked = eachEntry(query->bind("$key", key), [&](const Entry& entry) {
        found = entry;
        return false;
    });
    if (!walked) return walked.error();
    return found;
}

Result<Money> LedgerTable::balance(const LedgerAccount& account) const {
    auto query = m_connection.query(
        "SELECT coalesce(sum(amount_micro_yuan), 0) FROM posting WHERE account = $account");
    if (!query) return query.error();
    const auto there = query->bind("$account", account.text()).next();
    if (!there) return there.error();
    return query->money(0);
}

Result<std::vector<std::pair<LedgerAccount, Money>>> LedgerTable::trialBalance() const {
    auto query = m_connection.query(
        "SELECT account, sum(amount_micro_yuan) FROM posting GROUP BY account ORDER BY account");
    if (!query) return query.error();
    return allRows(*query, [](const Query& row) {
        return Result<std::pair<LedgerAccount, Money>>(
            std::pair(LedgerAccount(row.text(0)), row.money(1)));
    });
}

Result<void> LedgerTable::forEach(const std::function<bool(const Entry&)>& visit) const {
    auto query = m_connection.query(
        "SELECT e.sequence, e.key, e.kind, e.reference, e.at_ms, e.previous, e.hash, p.account, "
        "p.amount_micro_yuan FROM journal_entry e LEFT JOIN posting p ON p.sequence = e.sequence "
        "ORDER BY e.sequence, p.line");
    if (!query) return query.error();
    return eachEntry(*query, visit);
}

}  // namespace wattill::storage
