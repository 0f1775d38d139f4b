// What the notify address takes, refuses and keeps.
#include "unit/node/small_site.hpp"

namespace wattill::node {
namespace {

using order::Notice;
using order::NoticeVerdict;

const std::string kSheet =
    "meter,profile,bus,address,premises,building,account,tenant,phone,price,alarm1,alarm2,open\n"
    "202411110001,acrel-ddsy1352-nk,bus-1,1,1025,A,800101,王小明,13800001234,0.90,100,30,yes\n";

class Notices : public SmallSite {
  protected:
    Notices() {
        const auto sheet = import("meters", kSheet);
        EXPECT_TRUE(sheet.ok()) << sheet.error().message;
    }
    /// A genuine notification of the fake channel that says what the test wants.
    payment::Notification genuine(const std::string& order, const std::string& merchant,
                                  const std::string& trade, bool refund = false) const {
        payment::Notification told = m_gateway->signedNotification(
            "order=" + order + "&status=paid&trade=" + trade + "&merchant=" + merchant +
            "&fen=10000&event=E" + trade + "&refund=" + (refund ? "1" : "0"));
        told.remote = "203.0.113.9";
        return told;
    }
    ErrorCode told(const payment::Notification& notification) {
        const auto reply =
            ask<std::string>([&](auto done) { m_service->notify("fake", notification, done); });
        return reply.ok() ? ErrorCode::Internal : reply.error().code;
    }
    std::vector<Notice> kept() {
        std::vector<Notice> found;
        const auto read = m_database->read([&](const order::UnitOfWork& unit) -> Result<void> {
            auto notices = unit.notices().newest(1'000);
            if (!notices) return notices.error();
            found = std::move(*notices);
            return {};
        });
        EXPECT_TRUE(read.ok());
        return found;
    }
    std::vector<std::string> alarms() {
        std::vector<std::string> found;
        const auto read = m_database->read([&](const order::UnitOfWork& unit) -> Result<void> {
            const auto open = unit.alarms().list(true, 100);
            if (!open) return open.error();
            for (const order::Alarm& each : *open)
                found.push_back(std::string(name(each.kind)) + " " + each.order.text());
            return {};
        });
        EXPECT_TRUE(read.ok());
        return found;
    }
    api::OrderView awaitingPayment() {
        const auto created = create("request-1", 10'000);
        EXPECT_TRUE(created.ok());
        const auto waiting = until(created->id, "awaiting-payment");
        EXPECT_TRUE(waiting.ok());
        return *waiting;
    }
    std::int64_t bookings() {
        const auto ledger =
            ask<api::LedgerView>([&](auto reply) { m_service->verifyLedger(reply); });
        return ledger.ok() ? ledger->entries : -1;
    }
    using Words = std::vector<std::string>;
    static constexpr auto kTaken = ErrorCode::Internal;
};

TEST_F(Notices, OfAnotherMerchantAreNotTakenAndTouchNoOrder) {
    const auto order = awaitingPayment();
    const auto foreign = genuine(order.id.text(), "2088999", "T9");
    EXPECT_EQ(told(foreign), ErrorCode::Refused);
    EXPECT_EQ(told(foreign), ErrorCode::Refused) << "again";
    EXPECT_EQ(told(genuine("SOMEBODYS1", "2088999", "T8")), ErrorCode::Refused);
    EXPECT_EQ(told(genuine("SOMEBODYS2", "2088999", "T7", true)), ErrorCode::Refused);
    EXPECT_EQ(alarms(), Words{"notice-refused fake"}) << "one, however many are sent";
    EXPECT_EQ(until(order.id, "awaiting-payment")->trade, "");
    EXPECT_EQ(bookings(), 0);
    ASSERT_EQ(kept().size(), 3U) << "what comes again is kept once";
    EXPECT_EQ(kept().back().verdict, NoticeVerdict::Foreign);
    EXPECT_EQ(kept().back().order, order.id);
    EXPECT_EQ(kept().back().body, foreign.body);
    EXPECT_EQ(kept().back().remote, "203.0.113.9");
    EXPECT_NE(kept().back().why.find("2088999"), std::string::npos);
    // The order goes its way.
    EXPECT_EQ(told(pay(order.code)), kTaken);
    EXPECT_TRUE(until(order.id, "delivered").ok());
}

TEST_F(Notices, MoneyThatCameToUsIsTheOrdersUnderWhateverNameWeHadWhenItWasMade) {
    // The site's contract got a seller's number while a code was shown.
    const auto order = awaitingPayment();
    m_gateway->rename("fake-merchant/2088");
    m_gateway->pretendMerchant(order.id, "fake-merchant/2088");
    EXPECT_EQ(told(pay(order.code)), kTaken);
    EXPECT_EQ(until(order.id, "delivered")->state, "delivered");
    // The same by the answer to a question.
    const auto asked = create("request-2", 10'000);
    const auto waiting = until(asked->id, "awaiting-payment");
    m_gateway->rename("fake-merchant/2089");
    m_gateway->pretendMerchant(asked->id, "fake-merchant/2089");
    (void)pay(waiting->code);
    keepPumping();
    EXPECT_EQ(until(asked->id, "delivered")->state, "delivered");
    EXPECT_TRUE(alarms().empty());
}

TEST_F(Notices, OfAnUnknownOrderAreNotTakenAndTold) {
    const std::string ours = m_gateway->merchant();
    EXPECT_EQ(told(genuine("K01LOST", ours, "T1")), ErrorCode::NotFound);
    EXPECT_EQ(told(genuine("K01LOST", ours, "T1")), ErrorCode::NotFound);
    EXPECT_EQ(alarms(), Words{"notice-refused K01LOST"});
    EXPECT_EQ(bookings(), 0);
    ASSERT_EQ(kept().size(), 1U);
    EXPECT_EQ(kept()[0].verdict, NoticeVerdict::UnknownOrder);
    // Of a refund the number is the refund's own.
    EXPECT_EQ(told(genuine("K01LOSTR1", ours, "T2", true)), kTaken);
    EXPECT_EQ(kept()[0].verdict, NoticeVerdict::Taken);
    EXPECT_EQ(alarms().size(), 1U);
}

TEST_F(Notices, WhatIsTakenIsKeptWithoutAWord) {
    const auto order = awaitingPayment();
    const auto paid = pay(order.code);
    EXPECT_EQ(told(paid), kTaken);
    EXPECT_TRUE(until(order.id, "delivered").ok());
    const auto all = kept();
    ASSERT_EQ(all.size(), 1U);
    const Notice& notice = all[0];
    EXPECT_EQ(notice.verdict, NoticeVerdict::Taken);
    EXPECT_EQ(notice.channel, "fake");
    EXPECT_EQ(notice.order, order.id);
    EXPECT_EQ(notice.body, paid.body);
    EXPECT_EQ(notice.contentType, paid.contentType);
    EXPECT_EQ(notice.why, "");
    EXPECT_TRUE(alarms().empty());
}

TEST_F(Notices, ForgedOnesAreKeptUpToAQuota) {
    const auto forged =
        testing::FakeGateway::forged(genuine("K01LOST", m_gateway->merchant(), "T1"));
    for (int i = 0; i < NoticeQuota::kMost + 5; ++i)
        EXPECT_EQ(told(forged), ErrorCode::Unauthorised);
    // A genuine one is written after them.
    EXPECT_EQ(told(genuine("K01LOST", m_gateway->merchant(), "T1")), ErrorCode::NotFound);
    const auto all = kept();
    ASSERT_EQ(all.size(), static_cast<std::size_t>(NoticeQuota::kMost) + 1);
    EXPECT_EQ(all.back().verdict, NoticeVerdict::Refused);
    EXPECT_EQ(all.back().body, forged.body);
    EXPECT_EQ(all.back().order, OrderId()) << "what a stranger says is no fact";
    EXPECT_EQ(alarms(), Words{"notice-refused K01LOST"});
}

TEST(NoticeQuotaTest, BeginsAnewEveryMinuteAndWhenTheClockIsSetBack) {
    NoticeQuota quota;
    const Instant now = fromMillis(1'790'000'000'000);
    const auto admitted = [&](Instant at) {
        int count = 0;
        for (int i = 0; i < 2 * NoticeQuota::kMost; ++i)
            count += quota.admit(at) ? 1 : 0;
        return count;
    };
    EXPECT_EQ(admitted(now), NoticeQuota::kMost);
    EXPECT_EQ(admitted(now + NoticeQuota::kWithin - Duration(1)), 0);
    EXPECT_EQ(admitted(now + NoticeQuota::kWithin), NoticeQuota::kMost);
    EXPECT_EQ(admitted(now), NoticeQuota::kMost);
}

}  // namespace
}  // namespace wattill::node
