#include "storage/reconciliation_table.hpp"
#include "storage/rows.hpp"

namespace wattill::storage {

namespace {
using reconciliation::ChannelTotals;
using reconciliation::DayRun;
using reconciliation::Run;
using reconciliation::Tally;
using reconciliation::UsedBill;

#define WATTILL_CHANNEL_COLUMNS                                                                \
    "channel, bill_there, bill_payments, bill_payments_micro_yuan, bill_refunds, "             \
    "bill_refunds_micro_yuan, fee_micro_yuan, net_micro_yuan, matched_payments, "              \
    "matched_payments_micro_yuan, matched_refunds, matched_refunds_micro_yuan, our_payments, " \
    "our_payments_micro_yuan, our_refunds, our_refunds_micro_yuan, carried_in, "               \
    "carried_in_micro_yuan, carried_out, carried_out_micro_yuan, differences"
constexpr auto kInsertChannel =
    "INSERT INTO reconciliation_run_channel (run, " WATTILL_CHANNEL_COLUMNS
    ") VALUES ($run, $channel, $there, $billPayments, $billPaymentsSum, $billRefunds, "
    "$billRefundsSum, $fee, $net, $matchedPayments, $matchedPaymentsSum, $matchedRefunds, "
    "$matchedRefundsSum, $ourPayments, $ourPaymentsSum, $ourRefunds, $ourRefundsSum, $carriedIn, "
    "$carriedInSum, $carriedOut, $carriedOutSum, $differences)";
constexpr auto kSelectChannels = "SELECT " WATTILL_CHANNEL_COLUMNS
                                 " FROM reconciliation_run_channel WHERE run = $run "
                                 "ORDER BY channel";
#undef WATTILL_CHANNEL_COLUMNS

Result<void> insertChannel(Connection& connection, std::int64_t run, const ChannelTotals& totals) {
    auto query = connection.query(kInsertChannel);
    if (!query) return query.error();
    const auto tally = [&](const char* count, const char* sum, const Tally& value) {
        query->bind(count, value.count).bind(sum, value.sum);
    };
    tally("$billPayments", "$billPaymentsSum", totals.billPayments);
    tally("$billRefunds", "$billRefundsSum", totals.billRefunds);
    tally("$matchedPayments", "$matchedPaymentsSum", totals.matchedPayments);
    tally("$matchedRefunds", "$matchedRefundsSum", totals.matchedRefunds);
    tally("$ourPayments", "$ourPaymentsSum", totals.ourPayments);
    tally("$ourRefunds", "$ourRefundsSum", totals.ourRefunds);
    tally("$carriedIn", "$carriedInSum", totals.carriedIn);
    tally("$carriedOut", "$carriedOutSum", totals.carriedOut);
    return query->bind("$run", run)
        .bind("$channel", totals.channel)
        .bind("$there", totals.billThere)
        .bind("$fee", totals.fee)
        .bind("$net", totals.net)
        .bind("$differences", totals.differences)
        .run();
}

Result<ChannelTotals> channelOf(const Query& row) {
    const auto tally = [&row](int column) {
        return Tally{row.integer(column), row.money(column + 1)};
    };
    ChannelTotals totals;
    totals.channel = row.text(0);
    totals.billThere = row.flag(1);
    totals.billPayments = tally(2);
    totals.billRefunds = tally(4);
    totals.fee = row.money(6);
    totals.net = row.money(7);
    totals.matchedPayments = tally(8);
    totals.matchedRefunds = tally(10);
    totals.ourPayments = tally(12);
    totals.ourRefunds = tally(14);
    totals.carriedIn = tally(16);
    totals.carriedOut = tally(18);
    totals.differences = row.integer(20);
    return totals;
}

Result<void> insertBill(Connection& connection, std::int64_t run, const UsedBill& bill) {
    auto query = connection.query(
        "INSERT INTO reconciliation_run_bill (run, channel, day, hash, lines) "
        "VALUES ($run, $channel, $day, $hash, $lines)");
    if (!query) return query.error();
    return query->bind("$run", run)
        .bind("$channel", bill.channel)
        .bind("$day", storedDay(bill.day))
        .bind("$hash", bill.hash)
        .bind("$lines", bill.lines)
        .run();
}

Result<std::int64_t> insertRun(Connection& connection, const Run& run) {
    auto query = connection.query(
        "INSERT INTO reconciliation_run (day, started_at_ms, finished_at_ms, run_by, complete, "
        "differences, opened, closed, carried) VALUES ($day, $started, $finished, $by, $complete, "
        "$differences, $opened, $closed, $carried) RETURNING number");
    if (!query) return query.error();
    const auto there = query->bind("$day", storedDay(run.day))
                           .bind("$started", run.startedAt)
                           .bind("$finished", run.finishedAt)
                           .bind("$by", run.by)
                           .bind("$complete", run.complete)
                           .bind("$differences", run.differences)
                           .bind("$opened", run.opened)
                           .bind("$closed", run.closed)
                           .bind("$carried", run.carried)
                           .next();
    if (!there) return there.error();
    const std::int64_t number = query->integer(0);
    const auto ended = query->run();
    return ended ? Result<std::int64_t>(number) : Result<std::int64_t>(ended.error());
}

Result<Run> headOf(const Query& row) {
    Run run;
    run.number = row.integer(0);
    run.day = dayFromStored(row.integer(1));
    run.startedAt = row.instant(2);
    run.finishedAt = row.instant(3);
    run.by = row.text(4);
    run.complete = row.flag(5);
    run.differences = row.integer(6);
    run.opened = row.integer(7);
    run.closed = row.integer(8);
    run.carried = row.integer(9);
    return run;
}

Result<void> addParts(Connection& connection, Run& run) {
    auto channels = connection.query(kSelectChannels);
    if (!channels) return channels.error();
    auto totals = allRows(channels->bind("$run", run.number), channelOf);
    if (!totals) return totals.error();
    run.channels = std::move(*totals);
    auto bills = connection.query(
        "SELECT channel, day, hash, lines FROM reconciliation_run_bill WHERE run = $run "
        "ORDER BY channel, day");
    if (!bills) return bills.error();
    auto used = allRows(bills->bind("$run", run.number), [](const Query& row) {
        return Result<UsedBill>(
            UsedBill{row.text(0), dayFromStored(row.integer(1)), row.text(2), row.integer(3)});
    });
    if (!used) return used.error();
    run.bills = std::move(*used);
    return {};
}
}  // namespace

Result<std::int64_t> ReconciliationTable::addRun(const Run& run) {
    const auto number = insertRun(m_connection, run);
    if (!number) return number;
    for (const ChannelTotals& totals : run.channels) {
        if (auto kept = insertChannel(m_connection, *number, totals); !kept) return kept.error();
    }
    for (const UsedBill& bill : run.bills) {
        if (auto kept = insertBill(m_connection, *number, bill); !kept) return kept.error();
    }
    return number;
}

Result<std::optional<Run>> ReconciliationTable::lastRun(LocalDay day) const {
    std::optional<Run> run;
    {
        auto query = m_connection.query(
            "SELECT number, day, started_at_ms, finished_at_ms, run_by, complete, differences, "
            "opened, closed, carried FROM reconciliation_run WHERE day = $day "
            "ORDER BY number DESC LIMIT 1");
        if (!query) return query.error();
        auto found = firstRow(query->bind("$day", storedDay(day)), headOf);
        if (!found) return found.error();
        run = std::move(*found);
    }
    if (!run) return run;
    if (auto whole = addParts(m_connection, *run); !whole) return whole.error();
    return run;
}

Result<std::vector<DayRun>> ReconciliationTable::daysRun(LocalDay from) const {
    auto query = m_connection.query(
        "SELECT day, NOT EXISTS (SELECT 1 FROM reconciliation_run_channel c "
        "WHERE c.run = r.number AND NOT c.bill_there), finished_at_ms FROM reconciliation_run r "
        "WHERE number IN (SELECT max(number) FROM reconciliation_run WHERE day >= $from "
        "GROUP BY day) ORDER BY day");
    if (!query) return query.error();
    return allRows(query->bind("$from", storedDay(from)), [](const Query& row) {
        return Result<DayRun>(DayRun{dayFromStored(row.integer(0)), row.flag(1), row.instant(2)});
    });
}

}  // namespace wattill::storage
