// The rest of the table: what channels tell and when, their bills, and restarts.
#include "simulation/edge_case.hpp"

namespace wattill::simulation {

using namespace std::chrono_literals;
using order::GatewayCancelCall;
using order::GatewayCreateCall;
using order::GatewayQueryCall;
using order::GatewayRefundCall;
using order::MeterSellCall;
using order::ReversalWay;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

namespace {
/// A run begins at 10:00 of it, in Beijing.
const LocalDay kDay = *parseDay("2026-11-22");
constexpr std::chrono::days kOneDay{1};
constexpr Duration kUntilTheBill = 23h + 30min;
}  // namespace

TEST_F(EdgeCase, ANotificationBeforeTheCode) {
    stage.strike<GatewayCreateCall>(Fault::GatewayAnswerLost);
    const OrderId order = stage.press("alipay");
    stage.pass(1s);
    EXPECT_EQ(stage.state(order), "created");
    EXPECT_TRUE(stage.pay(order));
    stage.pass(5s);
    EXPECT_EQ(stage.state(order), "delivered") << "while the code is still waited for";
    settle();
    expectOnTheMeter(order);
    EXPECT_EQ(stage.at(order).code, "");
    EXPECT_EQ(stage.calls<GatewayCreateCall>(), 1) << "no code is needed any more";
    EXPECT_EQ(stage.calls<GatewayCancelCall>(), 0);
    EXPECT_EQ(stage.wentBack(order), 0);
    EXPECT_EQ(stage.balances(),
              (Balances{{"channel:alipay", kFen}, {"delivered:000000000001", -kFen}}));
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, ACancelRacesWithAPayment) {
    const auto cancelSendsBack = [&](bool back) {
        stage.changeChannel("alipay", [back](auto& traits) { traits.cancelSendsBack = back; });
    };
    // The cancel comes second and is refused, as a close is: the payment wins.
    cancelSendsBack(false);
    const OrderId refused = stage.order("alipay", 2);
    EXPECT_TRUE(stage.pay(refused));
    stage.cancel(refused);
    EXPECT_TRUE(stage.await([&] { return stage.state(refused) == "delivered"; }));
    // The cancel comes second and sends the money back, and nobody hears of it.
    cancelSendsBack(true);
    const OrderId beaten = stage.order("alipay", 1);
    stage.strike<GatewayCancelCall>(Fault::GatewayAnswerLost);
    EXPECT_TRUE(stage.pay(beaten));
    stage.cancel(beaten);
    EXPECT_TRUE(stage.await([&] { return stage.state(beaten) == "paid-late"; }))
        << "the notification alone proves nothing";
    EXPECT_EQ(stage.wentBack(beaten), kFen);
    // The channel has no cancel: the payment wins.
    const OrderId wins = stage.order("unionpay", 3);
    stage.cancel(wins);
    EXPECT_EQ(stage.state(wins), "cancelled");
    EXPECT_TRUE(stage.pay(wins));
    // The cancel comes first: no payment is possible any more.
    const OrderId first = stage.order("alipay", 4);
    stage.scan(first);
    stage.cancel(first);
    stage.pass(1s);
    EXPECT_FALSE(stage.pay(first));
    settle();
    expectBackWithThePayer(beaten, 1);
    EXPECT_THAT(stage.refunds(beaten), IsEmpty()) << "the cancel did it";
    expectOnTheMeter(refused, 2);
    expectOnTheMeter(wins, 3);
    EXPECT_EQ(stage.state(first), "cancelled");
    EXPECT_EQ(stage.sales(4), 0U);
    EXPECT_EQ(stage.balances(), (Balances{{"channel:alipay", kFen},
                                          {"channel:unionpay", kFen},
                                          {"delivered:000000000002", -kFen},
                                          {"delivered:000000000003", -kFen}}));
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, TheEndpointForNotificationsIsDown) {
    stage.world().notices().turnOff();
    const OrderId alipay = stage.order("alipay", 1);
    const OrderId unionpay = stage.order("unionpay", 3);
    EXPECT_TRUE(stage.pay(alipay));
    EXPECT_TRUE(stage.pay(unionpay));
    stage.pass(15s);
    EXPECT_EQ(stage.state(alipay), "delivered");
    EXPECT_EQ(stage.state(unionpay), "delivered");
    settle();
    EXPECT_EQ(stage.world().notices().sent(), 0U);
    expectOnTheMeter(alipay, 1);
    expectOnTheMeter(unionpay, 3);
    EXPECT_EQ(stage.balances(), (Balances{{"channel:alipay", kFen},
                                          {"channel:unionpay", kFen},
                                          {"delivered:000000000001", -kFen},
                                          {"delivered:000000000003", -kFen}}));
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, NoQuestionIsAnswered) {
    stage.strike<GatewayQueryCall>(Fault::GatewayRequestLost, Stage::kAlways);
    const OrderId alipay = stage.order("alipay", 1);
    const OrderId unionpay = stage.order("unionpay", 3);
    stage.pass(30s);
    EXPECT_TRUE(stage.pay(alipay));
    EXPECT_TRUE(stage.pay(unionpay));
    settle();
    expectOnTheMeter(alipay, 1);
    expectOnTheMeter(unionpay, 3);
    EXPECT_EQ(stage.balances(), (Balances{{"channel:alipay", kFen},
                                          {"channel:unionpay", kFen},
                                          {"delivered:000000000001", -kFen},
                                          {"delivered:000000000003", -kFen}}));
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, ARefundsNotification) {
    // Alipay says again that the trade is paid; UnionPay tells of the refund as of a payment.
    for (const char* channel : {"alipay", "unionpay"})
        stage.changeChannel(channel, [](auto& traits) { traits.tellsReturns = true; });
    const OrderId alipay = delivered("alipay", 1);
    const OrderId unionpay = delivered("unionpay", 3);
    EXPECT_EQ(stage.world().notices().sent(), 2U);
    for (const OrderId& order : {alipay, unionpay})
        EXPECT_EQ(stage.reverse(order, "reversal-" + order.text(), 3'000, ReversalWay::BookDebt),
                  "");
    settle();
    EXPECT_EQ(stage.world().notices().sent(), 4U) << "each was acknowledged";
    expectOnTheMeter(alipay, 1);
    expectOnTheMeter(unionpay, 3);
    for (const OrderId& order : {alipay, unionpay}) {
        EXPECT_THAT(stage.refunds(order), ElementsAre("returned")) << "no extra payment";
        EXPECT_EQ(stage.wentBack(order), 3'000);
    }
    EXPECT_EQ(stage.balances(), (Balances{{"channel:alipay", kFen - 3'000},
                                          {"channel:unionpay", kFen - 3'000},
                                          {"debt:20001", 3'000},
                                          {"debt:20002", 3'000},
                                          {"delivered:000000000001", -kFen},
                                          {"delivered:000000000003", -kFen}}));
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, AnAnswerUnsignedOrSignedByAnother) {
    // The wire refuses it; what the node makes of that is the same for all that cannot be believed.
    stage.world().notices().turnOff();
    stage.strike<GatewayQueryCall>(Fault::GatewayAnswerCorrupt, Stage::kAlways);
    const OrderId order = stage.order("alipay");
    EXPECT_TRUE(stage.pay(order));
    stage.pass(1min);
    EXPECT_EQ(stage.state(order), "awaiting-payment") << "unknown, not failed";
    EXPECT_EQ(stage.balances(), Balances{});
    EXPECT_THAT(stage.alarms(), ElementsAre("gateway-answer"));
    stage.forgive();
    stage.pass(10s);
    expectOnTheMeter(order);
    expectNobodyIsCalled();
    // Of money that goes back as well.
    stage.strike<GatewayRefundCall>(Fault::GatewayAnswerCorrupt);
    EXPECT_EQ(stage.reverse(order, "reversal-0001", 3'000, ReversalWay::BookDebt), "");
    stage.pass(5s);
    EXPECT_THAT(stage.refunds(order), ElementsAre("asked"));
    settle();
    EXPECT_EQ(stage.calls<GatewayRefundCall>(), 1);
    EXPECT_EQ(stage.wentBack(order), 3'000);
    EXPECT_EQ(stage.balances(), (Balances{{"channel:alipay", kFen - 3'000},
                                          {"debt:20001", 3'000},
                                          {"delivered:000000000001", -kFen}}));
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, AnAnswerUnsignedOrSignedByAnotherAsLongAsTheOrderIsOpen) {
    stage.world().notices().turnOff();
    stage.strike<GatewayQueryCall>(Fault::GatewayAnswerCorrupt, Stage::kAlways);
    const OrderId order = stage.order("unionpay");
    EXPECT_TRUE(stage.pay(order));
    stage.pass(25h);
    EXPECT_EQ(stage.state(order), "expired");
    EXPECT_EQ(stage.wentBack(order), 0);
    EXPECT_EQ(stage.balances(), Balances{});
    EXPECT_THAT(stage.alarms(), ElementsAre("gateway-answer")) << "it does not end silently";
    stage.bill("unionpay", kDay);
    EXPECT_THAT(stage.reconcile(kDay).cases, ElementsAre("unmatched-in"));
    // The bill alone decides nothing: the channel is asked once more before the money goes back.
    EXPECT_EQ(stage.book("unmatched-in"), "");
    stage.pass(10min);
    EXPECT_EQ(stage.state(order), "paid-late");
    EXPECT_EQ(stage.balances(), (Balances{{"channel:unionpay", kFen}, {"customer:20001", -kFen}}));
    stage.forgive();
    stage.pass(1h);
    EXPECT_THAT(stage.reconcile(kDay).cases, IsEmpty());
    settle();
    expectBackWithThePayer(order);
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, TheBillShowsAPaymentThatWeLack) {
    stage.world().notices().turnOff();
    // Of a second payment only a notification would tell.
    const OrderId twice = delivered("alipay", 1);
    EXPECT_TRUE(stage.payAgain(twice));
    // Of this one nothing is heard for a day: no answer, and no notification.
    const OrderId unheard = stage.order("unionpay", 3);
    stage.strike<GatewayQueryCall>(Fault::GatewayRequestLost, Stage::kAlways);
    EXPECT_TRUE(stage.pay(unheard));
    stage.pass(kUntilTheBill);
    stage.bill("alipay", kDay);
    stage.bill("unionpay", kDay);
    EXPECT_THAT(stage.reconcile(kDay).cases,
                UnorderedElementsAre("extra-not-booked", "unmatched-in"));
    EXPECT_EQ(stage.state(unheard), "expired");
    stage.forgive();
    stage.pass(1h);
    expectBackWithThePayer(unheard, 3);
    EXPECT_THAT(stage.reconcile(kDay).cases, ElementsAre("extra-not-booked"))
        << "what was learned closes by itself";
    EXPECT_EQ(stage.wentBack(twice), 0);
    EXPECT_EQ(stage.book("extra-not-booked"), "") << "a person sees to it";
    EXPECT_NE(stage.book("extra-not-booked"), "") << "once";
    stage.pass(1min);
    EXPECT_THAT(stage.reconcile(kDay).cases, IsEmpty());
    settle();
    expectOnTheMeter(twice, 1);
    EXPECT_EQ(stage.wentBack(twice), kFen);
    EXPECT_THAT(stage.refunds(twice), ElementsAre("returned"));
    EXPECT_EQ(stage.balances(),
              (Balances{{"channel:alipay", kFen}, {"delivered:000000000001", -kFen}}));
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, TheBillLacksAPaymentThatWeHave) {
    const OrderId there = delivered("alipay", 1);
    const OrderId lacking = delivered("alipay", 3);
    const std::vector<std::string> lost{stage.at(lacking).trade};
    stage.pass(kUntilTheBill);
    stage.bill("alipay", kDay, lost);
    stage.bill("unionpay", kDay);
    EXPECT_THAT(stage.reconcile(kDay).cases, IsEmpty()) << "the next day's may have it";
    stage.pass(24h);
    stage.bill("alipay", kDay + kOneDay, lost);
    stage.bill("unionpay", kDay + kOneDay);
    EXPECT_THAT(stage.reconcile(kDay + kOneDay).cases, ElementsAre("not-on-bill"));
    settle();
    expectOnTheMeter(there, 1);
    expectOnTheMeter(lacking, 3);
    EXPECT_EQ(stage.balances(), (Balances{{"channel:alipay", 2 * kFen},
                                          {"delivered:000000000001", -kFen},
                                          {"delivered:000000000003", -kFen}}));
}

TEST_F(EdgeCase, TheBillHasWhatBecameOfReversalsAndDebts) {
    const OrderId taken = delivered("alipay", 1);
    EXPECT_EQ(stage.reverse(taken, "reversal-0001", 4'000, ReversalWay::TakeCredit), "");
    const OrderId owed = delivered("alipay", 3);
    EXPECT_EQ(stage.reverse(owed, "reversal-0002", 6'000, ReversalWay::BookDebt), "");
    stage.pass(10min);
    const OrderId undone = stage.order("alipay", 3);
    stage.silenceMeter(25h, 3);
    EXPECT_TRUE(stage.pay(undone));
    stage.pass(1min);
    EXPECT_EQ(stage.at(undone).setOff, Money::fromFen(6'000));
    const auto expectNoCase = [&](int day) {
        stage.bill("alipay", kDay + day * kOneDay);
        stage.bill("unionpay", kDay + day * kOneDay);
        EXPECT_THAT(stage.reconcile(kDay + day * kOneDay).cases, IsEmpty()) << day;
    };
    stage.pass(kUntilTheBill);
    expectNoCase(0);
    stage.pass(24h);
    EXPECT_EQ(stage.state(undone), "refunded");
    EXPECT_EQ(stage.wentBack(undone), kFen);
    expectNoCase(1);
    const OrderId next = stage.order("alipay", 3);
    EXPECT_TRUE(stage.pay(next));
    stage.pass(24h);
    EXPECT_EQ(stage.at(next).setOff, Money::fromFen(6'000));
    expectNoCase(2);
    settle();
    EXPECT_EQ(stage.balances(), (Balances{{"channel:alipay", 20'000},
                                          {"delivered:000000000001", -6'000},
                                          {"delivered:000000000003", -14'000}}));
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, ADaysBorder) {
    const auto payAt = [&](Duration at, const std::string& channel, int meter) {
        stage.pass(at - 30s - stage.world().host().timeline.now());
        const OrderId order = stage.order(channel, meter);
        stage.pass(at - stage.world().host().timeline.now());
        EXPECT_TRUE(stage.pay(order));
        EXPECT_TRUE(stage.await([&] { return stage.state(order) == "delivered"; }));
        return order;
    };
    stage.world().notices().turnOff();  // so that we learn of a payment seconds later
    // Both are of the 22nd for the channels, whose days end at 23:00 and at midnight, and of the
    // 23rd for us.
    const OrderId unionpay = payAt(13h - 100ms, "unionpay", 1);
    EXPECT_GE(*stage.at(unionpay).paidAt, NodeClock::at(13h));
    const OrderId alipay = payAt(14h - 100ms, "alipay", 3);
    EXPECT_GE(*stage.at(alipay).paidAt, NodeClock::at(14h));
    stage.pass(kUntilTheBill - 14h);
    stage.bill("alipay", kDay);
    stage.bill("unionpay", kDay);
    const auto first = stage.reconcile(kDay);
    EXPECT_THAT(first.cases, IsEmpty());
    EXPECT_EQ(first.carried, 2);
    // The other way round, by a clock that is slow: ours of the 23rd, the channel's of the 24th.
    stage.setClock(-20s);
    const OrderId slow = payAt(37h + 1s, "unionpay", 4);
    EXPECT_LT(*stage.at(slow).paidAt, NodeClock::at(37h));
    stage.setClock(0s);
    stage.pass(kUntilTheBill - 13h);
    for (const char* channel : {"alipay", "unionpay"})
        stage.bill(channel, kDay + kOneDay);
    const auto second = stage.reconcile(kDay + kOneDay);
    EXPECT_THAT(second.cases, IsEmpty());
    EXPECT_EQ(second.carried, 3) << "both once more, and one that no bill has yet";
    stage.pass(24h);
    for (const char* channel : {"alipay", "unionpay"})
        stage.bill(channel, kDay + 2 * kOneDay);
    const auto third = stage.reconcile(kDay + 2 * kOneDay);
    EXPECT_THAT(third.cases, IsEmpty()) << "what was carried over was found";
    EXPECT_EQ(third.carried, 1);
    settle();
    expectOnTheMeter(unionpay, 1);
    expectOnTheMeter(alipay, 3);
    expectOnTheMeter(slow, 4);
    EXPECT_EQ(stage.balances(), (Balances{{"channel:alipay", kFen},
                                          {"channel:unionpay", 2 * kFen},
                                          {"delivered:000000000001", -kFen},
                                          {"delivered:000000000003", -kFen},
                                          {"delivered:000000000004", -kFen}}));
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, ARestartWhileOrdersAreOpen) {
    const OrderId unknown = stage.order("alipay", 4);
    stage.strike<MeterSellCall>(Fault::MeterPowerLostAfter);
    EXPECT_TRUE(stage.pay(unknown));
    EXPECT_TRUE(stage.await([&] { return stage.sales(4) == 1; }));
    stage.silenceMeter(2min, 4);
    const OrderId paid = stage.order("alipay", 3);
    stage.silenceMeter(2min, 3);
    EXPECT_TRUE(stage.pay(paid));
    stage.pass(20s);
    stage.world().notices().turnOff();
    const OrderId waiting = stage.order("alipay", 1);
    stage.strike<GatewayCreateCall>(Fault::GatewayAnswerLost);
    const OrderId created = stage.press("alipay", 2);
    stage.pass(1s);
    EXPECT_EQ(stage.state(unknown), "delivery-unknown");
    EXPECT_EQ(stage.state(paid), "paid");
    EXPECT_EQ(stage.state(waiting), "awaiting-payment");
    EXPECT_EQ(stage.state(created), "created");
    stage.cutPower();
    EXPECT_TRUE(stage.pay(waiting)) << "while the node is dead";
    stage.pass(10s);
    stage.restorePower();
    stage.pass(10s);
    EXPECT_EQ(stage.state(waiting), "delivered") << "asked for at once";
    EXPECT_EQ(stage.state(created), "awaiting-payment") << "the same order, asked for again";
    EXPECT_TRUE(stage.pay(created));
    settle();
    expectOnTheMeter(waiting, 1);
    expectOnTheMeter(created, 2);
    expectOnTheMeter(paid, 3);
    expectOnTheMeter(unknown, 4);
    EXPECT_EQ(stage.calls<MeterSellCall>(), 4) << "none was sold twice";
    EXPECT_EQ(stage.balances(), (Balances{{"channel:alipay", 4 * kFen},
                                          {"delivered:000000000001", -kFen},
                                          {"delivered:000000000002", -kFen},
                                          {"delivered:000000000003", -kFen},
                                          {"delivered:000000000004", -kFen}}));
    expectNobodyIsCalled();
}

}  // namespace wattill::simulation
