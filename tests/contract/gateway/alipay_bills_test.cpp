#include "payment/alipay/alipay_bills.hpp"

#include "contract/gateway/alipay_rig.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace wattill::contract {
namespace {

using namespace std::chrono_literals;
using payment::Bill;
using payment::BillKind;
using payment::alipay::AlipayBills;

/// The clock stands at 10:30 in Beijing; the bill of the day is there at 09:00 of the next.
class AlipayBillFiles : public ::testing::Test {
  protected:
    void SetUp() override {
        auto made = AlipayBills::make(rig.config(), rig.clock());
        ASSERT_TRUE(made.ok()) << made.error().message;
        bills = std::move(*made);
    }
    void buy(const OrderId& order) {
        const auto code = rig.gateway().create(
            {order, Money::fromFen(10000), "电费充值", "K001", rig.clock().now(), 5min});
        ASSERT_TRUE(code.ok()) << code.error().message;
        ASSERT_TRUE(rig.pay(*code));
    }
    void refund(const OrderId& order, std::int64_t fen) {
        const auto fact = rig.gateway().query(refTo(order));
        ASSERT_TRUE(fact.ok());
        ASSERT_TRUE(rig.gateway()
                        .refund({payment::RefundId("R0000001"), refTo(order), fact->trade,
                                 Money::fromFen(fen), rig.clock().now(), "退"})
                        .ok());
    }
    Result<Bill> bill() { return bills->bill(day); }
    ErrorCode billError() {
        const auto read = bill();
        return read.ok() ? ErrorCode::Internal : read.error().code;
    }

    AlipayRig rig;
    std::unique_ptr<AlipayBills> bills;
    const OrderId first{"K00120261122000001"};
    const OrderId second{"K00120261122000002"};
    const LocalDay day = *parseDay("2026-11-22");
};

TEST_F(AlipayBillFiles, EveryPaymentAndEveryRefundIsALine) {
    buy(first);
    buy(second);
    refund(first, 2550);
    rig.clock().advance(24h);
    const auto read = bill();
    ASSERT_TRUE(read.ok()) << read.error().message;
    ASSERT_EQ(read->lines.size(), 3U);
    Money sum;
    for (const auto& line : read->lines) {
        EXPECT_EQ(line.terminal, "K001");
        EXPECT_TRUE(line.at && line.at <= rig.clock().now());
        const bool payment = line.kind == BillKind::Payment;
        EXPECT_EQ(line.refund.text(), payment ? "" : "R0000001");
        EXPECT_EQ(line.fee.isNegative(), !payment);
        sum += payment ? line.amount : -line.amount;
    }
    EXPECT_EQ(sum, Money::fromFen(17450));
}

TEST_F(AlipayBillFiles, BeforeNineItIsNotThere) {
    buy(first);
    EXPECT_EQ(billError(), ErrorCode::NotFound);
    rig.clock().advance(20h);
    EXPECT_EQ(billError(), ErrorCode::NotFound);
    rig.clock().advance(3h);
    EXPECT_TRUE(bill().ok());
}

TEST_F(AlipayBillFiles, ADayWithoutBusinessIsAnEmptyBill) {
    rig.clock().advance(24h);
    const auto read = bill();
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_TRUE(read->lines.empty());
}

TEST_F(AlipayBillFiles, HalfAFileIsCorruptAndTheNextOneIsRead) {
    buy(first);
    rig.clock().advance(24h);
    rig.server().script(R"({"do":"bill-corrupt"})");
    EXPECT_EQ(billError(), ErrorCode::Corrupt);
    rig.server().script(R"({"do":"lose-before","method":"bill"})");
    const auto lost = bill();
    EXPECT_FALSE(lost.ok());
    EXPECT_TRUE(bill().ok());
}

TEST_F(AlipayBillFiles, WhatTheChannelGotWrongIsToldAsItIs) {
    buy(first);
    buy(second);
    rig.clock().advance(24h);
    rig.server().script(fmt::format(R"({{"do":"bill-missing-row","order":"{}"}})", first.text()));
    const auto missing = bill();
    ASSERT_TRUE(missing.ok()) << missing.error().message;
    EXPECT_EQ(missing->lines.size(), 1U);
    rig.server().script(
        fmt::format(R"({{"do":"bill-changed-row","order":"{}","amount":"99.99"}})", second.text()));
    const auto changed = bill();
    ASSERT_TRUE(changed.ok()) << changed.error().message;
    EXPECT_EQ(changed->lines.at(1).amount, Money::fromFen(9999));
}

TEST_F(AlipayBillFiles, TheyComeInCertificateModeToo) {
    buy(first);
    rig.clock().advance(24h);
    rig.server().script(R"({"do":"certificate-change"})");
    auto made = AlipayBills::make(rig.certificateConfig(), rig.clock());
    ASSERT_TRUE(made.ok()) << made.error().message;
    const auto read = (*made)->bill(day);
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(read->lines.size(), 1U);
}

}  // namespace
}  // namespace wattill::contract
