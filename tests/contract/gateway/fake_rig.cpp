#include "contract/gateway/rig.hpp"
#include "support/fake_gateway.hpp"

namespace wattill::contract {

namespace {

using testing::FakeGateway;

class FakeRig final : public GatewayRig {
  public:
    payment::PaymentGateway& gateway() override { return m_gateway; }
    bool scan(const std::string& code) override { return m_gateway.scan(code); }
    bool pay(const std::string& code) override { return m_gateway.pay(code); }
    void loseAnswer(Call call, bool afterEffect) override {
        const auto when =
            afterEffect ? FakeGateway::When::AfterEffect : FakeGateway::When::BeforeEffect;
        m_gateway.failNext(methodOf(call), when, {ErrorCode::Timeout, Retry::Now, "lost", {}});
    }
    void payWrongAmount(const OrderId& order, const std::string& code, Money amount) override {
        m_gateway.pretendAmount(order, amount);
        m_gateway.pay(code);
    }
    void payWrongMerchant(const OrderId& order, const std::string& code) override {
        m_gateway.pretendMerchant(order, "somebody-else");
        m_gateway.pay(code);
    }
    void giveBack(const OrderId& order, Money /*part*/, bool allOfIt) override {
        m_gateway.giveBack(order, allOfIt);
    }
    void runShortOfFunds() override { m_gateway.setFunds(Money()); }
    void fundsAreBack() override { m_gateway.setFunds(Money::fromFen(1'000'000)); }
    std::vector<payment::Notification> notifications() override {
        return m_gateway.notifications();
    }
    payment::Notification forged(const payment::Notification& genuine) override {
        return FakeGateway::forged(genuine);
    }

  private:
    static FakeGateway::Method methodOf(Call call) {
        if (call == Call::Create) return FakeGateway::Method::Create;
        if (call == Call::Refund) return FakeGateway::Method::Refund;
        if (call == Call::QueryRefund) return FakeGateway::Method::QueryRefund;
        return call == Call::Query ? FakeGateway::Method::Query : FakeGateway::Method::Cancel;
    }
    FakeGateway m_gateway{m_clock};
};

}  // namespace

std::unique_ptr<GatewayRig> makeFakeRig() {
    return std::make_unique<FakeRig>();
}

}  // namespace wattill::contract
