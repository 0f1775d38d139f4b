// The middle of the table: the way from a payment to the meter, and back.
#include "simulation/edge_case.hpp"

namespace wattill::simulation {

using namespace std::chrono_literals;
using order::Decision;
using order::MeterCarryOutCall;
using order::MeterReadCall;
using order::MeterSellCall;
using order::ReversalWay;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST_F(EdgeCase, TheMeterIsUnreachableAfterThePayment) {
    const OrderId order = stage.order("alipay");
    stage.silenceMeter(3h);
    EXPECT_TRUE(stage.pay(order));
    stage.pass(5min);
    EXPECT_EQ(stage.state(order), "paid");
    EXPECT_TRUE(stage.at(order).meterSilent);
    EXPECT_EQ(stage.balances(), (Balances{{"channel:alipay", kFen}, {"customer:20001", -kFen}}))
        << "it is the tenant's money";
    expectNobodyIsCalled();
    stage.pass(30min);
    EXPECT_THAT(stage.alarms(), ElementsAre("meter-silent"));
    settle();
    expectOnTheMeter(order);
    EXPECT_EQ(stage.wentBack(order), 0);
    EXPECT_EQ(stage.balances(),
              (Balances{{"channel:alipay", kFen}, {"delivered:000000000001", -kFen}}));
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, TheMeterIsUnreachableAfterThePaymentForGood) {
    const OrderId order = stage.order("alipay");
    stage.silenceMeter(1000h);
    EXPECT_TRUE(stage.pay(order));
    stage.pass(23h);
    EXPECT_EQ(stage.wentBack(order), 0);
    EXPECT_THAT(stage.alarms(), ElementsAre("meter-silent"));
    settle();
    expectBackWithThePayer(order);
    EXPECT_EQ(stage.calls<MeterSellCall>(), 0);
    EXPECT_EQ(stage.balances(), Balances{});
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, TheMeterIsUnreachableAfterThePaymentAndMayHaveTheSale) {
    const OrderId order = stage.order("alipay");
    stage.strike<MeterSellCall>(Fault::MeterPowerLostAfter);
    EXPECT_TRUE(stage.pay(order));
    EXPECT_TRUE(stage.await([&] { return stage.sales() == 1; }));
    stage.silenceMeter(40h);
    stage.pass(39h);
    EXPECT_EQ(stage.state(order), "delivery-unknown");
    EXPECT_EQ(stage.wentBack(order), 0) << "nothing shows that it is not on the meter";
    EXPECT_THAT(stage.refunds(order), IsEmpty());
    EXPECT_THAT(stage.alarms(), ElementsAre("meter-silent"));
    settle();
    expectOnTheMeter(order);
    EXPECT_EQ(stage.calls<MeterSellCall>(), 1);
    EXPECT_EQ(stage.balances(),
              (Balances{{"channel:alipay", kFen}, {"delivered:000000000001", -kFen}}));
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, AReversalAfterTheMeterIsCredited) {
    const OrderId order = delivered("alipay");
    stage.silenceMeter(20min);
    EXPECT_EQ(stage.reverse(order, "reversal-0001", 4'000, ReversalWay::TakeCredit), "");
    stage.pass(10min);
    EXPECT_EQ(stage.at(order).reversals.at(0).state, order::ReversalState::TakingCredit);
    EXPECT_THAT(stage.refunds(order), IsEmpty()) << "the meter may still keep it";
    EXPECT_EQ(stage.credit(), kFen);
    settle();
    EXPECT_EQ(stage.at(order).reversals.at(0).state, order::ReversalState::Done);
    EXPECT_EQ(stage.credit(), kFen - 4'000);
    EXPECT_EQ(stage.wentBack(order), 4'000);
    EXPECT_EQ(stage.balances(),
              (Balances{{"channel:alipay", 6'000}, {"delivered:000000000001", -6'000}}));
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, AReversalAfterTheMeterIsCreditedAndTheClockWasAhead) {
    const OrderId order = delivered("alipay");
    stage.setClock(5h);
    stage.strike<MeterCarryOutCall>(Fault::MeterRequestLost);
    EXPECT_EQ(stage.reverse(order, "reversal-0001", 4'000, ReversalWay::TakeCredit), "");
    EXPECT_TRUE(stage.await([&] { return stage.calls<MeterCarryOutCall>() == 1; }));
    stage.silenceMeter(10min);
    stage.setClock(0h);
    stage.meter().useUp(Money::fromFen(4'000));
    stage.pass(7h);
    EXPECT_EQ(stage.at(order).reversals.at(0).state, order::ReversalState::TakingCredit)
        << "what was used is as much as was to be taken: the balance does not tell";
    EXPECT_THAT(stage.alarms(), ElementsAre("command-unknown"));
    EXPECT_EQ(stage.wentBack(order), 0);
    settle();
    EXPECT_EQ(stage.calls<MeterCarryOutCall>(), 1);
}

TEST_F(EdgeCase, AReversalAfterTheMeterIsCreditedBehindASaleOfNoKnownEnd) {
    const OrderId order = delivered("alipay");
    const OrderId next = stage.order("alipay");
    stage.strike<MeterSellCall>(Fault::MeterPowerLostAfter);
    EXPECT_TRUE(stage.pay(next));
    EXPECT_TRUE(stage.await([&] { return stage.sales() == 2; }));
    stage.silenceMeter(1000h);
    EXPECT_EQ(stage.reverse(order, "reversal-0001", 4'000, ReversalWay::TakeCredit), "");
    stage.pass(23h);
    EXPECT_THAT(stage.alarms(), ElementsAre("meter-silent"));
    stage.pass(3h);
    EXPECT_THAT(stage.alarms(), UnorderedElementsAre("meter-silent", "command-failed"));
    settle();
    EXPECT_EQ(stage.calls<MeterCarryOutCall>(), 0);
    EXPECT_EQ(stage.wentBack(order), 0);
}

TEST_F(EdgeCase, AReversalAfterTheMeterIsCreditedAsADebt) {
    const OrderId order = delivered("alipay");
    EXPECT_EQ(stage.reverse(order, "reversal-0001", 6'000, ReversalWay::BookDebt), "");
    stage.pass(10min);
    EXPECT_EQ(stage.wentBack(order), 6'000);
    EXPECT_EQ(stage.credit(), kFen) << "nobody touched the meter";
    EXPECT_EQ(stage.balances().at("debt:20001"), 6'000);
    const OrderId next = stage.order("alipay");
    EXPECT_TRUE(stage.pay(next));
    settle();
    EXPECT_EQ(stage.state(next), "delivered");
    EXPECT_EQ(stage.at(next).setOff, Money::fromFen(6'000));
    EXPECT_EQ(stage.sales(), 2U);
    EXPECT_EQ(stage.credit(), kFen + 4'000);
    EXPECT_EQ(stage.balances(),
              (Balances{{"channel:alipay", 14'000}, {"delivered:000000000001", -14'000}}));
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, APowerCutBetweenPaymentAndSale) {
    const auto payAndFail = [&](const OrderId& order) {
        EXPECT_TRUE(stage.pay(order));
        EXPECT_TRUE(stage.await([&] { return stage.world().host().down; }));
        stage.pass(10min);
        stage.restorePower();
    };
    // Before the meter was read: nothing stands but the payment.
    const OrderId unread = stage.order("alipay", 1);
    stage.strike<MeterReadCall>(Fault::CrashAfterCall);
    payAndFail(unread);
    EXPECT_EQ(stage.sales(1), 0U);
    EXPECT_FALSE(stage.at(unread).delivery);
    stage.pass(1min);
    expectOnTheMeter(unread, 1);
    // When the sale has left: its row was there first.
    const OrderId left = stage.order("alipay", 3);
    stage.strike<MeterSellCall>(Fault::CrashAfterCall);
    payAndFail(left);
    EXPECT_EQ(stage.sales(3), 1U);
    EXPECT_EQ(stage.state(left), "delivering");
    ASSERT_TRUE(stage.at(left).delivery);
    EXPECT_EQ(stage.at(left).delivery->sale.purchaseCount, stage.meter(3).sales()[0].count);
    stage.pass(1min);
    // Between the row and the first byte of the sale.
    const OrderId intended = stage.order("alipay", 4);
    stage.strike<MeterSellCall>(Fault::MeterRequestLost);
    stage.strike<MeterSellCall>(Fault::CrashAfterCall);
    payAndFail(intended);
    EXPECT_EQ(stage.sales(4), 0U);
    ASSERT_TRUE(stage.at(intended).delivery);
    const std::uint32_t count = stage.at(intended).delivery->sale.purchaseCount;
    settle();
    EXPECT_EQ(stage.meter(4).sales()[0].count, count) << "one sale, one count";
    expectOnTheMeter(unread, 1);
    expectOnTheMeter(left, 3);
    expectOnTheMeter(intended, 4);
    EXPECT_EQ(stage.calls<MeterSellCall>(), 4);
    EXPECT_EQ(stage.balances(), (Balances{{"channel:alipay", 3 * kFen},
                                          {"delivered:000000000001", -kFen},
                                          {"delivered:000000000003", -kFen},
                                          {"delivered:000000000004", -kFen}}));
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, TheMeterTookItAndTheAnswerIsLost) {
    // Its count is ours: done.
    const OrderId taken = stage.order("alipay", 1);
    stage.strike<MeterSellCall>(Fault::MeterAnswerLost);
    EXPECT_TRUE(stage.pay(taken));
    stage.pass(1min);
    expectOnTheMeter(taken, 1);
    EXPECT_EQ(stage.calls<MeterSellCall>(), 1);
    // Its count is the old one: the same sale again.
    const OrderId lost = stage.order("alipay", 3);
    stage.strike<MeterSellCall>(Fault::MeterRequestLost);
    EXPECT_TRUE(stage.pay(lost));
    stage.pass(1min);
    expectOnTheMeter(lost, 3);
    EXPECT_EQ(stage.calls<MeterSellCall>(), 3);
    // Its count is another one: a person looks.
    const OrderId foreign = stage.order("alipay", 4);
    stage.strike<MeterSellCall>(Fault::MeterRequestLost);
    EXPECT_TRUE(stage.pay(foreign));
    EXPECT_TRUE(stage.await([&] { return stage.calls<MeterSellCall>() == 4; }));
    stage.meter(4).soldByOthers(Money::fromFen(1'000'000), stage.world().host().timeline.now());
    settle();
    EXPECT_EQ(stage.state(foreign), "delivery-unknown");
    EXPECT_TRUE(stage.at(foreign).held);
    EXPECT_EQ(stage.calls<MeterSellCall>(), 4) << "nothing more was sold to it";
    EXPECT_EQ(stage.wentBack(foreign), 0);
    EXPECT_THAT(stage.alarms(), ElementsAre("count-mismatch"));
    EXPECT_EQ(stage.balances().at("customer:20002"), -kFen);
    EXPECT_EQ(stage.decide(foreign, Decision::Refund), "conflict")
        << "its count is not the old one";
    EXPECT_EQ(stage.decide(foreign, Decision::RefundUnproven), "") << "a person knows whose it is";
    settle();
    EXPECT_EQ(stage.state(foreign), "refunded");
    EXPECT_EQ(stage.wentBack(foreign), kFen);
    EXPECT_EQ(stage.sales(4), 0U);
    EXPECT_EQ(stage.balances(), (Balances{{"channel:alipay", 2 * kFen},
                                          {"delivered:000000000001", -kFen},
                                          {"delivered:000000000003", -kFen}}));
    expectNobodyIsCalled();
}

TEST_F(EdgeCase, APersonWantsAHeldOrderRefunded) {
    // Somebody else's sale came after ours: a careless person does not get it refunded.
    const OrderId there = stage.order("alipay", 1);
    stage.strike<MeterSellCall>(Fault::MeterAnswerLost);
    EXPECT_TRUE(stage.pay(there));
    EXPECT_TRUE(stage.await([&] { return stage.sales(1) == 1; }));
    stage.meter(1).soldByOthers(Money::fromFen(100), stage.world().host().timeline.now());
    EXPECT_TRUE(stage.await([&] { return stage.at(there).held; }));
    EXPECT_EQ(stage.decide(there, Decision::Refund), "conflict");
    EXPECT_TRUE(stage.at(there).held);
    EXPECT_EQ(stage.decide(there, Decision::ItWasDelivered), "");
    // Of a dead meter nothing is known but what a person says.
    const OrderId dead = stage.order("alipay", 4);
    stage.strike<MeterSellCall>(Fault::MeterRequestLost);
    EXPECT_TRUE(stage.pay(dead));
    EXPECT_TRUE(stage.await([&] { return stage.calls<MeterSellCall>() == 2; }));
    stage.meter(4).soldByOthers(Money::fromFen(100), stage.world().host().timeline.now());
    EXPECT_TRUE(stage.await([&] { return stage.at(dead).held; }));
    stage.silenceMeter(1h, 4);
    EXPECT_EQ(stage.decide(dead, Decision::Refund), "conflict");
    EXPECT_EQ(stage.wentBack(dead), 0);
    EXPECT_EQ(stage.decide(dead, Decision::RefundUnproven), "");
    settle();
    EXPECT_EQ(stage.state(there), "delivered");
    EXPECT_EQ(stage.wentBack(there), 0);
    EXPECT_EQ(stage.state(dead), "refunded");
    EXPECT_EQ(stage.wentBack(dead), kFen);
    EXPECT_EQ(stage.sales(4), 0U);
    expectNobodyIsCalled();
}

}  // namespace wattill::simulation
