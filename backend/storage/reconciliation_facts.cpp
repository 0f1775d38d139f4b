#include "order/order.hpp"
#include "storage/bill_rows.hpp"
#include "storage/reconciliation_table.hpp"

#include <algorithm>
#include <unordered_map>

namespace wattill::storage {

namespace {
using reconciliation::BillDay;
using reconciliation::BookedEntry;
using reconciliation::Channel;
using reconciliation::Input;
using reconciliation::KnownMeter;
using reconciliation::KnownOrder;
using reconciliation::KnownRefund;
using reconciliation::RefundStage;
using std::chrono::days;

/// The bills that a run looks at, and the moments of this node that may belong to its two days.
struct Window {
    LocalDay firstBill;
    LocalDay lastBill;
    Instant from;
    Instant to;
};

Window windowOf(LocalDay day) {
    // Channels' days begin within an hour of each other; what is loaded beyond that is not judged.
    const auto alipay = reconciliation::rulesOf("alipay");
    const std::chrono::hours spare{24};
    return {day - days(2), day + days(1), reconciliation::beginOf(alipay, day - days(1)) - spare,
            reconciliation::beginOf(alipay, day + days(1)) + spare};
}

Query& bindWindow(Query& query, const Window& window) {
    return query.bind("$first", storedDay(window.firstBill))
        .bind("$last", storedDay(window.lastBill))
        .bind("$from", window.from)
        .bind("$to", window.to);
}

/// A CROSS JOIN keeps its order: the planner would else walk all bills or postings of all years.

/// Every order that the two days or the bills around them are about.
#define WATTILL_WANTED_ORDERS                                                                  \
    "WITH line AS (SELECT l.order_id, l.trade, l.refund FROM newest_bill b "                   \
    "  CROSS JOIN bill_line l WHERE l.bill = b.number AND b.day BETWEEN $first AND $last), "   \
    "wanted AS (SELECT id FROM orders WHERE paid_at_ms BETWEEN $from AND $to "                 \
    "  UNION SELECT id FROM orders WHERE confirmed_at_ms BETWEEN $from AND $to "               \
    "  UNION SELECT order_id FROM order_refund WHERE state IN ('waiting', 'asked', 'failed') " \
    "  UNION SELECT order_id FROM order_refund WHERE requested_at_ms BETWEEN $from AND $to "   \
    "  UNION SELECT order_id FROM order_refund WHERE ended_at_ms BETWEEN $from AND $to "       \
    "  UNION SELECT reference FROM journal_entry WHERE at_ms BETWEEN $from AND $to "           \
    "        AND kind IN ('refund-booked', 'refunded', 'reversed', 'set-off') "                \
    "  UNION SELECT order_id FROM line "                                                       \
    "  UNION SELECT o.id FROM line JOIN orders o ON o.trade = line.trade "                     \
    "        WHERE o.trade <> '' "                                                             \
    "  UNION SELECT r.order_id FROM line JOIN order_refund r ON r.id = line.refund "           \
    "        WHERE line.refund <> '' "                                                         \
    "  UNION SELECT r.order_id FROM line JOIN order_refund r ON r.trade = line.trade) "

Result<KnownOrder> orderOf(const Query& row) {
    KnownOrder order;
    order.id = OrderId(row.text(0));
    order.channel = row.text(1);
    order.terminal = row.text(2);
    order.meter = MeterId(row.text(3));
    order.amount = row.money(4);
    order.state = row.text(5);
    if (!row.isNull(7)) {
        order.payments.push_back({row.text(6), order.amount, row.instant(7), false});
    }
    if (!row.isNull(9)) order.delivery = {row.money(8), row.instant(9)};
    const Money setOff = row.money(10);
    if (setOff.isZero()) return order;
    // Whatever else became of it, the refund of an order undoes it.
    const bool undone = order.state == order::name(order::State::Refunding) ||
                        order.state == order::name(order::State::Refunded);
    order.setOff = {setOff, undone, instantOrNull(row, 11)};
    return order;
}

Result<RefundStage> stageOf(const std::string& word) {
    const auto state = order::refundStateFrom(word);
    if (!state) return unknownWord("order_refund", word);
    switch (*state) {
        case order::RefundState::Waiting:
        case order::RefundState::Asked:
            return RefundStage::Open;
        case order::RefundState::Returned:
            return RefundStage::Returned;
        case order::RefundState::Failed:
            return RefundStage::Failed;
        case order::RefundState::Settled:
            return RefundStage::Settled;
    }
    return RefundStage::Open;
}

/// A payment that was booked for refund at once stands in its refund only. One refund may follow
/// another under a new number: it is still one payment.
void addExtraPayment(KnownOrder& order, const KnownRefund& refund) {
    const bool known = std::any_of(order.payments.begin(), order.payments.end(),
                                   [&](const auto& each) { return each.trade == refund.trade; });
    if (known) return;
    order.payments.push_back({refund.trade, refund.amount, refund.requestedAt, true});
}

/// A payment that nothing of came to the meter is booked for refund once, whatever number its
/// refund then goes on under.
void addRefundOf(KnownOrder& order, KnownRefund refund, order::RefundCause cause) {
    if (cause == order::RefundCause::ExtraPayment || cause == order::RefundCause::Suspect) {
        addExtraPayment(order, refund);
    }
    if (cause == order::RefundCause::Undelivered && !order.refundBooked) {
        order.refundBooked = {order.amount, refund.requestedAt};
    }
    order.refunds.push_back(std::move(refund));
}

using OrdersById = std::unordered_map<OrderId, KnownOrder*>;

/// Runs a query whose first column is an order; `add` reads each row of an order that is looked at:
/// (KnownOrder&, const Query&) -> Result<void>.
template <class Add>
Result<void> eachOfOrders(Query& query, const OrdersById& byId, Add add) {
    for (;;) {
        const auto there = query.next();
        if (!there) return there.error();
        if (!*there) return {};
        const auto order = byId.find(OrderId(query.text(0)));
        if (order == byId.end()) continue;
        if (auto added = add(*order->second, query); !added) return added;
    }
}

Result<void> addRefund(KnownOrder& order, const Query& row) {
    const auto stage = stageOf(row.text(4));
    if (!stage) return stage.error();
    const auto cause = order::refundCauseFrom(row.text(7));
    if (!cause) return unknownWord("order_refund", row.text(7));
    addRefundOf(order,
                {payment::RefundId(row.text(1)), row.text(2), row.money(3), *stage, row.instant(5),
                 instantOrNull(row, 6)},
                *cause);
    return {};
}

Result<void> addRefunds(Connection& connection, const Window& window, const OrdersById& byId) {
    auto query = connection.query(
        WATTILL_WANTED_ORDERS
        "SELECT r.order_id, r.id, r.trade, r.amount_micro_yuan, r.state, r.requested_at_ms, "
        "r.ended_at_ms, r.cause FROM wanted w CROSS JOIN order_refund r "
        "WHERE r.order_id = w.id ORDER BY r.order_id, r.number");
    if (!query) return query.error();
    return eachOfOrders(bindWindow(*query, window), byId, addRefund);
}

Result<void> addReversals(Connection& connection, const Window& window, const OrdersById& byId) {
    auto query = connection.query(
        WATTILL_WANTED_ORDERS
        "SELECT r.order_id, r.number, r.amount_micro_yuan, r.ended_at_ms "
        "FROM wanted w CROSS JOIN order_reversal r WHERE r.order_id = w.id AND r.state = 'done'");
    if (!query) return query.error();
    return eachOfOrders(bindWindow(*query, window), byId, [](KnownOrder& order, const Query& row) {
        order.reversals.push_back({static_cast<int>(row.integer(1)), row.money(2), row.instant(3)});
        return Result<void>{};
    });
}

Result<std::vector<KnownOrder>> ordersIn(Connection& connection, const Window& window) {
    auto query = connection.query(
        WATTILL_WANTED_ORDERS
        "SELECT o.id, o.channel, o.terminal, o.meter, o.amount_micro_yuan, o.state, o.trade, "
        "o.paid_at_ms, o.sale_amount_micro_yuan, o.confirmed_at_ms, o.set_off_micro_yuan, "
        "CASE WHEN o.set_off_micro_yuan > 0 THEN (SELECT min(e.at_ms) FROM order_event e "
        "  WHERE e.order_id = o.id AND e.state IN ('delivered', 'refunding', 'refunded')) END "
        "FROM wanted w JOIN orders o ON o.id = w.id ORDER BY o.number");
    if (!query) return query.error();
    auto orders = allRows(bindWindow(*query, window), orderOf);
    if (!orders) return orders;
    OrdersById byId;
    for (KnownOrder& order : *orders)
        byId.emplace(order.id, &order);
    if (auto added = addRefunds(connection, window, byId); !added) return added.error();
    if (auto added = addReversals(connection, window, byId); !added) return added.error();
    return orders;
}

/// What an order set off is booked when the meter was free for it, maybe days before it was decided
/// what became of the order.
Result<std::vector<BookedEntry>> entriesIn(Connection& connection, const Window& window) {
    auto query = connection.query(
        WATTILL_WANTED_ORDERS
        ", looked_at AS (SELECT sequence FROM journal_entry WHERE at_ms BETWEEN $from AND $to "
        "  UNION SELECT s.sequence FROM wanted w CROSS JOIN orders o CROSS JOIN journal_entry s "
        "        WHERE o.id = w.id AND o.set_off_micro_yuan > 0 AND s.key = 'set-off:' || o.id) "
        "SELECT e.key, e.reference, e.at_ms, (SELECT sum(p.amount_micro_yuan) FROM posting p "
        "WHERE p.sequence = e.sequence AND p.amount_micro_yuan > 0) "
        "FROM looked_at l CROSS JOIN journal_entry e WHERE e.sequence = l.sequence "
        "ORDER BY e.at_ms, e.sequence");
    if (!query) return query.error();
    bindWindow(*query, window);
    return allRows(*query, [](const Query& row) {
        return Result<BookedEntry>(
            BookedEntry{row.text(0), row.text(1), row.money(3), row.instant(2)});
    });
}

Result<KnownMeter> meterOf(const Query& row) {
    KnownMeter meter;
    meter.meter = MeterId(row.text(0));
    meter.readAt = row.instant(1);
    if (row.flag(2)) meter.count = static_cast<std::uint32_t>(row.integer(3));
    if (row.flag(4)) meter.balance = row.money(5);
    meter.lastSaleCount = static_cast<std::uint32_t>(row.integer(6));
    meter.lastSaleAt = row.instant(7);
    if (!row.isNull(8)) meter.balanceAfterSale = row.money(8);
    meter.unsettled = row.flag(9);
    if (row.isNull(12)) return meter;
    meter.taken = Money::fromFen(row.integer(10));
    meter.timesTaken = static_cast<std::uint32_t>(row.integer(11));
    meter.takenAt = row.instant(12);
    return meter;
}

/// Credit that was taken off the meter since its last sale, `o`, as the command's end says. What
/// was sent before that sale and judged by a person only then says nothing.
#define WATTILL_TAKEN \
    "c.kind = 'take-credit' AND c.state = 'done' AND c.sent_at_ms >= o.confirmed_at_ms"

/// Meters that were sold to: the last reading beside the last delivered sale.
Result<std::vector<KnownMeter>> meters(Connection& connection) {
    auto query = connection.query(
        "SELECT o.meter, r.at_ms, r.has_count, r.purchase_count, r.has_balance, "
        "r.balance_micro_yuan, o.sale_count, o.confirmed_at_ms, o.balance_after_micro_yuan, "
        "EXISTS (SELECT 1 FROM orders b WHERE b.meter = o.meter "
        "        AND b.state IN ('delivering', 'delivery-unknown')) "
        "OR EXISTS (SELECT 1 FROM command c WHERE c.meter = o.meter AND c.touches_balance = 1 "
        "           AND c.state NOT IN ('refused', 'cancelled') "
        "           AND (c.finished_at_ms IS NULL OR c.finished_at_ms >= o.confirmed_at_ms) "
        "           AND (" WATTILL_TAKEN
        ") IS NOT TRUE), "
        "sum(json_extract(c.command, '$.amountFen')), count(c.number), max(c.finished_at_ms) "
        "FROM (SELECT meter, max(sale_count) AS top FROM orders WHERE state = 'delivered' "
        "      GROUP BY meter) g "
        "JOIN orders o ON o.meter = g.meter AND o.sale_count = g.top AND o.state = 'delivered' "
        "JOIN meter_reading r ON r.meter = o.meter "
        "LEFT JOIN command c ON c.meter = o.meter AND " WATTILL_TAKEN
        " WHERE o.confirmed_at_ms IS NOT NULL GROUP BY o.meter ORDER BY o.meter");
#undef WATTILL_TAKEN
    if (!query) return query.error();
    return allRows(*query, meterOf);
}

/// The bills around the day, each whole.
Result<std::vector<BillDay>> wholeBills(Connection& connection, const std::string& channel,
                                        const Window& window) {
    std::vector<BillDay> bills;
    {
        auto there = connection.query(
            "SELECT day FROM newest_bill WHERE channel = $channel AND day BETWEEN $first AND $last "
            "ORDER BY day");
        if (!there) return there.error();
        there->bind("$channel", channel)
            .bind("$first", storedDay(window.firstBill))
            .bind("$last", storedDay(window.lastBill));
        auto found = allRows(*there, [](const Query& row) {
            return Result<BillDay>(BillDay{dayFromStored(row.integer(0)), true, {}});
        });
        if (!found) return found;
        bills = std::move(*found);
    }
    for (BillDay& bill : bills) {
        auto query =
            connection.query("SELECT " WATTILL_BILL_LINE_COLUMNS
                             " FROM newest_bill b JOIN bill_line l ON l.bill = b.number "
                             "WHERE b.channel = $channel AND b.day = $day ORDER BY l.line");
        if (!query) return query.error();
        query->bind("$channel", channel).bind("$day", storedDay(bill.day));
        auto lines = allRows(*query, [](const Query& row) { return billLineOf(row, 0); });
        if (!lines) return lines.error();
        bill.lines = std::move(*lines);
        auto unread = unreadRowsOf(connection, channel, bill.day);
        if (!unread) return unread.error();
        bill.unread = std::move(*unread);
    }
    return bills;
}

/// Lines of other days that are about the same orders: what was learned of days later, or settled
/// days after it was asked for.
Result<std::vector<BillDay>> linesElsewhere(Connection& connection, const std::string& channel,
                                            const Window& window) {
    auto query = connection.query(
        WATTILL_WANTED_ORDERS
        ", named AS (SELECT o.trade FROM wanted w JOIN orders o ON o.id = w.id "
        "  UNION SELECT r.trade FROM wanted w CROSS JOIN order_refund r WHERE r.order_id = w.id) "
        "SELECT b.day, " WATTILL_BILL_LINE_COLUMNS
        " FROM named n CROSS JOIN bill_line l JOIN newest_bill b ON b.number = l.bill "
        "WHERE l.trade = n.trade AND n.trade <> '' AND b.channel = $channel "
        "AND b.day NOT BETWEEN $first AND $last ORDER BY b.day, l.bill, l.line");
    if (!query) return query.error();
    bindWindow(*query, window).bind("$channel", channel);
    std::vector<BillDay> bills;
    for (;;) {
        const auto there = query->next();
        if (!there) return there.error();
        if (!*there) return bills;
        const LocalDay day = dayFromStored(query->integer(0));
        auto line = billLineOf(*query, 1);
        if (!line) return line.error();
        if (bills.empty() || bills.back().day != day) bills.push_back({day, false, {}});
        bills.back().lines.push_back(std::move(*line));
    }
}
#undef WATTILL_WANTED_ORDERS

std::vector<std::string> allChannels(std::vector<std::string> channels,
                                     const std::vector<KnownOrder>& orders) {
    for (const KnownOrder& order : orders) {
        const bool paid = !order.payments.empty();
        const bool known =
            std::find(channels.begin(), channels.end(), order.channel) != channels.end();
        if (paid && !known) channels.push_back(order.channel);
    }
    return channels;
}
}  // namespace

Result<Input> ReconciliationTable::input(LocalDay day, const std::vector<std::string>& channels,
                                         Instant now) const {
    const Window window = windowOf(day);
    Input input;
    input.day = day;
    input.now = now;
    auto orders = ordersIn(m_connection, window);
    if (!orders) return orders.error();
    input.orders = std::move(*orders);
    auto entries = entriesIn(m_connection, window);
    if (!entries) return entries.error();
    input.entries = std::move(*entries);
    auto known = meters(m_connection);
    if (!known) return known.error();
    input.meters = std::move(*known);
    for (const std::string& name : allChannels(channels, input.orders)) {
        auto bills = wholeBills(m_connection, name, window);
        if (!bills) return bills.error();
        auto elsewhere = linesElsewhere(m_connection, name, window);
        if (!elsewhere) return elsewhere.error();
        Channel channel{reconciliation::rulesOf(name), std::move(*bills), {}};
        std::move(elsewhere->begin(), elsewhere->end(), std::back_inserter(channel.bills));
        input.channels.push_back(std::move(channel));
    }
    return input;
}

}  // namespace wattill::storage
