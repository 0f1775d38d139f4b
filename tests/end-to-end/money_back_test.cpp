#include "end-to-end/site.hpp"

#include <algorithm>

#include <gtest/gtest.h>

/// Money that goes back to who paid it, through real programs.
namespace wattill::e2e {

namespace {

OrderView delivered(Site& site) {
    const OrderView order = site.followTo(site.order().id, "awaiting-payment");
    EXPECT_EQ(site.pay(order.code), 0);
    return site.followTo(order.id, "delivered");
}

OrderView refundedAll(Site& site, const OrderId& id) {
    return site.follow(id, [](const OrderView& order) {
        return !order.refunds.empty() &&
               std::all_of(order.refunds.begin(), order.refunds.end(),
                           [](const auto& refund) { return refund.state == "returned"; });
    });
}

Money balanceOf(Site& site, const MeterId& meter) {
    const auto view = site.client().readMeter(meter);
    EXPECT_TRUE(view.ok() && view->balance.has_value());
    return view.ok() ? view->balance.value_or(Money()) : Money();
}

/// The books are whole, nothing is owed to a payer, and nobody has to look.
void expectSettled(Site& site) {
    const auto ledger = site.client().verifyLedger();
    ASSERT_TRUE(ledger.ok());
    EXPECT_TRUE(ledger->violations.empty());
    for (const auto& [account, amount] : ledger->balances) {
        EXPECT_TRUE(account != "refund-payable" || amount.isZero()) << amount.yuanText();
    }
    const auto alarms = site.client().alarms(true);
    ASSERT_TRUE(alarms.ok());
    for (const auto& alarm : *alarms)
        ADD_FAILURE() << alarm.kind << ": " << alarm.text;
}

/// What must hold whoever brought the money: Alipay's answer says that it is back, UnionPay's only
/// that the wish was accepted.
class MoneyBackByEither : public testing::TestWithParam<const char*> {};

/// A site by that channel, which asks at once what became of a refund.
Site::Options askingSoon(const char* channel, const std::string& order = {}) {
    return {.channel = channel, .order = "refund_query_after_s = 0.3\n" + order};
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Channels, MoneyBackByEither, kChannels,
                         [](const auto& channel) { return std::string(channel.param); });

TEST_P(MoneyBackByEither, AReversalTakesTheCreditOffTheMeterAndRefundsIt) {
    Site site(askingSoon(GetParam()));
    const OrderView order = delivered(site);
    const Money before = balanceOf(site, order.place.meter);
    const api::ReversalBody wish{"reversal-0001", Money::fromFen(30'00), "take-credit", "li",
                                 "wrong meter"};
    ASSERT_TRUE(site.client().reverseOrder(order.id, wish).ok());
    ASSERT_TRUE(site.client().reverseOrder(order.id, wish).ok()) << "pressed again";
    const OrderView after = refundedAll(site, order.id);
    ASSERT_EQ(after.reversals.size(), 1U);
    EXPECT_EQ(after.reversals[0].state, "done");
    ASSERT_EQ(after.refunds.size(), 1U);
    EXPECT_EQ(after.refunds[0].state, "returned");
    EXPECT_EQ(after.refunds[0].amount, Money::fromFen(30'00));
    const Money taken = before - balanceOf(site, order.place.meter);
    EXPECT_GE(taken, Money::fromFen(30'00));
    EXPECT_LE(taken, Money::fromFen(31'00)) << "and what was used meanwhile";
    expectSettled(site);
}

TEST(MoneyBack, ADebtIsPaidByTheNextSale) {
    Site site;
    const OrderView order = delivered(site);
    ASSERT_TRUE(site.client()
                    .reverseOrder(order.id, {"reversal-0001", Money::fromFen(40'00), "book-debt",
                                             "li", "the meter keeps it"})
                    .ok());
    EXPECT_EQ(refundedAll(site, order.id).reversals.at(0).state, "done");
    const Money before = balanceOf(site, order.place.meter);
    const OrderView next = delivered(site);
    EXPECT_EQ(next.setOff, Money::fromFen(40'00));
    const Money sold = balanceOf(site, order.place.meter) - before;
    EXPECT_LE(sold, Money::fromFen(60'00));
    EXPECT_GE(sold, Money::fromFen(59'00));
    expectSettled(site);
}

TEST(MoneyBack, NeverMoreIsTakenBackThanWasDelivered) {
    Site site;
    const OrderView order = delivered(site);
    const auto tooMuch = site.client().reverseOrder(
        order.id, {"reversal-0001", Money::fromFen(100'01), "book-debt", "li", "all of it"});
    ASSERT_FALSE(tooMuch.ok());
    EXPECT_EQ(tooMuch.error().code, ErrorCode::Conflict);
    EXPECT_NE(tooMuch.error().message.find("100.00"), std::string::npos) << "how much is possible";
}

TEST(MoneyBack, WhatNeedsTwoPersonsNeedsTwoTokens) {
    Site site({.order = "reverse_alone_yuan = 50"});
    const OrderView order = delivered(site);
    const api::ReversalBody wish{"reversal-0001", Money::fromFen(60'00), "book-debt", "li",
                                 "wrong meter"};
    const auto alone = site.client().reverseOrder(order.id, wish);
    ASSERT_FALSE(alone.ok()) << "whoever holds the site's token could give two names";
    EXPECT_EQ(alone.error().code, ErrorCode::Forbidden);
    EXPECT_NE(alone.error().message.find("[[staff]] section for each to site.toml"),
              std::string::npos)
        << alone.error().message;

    site.killNode();
    std::string people;
    for (const std::string name : {"li", "wang"}) {
        site.write("token-" + name, "token-of-nobody-else-than-" + name, true);
        people += "[[staff]]\nname = \"" + name + "\"\ntoken_file = \"token-" + name + "\"\n";
    }
    site.write("site.toml", readText(site.configuration()) + people);
    site.startNode();
    const auto clientOf = [&](const std::string& name) {
        return api::makeClient({(site.folder() / "node.sock").string(),
                                Secret("token-of-nobody-else-than-" + name), Duration(10'000)});
    };
    ASSERT_TRUE(clientOf("li")->reverseOrder(order.id, wish).ok());
    const auto approve = [&](const std::string& name) {
        return clientOf(name)->decideReversal(order.id, 1, {"approve", "wang", "seen"}).ok();
    };
    EXPECT_FALSE(approve("li")) << "in another's name";
    EXPECT_TRUE(approve("wang"));
    EXPECT_EQ(refundedAll(site, order.id).reversals.at(0).approvedBy, "wang");
    expectSettled(site);
}

TEST_P(MoneyBackByEither, APaymentThatCameTwiceGoesBackOnce) {
    Site site(askingSoon(GetParam()));
    site.gatewayRule(R"({"do":"pay-twice"})");
    const OrderView order = delivered(site);
    const OrderView after = refundedAll(site, order.id);
    ASSERT_EQ(after.refunds.size(), 1U);
    EXPECT_EQ(after.refunds[0].cause, "extra-payment");
    EXPECT_EQ(after.state, "delivered");
    const auto ofMeter = site.client().ordersOfMeter(order.place.meter);
    ASSERT_TRUE(ofMeter.ok());
    ASSERT_EQ(ofMeter->at(0).refunds.size(), 1U) << "who typed the number is told, too";
    EXPECT_EQ(ofMeter->at(0).refunds[0].state, "returned");
    EXPECT_TRUE(ofMeter->at(0).refunds[0].note.empty()) << "in words that are for the staff";
    expectSettled(site);
}

TEST_P(MoneyBackByEither, APaymentThatComesTooLateToBeCreditedGoesBackByItself) {
    Site site(askingSoon(GetParam(),
                         "pay_within_s = 1\ncancel_settle_s = 0.3\nlate_credit_within_s = 0.05"));
    const OrderView order = site.followTo(site.order().id, "awaiting-payment");
    const int sales = site.meterState(order.place.meter)["sales"].get<int>();
    site.payAfterExpiry(order);
    const OrderView after = site.followTo(order.id, "refunded");
    ASSERT_EQ(after.refunds.size(), 1U);
    EXPECT_EQ(after.refunds[0].amount, order.amount);
    EXPECT_EQ(site.meterState(order.place.meter)["sales"].get<int>(), sales);
    expectSettled(site);
}

TEST_P(MoneyBackByEither, APaymentThatOnlyTheBillTellsOfGoesBackOnceFromItsCase) {
    Site::Options options = askingSoon(GetParam());
    options.notifications = false;
    Site site(options);
    site.gatewayRule(R"({"do":"pay-twice"})");
    const OrderView order = delivered(site);
    site.gatewayRule(R"({"do":"bill-extra-row","order":")" + order.id.text() + R"(","times":0})");
    const auto reconcile = [&] {
        const auto run = site.wattill({"reconcile", "--date", dayAgo(3)});
        EXPECT_EQ(run.status, 0) << run.errors;
        return run.output;
    };
    EXPECT_NE(reconcile().find("extra-not-booked"), std::string::npos);
    const std::vector<std::string> book{"reconcile", "case", "1",        "--book",
                                        "--by",      "li",   "--reason", "seen there"};
    const auto booked = site.wattill(book);
    EXPECT_EQ(booked.status, 0) << booked.errors;
    EXPECT_NE(booked.output.find("booked: seen there"), std::string::npos) << booked.output;
    const auto again = site.wattill(book);
    EXPECT_EQ(again.status, 1) << "it is booked once";
    EXPECT_NE(again.errors.find("has this trade already"), std::string::npos) << again.errors;
    const OrderView after = refundedAll(site, order.id);
    ASSERT_EQ(after.refunds.size(), 1U);
    EXPECT_EQ(after.refunds[0].cause, "extra-payment");
    EXPECT_EQ(after.refunds[0].amount, order.amount);
    EXPECT_EQ(after.state, "delivered");
    EXPECT_EQ(reconcile().find("extra-not-booked"), std::string::npos) << "the case is closed";
    expectSettled(site);
}

TEST_P(MoneyBackByEither, ASuspectPaymentIsSentBackWhenAPersonSaysSo) {
    Site site(askingSoon(GetParam()));
    const OrderView order = site.followTo(site.order().id, "awaiting-payment");
    site.gatewayRule(R"({"do":"wrong-amount","amount":"1.00"})");
    EXPECT_EQ(site.pay(order.code), 0);
    site.followTo(order.id, "suspect");
    ASSERT_TRUE(site.client().decideOrder(order.id, {"refund", "li", "typed wrong"}).ok());
    const OrderView after = site.followTo(order.id, "refunded");
    EXPECT_EQ(after.refunds.at(0).amount, Money::fromFen(1'00));
    expectSettled(site);
}

TEST(MoneyBack, ARefundWhoseAnswerIsLostGoesBackOnceAlsoThroughAPowerFailure) {
    Site site;
    const OrderView order = delivered(site);
    site.gatewayRule(R"({"do":"lose-after","method":"refund","times":1})");
    ASSERT_TRUE(site.client()
                    .reverseOrder(order.id, {"reversal-0001", Money::fromFen(50'00), "book-debt",
                                             "li", "mistake"})
                    .ok());
    const OrderView asked = site.follow(order.id, [](const OrderView& seen) {
        return !seen.refunds.empty() && seen.refunds[0].state != "waiting";
    });
    EXPECT_EQ(asked.refunds.at(0).state, "asked") << "a lost answer is unknown, never failed";
    site.restartNode();
    const OrderView after = refundedAll(site, order.id);
    ASSERT_EQ(after.refunds.size(), 1U);
    EXPECT_EQ(after.refunds[0].state, "returned");
    expectSettled(site);
}

TEST(MoneyBackAtUnionPay, AnAcceptedRefundIsNotYetBackAndIsAskedForUntilItIs) {
    Site site(askingSoon("unionpay"));
    const OrderView order = delivered(site);
    site.gatewayRule(R"({"do":"refund-pending","queries":2})");
    ASSERT_TRUE(site.client()
                    .reverseOrder(order.id, {"reversal-0001", Money::fromFen(50'00), "book-debt",
                                             "li", "mistake"})
                    .ok());
    const OrderView asked = site.follow(order.id, [](const OrderView& seen) {
        return !seen.refunds.empty() && seen.refunds[0].state != "waiting";
    });
    EXPECT_EQ(asked.refunds.at(0).state, "asked") << "accepted is not yet back";
    EXPECT_EQ(refundedAll(site, order.id).refunds.at(0).state, "returned");
    expectSettled(site);
}

TEST(MoneyBackAtUnionPay, ARefundThatIsToldOfBeforeItsRequestIsAnsweredGoesBackOnce) {
    Site site(askingSoon("unionpay"));
    const OrderView order = delivered(site);
    site.gatewayRule(R"({"do":"notify-before-answer","method":"refund"})");
    ASSERT_TRUE(site.client()
                    .reverseOrder(order.id, {"reversal-0001", Money::fromFen(50'00), "book-debt",
                                             "li", "mistake"})
                    .ok());
    const OrderView after = refundedAll(site, order.id);
    ASSERT_EQ(after.refunds.size(), 1U);
    EXPECT_EQ(after.refunds[0].state, "returned");
    expectSettled(site);
}

}  // namespace wattill::e2e
