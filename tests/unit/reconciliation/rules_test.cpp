#include "rules_fixture.hpp"

namespace wattill::reconciliation {
namespace {

TEST_F(Rules, WhatAgreesIsMatchedAndAddedUp) {
    const Outcome outcome = reconcile(m_input);
    EXPECT_TRUE(outcome.differences.empty());
    EXPECT_TRUE(outcome.carried.empty());
    EXPECT_TRUE(outcome.complete);
    ASSERT_EQ(outcome.matched.size(), 1U);
    const ChannelTotals& totals = outcome.channels.at(0);
    EXPECT_EQ(totals.billPayments, (Tally{1, yuan(100)}));
    EXPECT_EQ(totals.matchedPayments, totals.billPayments);
    EXPECT_EQ(totals.ourPayments, totals.billPayments);
    EXPECT_EQ(totals.net.fen(), 9940);
}

TEST_F(Rules, PaymentAfterTwentyThreeIsOnUnionPaysNextBill) {
    pay(at("2026-11-25T15:00:00.000Z"), "unionpay");  // 23:00 in Beijing
    bill(kDay).clear();
    bill(kDay + days(1)) = {paid("T1")};
    EXPECT_EQ(dayOf(rulesOf("unionpay"), at("2026-11-25T14:59:59.999Z")), kDay);
    EXPECT_EQ(dayOf(rulesOf("unionpay"), at("2026-11-25T15:00:00.000Z")), kDay + days(1));
    EXPECT_EQ(dayOf(rulesOf("alipay"), at("2026-11-25T15:59:59.999Z")), kDay);
    EXPECT_EQ(differences(), Words());
    m_input.day = kDay + days(1);
    const Outcome next = reconcile(m_input);
    EXPECT_TRUE(next.differences.empty());
    EXPECT_EQ(next.matched.size(), 1U);
}

TEST_F(Rules, WhatTheBillHasNotIsCarriedOverUntilTheNextBillIsThere) {
    bill(kDay).clear();
    Outcome outcome = reconcile(m_input);
    EXPECT_TRUE(outcome.differences.empty());
    ASSERT_EQ(outcome.carried.size(), 1U);
    EXPECT_FALSE(outcome.carried[0].foundOn);
    EXPECT_EQ(outcome.channels[0].carriedOut, (Tally{1, yuan(100)}));
    bill(kDay + days(1));
    EXPECT_EQ(differences(), Words{"not-on-bill payment:alipay:T1"});
    m_input.day = kDay + days(1);
    EXPECT_EQ(differences(), Words{"not-on-bill payment:alipay:T1"});
}

TEST_F(Rules, WhatWasCarriedOverIsFoundOnTheNextBill) {
    bill(kDay).clear();
    bill(kDay + days(1)) = {paid("T1")};
    m_input.day = kDay + days(1);
    const Outcome outcome = reconcile(m_input);
    EXPECT_TRUE(outcome.differences.empty());
    ASSERT_EQ(outcome.carried.size(), 1U);
    EXPECT_EQ(outcome.carried[0].foundOn, kDay + days(1));
    EXPECT_EQ(outcome.channels[0].carriedIn, (Tally{1, yuan(100)}));
}

TEST_F(Rules, LearnedOfDaysLaterIsFoundOnTheOldBill) {
    pay(at("2026-11-25T02:00:00.000Z"));
    bill(kDay).clear();
    m_input.channels[0].bills.push_back({kDay - days(5), false, {paid("T1")}});
    bill(kDay + days(1));
    EXPECT_EQ(differences(), Words());
}

TEST_F(Rules, MissingBillIsACaseOnlyWhenItIsOverdue) {
    m_input.channels[0].bills.clear();
    EXPECT_EQ(differences(), Words());
    EXPECT_FALSE(reconcile(m_input).complete);
    m_input.now = at("2026-11-27T01:30:00.000Z");
    EXPECT_EQ(differences(), Words{"bill-missing bill:alipay:2026-11-25"});
    m_input.channels[0].unreadable = "line 7: no amount";
    EXPECT_EQ(differences(), Words{"bill-unreadable bill:alipay:2026-11-25"});
}

TEST_F(Rules, ARowThatNobodyCanReadIsACaseAndTheRestIsCompared) {
    bill(kDay).push_back(paid("T9"));
    m_input.channels[0].bills.front().unread = {{"ZME", 3, std::string(64, 'a'), "25.00 CNY"}};
    ASSERT_EQ(m_input.channels[0].bills.front().day, kDay);
    const Outcome outcome = reconcile(m_input);
    EXPECT_FALSE(outcome.complete);
    EXPECT_EQ(outcome.matched.size(), 1U);
    const std::string key = "row:alipay:ZME:3:aaaaaaaaaaaaaaaa";
    EXPECT_EQ(differences(),
              (Words{"bill-row-unread " + key, "extra-not-booked payment:alipay:T9"}));
    const Difference& row = outcome.differences.at(0);
    EXPECT_NE(row.text.find("line 3 of file ZME"), std::string::npos) << row.text;
    EXPECT_NE(row.text.find("25.00 CNY"), std::string::npos) << row.text;
    EXPECT_EQ(row.day, kDay);
    EXPECT_EQ(outcome.channels.at(0).differences, 2);
    // The next day's run judges it still, and is no less complete for it.
    bill(kDay + days(1));
    m_input.day = kDay + days(1);
    EXPECT_TRUE(reconcile(m_input).complete);
    EXPECT_EQ(differences().at(0), "bill-row-unread " + key);
    EXPECT_TRUE(isJudgedBy(m_input.day, DifferenceKind::BillRowUnread, kDay));
}

TEST_F(Rules, BillWithoutLinesIsABill) {
    m_input.orders.clear();
    m_input.entries.clear();
    bill(kDay).clear();
    const Outcome outcome = reconcile(m_input);
    EXPECT_TRUE(outcome.complete);
    EXPECT_TRUE(outcome.differences.empty());
}

TEST_F(Rules, SecondPaymentOfAnOrderIsNotCalledAStranger) {
    bill(kDay).push_back(paid("T2"));
    EXPECT_EQ(differences(), Words{"extra-not-booked payment:alipay:T2"});
    m_input.orders[0].payments.push_back({"T2", yuan(100), at("2026-11-25T02:01:00.000Z"), true});
    m_input.entries.push_back(
        {"payment:alipay:T2", "K0100000001", yuan(100), at("2026-11-25T02:01:00.000Z")});
    EXPECT_EQ(differences(), Words());
}

TEST_F(Rules, LineThreeTimesIsOneDifference) {
    bill(kDay).insert(bill(kDay).end(), {paid("T1"), paid("T1")});
    EXPECT_EQ(differences(), Words{"duplicate-line line:alipay:payment:T1"});
}

TEST_F(Rules, PartialRefundsOfOnePaymentAreNoDuplicates) {
    const Instant when = at("2026-11-25T03:00:00.000Z");
    refund(RefundStage::Returned, when);
    bill(kDay).push_back(back("K0100000001R1", yuan(30)));
    refund(RefundStage::Returned, when).id = RefundId("K0100000001R2");
    m_input.entries.back().key = "refund:K0100000001R2";
    bill(kDay).push_back(back("K0100000001R2", yuan(30)));
    EXPECT_EQ(differences(), Words());
    EXPECT_EQ(reconcile(m_input).channels[0].matchedRefunds, (Tally{2, yuan(60)}));
}

TEST_F(Rules, RefundOnTheBillThatWeTookForFailedIsTold) {
    refund(RefundStage::Failed, at("2026-11-25T03:00:00.000Z"));
    bill(kDay).push_back(back("K0100000001R1", yuan(30)));
    EXPECT_EQ(differences(), Words{"refund-state-differs refund:K0100000001R1"});
}

TEST_F(Rules, RefundThatIsStillOpenAfterThreeDaysIsTold) {
    refund(RefundStage::Open, m_input.now - 72h);
    EXPECT_EQ(differences(), Words());
    m_input.now += 1s;
    EXPECT_EQ(differences(), Words{"refund-overdue refund:K0100000001R1"});
}

TEST_F(Rules, RefundAskedForOnTheBillButNotYetAnsweredIsNoDifference) {
    refund(RefundStage::Open, at("2026-11-25T03:00:00.000Z"));
    bill(kDay).push_back(back("K0100000001R1", yuan(30)));
    EXPECT_EQ(differences(), Words());
}

TEST_F(Rules, CancelThatSentMoneyBackHasNoRefundNumber) {
    m_input.orders[0].delivery.reset();
    m_input.entries.pop_back();
    m_input.entries.push_back(
        {"returned:alipay:T1", "K0100000001", yuan(100), at("2026-11-25T02:00:20.000Z")});
    bill(kDay).push_back(back("", yuan(100)));
    EXPECT_EQ(differences(), Words());
    bill(kDay).back().amount = yuan(99);
    EXPECT_EQ(differences(), Words{"refund-amount-differs refund:alipay:T1:"});
    bill(kDay).pop_back();
    bill(kDay + days(1));
    EXPECT_EQ(differences(), Words{"refund-not-on-bill returned:alipay:T1"});
    bill(kDay).clear();  // netted out by the channel
    EXPECT_EQ(differences(), Words());
}

TEST_F(Rules, RefundThatALateCancelMadeHasNoNumberOfOurs) {
    refund(RefundStage::Returned, at("2026-11-25T03:00:00.000Z"));
    bill(kDay).push_back(back("", yuan(30)));
    bill(kDay + days(1));
    EXPECT_EQ(differences(), Words());
    bill(kDay).back().amount = yuan(29);
    EXPECT_EQ(differences(), (Words{"refund-not-ours refund:alipay:T1:",
                                    "refund-not-on-bill refund:K0100000001R1"}));
}

TEST_F(Rules, RefundOfTheSameNumberOverAnotherChannelIsTold) {
    refund(RefundStage::Returned, at("2026-11-25T03:00:00.000Z"));
    m_input.channels.push_back({rulesOf("unionpay"), {{kDay, true, {}}}, {}});
    m_input.channels[1].bills[0].lines = {back("K0100000001R1", yuan(30))};
    EXPECT_EQ(differences(), Words{"order-differs refund:K0100000001R1"});
}

TEST_F(Rules, BooksAreComparedWithoutAnyBill) {
    m_input.channels.clear();
    m_input.entries.clear();
    EXPECT_EQ(differences(),
              (Words{"not-booked delivery:K0100000001", "not-booked payment:alipay:T1"}));
}

/// Entries of each kind that follows a payment: the fact without the entry, the entry without the
/// fact, and another amount.
TEST_F(Rules, WhatBecameOfAPaymentIsBookedOnceAndNothingElse) {
    const Instant when = at("2026-11-25T03:00:00.000Z");
    const KnownOrder plain = m_input.orders[0];
    const auto booked = m_input.entries;
    struct Fate {
        const char* key;
        void (*add)(KnownOrder& order, Instant at);
    };
    for (const auto& [key, add] : std::vector<Fate>{
             {"refund-booked:K0100000001",
              [](KnownOrder&order, Instant at) {
                  order.refundBooked = {yuan(40), at};
              }},
             {"reversal:K0100000001:2",
              [](KnownOrder&order, Instant at) {
                  order.reversals = {{2, yuan(40), at}};
              }},
             {"set-off:K0100000001",
              [](KnownOrder&order, Instant at) {
                  order.setOff = {yuan(40), false, at};
              }},
         }) {
        m_input.orders[0] = plain;
        m_input.entries = booked;
        m_input.entries.push_back({key, "K0100000001", yuan(40), when});
        EXPECT_EQ(differences(), Words{"booked-for-nothing " + std::string(key)});
        add(m_input.orders[0], when);
        EXPECT_EQ(differences(), Words()) << key;
        m_input.entries.back().amount = yuan(41);
        EXPECT_EQ(differences(), Words{"booked-amount-differs " + std::string(key)});
        m_input.entries.pop_back();
        EXPECT_EQ(differences(), Words{"not-booked " + std::string(key)});
    }
}

TEST_F(Rules, SetOffIsUndoneWithTheRefundOfTheOrderAndNotBefore) {
    const Instant when = at("2026-11-25T03:00:00.000Z");
    m_input.orders[0].setOff = {yuan(40), false, std::nullopt};
    EXPECT_EQ(differences(), Words()) << "not yet decided what becomes of it";
    m_input.entries.push_back({"set-off:K0100000001", "K0100000001", yuan(40), when});
    m_input.entries.push_back({"set-off-undone:K0100000001", "K0100000001", yuan(40), when});
    EXPECT_EQ(differences(), Words{"booked-for-nothing set-off-undone:K0100000001"});
    m_input.orders[0].setOff = {yuan(40), true, when};
    EXPECT_EQ(differences(), Words());
    m_input.entries.back().amount = yuan(4);
    EXPECT_EQ(differences(), Words{"booked-amount-differs set-off-undone:K0100000001"});
    m_input.entries.pop_back();
    EXPECT_EQ(differences(), Words{"not-booked set-off-undone:K0100000001"});
}

TEST_F(Rules, EntriesOfOtherKindsAreLeftAlone) {
    m_input.entries.push_back({"strange", "", yuan(1), m_input.entries[0].at});
    m_input.entries.push_back({"payment:", "", yuan(1), m_input.entries[0].at});
    EXPECT_EQ(differences(), Words());
}

TEST_F(Rules, MeterIsJudgedOnlyByAReadingAfterTheSale) {
    const Instant sold = at("2026-11-25T02:00:05.000Z");
    KnownMeter meter{MeterId("220711000001"), sold + 1h, 8, yuan(120), 7, sold, yuan(120), false};
    m_input.meters = {meter};
    EXPECT_EQ(differences(), Words{"meter-count-ahead meter:220711000001:8"});
    m_input.meters[0].readAt = sold;
    EXPECT_EQ(differences(), Words());
    m_input.meters[0] = meter;
    m_input.meters[0].unsettled = true;
    EXPECT_EQ(differences(), Words());
    m_input.meters[0] = meter;
    m_input.meters[0].count = 7;
    m_input.meters[0].balance = yuan(20);  // at most 100 CNY an hour
    EXPECT_EQ(differences(), Words());
    m_input.meters[0].balance = yuan(18);
    EXPECT_EQ(differences(), Words{"meter-credit-below meter:220711000001:7"});
    m_input.meters[0].balance = yuan(122);
    EXPECT_EQ(differences(), Words{"meter-credit-above meter:220711000001:7"});
    m_input.meters[0].count.reset();
    m_input.meters[0].balance.reset();
    EXPECT_EQ(differences(), Words());
}

TEST_F(Rules, MeterThatCreditWasTakenOffHasNoMoreThanWasLeft) {
    const Instant sold = at("2026-11-25T02:00:05.000Z");
    KnownMeter meter{MeterId("220711000001"), sold + 1h, 7, yuan(90), 7, sold, yuan(120), false};
    meter.taken = yuan(30);
    meter.timesTaken = 1;
    meter.takenAt = sold + 30min;
    m_input.meters = {meter};
    EXPECT_EQ(differences(), Words());
    m_input.meters[0].count = 8;
    EXPECT_EQ(differences(), Words()) << "some models count it like a sale";
    m_input.meters[0].count = 9;
    EXPECT_EQ(differences(), Words{"meter-count-ahead meter:220711000001:9"});
    m_input.meters[0].count = 6;
    EXPECT_EQ(differences(), Words{"meter-count-behind meter:220711000001:6"});
    m_input.meters[0] = meter;
    m_input.meters[0].balance = yuan(92);
    EXPECT_EQ(differences(), Words{"meter-credit-above meter:220711000001:7"});
    m_input.meters[0].readAt = *meter.takenAt;
    EXPECT_EQ(differences(), Words()) << "not read since";
    m_input.meters[0] = meter;
    m_input.meters[0].balance = yuan(-10);
    EXPECT_EQ(differences(), Words()) << "at most 100 CNY an hour";
    m_input.meters[0].balance = yuan(-12);
    EXPECT_EQ(differences(), Words{"meter-credit-below meter:220711000001:7"});
}

TEST_F(Rules, SameInputSameOutcome) {
    bill(kDay).push_back(paid("T9"));
    EXPECT_EQ(reconcile(m_input).differences, reconcile(m_input).differences);
}

TEST(Kinds, EveryKindHasANameOfItsOwn) {
    for (int each = 0; each <= static_cast<int>(DifferenceKind::MeterCreditBelow); ++each) {
        const auto kind = static_cast<DifferenceKind>(each);
        EXPECT_EQ(differenceKindFrom(name(kind)), kind);
    }
    EXPECT_FALSE(differenceKindFrom("unmatched"));
}

}  // namespace
}  // namespace wattill::reconciliation
