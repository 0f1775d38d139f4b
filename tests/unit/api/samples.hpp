#pragma once

#include "api/types.hpp"

#include <string>
#include <vector>

namespace wattill::api::samples {

/// Values with every optional there and no two numbers the same.
inline LocalDay day(int offset) {
    return *parseDay("2026-11-16") + std::chrono::days(offset);
}
inline Instant moment(int seconds) {
    return fromMillis(1'795'228'200'123 + seconds * 1000);
}

inline SiteView site() {
    return {"滨江广场",
            "021-5555 0000",
            "K01",
            "Asia/Shanghai",
            moment(0),
            {"alipay", "unionpay"},
            {Money::fromFen(5'000), Money::fromFen(10'000)},
            Money::fromFen(100),
            Money::fromFen(500'000),
            {{"unionpay", "clock-wrong"}}};
}

inline MatchView match() {
    return {MeterId("202611220001"), "1027", "A \"north\"", "王*", AccountId("880001")};
}

inline ReplacementView replacement() {
    return {MeterId("202611220001"), MeterId("202611220009"), "1027", moment(4),
            Money::fromFen(1'230)};
}

inline MeterView meter() {
    MeterView view;
    view.place = match();
    view.state = MeterState::Alarm1;
    view.balance = Money::fromFen(-320);
    view.readAt = moment(1);
    view.stale = false;
    view.relayClosed = true;
    view.purchaseCount = 4'294'967'295;
    view.lastsDays = 9;
    view.pricePerKwh = Money::fromMicroYuan(617'301);
    view.today = Energy::fromWh(12'600);
    view.todayCost = Money::fromFen(778);
    view.days = {{day(0), Energy::fromWh(8'100)}, {day(1), std::nullopt}};
    view.sellable = false;
    view.notSellable = "held";
    view.mostAmount = Money::fromFen(2'550);
    view.total = Energy::fromWh(9'876'540);
    view.bus = "bus-1";
    view.address = 7;
    view.profile = "acrel-ddsy1352-nk";
    return view;
}

inline OrderView order() {
    OrderView view;
    view.id = OrderId("K0120261122103000A1");
    view.place = match();
    view.amount = Money::fromFen(10'001);
    view.channel = "alipay";
    view.state = "delivering";
    view.version = 5;
    view.createdAt = moment(2);
    view.payBy = moment(3);
    view.code = "https://qr.alipay.com/bax0?s=电表";
    view.scanned = true;
    view.trade = "2026112222001";
    view.paidAt = moment(3);
    view.paidLate = true;
    view.meterSilent = true;
    view.held = true;
    view.reason = "count of the meter fits nothing";
    view.countBefore = 11;
    view.purchaseCount = 12;
    view.balanceBefore = Money::fromFen(8'640);
    view.balanceAfter = Money::fromFen(18'641);
    view.lastsDays = 21;
    view.deliveredAt = moment(4);
    view.refundAfter = moment(4);
    view.setOff = Money::fromFen(1);
    view.refunds.push_back({"K0120261122103000A1R1", "reversal", "asked", Money::fromFen(1200),
                            moment(5), moment(6), "li", "没有回答"});
    view.reversals.push_back({1, "book-debt", "done", Money::fromFen(1200), "li", "wang", "错表",
                              moment(5), moment(6), "seen"});
    return view;
}

inline NewOrderView newOrder() {
    return {"kiosk-0001-abcd", MeterId("202611220001"), Money::fromFen(10'001), "alipay", "K01"};
}

inline AlarmView alarm() {
    return {7,         "meter-silent", OrderId("K0120261122103000A1"), MeterId("202611220001"),
            moment(5), moment(6),      "no answer for 10 min",         "王",
            "看过"};
}

inline LedgerView ledger() {
    return {12, "ab34", {"7: hash does not fit"}, {{"channel:alipay", Money::fromFen(-77)}}};
}

inline HealthView health() {
    return {"0.1.0", moment(7), {"bus-1: open"}, {"alipay: ok"}, 2, 3};
}

}  // namespace wattill::api::samples
