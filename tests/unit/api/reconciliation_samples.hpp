#pragma once

#include "api/reconciliation_types.hpp"

namespace wattill::api::samples {

inline ChannelTotalsView channelTotals() {
    ChannelTotalsView view;
    view.channel = "alipay";
    view.billThere = true;
    view.billPayments = {120, Money::fromFen(1'234'500)};
    view.billRefunds = {2, Money::fromFen(20'000)};
    view.fee = Money::fromFen(7'407);
    view.net = Money::fromFen(1'207'093);
    view.matchedPayments = {119, Money::fromFen(1'224'500)};
    view.matchedRefunds = view.billRefunds;
    view.ourPayments = {120, Money::fromFen(1'234'500)};
    view.ourRefunds = view.billRefunds;
    view.carriedIn = {1, Money::fromFen(5'000)};
    view.carriedOut = {1, Money::fromFen(6'000)};
    view.differences = 1;
    return view;
}

/// Every optional is there.
inline CaseView reconciliationCase() {
    CaseView view;
    view.number = 7;
    view.kind = "unmatched-in";
    view.day = *parseDay("2026-11-25");
    view.channel = "alipay";
    view.order = OrderId("K0126112210300042");
    view.meter = MeterId("202611220001");
    view.theirs = Money::fromFen(10'000);
    view.text = "alipay's bill of 2026-11-25 has a payment that is no order of ours";
    view.state = "open";
    view.owner = "王会计";
    view.version = 2;
    view.openedAt = fromMillis(1'795'314'600'000);
    view.changedAt = fromMillis(1'795'314'700'000);
    return view;
}

inline CaseDetailView caseDetail() {
    return {reconciliationCase(),
            {{1, "open", "", "reconciliation", "found", fromMillis(1'795'314'600'000)},
             {2, "open", "王会计", "staff", "", fromMillis(1'795'314'700'000)}}};
}

inline CarriedView carried() {
    return {"unionpay",
            "payment",
            OrderId("K0126112210300043"),
            "2026112200001",
            "",
            Money::fromFen(5'000),
            fromMillis(1'795'314'600'000),
            *parseDay("2026-11-25"),
            *parseDay("2026-11-26")};
}

inline ReconciliationView reconciliation() {
    ReconciliationView view;
    view.day = *parseDay("2026-11-25");
    view.complete = true;
    view.ranAt = fromMillis(1'795'314'600'000);
    view.ranBy = "node";
    view.channels = {channelTotals()};
    view.cases = {reconciliationCase()};
    view.carried = {carried()};
    view.bills = {{"alipay", *parseDay("2026-11-25"), std::string(64, 'a'), 122}};
    return view;
}

}  // namespace wattill::api::samples
