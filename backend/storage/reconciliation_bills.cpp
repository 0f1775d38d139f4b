#include "storage/bill_rows.hpp"
#include "storage/reconciliation_table.hpp"

namespace wattill::storage {

namespace {
using payment::Bill;
using payment::BillKind;
using payment::BillLine;

Result<void> insertLine(Connection& connection, std::int64_t bill, std::int64_t number,
                        const BillLine& line) {
    auto query = connection.query(
        "INSERT INTO bill_line (bill, line, kind, order_id, trade, refund, amount_micro_yuan, "
        "fee_micro_yuan, terminal, at_ms) VALUES ($bill, $line, $kind, $order, $trade, $refund, "
        "$amount, $fee, $terminal, $at)");
    if (!query) return query.error();
    return query->bind("$bill", bill)
        .bind("$line", number)
        .bind("$kind", line.kind == BillKind::Payment ? "payment" : "refund")
        .bind("$order", line.order.text())
        .bind("$trade", line.trade)
        .bind("$refund", line.refund.text())
        .bind("$amount", line.amount)
        .bind("$fee", line.fee)
        .bind("$terminal", line.terminal)
        .bind("$at", line.at)
        .run();
}

Result<void> insertRow(Connection& connection, std::int64_t bill, const payment::UnreadRow& row) {
    auto query = connection.query(
        "INSERT INTO bill_unread_row (bill, file, row, digest, text) "
        "VALUES ($bill, $file, $row, $digest, $text)");
    if (!query) return query.error();
    return query->bind("$bill", bill)
        .bind("$file", row.file)
        .bind("$row", row.row)
        .bind("$digest", row.digest)
        .bind("$text", row.text)
        .run();
}

/// The newest edition's hash; empty when no bill of the day is there.
Result<std::string> newestHash(Connection& connection, const Bill& bill) {
    auto query =
        connection.query("SELECT hash FROM newest_bill WHERE channel = $channel AND day = $day");
    if (!query) return query.error();
    const auto there =
        query->bind("$channel", bill.channel).bind("$day", storedDay(bill.day)).next();
    if (!there) return there.error();
    return *there ? query->text(0) : std::string();
}
}  // namespace

Result<void> ReconciliationTable::keepBill(const Bill& bill, Instant at) {
    const std::string hash = reconciliation::billHash(bill.lines, bill.unread);
    const auto newest = newestHash(m_connection, bill);
    if (!newest) return newest.error();
    if (*newest == hash) return {};
    std::int64_t number = 0;
    {
        auto query = m_connection.query(
            "INSERT INTO bill (channel, day, edition, source, fetched_at_ms, lines, hash) "
            "SELECT $channel, $day, coalesce(max(edition), 0) + 1, $source, $at, $lines, $hash "
            "FROM bill WHERE channel = $channel AND day = $day RETURNING number");
        if (!query) return query.error();
        const auto there = query->bind("$channel", bill.channel)
                               .bind("$day", storedDay(bill.day))
                               .bind("$source", bill.source)
                               .bind("$at", at)
                               .bind("$lines", bill.lines.size())
                               .bind("$hash", hash)
                               .next();
        if (!there) return there.error();
        number = query->integer(0);
        if (const auto ended = query->run(); !ended) return ended;
    }
    std::int64_t position = 0;
    for (const BillLine& line : bill.lines) {
        if (auto kept = insertLine(m_connection, number, ++position, line); !kept) return kept;
    }
    for (const payment::UnreadRow& row : bill.unread) {
        if (auto kept = insertRow(m_connection, number, row); !kept) return kept;
    }
    return {};
}

Result<std::optional<Bill>> ReconciliationTable::bill(const std::string& channel,
                                                      LocalDay day) const {
    Bill bill{channel, day, {}, {}};
    {
        auto head = m_connection.query(
            "SELECT source FROM newest_bill WHERE channel = $channel AND day = $day");
        if (!head) return head.error();
        const auto there = head->bind("$channel", channel).bind("$day", storedDay(day)).next();
        if (!there) return there.error();
        if (!*there) return std::optional<Bill>();
        bill.source = head->text(0);
    }
    auto query = m_connection.query("SELECT " WATTILL_BILL_LINE_COLUMNS
                                    " FROM newest_bill b JOIN bill_line l ON l.bill = b.number "
                                    "WHERE b.channel = $channel AND b.day = $day ORDER BY l.line");
    if (!query) return query.error();
    query->bind("$channel", channel).bind("$day", storedDay(day));
    auto lines = allRows(*query, [](const Query& row) { return billLineOf(row, 0); });
    if (!lines) return lines.error();
    bill.lines = std::move(*lines);
    auto unread = unreadRowsOf(m_connection, channel, day);
    if (!unread) return unread.error();
    bill.unread = std::move(*unread);
    return std::optional(std::move(bill));
}

Result<std::vector<BillLine>> ReconciliationTable::linesOf(const std::string& channel,
                                                           const std::string& trade) const {
    // The trade's few lines first: the planner would else walk all bills of all years.
    auto query = m_connection.query("SELECT " WATTILL_BILL_LINE_COLUMNS
                                    " FROM bill_line l CROSS JOIN newest_bill b "
                                    "WHERE l.trade = $trade AND b.number = l.bill "
                                    "AND b.channel = $channel ORDER BY b.day, l.line");
    if (!query) return query.error();
    return allRows(query->bind("$trade", trade).bind("$channel", channel),
                   [](const Query& row) { return billLineOf(row, 0); });
}

Result<std::vector<reconciliation::KeptBill>> ReconciliationTable::billsKept(LocalDay from) const {
    auto query = m_connection.query("SELECT channel, day FROM newest_bill WHERE day >= $from");
    if (!query) return query.error();
    return allRows(query->bind("$from", storedDay(from)), [](const Query& row) {
        return Result<reconciliation::KeptBill>(
            reconciliation::KeptBill{row.text(0), dayFromStored(row.integer(1))});
    });
}

}  // namespace wattill::storage
