#include "simulator/gateway/bill_rules.hpp"

#include <algorithm>

namespace wattill::sim {

namespace {

/// 0.6 %, half a fen rounds up.
std::int64_t feeOf(std::int64_t fen) {
    return (fen * 6 + 500) / 1000;
}

BillRow rowOf(const SimOrder& order, const Trade& trade) {
    BillRow row;
    row.order = order.number;
    row.txnTime = order.txnTime;
    row.trade = trade.number;
    row.kind = "payment";
    row.subject = order.subject;
    row.terminal = order.terminal;
    row.store = order.store;
    row.operatorId = order.operatorId;
    row.reserved = order.reserved;
    row.fen = trade.fen;
    row.feeFen = feeOf(trade.fen);
    row.createdAt = order.createdAt;
    row.at = trade.paidAt;
    return row;
}

void addRows(std::vector<BillRow>& rows, const SimOrder& order, std::int64_t from,
             std::int64_t to) {
    const auto within = [&](std::int64_t at) { return at >= from && at < to; };
    for (const Trade& trade : order.trades) {
        if (trade.paidAt != 0 && within(trade.paidAt)) rows.push_back(rowOf(order, trade));
        for (const Refund& refund : order.refunds) {
            if (refund.trade != trade.number || refund.state != "done" || !within(refund.at)) {
                continue;
            }
            BillRow row = rowOf(order, trade);
            row.refund = refund.number;
            row.kind = refund.kind;
            row.own = refund.own;
            row.reserved = refund.reserved;
            row.fen = refund.fen;
            row.feeFen = feeOf(refund.fen);
            row.at = refund.at;
            rows.push_back(row);
        }
    }
}

bool isAbout(const Rule& rule, const BillRow& row) {
    return rule.order == "*" || rule.order == row.order || rule.order == row.refund;
}

/// Of an order that the channel knows it is the last payment, on a day that it was not made on; of
/// another one it is made up.
BillRow extraRow(const Rule& rule, const Book& book, std::int64_t from) {
    BillRow extra;
    const auto known = std::find_if(
        book.orders.begin(), book.orders.end(),
        [&](const SimOrder& order) { return order.number == rule.order && !order.trades.empty(); });
    if (known != book.orders.end()) extra = rowOf(*known, known->trades.back());
    extra.at = from + 12LL * 3600 * 1000;
    if (known == book.orders.end()) {
        extra.order = rule.order == "*" ? "K99920261122000001" : rule.order;
        extra.kind = "payment";
        extra.createdAt = extra.at;
        extra.txnTime = compactText(extra.at);
        extra.trade = extra.txnTime + "9999999";
        extra.subject = "电费";
        extra.fen = 12300;
    }
    if (rule.fen != 0) extra.fen = rule.fen;
    extra.feeFen = feeOf(extra.fen);
    return extra;
}

void apply(const Rule& rule, BillWish& wish, const Book& book, std::int64_t from) {
    auto& rows = wish.rows;
    const auto row = std::find_if(rows.begin(), rows.end(),
                                  [&](const BillRow& known) { return isAbout(rule, known); });
    if (rule.action == "bill-missing-row" && row != rows.end()) rows.erase(row);
    if (rule.action == "bill-changed-row" && row != rows.end()) {
        row->fen = rule.fen;
        row->feeFen = feeOf(rule.fen);
    }
    if (rule.action == "bill-extra-row") rows.push_back(extraRow(rule, book, from));
    wish.early = wish.early || rule.action == "bill-early";
    wish.notReady = wish.notReady || rule.action == "bill-not-ready";
    wish.corrupt = wish.corrupt || rule.action == "bill-corrupt";
}

}  // namespace

BillWish billOf(Book& book, Script& script, const std::string& channel, std::int64_t from,
                std::int64_t to) {
    BillWish wish;
    for (const SimOrder& order : book.orders) {
        if (order.channel == channel) addRows(wish.rows, order, from, to);
    }
    std::stable_sort(wish.rows.begin(), wish.rows.end(),
                     [](const BillRow& a, const BillRow& b) { return a.at < b.at; });
    for (const Rule& rule : script.takeForBill(channel)) {
        apply(rule, wish, book, from);
    }
    return wish;
}

}  // namespace wattill::sim
