#include "contract/gateway/alipay_rig.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace wattill::contract {
namespace {

using namespace std::chrono_literals;
using payment::PaymentStatus;
using payment::RefundId;
using payment::RefundRequest;
using payment::RefundStatus;

class AlipayRefunds : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto code = rig.gateway().create(
            {order, Money::fromFen(10000), "电费", "K001", rig.clock().now(), 5min});
        ASSERT_TRUE(code.ok()) << code.error().message;
        ASSERT_TRUE(rig.pay(*code));
        trade = rig.gateway().query(refTo(order))->trade;
    }
    RefundRequest part(const std::string& number, std::int64_t fen) {
        return {RefundId(number),    refTo(order),      trade,
                Money::fromFen(fen), TestClock().now(), "退"};
    }
    ErrorCode refundError(const RefundRequest& request) {
        const auto fact = rig.gateway().refund(request);
        return fact.ok() ? ErrorCode::Internal : fact.error().code;
    }

    AlipayRig rig;
    const OrderId order{"K00120261122000001"};
    std::string trade;
};

TEST_F(AlipayRefunds, AllOfItBackShowsInThePayment) {
    ASSERT_TRUE(rig.gateway().refund(part("R0000001", 6000)).ok());
    EXPECT_EQ(rig.gateway().query(refTo(order))->status, PaymentStatus::Paid);
    ASSERT_TRUE(rig.gateway().refund(part("R0000002", 4000)).ok());
    EXPECT_EQ(rig.gateway().query(refTo(order))->status, PaymentStatus::Returned);
}

TEST_F(AlipayRefunds, AfterTheEndOfAllMoneyAnotherOneIsUnknownAndThenNotKnown) {
    ASSERT_TRUE(rig.gateway().refund(part("R0000001", 10000)).ok());
    EXPECT_EQ(refundError(part("R0000002", 1)), ErrorCode::Unavailable);
    EXPECT_EQ(rig.gateway().queryRefund(part("R0000002", 1))->status, RefundStatus::NotKnown);
    EXPECT_EQ(rig.gateway().refund(part("R0000001", 10000))->status, RefundStatus::Pending)
        << "the one that stands";
}

TEST_F(AlipayRefunds, AnswersThatCannotBeBelievedAreUnknown) {
    for (const char* shape : {"unsigned", "tampered", "wrong-key", "duplicate-key", "oversized",
                              "error-response", "busy", "busy-after", "system-error"}) {
        rig.server().script(fmt::format(R"({{"do":"{}","method":"refund"}})", shape));
        const auto fact = rig.gateway().refund(part("R0000001", 10000));
        ASSERT_FALSE(fact.ok()) << shape;
        EXPECT_TRUE(fact.error().outcomeUnknown()) << shape;
    }
    EXPECT_EQ(rig.gateway().queryRefund(part("R0000001", 10000))->status, RefundStatus::Returned);
}

TEST_F(AlipayRefunds, OneThatIsUnderWayIsAskedForUntilItIsDone) {
    rig.server().script(R"({"do":"refund-pending","queries":2})");
    const auto fact = rig.gateway().refund(part("R0000001", 10000));
    ASSERT_TRUE(fact.ok()) << fact.error().message;
    EXPECT_EQ(fact->status, RefundStatus::Pending);
    RefundStatus status = RefundStatus::NotKnown;
    for (int asked = 0; asked < 4 && status == RefundStatus::NotKnown; ++asked) {
        status = rig.gateway().queryRefund(part("R0000001", 10000))->status;
    }
    EXPECT_EQ(status, RefundStatus::Returned);
}

TEST_F(AlipayRefunds, OneThatFailedIsRepeatedUnderItsNumber) {
    rig.server().script(R"({"do":"refund-fails"})");
    ASSERT_TRUE(rig.gateway().refund(part("R0000001", 10000)).ok());
    EXPECT_EQ(rig.gateway().queryRefund(part("R0000001", 10000))->status, RefundStatus::NotKnown);
    ASSERT_TRUE(rig.gateway().refund(part("R0000001", 10000)).ok());
    EXPECT_EQ(rig.gateway().queryRefund(part("R0000001", 10000))->status, RefundStatus::Returned);
}

TEST_F(AlipayRefunds, AfterTheEndOfTheWindowItIsRefused) {
    ASSERT_TRUE(rig.server().act(order.text(), "finish"));
    EXPECT_EQ(refundError(part("R0000001", 10000)), ErrorCode::Refused);
}

}  // namespace
}  // namespace wattill::contract
