#include "storage/order_table.hpp"

#include "storage/rows.hpp"

#include <fmt/format.h>

namespace wattill::storage {

namespace {
// The order of these columns is the order in which orderOf() reads them.
#define WATTILL_ORDER_COLUMNS                                                                  \
    "id, request, meter, account, amount_micro_yuan, channel, merchant, terminal, state, "     \
    "version, created_at_ms, pay_by_ms, open_until_ms, code, trade, paid_at_ms, cancel_open, " \
    "quarantine_until_ms, count_before, balance_before_micro_yuan, read_at_ms, "               \
    "sale_amount_micro_yuan, sale_count, balance_after_micro_yuan, confirmed_at_ms, "          \
    "meter_silent, held, reason, received_micro_yuan, set_off_micro_yuan, total_before_wh, "   \
    "scanned, refuted_at_ms, held_balance_micro_yuan"

constexpr auto kInsert =
    "INSERT INTO orders (" WATTILL_ORDER_COLUMNS
    ") VALUES ($id, $request, $meter, $account, $amount, $channel, $merchant, "
    "$terminal, $state, $version, $created, $payBy, $openUntil, $code, "
    "$trade, $paidAt, $cancelOpen, $quarantine, $countBefore, $balanceBefore, "
    "$readAt, $saleAmount, $saleCount, $balanceAfter, $confirmedAt, "
    "$meterSilent, $held, $reason, $received, $setOff, $totalBefore, $scanned, $refutedAt, "
    "$heldBalance)";
// Only what may change: each index and each foreign key of a column that is written costs, even if
// it stays as it was. What was agreed is compared.
constexpr auto kUpdate =
    "UPDATE orders SET state = $state, version = $version, pay_by_ms = $payBy, "
    "open_until_ms = $openUntil, code = $code, trade = $trade, paid_at_ms = $paidAt, "
    "cancel_open = $cancelOpen, quarantine_until_ms = $quarantine, count_before = $countBefore, "
    "balance_before_micro_yuan = $balanceBefore, read_at_ms = $readAt, "
    "sale_amount_micro_yuan = $saleAmount, sale_count = $saleCount, "
    "balance_after_micro_yuan = $balanceAfter, confirmed_at_ms = $confirmedAt, "
    "meter_silent = $meterSilent, held = $held, reason = $reason, "
    "received_micro_yuan = $received, set_off_micro_yuan = $setOff, "
    "total_before_wh = $totalBefore, scanned = $scanned, refuted_at_ms = $refutedAt, "
    "held_balance_micro_yuan = $heldBalance "
    "WHERE id = $id AND version = $version - 1 AND (request, meter, account, amount_micro_yuan, "
    "channel, merchant, terminal, created_at_ms) = ($request, $meter, $account, $amount, "
    "$channel, $merchant, $terminal, $created)";
// Behind them: whether the order has refunds, and reversals.
#define WATTILL_ORDER_SELECTION                                           \
    "SELECT " WATTILL_ORDER_COLUMNS                                       \
    ", EXISTS (SELECT 1 FROM order_refund WHERE order_id = orders.id)"    \
    ", EXISTS (SELECT 1 FROM order_reversal WHERE order_id = orders.id) " \
    "FROM orders "
constexpr auto kSelect = WATTILL_ORDER_SELECTION "WHERE id = $id";
constexpr auto kSelectByRequest = WATTILL_ORDER_SELECTION "WHERE request = $request";
constexpr auto kSelectOfMeter =
    WATTILL_ORDER_SELECTION "WHERE meter = $meter ORDER BY number DESC LIMIT $most";
constexpr auto kSelectAll = WATTILL_ORDER_SELECTION "ORDER BY number DESC LIMIT $most";
constexpr auto kSelectInStates = WATTILL_ORDER_SELECTION
    "WHERE state IN (SELECT value FROM json_each($states)) "
    "ORDER BY number DESC LIMIT $most";
#undef WATTILL_ORDER_SELECTION
#undef WATTILL_ORDER_COLUMNS

template <class T, class Member>
std::optional<Member> partOf(const std::optional<T>& whole, Member T::*member) {
    return whole ? std::optional<Member>((*whole).*member) : std::nullopt;
}

void bindDelivery(Query& query, const std::optional<order::Delivery>& delivery) {
    using order::Delivery;
    const auto sale = partOf(delivery, &Delivery::sale);
    query.bind("$countBefore", partOf(delivery, &Delivery::countBefore))
        .bind("$balanceBefore", partOf(delivery, &Delivery::balanceBefore))
        .bind("$readAt", partOf(delivery, &Delivery::readAt))
        .bind("$totalBefore", delivery ? delivery->totalBefore : std::nullopt)
        .bind("$refutedAt", delivery ? delivery->refutedAt : std::nullopt)
        .bind("$heldBalance", delivery ? delivery->heldBalance : std::nullopt)
        .bind("$saleAmount", partOf(sale, &metering::Sale::amount))
        .bind("$saleCount", partOf(sale, &metering::Sale::purchaseCount))
        .bind("$balanceAfter", delivery ? delivery->balanceAfter : std::nullopt)
        .bind("$confirmedAt", delivery ? delivery->confirmedAt : std::nullopt);
}

void bindOrder(Query& query, const order::Order& order) {
    query.bind("$id", order.id.text())
        .bind("$request", order.request)
        .bind("$meter", order.meter.text())
        .bind("$account", order.account.text())
        .bind("$amount", order.amount)
        .bind("$channel", order.channel)
        .bind("$merchant", order.merchant)
        .bind("$terminal", order.terminal)
        .bind("$state", name(order.state))
        .bind("$version", order.version)
        .bind("$created", order.createdAt)
        .bind("$payBy", order.payBy)
        .bind("$openUntil", order.openUntil)
        .bind("$code", order.code)
        .bind("$trade", order.trade)
        .bind("$scanned", order.scanned)
        .bind("$paidAt", order.paidAt)
        .bind("$cancelOpen", order.cancelOpen)
        .bind("$quarantine", order.quarantineUntil)
        .bind("$meterSilent", order.meterSilent)
        .bind("$held", order.held)
        .bind("$reason", order.reason)
        .bind("$received", order.received)
        .bind("$setOff", order.setOff);
    bindDelivery(query, order.delivery);
}

std::optional<order::Delivery> deliveryOf(const Query& row) {
    if (row.isNull(18)) return std::nullopt;
    order::Delivery delivery;
    delivery.countBefore = static_cast<std::uint32_t>(row.integer(18));
    delivery.balanceBefore = row.money(19);
    delivery.readAt = row.instant(20);
    delivery.totalBefore = energyOrNull(row, 30);
    delivery.refutedAt = instantOrNull(row, 32);
    if (!row.isNull(33)) delivery.heldBalance = row.money(33);
    delivery.sale = {row.money(21), static_cast<std::uint32_t>(row.integer(22))};
    if (!row.isNull(23)) delivery.balanceAfter = row.money(23);
    delivery.confirmedAt = instantOrNull(row, 24);
    return delivery;
}

Result<order::Order> orderOf(const Query& row) {
    const auto state = order::stateFrom(row.text(8));
    if (!state) return unknownWord("orders", row.text(8));
    order::Order order;
    order.id = OrderId(row.text(0));
    order.request = row.text(1);
    order.meter = MeterId(row.text(2));
    order.account = AccountId(row.text(3));
    order.amount = row.money(4);
    order.channel = row.text(5);
    order.merchant = row.text(6);
    order.terminal = row.text(7);
    order.state = *state;
    order.version = row.integer(9);
    order.createdAt = row.instant(10);
    order.payBy = row.instant(11);
    order.openUntil = row.instant(12);
    order.code = row.text(13);
    order.trade = row.text(14);
    order.scanned = row.flag(31);
    order.paidAt = instantOrNull(row, 15);
    order.cancelOpen = row.flag(16);
    order.quarantineUntil = instantOrNull(row, 17);
    order.delivery = deliveryOf(row);
    order.meterSilent = row.flag(25);
    order.held = row.flag(26);
    order.reason = row.text(27);
    if (!row.isNull(28)) order.received = row.money(28);
    order.setOff = row.money(29);
    return order;
}

Error named(const order::Order& order, Error error) {
    error.message = fmt::format("order {}: {}", order.id.text(), error.message);
    return error;
}
}  // namespace

Result<order::Order> OrderTable::whole(const Query& row) const {
    auto order = orderOf(row);
    if (!order) return order;
    if (row.flag(34)) {
        auto refunds = m_parts.refundsOf(order->id);
        if (!refunds) return refunds.error();
        order->refunds = std::move(*refunds);
    }
    if (row.flag(35)) {
        auto reversals = m_parts.reversalsOf(order->id);
        if (!reversals) return reversals.error();
        order->reversals = std::move(*reversals);
    }
    return order;
}

Result<void> OrderTable::insert(const order::Order& order) {
    auto query = m_connection.query(kInsert);
    if (!query) return query.error();
    bindOrder(*query, order);
    if (auto done = query->run(); !done) return named(order, done.error());
    if (auto kept = m_parts.keep(order); !kept) return named(order, kept.error());
    return remember(order);
}

Result<void> OrderTable::update(const order::Order& order) {
    auto query = m_connection.query(kUpdate);
    if (!query) return query.error();
    bindOrder(*query, order);
    if (auto done = query->run(); !done) return named(order, done.error());
    if (m_connection.changes() != 1) {
        return Error{ErrorCode::Conflict,
                     Retry::Now,
                     fmt::format("order {} as it was agreed is not at version {}: someone else "
                                 "changed it",
                                 order.id.text(), order.version - 1),
                     {}};
    }
    if (auto kept = m_parts.keep(order); !kept) return named(order, kept.error());
    return remember(order);
}

Result<void> OrderTable::remember(const order::Order& order) {
    auto query = m_connection.query(
        "INSERT INTO order_event (order_id, version, state, held, at_ms, reason) "
        "SELECT $id, $version, $state, $held, $at, $reason "
        "WHERE ($state, $held, $reason) IS NOT (SELECT state, held, reason FROM order_event "
        "WHERE order_id = $id ORDER BY version DESC LIMIT 1)");
    if (!query) return query.error();
    return query->bind("$id", order.id.text())
        .bind("$version", order.version)
        .bind("$state", name(order.state))
        .bind("$held", order.held)
        .bind("$at", m_clock.now())
        .bind("$reason", order.reason)
        .run();
}

Result<std::optional<order::Order>> OrderTable::find(const OrderId& id) const {
    auto query = m_connection.query(kSelect);
    if (!query) return query.error();
    return firstRow(query->bind("$id", id.text()), [this](const Query& row) { return whole(row); });
}

Result<std::optional<order::Order>> OrderTable::findByRequest(const std::string& request) const {
    auto query = m_connection.query(kSelectByRequest);
    if (!query) return query.error();
    return firstRow(query->bind("$request", request),
                    [this](const Query& row) { return whole(row); });
}

Result<std::optional<OrderId>> OrderTable::ownerOf(const MeterId& meter) const {
    auto query = m_connection.query(
        "SELECT id FROM orders WHERE meter = $meter AND state IN ('delivering', "
        "'delivery-unknown')");
    if (!query) return query.error();
    return firstRow(query->bind("$meter", meter.text()),
                    [](const Query& row) { return Result<OrderId>(OrderId(row.text(0))); });
}

Result<std::uint32_t> OrderTable::lastSaleCount(const MeterId& meter) const {
    auto query =
        m_connection.query("SELECT coalesce(max(sale_count), 0) FROM orders WHERE meter = $meter");
    if (!query) return query.error();
    const auto last = firstRow(query->bind("$meter", meter.text()), [](const Query& row) {
        return Result<std::uint32_t>(static_cast<std::uint32_t>(row.integer(0)));
    });
    if (!last) return last.error();
    return last->value_or(0);
}

Result<std::vector<order::Order>> OrderTable::ofMeter(const MeterId& meter,
                                                      std::size_t most) const {
    auto query = m_connection.query(kSelectOfMeter);
    if (!query) return query.error();
    query->bind("$meter", meter.text()).bind("$most", rowLimit(most));
    return allRows(*query, [this](const Query& row) { return whole(row); });
}

Result<std::vector<order::Order>> OrderTable::list(const std::vector<order::State>& states,
                                                   std::size_t most) const {
    auto query = m_connection.query(states.empty() ? kSelectAll : kSelectInStates);
    if (!query) return query.error();
    if (!states.empty()) {
        std::string words;
        for (const order::State state : states) {
            words += fmt::format("{}\"{}\"", words.empty() ? "" : ",", name(state));
        }
        query->bind("$states", "[" + words + "]");
    }
    query->bind("$most", rowLimit(most));
    return allRows(*query, [this](const Query& row) { return whole(row); });
}

}  // namespace wattill::storage
