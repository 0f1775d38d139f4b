#include "contract/gateway/alipay_rig.hpp"

#include <gtest/gtest.h>

namespace wattill::contract {
namespace {

using namespace std::chrono_literals;
using payment::PaymentStatus;
using payment::alipay::AlipayConfig;
using payment::alipay::AlipayGateway;

/// The application is set up with certificates, and so is the stand-in.
class AlipayByCertificate : public ::testing::Test {
  protected:
    std::unique_ptr<AlipayGateway> made(const AlipayConfig& config) {
        auto alipay = AlipayGateway::make(config, rig.clock());
        EXPECT_TRUE(alipay.ok()) << alipay.error().message;
        return std::move(*alipay);
    }
    std::string created(AlipayGateway& alipay, const OrderId& number) {
        const auto code =
            alipay.create({number, Money::fromFen(10000), "电费", "K001", rig.clock().now(), 5min});
        EXPECT_TRUE(code.ok()) << code.error().message << " " << code.error().context;
        return code.ok() ? *code : std::string();
    }

    AlipayRig rig;
    std::unique_ptr<AlipayGateway> gateway = made(rig.certificateConfig());
    const OrderId order{"K00120261122000001"};
};

TEST_F(AlipayByCertificate, OneWholePayment) {
    ASSERT_TRUE(rig.pay(created(*gateway, order)));
    const auto fact = gateway->query(refTo(order));
    ASSERT_TRUE(fact.ok()) << fact.error().message;
    EXPECT_EQ(fact->status, PaymentStatus::Paid);
    const auto notified = gateway->checkNotification(rig.notifications().back());
    ASSERT_TRUE(notified.ok()) << notified.error().message;
    EXPECT_EQ(notified->fact, *fact);
}

TEST_F(AlipayByCertificate, AChangeOfCertificateIsFollowed) {
    created(*gateway, order);
    rig.server().script(R"({"do":"certificate-change"})");
    const OrderId second("K00120261122000002");
    ASSERT_TRUE(rig.pay(created(*gateway, second)));
    EXPECT_EQ(gateway->query(refTo(second))->status, PaymentStatus::Paid);
    EXPECT_TRUE(gateway->checkNotification(rig.notifications().back()).ok());
    const auto fresh = made(rig.certificateConfig());
    const auto early = fresh->checkNotification(rig.notifications().back());
    EXPECT_FALSE(early.ok()) << "it has not seen the new one yet";
    EXPECT_TRUE(fresh->query(refTo(second)).ok());
    EXPECT_TRUE(fresh->checkNotification(rig.notifications().back()).ok());
}

TEST_F(AlipayByCertificate, ALostDownloadLeavesTheFirstCallUnknown) {
    rig.server().script(R"({"do":"certificate-change"})");
    rig.server().script(R"({"do":"lose-before","method":"certificate"})");
    const payment::CreateRequest request{order,  Money::fromFen(10000), "电费",
                                         "K001", rig.clock().now(),     5min};
    const auto code = gateway->create(request);
    ASSERT_FALSE(code.ok());
    EXPECT_EQ(code.error().code, ErrorCode::BadReply);
    EXPECT_TRUE(gateway->create(request).ok());
}

TEST_F(AlipayByCertificate, HealthNamesFourOfThem) {
    const auto expiries = gateway->health().expiries;
    ASSERT_EQ(expiries.size(), 4U);
    for (const auto& expiry : expiries)
        EXPECT_GT(expiry.at, rig.clock().now()) << expiry.what;
}

}  // namespace
}  // namespace wattill::contract
