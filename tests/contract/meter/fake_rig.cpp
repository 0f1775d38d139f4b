#include "rig.hpp"
#include "support/fake_meter.hpp"

namespace wattill::testing {
namespace {

Error failure(ErrorCode code) {
    return {code, Retry::Later, "on demand", {}};
}

class FakeRig final : public MeterRig {
  public:
    metering::Meter& meter() override {
        m_meter.lock(false);
        return m_meter;
    }
    metering::Meter& locked() override {
        m_meter.lock(true);
        return m_meter;
    }
    void loseNextSaleBeforeEffect() override {
        m_meter.failNext(FakeMeter::Call::Sell, FakeMeter::When::BeforeEffect,
                         failure(ErrorCode::Timeout));
    }
    void loseNextSaleAfterEffect() override {
        m_meter.failNext(FakeMeter::Call::Sell, FakeMeter::When::AfterEffect,
                         failure(ErrorCode::Timeout));
    }
    void spoilReads() override { m_meter.absent(failure(ErrorCode::BadReply)); }
    void heal() override { m_meter.present(); }
    void die() override { m_meter.absent(failure(ErrorCode::Timeout)); }
    void revive() override { m_meter.present(); }
    void pullPort() override { m_meter.absent(failure(ErrorCode::Unreachable)); }
    void plugPort() override { m_meter.present(); }
    void setBalance(Money balance) override { m_meter.use(Energy(), m_meter.balance() - balance); }
    Money balance() override { return m_meter.balance(); }
    std::uint32_t count() override { return m_meter.purchaseCount(); }
    int sales() override { return m_meter.sales(); }

  private:
    SystemClock m_clock;
    FakeMeter m_meter{m_clock};
};

}  // namespace

std::unique_ptr<MeterRig> makeFakeRig() {
    return std::make_unique<FakeRig>();
}

}  // namespace wattill::testing
