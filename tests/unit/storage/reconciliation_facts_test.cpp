// What a run reads off the database of reversals, set-offs and credit that was taken back.
#include "unit/storage/reconciliation_fixture.hpp"

namespace wattill::storage {
namespace {

using ledger::EntryKind;
using metering::MeterReading;
using order::Reversal;
using order::Ticket;
using order::TicketState;

constexpr Duration kOneDay = 24h;

class ReconciliationFactsTest : public ReconciliationTableTest {
  protected:
    ReconciliationFactsTest() { m_clock.at = kTen + 30s; }

    /// With `setOff` of its amount paying a debt, booked or not.
    order::Order delivered(order::Order order, std::uint32_t countBefore, Money setOff = {}) {
        order = withSale(next(order, order::State::Delivering), countBefore);
        order.setOff = setOff;
        order.delivery->sale.amount = order.amount - setOff;
        EXPECT_TRUE(update(order).ok());
        order = next(order, order::State::Delivered);
        order.delivery->balanceAfter = Money::fromFen(12'000);
        order.delivery->confirmedAt = kTen + 30s;
        EXPECT_TRUE(update(order).ok());
        book("delivery:" + order.id.text(), EntryKind::Delivered, order.id.text(),
             order.delivery->sale.amount.fen(), kTen + 30s);
        return order;
    }
    /// 30 CNY of it, with the refund that follows.
    order::Order reversed(order::Order order) {
        order = next(order, order::State::Delivered);
        Reversal reversal;
        reversal.number = static_cast<int>(order.reversals.size()) + 1;
        reversal.request = "reversal-" + std::to_string(reversal.number);
        reversal.amount = Money::fromFen(3'000);
        reversal.way = order::ReversalWay::BookDebt;
        reversal.state = order::ReversalState::Done;
        reversal.by = "li";
        reversal.why = "wrong meter";
        reversal.requestedAt = kTen + 60s;
        reversal.endedAt = kTen + 60s;
        order.reversals.push_back(reversal);
        order::Refund refund = refundOf(order, order::RefundCause::Reversal, order.trade);
        refund.amount = reversal.amount;
        order.refunds.push_back(refund);
        EXPECT_TRUE(update(order).ok());
        return order;
    }
    void read(Instant at, std::int64_t balanceFen) {
        MeterReading reading;
        reading.at = at;
        reading.balance = Money::fromFen(balanceFen);
        reading.purchaseCount = 7;
        reading.has.balance = true;
        reading.has.purchaseCount = true;
        const auto kept = write([&](order::UnitOfWork& unit) -> Result<void> {
            const auto booking =
                unit.readings().record(kMeter, reading, {{Energy::fromWh(1'000'000'000)}, 50'000},
                                       *TimeZone::find("Asia/Shanghai"));
            return booking ? Result<void>{} : Result<void>{booking.error()};
        });
        ASSERT_TRUE(kept.ok()) << kept.error().message;
    }
    /// A command that takes 30 CNY off the meter; it ends in `state` a minute later.
    void takeCredit(const std::string& batch, Instant sentAt, TicketState state) {
        Ticket ticket;
        ticket.id = order::TicketId(batch + "-1");
        ticket.batch = order::BatchId(batch);
        ticket.meter = kMeter;
        ticket.command = metering::TakeCredit{Money::fromFen(3'000), 0, 0};
        ticket.requestedAt = sentAt;
        ticket.deadline = sentAt + 24h;
        const order::CommandBatch asked{
            ticket.batch, "request-" + batch, ticket.command, {}, "li", "", sentAt, 1};
        const auto kept = write([&](order::UnitOfWork& unit) -> Result<void> {
            if (auto made = unit.commands().insert(asked, {ticket}); !made) return made;
            ++ticket.version;
            ticket.state = TicketState::UnderWay;
            ticket.startedAt = sentAt;
            ticket.sentAt = sentAt;
            ticket.attempts = 1;
            if (auto sent = unit.commands().update(ticket); !sent) return sent;
            ++ticket.version;
            ticket.state = state;
            ticket.finishedAt = sentAt + 60s;
            return unit.commands().update(ticket);
        });
        ASSERT_TRUE(kept.ok()) << kept.error().message;
    }
};

TEST_F(ReconciliationFactsTest, ReversalAgreesWithItsOneEntry) {
    const auto order = reversed(reversed(delivered(paidOrder("K0100000001", "T1"), 6)));
    EXPECT_EQ(differences(),
              (Words{"not-booked reversal:K0100000001:1", "not-booked reversal:K0100000001:2"}));
    book("reversal:K0100000001:1", EntryKind::Reversed, "K0100000001", 3'000, kTen + 60s);
    book("reversal:K0100000001:2", EntryKind::Reversed, "K0100000001", 3'000, kTen + 60s);
    EXPECT_EQ(differences(), Words());
    book("reversal:K0100000001:3", EntryKind::Reversed, "K0100000001", 3'000, kTen + 90s);
    EXPECT_EQ(differences(), Words{"booked-for-nothing reversal:K0100000001:3"});
    auto third = reversed(order);
    EXPECT_EQ(differences(), Words());
    third = next(third, order::State::Delivered);
    third.reversals.push_back(third.reversals.back());
    third.reversals.back().number = 4;
    third.reversals.back().request = "reversal-4";
    third.reversals.back().state = order::ReversalState::Refused;
    ASSERT_TRUE(update(third).ok());
    EXPECT_EQ(differences(), Words()) << "one that the meter refused has no entry";
}

TEST_F(ReconciliationFactsTest, ReversalOfAnOldSaleWithAnotherAmountIsFound) {
    order::Order order = paidOrder("K0100000001", "T1", kTen - 20 * kOneDay);
    order = withSale(next(order, order::State::Delivering), 6);
    ASSERT_TRUE(update(order).ok());
    order = next(order, order::State::Delivered);
    order.delivery->confirmedAt = kTen - 20 * kOneDay + 30s;
    ASSERT_TRUE(update(order).ok());
    reversed(order);
    book("reversal:K0100000001:1", EntryKind::Reversed, "K0100000001", 2'999, kTen + 60s);
    EXPECT_EQ(differences(), Words{"booked-amount-differs reversal:K0100000001:1"});
}

TEST_F(ReconciliationFactsTest, SetOffAgreesWithItsOneEntry) {
    const Money part = Money::fromFen(4'000);
    delivered(paidOrder("K0100000001", "T1"), 6, part);
    EXPECT_EQ(differences(), Words{"not-booked set-off:K0100000001"});
    book("set-off:K0100000001", EntryKind::SetOff, "K0100000001", 4'000, kTen + 25s);
    EXPECT_EQ(differences(), Words());
    delivered(paidOrder("K0100000002", "T2"), 7, part);
    book("set-off:K0100000002", EntryKind::SetOff, "K0100000002", 4'001, kTen + 25s);
    EXPECT_EQ(differences(), Words{"booked-amount-differs set-off:K0100000002"});
    delivered(paidOrder("K0100000003", "T3"), 8);
    book("set-off:K0100000003", EntryKind::SetOff, "K0100000003", 4'000, kTen + 25s);
    EXPECT_EQ(differences(), (Words{"booked-for-nothing set-off:K0100000003",
                                    "booked-amount-differs set-off:K0100000002"}));
}

TEST_F(ReconciliationFactsTest, SetOffOfAPaymentThatAllPaidADebtIsJudgedOnceItEnded) {
    order::Order order = next(paidOrder("K0100000001", "T1"), order::State::Delivered);
    order.setOff = order.amount;
    ASSERT_TRUE(update(order).ok());
    EXPECT_EQ(differences(), Words{"not-booked set-off:K0100000001"});
    book("set-off:K0100000001", EntryKind::SetOff, "K0100000001", 10'000, kTen + 25s);
    EXPECT_EQ(differences(), Words());
}

/// The meter fell silent after the debt was set off; days later nothing of the sale was on it.
TEST_F(ReconciliationFactsTest, SetOffOfDaysAgoIsUndoneWithTheRefundOfToday) {
    const Instant before = kTen - 9 * kOneDay;
    order::Order order = paidOrder("K0100000001", "T1", before);
    keep(kDay - days(9), {line(BillKind::Payment, "K0100000001", "T1", "", 10'000)});
    m_clock.at = before + 30s;
    order = next(order, order::State::Delivering);
    order.setOff = Money::fromFen(4'000);
    ASSERT_TRUE(update(order).ok());
    book("set-off:K0100000001", EntryKind::SetOff, "K0100000001", 4'000, before + 30s);
    m_clock.at = kTen + 60s;
    order = next(order, order::State::Refunding);
    order.refunds.push_back(refundOf(order, order::RefundCause::Undelivered, "T1"));
    ASSERT_TRUE(update(order).ok());
    book("refund-booked:K0100000001", EntryKind::RefundBooked, "K0100000001", 10'000, kTen + 60s);
    EXPECT_EQ(differences(), Words{"not-booked set-off-undone:K0100000001"});
    book("set-off-undone:K0100000001", EntryKind::SetOff, "K0100000001", 4'000, kTen + 60s);
    EXPECT_EQ(differences(), Words());
}

TEST_F(ReconciliationFactsTest, SetOffOfAnOrderThatIsStillUnderWayIsNotForNothing) {
    order::Order order = paidOrder("K0100000001", "T1", kTen - 9 * kOneDay);
    order = next(order, order::State::Delivering);
    order.setOff = Money::fromFen(4'000);
    ASSERT_TRUE(update(order).ok());
    book("set-off:K0100000001", EntryKind::SetOff, "K0100000001", 4'000, kTen);
    EXPECT_EQ(differences(), Words());
}

TEST_F(ReconciliationFactsTest, MeterIsComparedAgainAfterCreditWasTakenOffIt) {
    delivered(paidOrder("K0100000001", "T1"), 6);  // 120 CNY then
    read(kTen + 40s, 12'000);
    EXPECT_FALSE(input().meters.at(0).takenAt);
    takeCredit("C1", kTen + 60s, TicketState::Done);
    takeCredit("C2", kTen + 180s, TicketState::Done);
    takeCredit("C3", kTen + 300s, TicketState::Refused);
    EXPECT_FALSE(input().meters.at(0).unsettled);
    EXPECT_EQ(input().meters[0].taken.fen(), 6'000);
    EXPECT_EQ(input().meters[0].timesTaken, 2U);
    EXPECT_EQ(input().meters[0].takenAt, kTen + 240s);
    EXPECT_EQ(differences(), Words()) << "not read since";
    read(kTen + 400s, 6'000);
    EXPECT_EQ(differences(), Words());
    read(kTen + 500s, 12'000);
    EXPECT_EQ(differences(), Words{"meter-credit-above meter:220711000001:7"});
    takeCredit("C4", kTen + 600s, TicketState::Partial);
    EXPECT_TRUE(input().meters.at(0).unsettled);
}

/// It was sent before the sale, and a person said only after it what came of it: the balance after
/// the sale may have it in it.
TEST_F(ReconciliationFactsTest, MeterIsNotComparedWhenTheTakingBeganBeforeTheSale) {
    delivered(paidOrder("K0100000001", "T1"), 6);
    read(kTen + 400s, 12'000);
    takeCredit("C1", kTen, TicketState::Done);
    EXPECT_TRUE(input().meters.at(0).unsettled);
    EXPECT_FALSE(input().meters[0].takenAt);
}

}  // namespace
}  // namespace wattill::storage
