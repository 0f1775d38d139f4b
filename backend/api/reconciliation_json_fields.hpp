#pragma once

#include "api/json_fields.hpp"
#include "api/reconciliation_types.hpp"

namespace wattill::api {

/// The keys of reconciliation_types.hpp. Private to json.cpp.

template <class Visit, Of<TallyView> V>
void fields(Visit& visit, V& view) {
    visit("count", view.count);
    visit("sumFen", view.sum);
}

template <class Visit, Of<ChannelTotalsView> V>
void fields(Visit& visit, V& view) {
    visit("channel", view.channel);
    visit("billThere", view.billThere);
    visit("billPayments", view.billPayments);
    visit("billRefunds", view.billRefunds);
    visit("feeFen", view.fee);
    visit("netFen", view.net);
    visit("matchedPayments", view.matchedPayments);
    visit("matchedRefunds", view.matchedRefunds);
    visit("ourPayments", view.ourPayments);
    visit("ourRefunds", view.ourRefunds);
    visit("carriedIn", view.carriedIn);
    visit("carriedOut", view.carriedOut);
    visit("differences", view.differences);
}

template <class Visit, Of<CaseView> V>
void fields(Visit& visit, V& view) {
    visit("number", view.number);
    visit("kind", view.kind);
    visit("day", view.day);
    visit("channel", view.channel);
    visit("order", view.order);
    visit("meter", view.meter);
    visit("oursFen", view.ours);
    visit("theirsFen", view.theirs);
    visit("text", view.text);
    visit("state", view.state);
    visit("owner", view.owner);
    visit("version", view.version);
    visit("openedAt", view.openedAt);
    visit("changedAt", view.changedAt);
}

template <class Visit, Of<CaseNoteView> V>
void fields(Visit& visit, V& view) {
    visit("version", view.version);
    visit("state", view.state);
    visit("owner", view.owner);
    visit("who", view.who);
    visit("why", view.why);
    visit("at", view.at);
}

template <class Visit, Of<CaseDetailView> V>
void fields(Visit& visit, V& view) {
    visit("case", view.standing);
    visit("history", view.history);
}

template <class Visit, Of<CarriedView> V>
void fields(Visit& visit, V& view) {
    visit("channel", view.channel);
    visit("kind", view.kind);
    visit("order", view.order);
    visit("trade", view.trade);
    visit("refund", view.refund);
    visit("amountFen", view.amount);
    visit("at", view.at);
    visit("day", view.day);
    visit("foundOn", view.foundOn);
}

template <class Visit, Of<UsedBillView> V>
void fields(Visit& visit, V& view) {
    visit("channel", view.channel);
    visit("day", view.day);
    visit("hash", view.hash);
    visit("lines", view.lines);
}

template <class Visit, Of<ReconciliationView> V>
void fields(Visit& visit, V& view) {
    visit("day", view.day);
    visit("complete", view.complete);
    visit("ranAt", view.ranAt);
    visit("ranBy", view.ranBy);
    visit("channels", view.channels);
    visit("cases", view.cases);
    visit("carried", view.carried);
    visit("bills", view.bills);
}

template <class Visit, Of<CaseActionBody> V>
void fields(Visit& visit, V& body) {
    visit("action", body.action);
    visit("operator", body.operatedBy);
    visit("owner", body.owner);
    visit("reason", body.reason);
}

template <class Visit, Of<CaseBookingBody> V>
void fields(Visit& visit, V& body) {
    visit("operator", body.operatedBy);
    visit("reason", body.reason);
}

}  // namespace wattill::api
