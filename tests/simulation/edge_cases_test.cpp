// The first half of the table: codes, payments, and money that goes back.
#include "simulation/edge_case.hpp"

namespace wattill::simulation {

using namespace std::chrono_literals;
using order::Decision;
using order::GatewayCancelCall;
using order::GatewayCreateCall;
using order::GatewayQueryCall;
using order::GatewayRefundCall;
using order::MeterSellCall;
using order::RefundDecision;
using order::ReversalWay;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST_F(EdgeCase, PaidAfterTheTimeOrACancel) {
    // UnionPay's codes outlive our time, and there is no cancel.
    const OrderId late = stage.order("unionpay", 1);
    const OrderId cancelled = stage.order("unionpay", 3);
    stage.cancel(cancelled);
    stage.pass(4min);
    EXPECT_EQ(stage.state(late), "expired");
    EXPECT_EQ(stage.state(cancelled), "cancelled");
    EXPECT_TRUE(stage.pay(late));
    EXPECT_TRUE(stage.pay(cancelled));
    settle();
    expectOnTheMeter(late, 1);
    expectOnTheMeter(cancelled, 3);
    EXPECT_EQ(stage.at(late).reason, "paid late");
    EXPECT_EQ(stage.wentBack(late) + stage.wentBack(cancelled), 0);
    EXPECT_EQ(stage.balances(), (Balances{{"channel:unionpay", 2 * kFen},
                                          {"delivered:000000000001", -kFen},
                                          {"delivered:000000000003", -kFen}}));
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, PaidAfterTheTimeOrACancelAndHeardOfTooLate) {
    stage.world().notices().turnOff();
    const OrderId order = stage.order("unionpay");
    stage.strike<GatewayQueryCall>(Fault::GatewayRequestLost, Stage::kAlways);
    stage.pass(4min);
    EXPECT_TRUE(stage.pay(order));
    stage.pass(40min);
    EXPECT_EQ(stage.state(order), "expired");
    EXPECT_EQ(stage.balances(), Balances{});
    stage.forgive();
    settle();
    expectBackWithThePayer(order);
    EXPECT_THAT(stage.refunds(order), ElementsAre("returned"));
    EXPECT_EQ(stage.balances(), Balances{});
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, ADuplicateNotification) {
    const int deliveries = static_cast<int>(stage.channel("alipay").traits().noticeWaits.size());
    stage.strike(Fault::NotificationTwice, deliveries);
    stage.strike(Fault::NotificationAckLost, 2 * deliveries);
    const OrderId order = stage.order("alipay");
    EXPECT_TRUE(stage.pay(order));
    EXPECT_TRUE(stage.await([&] { return stage.state(order) == "delivered"; }));
    // What it remembers of the first one must be on disk.
    stage.cutPower();
    stage.restorePower();
    settle();
    EXPECT_EQ(stage.world().notices().sent(), static_cast<std::uint64_t>(deliveries));
    const auto lost = static_cast<std::size_t>(Fault::NotificationAckLost);
    EXPECT_EQ(stage.world().host().faults.counts()[lost], 2U * static_cast<unsigned>(deliveries));
    expectOnTheMeter(order);
    EXPECT_THAT(stage.refunds(order), IsEmpty());
    EXPECT_EQ(stage.wentBack(order), 0);
    EXPECT_EQ(stage.balances(),
              (Balances{{"channel:alipay", kFen}, {"delivered:000000000001", -kFen}}));
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, AnotherAmount) {
    const OrderId order = stage.order("alipay");
    EXPECT_TRUE(stage.pay(order, Stage::Way::WrongAmount));
    settle();
    EXPECT_EQ(stage.state(order), "suspect");
    EXPECT_EQ(stage.world().notices().sent(), 1U) << "acknowledged, so that it is not sent again";
    EXPECT_EQ(stage.sales(), 0U);
    EXPECT_EQ(stage.wentBack(order), 0);
    EXPECT_EQ(stage.balances(), Balances{});
    EXPECT_THAT(stage.alarms(), ElementsAre("payment-suspect"));

    EXPECT_EQ(stage.decide(order, Decision::Refund), "");
    settle();
    EXPECT_EQ(stage.state(order), "refunded");
    EXPECT_EQ(stage.wentBack(order), kFen - 1) << "what was paid, not what was ordered";
    EXPECT_EQ(stage.sales(), 0U);
    EXPECT_EQ(stage.balances(), Balances{});
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, AnotherMerchantOrCurrency) {
    const OrderId merchant = stage.order("alipay", 1);
    const OrderId currency = stage.order("unionpay", 3);
    EXPECT_TRUE(stage.pay(merchant, Stage::Way::WrongMerchant));
    EXPECT_TRUE(stage.pay(currency, Stage::Way::WrongCurrency));
    settle();
    for (const OrderId& order : {merchant, currency}) {
        EXPECT_EQ(stage.state(order), "suspect");
        EXPECT_EQ(stage.decide(order, Decision::Refund), "conflict") << "it is not ours to give";
    }
    EXPECT_THAT(stage.alarms(),
                UnorderedElementsAre("payment-suspect", "payment-suspect", "notice-refused"));
    EXPECT_EQ(stage.decide(merchant, Decision::NothingToDo), "");
    EXPECT_EQ(stage.decide(currency, Decision::NothingToDo), "");
    settle();
    EXPECT_EQ(stage.state(merchant), "cancelled");
    EXPECT_EQ(stage.state(currency), "cancelled");
    EXPECT_EQ(stage.sales(1) + stage.sales(3), 0U);
    EXPECT_EQ(stage.wentBack(merchant) + stage.wentBack(currency), 0);
    EXPECT_EQ(stage.calls<GatewayRefundCall>(), 0);
    EXPECT_EQ(stage.balances(), Balances{});
    EXPECT_THAT(stage.alarms(), ElementsAre("notice-refused")) << "till the node has tidied up";
}

TEST_F(EdgeCase, TheAnswerToTheOrderIsLost) {
    stage.strike<GatewayCreateCall>(Fault::GatewayAnswerLost);
    const OrderId order = stage.press("alipay");
    stage.pass(5s);
    EXPECT_EQ(stage.state(order), "created");
    stage.pass(15s);
    EXPECT_EQ(stage.state(order), "awaiting-payment");
    EXPECT_EQ(stage.calls<GatewayCreateCall>(), 2) << "the same request; the model compares them";
    EXPECT_EQ(stage.channel("alipay").trades().size(), 1U);
    EXPECT_TRUE(stage.pay(order));
    settle();
    expectOnTheMeter(order);
    EXPECT_EQ(stage.balances(),
              (Balances{{"channel:alipay", kFen}, {"delivered:000000000001", -kFen}}));
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, TheAnswerToTheOrderIsLostForGood) {
    stage.strike<GatewayCreateCall>(Fault::GatewayAnswerLost, Stage::kAlways);
    const OrderId order = stage.press("alipay");
    stage.pass(1min);
    EXPECT_EQ(stage.state(order), "cancelled");
    EXPECT_EQ(stage.calls<GatewayCancelCall>(), 1);
    EXPECT_FALSE(stage.pay(order)) << "the code that nobody saw is dead";
    // UnionPay gives a code only once: who did not get it asks for another order.
    const OrderId other = stage.press("unionpay", 3);
    stage.pass(1min);
    EXPECT_EQ(stage.state(other), "cancelled");
    EXPECT_EQ(stage.channel("unionpay").trades().size(), 1U);
    settle();
    EXPECT_EQ(stage.sales(1) + stage.sales(3), 0U);
    EXPECT_EQ(stage.balances(), Balances{});
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, TwoPayersForOneOrder) {
    const OrderId alipay = stage.order("alipay", 1);
    const OrderId unionpay = stage.order("unionpay", 3);
    for (const OrderId& order : {alipay, unionpay}) {
        EXPECT_TRUE(stage.pay(order));
        EXPECT_TRUE(stage.payAgain(order));
    }
    settle();
    expectOnTheMeter(alipay, 1);
    expectOnTheMeter(unionpay, 3);
    for (const OrderId& order : {alipay, unionpay}) {
        EXPECT_THAT(stage.refunds(order), ElementsAre("returned"));
        EXPECT_EQ(stage.at(order).refunds.at(0).cause, order::RefundCause::ExtraPayment);
        EXPECT_NE(stage.at(order).refunds.at(0).trade, stage.at(order).trade);
        EXPECT_EQ(stage.wentBack(order), kFen);
    }
    EXPECT_EQ(stage.balances(), (Balances{{"channel:alipay", kFen},
                                          {"channel:unionpay", kFen},
                                          {"delivered:000000000001", -kFen},
                                          {"delivered:000000000003", -kFen}}));
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, APartGoesBack) {
    const OrderId order = delivered("alipay");
    EXPECT_EQ(stage.reverse(order, "reversal-0001", 3'000, ReversalWay::BookDebt), "");
    EXPECT_EQ(stage.reverse(order, "reversal-0001", 3'000, ReversalWay::BookDebt), "")
        << "pressed again";
    stage.pass(2min);
    EXPECT_EQ(stage.wentBack(order), 3'000);
    stage.strike<GatewayRefundCall>(Fault::GatewayAnswerLost);
    EXPECT_EQ(stage.reverse(order, "reversal-0002", 4'000, ReversalWay::BookDebt), "");
    EXPECT_EQ(stage.reverse(order, "reversal-0003", 3'001, ReversalWay::BookDebt), "conflict")
        << "one fen more than was paid";
    settle();
    EXPECT_THAT(stage.refunds(order), ElementsAre("returned", "returned"));
    EXPECT_EQ(stage.wentBack(order), 7'000);
    expectOnTheMeter(order);
    EXPECT_EQ(stage.balances(), (Balances{{"channel:alipay", 3'000},
                                          {"debt:20001", 7'000},
                                          {"delivered:000000000001", -kFen}}));
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, ARefundFailsOrIsUnknown) {
    // The first one: done, and the answer is lost.
    const OrderId unknown = delivered("alipay", 1);
    stage.strike<GatewayRefundCall>(Fault::GatewayAnswerLost);
    EXPECT_TRUE(stage.payAgain(unknown));
    stage.pass(15s);
    EXPECT_THAT(stage.refunds(unknown), ElementsAre("asked")) << "unknown is not failed";
    stage.pass(2min);
    EXPECT_THAT(stage.refunds(unknown), ElementsAre("returned"));
    EXPECT_EQ(stage.calls<GatewayRefundCall>(), 1) << "asked for, not sent again";
    // The second one never gets there: the same number once more.
    const OrderId lost = delivered("alipay", 2);
    stage.strike<GatewayRefundCall>(Fault::GatewayRequestLost);
    EXPECT_TRUE(stage.payAgain(lost));
    stage.pass(5min);
    EXPECT_THAT(stage.refunds(lost), ElementsAre("returned"));
    EXPECT_EQ(stage.calls<GatewayRefundCall>(), 3);
    // The third one comes to nothing: a person sends it under another number.
    const OrderId failed = delivered("unionpay", 3);
    stage.strike(Fault::RefundFails);
    EXPECT_TRUE(stage.payAgain(failed));
    stage.pass(10min);
    EXPECT_THAT(stage.refunds(failed), ElementsAre("failed"));
    EXPECT_THAT(stage.alarms(), UnorderedElementsAre("extra-payment", "refund-failed"));
    EXPECT_EQ(stage.balances().at("refund-payable"), -kFen);
    EXPECT_EQ(stage.decideRefund(failed, 1, RefundDecision::Again), "");
    stage.pass(10min);
    EXPECT_THAT(stage.refunds(failed), ElementsAre("settled", "returned"));
    // For the fourth one there is no money: later there is.
    const OrderId poor = delivered("alipay", 4);
    stage.channel("alipay").lackFundsUntil(stage.world().host().timeline.now() + 2h);
    EXPECT_TRUE(stage.payAgain(poor));
    stage.pass(1h);
    EXPECT_THAT(stage.refunds(poor), ElementsAre("waiting"));
    EXPECT_THAT(stage.alarms(), UnorderedElementsAre("extra-payment", "refund-due"));
    settle();
    EXPECT_THAT(stage.refunds(poor), ElementsAre("returned"));
    int meter = 0;
    for (const OrderId& order : {unknown, lost, failed, poor}) {
        expectOnTheMeter(order, ++meter);
        EXPECT_EQ(stage.wentBack(order), kFen);
    }
    EXPECT_EQ(stage.balances(), (Balances{{"channel:alipay", 3 * kFen},
                                          {"channel:unionpay", kFen},
                                          {"delivered:000000000001", -kFen},
                                          {"delivered:000000000002", -kFen},
                                          {"delivered:000000000003", -kFen},
                                          {"delivered:000000000004", -kFen}}));
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, TheBillShowsAPaymentThatWeLackAndTheChannelNeverConfirms) {
    const LocalDay day = *parseDay("2026-11-22");
    stage.world().notices().turnOff();
    stage.strike<GatewayQueryCall>(Fault::GatewayAnswerCorrupt, Stage::kAlways);
    const OrderId order = stage.order("unionpay", 1);
    EXPECT_TRUE(stage.pay(order));
    stage.pass(25h);
    stage.bill("unionpay", day);
    EXPECT_THAT(stage.reconcile(day).cases, ElementsAre("unmatched-in"));
    EXPECT_EQ(stage.book("unmatched-in"), "");
    EXPECT_THAT(stage.alarms(), ElementsAre("gateway-answer")) << "a bill is not its voice";
    EXPECT_NE(stage.decide(order, Decision::Refund), "") << "it is asked first";
    stage.pass(61min);
    EXPECT_EQ(stage.state(order), "paid-late");
    EXPECT_NE(stage.decide(order, Decision::ItWasDelivered), "");
    EXPECT_EQ(stage.decide(order, Decision::Refund), "");
    stage.pass(1h);
    EXPECT_THAT(stage.reconcile(day).cases, IsEmpty());
    settle();
    expectBackWithThePayer(order);
    EXPECT_THAT(stage.refunds(order), ElementsAre("returned"));
    EXPECT_EQ(stage.balances(), Balances{});
    expectNobodyIsCalled();
}

}  // namespace wattill::simulation
