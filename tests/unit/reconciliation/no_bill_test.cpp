// A channel that makes no bill of a day without business.
#include "rules_fixture.hpp"

namespace wattill::reconciliation {
namespace {

/// Two days later UnionPay still says that it has no bill of kDay.
class NoBill : public Rules {
  protected:
    NoBill() {
        pay(at("2026-11-25T02:00:00.000Z"), "unionpay");
        m_input.now = at("2026-11-27T01:30:00.000Z");
        m_input.channels[0].saysNone = true;
        m_input.channels[0].bills.clear();
    }
    /// Nothing of the order is of kDay.
    void payTheDayBefore(const char* iso) {
        pay(at(iso), "unionpay");
        m_input.channels[0].bills.clear();
    }
    const Words m_missing{"bill-missing bill:unionpay:2026-11-25"};
};

TEST_F(NoBill, OfADayWithoutAnythingOfOursIsNoDifference) {
    m_input.orders.clear();
    m_input.entries.clear();
    const Outcome outcome = reconcile(m_input);
    EXPECT_TRUE(outcome.differences.empty());
    EXPECT_FALSE(outcome.complete) << "the bill is asked for still";
    m_input.channels[0].saysNone = false;
    EXPECT_EQ(differences(), m_missing) << "it could not be fetched";
}

TEST_F(NoBill, OfADayWithAPaymentIsADifference) {
    ASSERT_EQ(differences(), m_missing);
    EXPECT_NE(reconcile(m_input).differences[0].text.find("says that it has none"),
              std::string::npos);
    bill(kDay + days(1)) = {paid("T1")};
    EXPECT_EQ(differences(), Words()) << "by the channel's clock it is of the next day";
}

TEST_F(NoBill, OfADayWithARefundIsADifference) {
    payTheDayBefore("2026-11-24T02:00:00.000Z");
    bill(kDay - days(1)) = {paid("T1")};
    EXPECT_EQ(differences(), Words());
    KnownRefund& asked = refund(RefundStage::Open, at("2026-11-25T03:00:00.000Z"));
    EXPECT_EQ(differences(), m_missing) << "asked for, and it may have gone";
    asked.requestedAt -= 24h;
    EXPECT_EQ(differences(), Words());
    m_input.orders[0].refunds.clear();
    refund(RefundStage::Returned, at("2026-11-25T03:00:00.000Z"));
    EXPECT_EQ(differences(), m_missing);
}

TEST_F(NoBill, IsADifferenceForWhatTheDayBeforeCarriedOver) {
    payTheDayBefore("2026-11-24T14:59:58.000Z");  // two seconds before UnionPay's day
    bill(kDay - days(1));
    EXPECT_EQ(differences(), m_missing);
    bill(kDay - days(1)) = {paid("T1")};
    EXPECT_EQ(differences(), Words());
}

TEST_F(NoBill, IsNoDifferenceForWhatIsOfAnotherChannel) {
    m_input.orders[0].channel = "alipay";
    m_input.entries[0].key = "payment:alipay:T1";
    m_input.channels.push_back({rulesOf("alipay"), {{kDay, true, {}}}, {}});
    refund(RefundStage::Open, at("2026-11-25T03:00:00.000Z"));
    EXPECT_EQ(differences(), Words());
}

}  // namespace
}  // namespace wattill::reconciliation
