#pragma once

#include "payment/gateway.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace wattill::contract {

/// Moved by the test; read by the gateway and by what stands in for the channel.
class TestClock final : public Clock {
  public:
    [[nodiscard]] Instant now() const override { return fromMillis(m_millis.load()); }
    void advance(Duration by) { m_millis += by.count(); }

  private:
    // 2026-11-22 10:30:00 in Beijing
    std::atomic<std::int64_t> m_millis{1'795'314'600'000};
};

/// Every order of the suite is of so much, and of the moment at which the rig's clock begins.
[[nodiscard]] inline payment::PaymentRef refTo(const OrderId& order) {
    return {order, TestClock().now(), Money::fromFen(10000)};
}

enum class Call { Create, Query, Cancel, Refund, QueryRefund };

/// In what channels differ, each within the contract of PaymentGateway.
struct Traits {
    /// The same request again gives the code; else its outcome is unknown.
    bool repeatsCode = true;
    /// A code that was scanned is Waiting; else it is NotSeen until it is paid.
    bool knowsScanning = true;
    /// When its time is up; else it is NotSeen for some time more.
    bool closesAtOnce = true;
    /// What is too much, or has another amount than before; else only the query tells.
    bool refusesRefunds = true;
    /// Else NoSuchCall.
    bool cancels = true;
    /// A cancel sends back what was paid; else it is Refused, and the payment stands.
    bool cancelSendsBack = true;
    /// A query says Returned; else refunds are told by their own number alone.
    bool knowsWhatWentBack = true;
};

/// A gateway and the world around it: what the suite needs to say about both.
class GatewayRig {
  public:
    virtual ~GatewayRig() = default;
    virtual payment::PaymentGateway& gateway() = 0;
    virtual bool scan(const std::string& code) = 0;
    virtual bool pay(const std::string& code) = 0;
    virtual void loseAnswer(Call call, bool afterEffect) = 0;
    virtual void payWrongAmount(const OrderId& order, const std::string& code, Money amount) = 0;
    virtual void payWrongMerchant(const OrderId& order, const std::string& code) = 0;
    virtual void giveBack(const OrderId& order, Money part, bool allOfIt) = 0;
    /// From now on the merchant's balance is too low for refunds; and then no more.
    virtual void runShortOfFunds() = 0;
    virtual void fundsAreBack() = 0;
    virtual std::vector<payment::Notification> notifications() = 0;
    /// The same words, signed by a stranger.
    virtual payment::Notification forged(const payment::Notification& genuine) = 0;
    [[nodiscard]] virtual Traits traits() const { return {}; }
    TestClock& clock() { return m_clock; }

  protected:
    TestClock m_clock;
};

std::unique_ptr<GatewayRig> makeFakeRig();
std::unique_ptr<GatewayRig> makeAlipayRig();
std::unique_ptr<GatewayRig> makeUnionPayRig();

struct RigKind {
    const char* name;
    std::unique_ptr<GatewayRig> (*make)();
};

}  // namespace wattill::contract
