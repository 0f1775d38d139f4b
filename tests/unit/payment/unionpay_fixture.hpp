#pragma once

#include "payment/unionpay/unionpay_gateway.hpp"
#include "unit/payment/unionpay_world.hpp"

#include <gtest/gtest.h>

namespace wattill::testing {

/// A gateway whose channel answers every call with the same fields, genuinely signed.
class UnionPayGatewayTest : public ::testing::Test {
  protected:
    using Fields = payment::unionpay::Fields;
    using Gateway = payment::unionpay::UnionPayGateway;

    std::unique_ptr<Gateway> talking(TalkingTransport::Say say) {
        auto gateway = Gateway::make(world().config(), m_clock,
                                     std::make_unique<TalkingTransport>(m_sent, std::move(say)));
        EXPECT_TRUE(gateway.ok()) << gateway.error().message;
        return std::move(*gateway);
    }
    std::unique_ptr<Gateway> saying(const std::string& text) {
        return talking([text](const auto&) { return payment::wire::HttpAnswer{text, {}}; });
    }
    /// Repeats what was asked, as UnionPay does, with `more` laid over it.
    std::unique_ptr<Gateway> answering(Fields more) {
        return talking([this, more = std::move(more)](const TalkingTransport::Sent& sent) {
            Fields fields = more;
            for (const char* name : {"merId", "orderId", "txnTime", "txnAmt", "txnType",
                                     "currencyCode", "txnSubType"}) {
                const auto found = sent.fields.find(name);
                if (found != sent.fields.end()) fields.insert(*found);
            }
            std::erase_if(fields, [](const auto& one) { return one.second == kAbsent; });
            return payment::wire::HttpAnswer{world().answer(fields), {}};
        });
    }
    static const UnionPayWorld& world() {
        static const UnionPayWorld made;
        return made;
    }
    /// As a value: the field is not there at all.
    static constexpr const char* kAbsent = "(absent)";

    SettableClock m_clock;
    std::vector<TalkingTransport::Sent> m_sent;
    const OrderId m_order{"K00120261122000001"};
    const payment::PaymentRef m_ref{m_order, m_clock.now(), Money::fromFen(10000)};
    const payment::CreateRequest m_request{m_order, Money::fromFen(10000), "电费",
                                           "K001",  m_clock.now(),         std::chrono::minutes(5)};
    const payment::RefundRequest m_refund{payment::RefundId("R00120261122000001"),
                                          m_ref,
                                          "442401051450467846498",
                                          Money::fromFen(2500),
                                          m_clock.now(),
                                          "unused"};
};

}  // namespace wattill::testing
