#pragma once

#include "api/requests.hpp"
#include "api/types.hpp"

#include <concepts>
#include <type_traits>

namespace wattill::api {

/// Each value's keys, written down once: `visit(key, member)` is called for all of them, by the
/// writer with a const value and by the reader with one to be filled. Keys of money end in Fen, of
/// energy in Wh. Private to json.cpp.
template <class V, class View>
concept Of = std::same_as<std::remove_const_t<V>, View>;

template <class Visit, Of<ClosedChannelView> V>
void fields(Visit& visit, V& view) {
    visit("channel", view.channel);
    visit("why", view.why);
}

template <class Visit, Of<SiteView> V>
void fields(Visit& visit, V& view) {
    visit("name", view.name);
    visit("hotline", view.hotline);
    visit("terminal", view.terminal);
    visit("timeZone", view.timeZone);
    visit("now", view.now);
    visit("channels", view.channels);
    visit("presetsFen", view.presets);
    visit("minAmountFen", view.minAmount);
    visit("maxAmountFen", view.maxAmount);
    visit("closed", view.closed);
}

template <class Visit, Of<MatchView> V>
void fields(Visit& visit, V& view) {
    visit("meter", view.meter);
    visit("premises", view.premises);
    visit("building", view.building);
    visit("tenant", view.tenant);
    visit("account", view.account);
}

template <class Visit, Of<DayView> V>
void fields(Visit& visit, V& view) {
    visit("day", view.day);
    visit("energyWh", view.energy);
    visit("knownFrom", view.knownFrom);
    visit("knownTo", view.knownTo);
}

template <class Visit, Of<MeterView> V>
void fields(Visit& visit, V& view) {
    visit("place", view.place);
    visit("state", view.state);
    visit("balanceFen", view.balance);
    visit("readAt", view.readAt);
    visit("stale", view.stale);
    visit("relayClosed", view.relayClosed);
    visit("purchaseCount", view.purchaseCount);
    visit("lastsDays", view.lastsDays);
    visit.microYuan("pricePerKwhMicroYuan", view.pricePerKwh);
    visit("todayWh", view.today);
    visit("todayCostFen", view.todayCost);
    visit("days", view.days);
    visit("sellable", view.sellable);
    visit("notSellable", view.notSellable);
    visit("mostAmountFen", view.mostAmount);
    visit("totalWh", view.total);
    visit("bus", view.bus);
    visit("address", view.address);
    visit("profile", view.profile);
}

template <class Visit, Of<NewOrderView> V>
void fields(Visit& visit, V& view) {
    visit("request", view.request);
    visit("meter", view.meter);
    visit("amountFen", view.amount);
    visit("channel", view.channel);
    visit("terminal", view.terminal);
}

template <class Visit, Of<RefundView> V>
void fields(Visit& visit, V& view) {
    visit("id", view.id);
    visit("cause", view.cause);
    visit("state", view.state);
    visit("amountFen", view.amount);
    visit("requestedAt", view.requestedAt);
    visit("endedAt", view.endedAt);
    visit("by", view.by);
    visit("note", view.note);
}

template <class Visit, Of<ReversalView> V>
void fields(Visit& visit, V& view) {
    visit("number", view.number);
    visit("way", view.way);
    visit("state", view.state);
    visit("amountFen", view.amount);
    visit("by", view.by);
    visit("approvedBy", view.approvedBy);
    visit("why", view.why);
    visit("requestedAt", view.requestedAt);
    visit("endedAt", view.endedAt);
    visit("note", view.note);
}

template <class Visit, Of<OrderView> V>
void fields(Visit& visit, V& view) {
    visit("id", view.id);
    visit("place", view.place);
    visit("amountFen", view.amount);
    visit("channel", view.channel);
    visit("state", view.state);
    visit("version", view.version);
    visit("createdAt", view.createdAt);
    visit("payBy", view.payBy);
    visit("code", view.code);
    visit("scanned", view.scanned);
    visit("trade", view.trade);
    visit("paidAt", view.paidAt);
    visit("paidLate", view.paidLate);
    visit("meterSilent", view.meterSilent);
    visit("held", view.held);
    visit("reason", view.reason);
    visit("countBefore", view.countBefore);
    visit("purchaseCount", view.purchaseCount);
    visit("balanceBeforeFen", view.balanceBefore);
    visit("balanceAfterFen", view.balanceAfter);
    visit("lastsDays", view.lastsDays);
    visit("deliveredAt", view.deliveredAt);
    visit("refundAfter", view.refundAfter);
    visit("setOffFen", view.setOff);
    visit("refunds", view.refunds);
    visit("reversals", view.reversals);
}

template <class Visit, Of<AlarmView> V>
void fields(Visit& visit, V& view) {
    visit("number", view.number);
    visit("kind", view.kind);
    visit("order", view.order);
    visit("meter", view.meter);
    visit("raisedAt", view.raisedAt);
    visit("clearedAt", view.clearedAt);
    visit("text", view.text);
    visit("endedBy", view.endedBy);
    visit("endedWhy", view.endedWhy);
}

template <class Visit, Of<std::pair<std::string, Money>> V>
void fields(Visit& visit, V& view) {
    visit("account", view.first);
    visit("balanceFen", view.second);
}

template <class Visit, Of<LedgerView> V>
void fields(Visit& visit, V& view) {
    visit("entries", view.entries);
    visit("head", view.head);
    visit("violations", view.violations);
    visit("balances", view.balances);
}

template <class Visit, Of<ImportReport> V>
void fields(Visit& visit, V& view) {
    visit("meters", view.meters);
    visit("days", view.days);
    visit("warnings", view.warnings);
}

template <class Visit, Of<NewMeter> V>
void fields(Visit& visit, V& view) {
    visit("meter", view.meter);
    visit("profile", view.profile);
    visit("address", view.address);
}

template <class Visit, Of<ReplacementView> V>
void fields(Visit& visit, V& view) {
    visit("old", view.old);
    visit("meter", view.meter);
    visit("premises", view.premises);
    visit("readAt", view.readAt);
    visit("balanceFen", view.balance);
}

template <class Visit, Of<HealthView> V>
void fields(Visit& visit, V& view) {
    visit("version", view.version);
    visit("startedAt", view.startedAt);
    visit("buses", view.buses);
    visit("gateways", view.gateways);
    visit("openOrders", view.openOrders);
    visit("openAlarms", view.openAlarms);
}

template <class Visit, Of<AlarmEndBody> V>
void fields(Visit& visit, V& body) {
    visit("who", body.who);
    visit("reason", body.reason);
}

template <class Visit, Of<SignedDecisionBody> V>
void fields(Visit& visit, V& body) {
    visit("decision", body.decision);
    visit("who", body.who);
    visit("reason", body.reason);
}

template <class Visit, Of<ReversalBody> V>
void fields(Visit& visit, V& body) {
    visit("request", body.request);
    visit("amountFen", body.amount);
    visit("way", body.way);
    visit("who", body.who);
    visit("reason", body.reason);
}

template <class Visit, Of<SheetUpload> V>
void fields(Visit& visit, V& sheet) {
    visit("kind", sheet.kind);
    visit("fileName", sheet.fileName);
    visit("text", sheet.text);
}

/// A list as a whole answer.
template <class View>
struct Items {
    std::vector<View> items;
};

template <class Visit, class View>
void fields(Visit& visit, const Items<View>& list) {
    visit("items", list.items);
}
template <class Visit, class View>
void fields(Visit& visit, Items<View>& list) {
    visit("items", list.items);
}

}  // namespace wattill::api
