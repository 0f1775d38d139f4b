#pragma once

#include "payment/bill.hpp"
#include "storage/reconciliation_table.hpp"
#include "storage/rows.hpp"

namespace wattill::storage {

/// The columns of billLineOf(), of table bill_line under the name l.
#define WATTILL_BILL_LINE_COLUMNS                                                    \
    "l.kind, l.order_id, l.trade, l.refund, l.amount_micro_yuan, l.fee_micro_yuan, " \
    "l.terminal, l.at_ms"

[[nodiscard]] inline Result<payment::BillLine> billLineOf(const Query& row, int first) {
    payment::BillLine line;
    line.kind =
        row.text(first) == "payment" ? payment::BillKind::Payment : payment::BillKind::Refund;
    line.order = OrderId(row.text(first + 1));
    line.trade = row.text(first + 2);
    line.refund = payment::RefundId(row.text(first + 3));
    line.amount = row.money(first + 4);
    line.fee = row.money(first + 5);
    line.terminal = row.text(first + 6);
    if (!row.isNull(first + 7)) line.at = row.instant(first + 7);
    return line;
}

/// Of the newest bill of the day.
[[nodiscard]] inline Result<std::vector<payment::UnreadRow>> unreadRowsOf(
    Connection& connection, const std::string& channel, LocalDay day) {
    auto query = connection.query(
        "SELECT u.file, u.row, u.digest, u.text FROM newest_bill b "
        "JOIN bill_unread_row u ON u.bill = b.number "
        "WHERE b.channel = $channel AND b.day = $day ORDER BY u.file, u.row");
    if (!query) return query.error();
    query->bind("$channel", channel).bind("$day", storedDay(day));
    return allRows(*query, [](const Query& row) {
        return Result<payment::UnreadRow>(payment::UnreadRow{
            row.text(0), static_cast<std::size_t>(row.integer(1)), row.text(2), row.text(3)});
    });
}

}  // namespace wattill::storage
