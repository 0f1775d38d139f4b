#include "contract/gateway/unionpay_rig.hpp"
#include "payment/unionpay/unionpay_bills.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace wattill::contract {
namespace {

using namespace std::chrono_literals;
using payment::PaymentStatus;
using payment::RefundStatus;

class UnionPayAnswers : public ::testing::Test {
  protected:
    std::string created() {
        const auto code = rig.gateway().create(
            {order, Money::fromFen(10000), "电费充值 12-0304", "大堂一号", ref.at, 5min});
        EXPECT_TRUE(code.ok()) << code.error().message << " " << code.error().context;
        return code.ok() ? *code : std::string();
    }
    void script(const std::string& rule) { rig.server().script(rule); }
    void once(const std::string& action, const std::string& method) {
        script(fmt::format(R"({{"do":"{}","channel":"unionpay","method":"{}"}})", action, method));
    }
    void onceCode(const std::string& action, const std::string& method, const std::string& code) {
        script(fmt::format(R"({{"do":"{}","channel":"unionpay","method":"{}","code":"{}"}})",
                           action, method, code));
    }
    std::string_view queried() {
        const auto fact = rig.gateway().query(ref);
        return fact.ok() ? name(fact->status) : name(fact.error().code);
    }
    payment::RefundRequest refundOf(const std::string& number, std::int64_t fen) {
        const auto fact = rig.gateway().query(ref);
        const std::string trade = fact.ok() ? fact->trade : std::string();
        return {payment::RefundId(number), ref, trade, Money::fromFen(fen), rig.clock().now(), ""};
    }

    UnionPayRig rig;
    const OrderId order{"K00120261122000001"};
    const payment::PaymentRef ref = refTo(order);
};

TEST_F(UnionPayAnswers, WhatCannotBeBelievedIsUnknown) {
    rig.pay(created());
    for (const char* shape : {"unsigned", "tampered", "wrong-key", "foreign-certificate",
                              "expired-certificate", "wrong-name", "duplicate-key", "oversized"}) {
        once(shape, "query");
        EXPECT_EQ(queried(), "bad-reply") << shape;
    }
    once("error-response", "query");
    EXPECT_EQ(queried(), "unavailable");
    once("sign-first", "query");
    EXPECT_EQ(queried(), "paid");
}

TEST_F(UnionPayAnswers, ATamperedCodeIsNeverShown) {
    once("tampered", "precreate");
    const auto code =
        rig.gateway().create({order, Money::fromFen(10000), "电费", "K001", ref.at, 5min});
    ASSERT_FALSE(code.ok());
    EXPECT_EQ(code.error().code, ErrorCode::BadReply);
}

TEST_F(UnionPayAnswers, TheChannelsCodesMeanOverTheWireWhatTheyMeanInTheTable) {
    created();
    for (const char* code : {"03", "04", "06", "99"}) {
        onceCode("respond", "query", code);
        EXPECT_EQ(queried(), "unavailable") << code;
    }
    onceCode("respond", "query", "37");
    EXPECT_EQ(queried(), "busy");
    onceCode("orig-code", "query", "64");
    EXPECT_EQ(queried(), "not-seen") << "a failed try: the code lives on";
    onceCode("orig-code", "query", "86");
    EXPECT_EQ(queried(), "not-seen");
    onceCode("respond", "query", "34");
    EXPECT_EQ(queried(), "not-seen");
    rig.clock().advance(41min);
    EXPECT_EQ(queried(), "closed");
    onceCode("respond", "query", "34");
    EXPECT_EQ(queried(), "closed");
}

TEST_F(UnionPayAnswers, MoneyThatCameTooLateIsMoney) {
    const std::string code = created();
    script(R"({"do":"pay-late","channel":"unionpay","ms":600000})");
    EXPECT_EQ(rig.server().pay(code).status, "confirmed");
    rig.clock().advance(6min);
    EXPECT_EQ(queried(), "not-seen") << "the debit is under way beyond the time-out";
    rig.clock().advance(5min);
    EXPECT_EQ(queried(), "paid") << "42: debited, but late";
    EXPECT_TRUE(rig.notifications().empty()) << "nobody tells of it";
}

TEST_F(UnionPayAnswers, AChangedCertificateIsTakenAtOnce) {
    rig.pay(created());
    EXPECT_EQ(queried(), "paid");
    script(R"({"do":"certificate-change","channel":"unionpay"})");
    EXPECT_EQ(queried(), "paid");
}

TEST_F(UnionPayAnswers, AnotherCurrencyShowsInAnswerAndNotification) {
    script(R"({"do":"wrong-currency","channel":"unionpay"})");
    rig.pay(created());
    const auto fact = rig.gateway().query(ref);
    ASSERT_TRUE(fact.ok());
    EXPECT_EQ(fact->status, PaymentStatus::Paid);
    EXPECT_EQ(fact->currency, "840");
    const auto notified = rig.gateway().checkNotification(rig.notifications().back());
    ASSERT_TRUE(notified.ok());
    EXPECT_EQ(notified->fact.currency, "840");
}

TEST_F(UnionPayAnswers, ARefundIsAcceptedAndThenReturned) {
    rig.pay(created());
    const auto request = refundOf("R00120261122000001", 2500);
    EXPECT_EQ(rig.gateway().queryRefund(request)->status, RefundStatus::NotKnown);
    once("lose-after", "refund");
    const auto lost = rig.gateway().refund(request);
    ASSERT_FALSE(lost.ok());
    EXPECT_TRUE(lost.error().outcomeUnknown());
    const auto again = rig.gateway().refund(request);
    ASSERT_TRUE(again.ok()) << again.error().message << again.error().context;
    EXPECT_EQ(again->status, RefundStatus::Pending) << "12: it is the refund that stands";
    EXPECT_EQ(rig.gateway().queryRefund(request)->status, RefundStatus::Returned);
    EXPECT_EQ(queried(), "paid") << "the payment's own state does not change";
    const auto told = rig.gateway().checkNotification(rig.notifications().back());
    ASSERT_TRUE(told.ok()) << told.error().message;
    EXPECT_TRUE(told->aboutRefund);
    EXPECT_EQ(told->fact.order.text(), request.refund.text());
}

TEST_F(UnionPayAnswers, MoreThanWasPaidIsNeverReturned) {
    rig.pay(created());
    const auto request = refundOf("R00120261122000002", 10001);
    const auto refund = rig.gateway().refund(request);
    EXPECT_TRUE(!refund.ok() || refund->status == RefundStatus::Pending);
    EXPECT_NE(rig.gateway().queryRefund(request)->status, RefundStatus::Returned);
}

TEST_F(UnionPayAnswers, TheBillHasWhatWasPaidAndWhatWentBack) {
    rig.pay(created());
    const auto trade = rig.gateway().query(ref)->trade;
    EXPECT_TRUE(rig.gateway().refund(refundOf("R00120261122000001", 2500)).ok());
    auto bills = payment::unionpay::UnionPayBills::make(rig.config(), rig.clock());
    ASSERT_TRUE(bills.ok()) << bills.error().message;
    const LocalDay day = *parseDay("2026-11-22");
    EXPECT_EQ((*bills)->bill(day).error().code, ErrorCode::NotFound) << "the day is not over";
    rig.clock().advance(13h);
    EXPECT_EQ((*bills)->bill(day).error().code, ErrorCode::NotFound) << "98";
    rig.clock().advance(12h);
    const auto bill = (*bills)->bill(day);
    ASSERT_TRUE(bill.ok()) << bill.error().message << bill.error().context;
    ASSERT_EQ(bill->lines.size(), 2U);
    EXPECT_EQ(bill->lines[0].kind, payment::BillKind::Payment);
    EXPECT_EQ(bill->lines[0].order, order);
    EXPECT_EQ(bill->lines[0].trade, trade);
    EXPECT_EQ(bill->lines[0].amount, Money::fromFen(10000));
    EXPECT_FALSE(bill->lines[0].fee.isNegative());
    EXPECT_EQ(bill->lines[0].terminal, "大堂一号");
    EXPECT_EQ(bill->lines[0].at, ref.at);
    EXPECT_EQ(bill->lines[1].kind, payment::BillKind::Refund);
    EXPECT_EQ(bill->lines[1].refund.text(), "R00120261122000001");
    EXPECT_EQ(bill->lines[1].order, order);
    EXPECT_EQ(bill->lines[1].trade, trade);
    EXPECT_EQ(bill->lines[1].amount, Money::fromFen(2500));
}

TEST_F(UnionPayAnswers, AnotherMerchantsKeyIsRefusedWithItsRemedy) {
    auto config = rig.config();
    config.merchantId = "777290058110097";
    auto stranger = payment::unionpay::UnionPayGateway::make(config, rig.clock());
    ASSERT_TRUE(stranger.ok());
    const auto fact = (*stranger)->query(ref);
    ASSERT_FALSE(fact.ok());
    EXPECT_EQ(fact.error().code, ErrorCode::Refused);
    EXPECT_NE(fact.error().message.find("merchant number"), std::string::npos);
}

}  // namespace
}  // namespace wattill::contract
