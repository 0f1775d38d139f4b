#pragma once

#include "node/channels.hpp"
#include "node/fleet.hpp"
#include "node/sale_gate.hpp"
#include "order/outside.hpp"

namespace wattill::node {

/// Sends the engine's calls to the threads that may make them: meters to their bus, payments to
/// their channel's. Any thread.
class OutsideCalls final : public order::Outside {
  public:
    /// `timer` brings the answer of a call that could not even be queued.
    OutsideCalls(Fleet& fleet, const Channels& channels, const SaleGate& gate, Executor& timer)
        : m_fleet(fleet), m_channels(channels), m_gate(gate), m_timer(timer) {}

    void call(order::OutsideCall call, Completion completion) override;
    /// Asked before an order is made: also Unavailable while the clock is wrong (SaleGate).
    [[nodiscard]] Result<std::string> merchantOf(const std::string& channel) const override;
    [[nodiscard]] Result<void> sellable(const tenancy::MeterPlace& place,
                                        Money amount) const override;
    [[nodiscard]] Result<void> commandable(const tenancy::MeterPlace& place,
                                           const metering::MeterCommand& command) const override;

  private:
    void start(const order::GatewayCreateCall& call, const Completion& completion);
    void start(const order::GatewayQueryCall& call, const Completion& completion);
    void start(const order::GatewayCancelCall& call, const Completion& completion);
    void start(const order::GatewayRefundCall& call, const Completion& completion);
    void start(const order::GatewayRefundQueryCall& call, const Completion& completion);
    void start(const order::MeterReadCall& call, const Completion& completion);
    void start(const order::MeterSellCall& call, const Completion& completion);
    void start(const order::MeterCarryOutCall& call, const Completion& completion);
    void onChannel(const std::string& channel,
                   std::function<Result<order::OutsideReply>(payment::PaymentGateway&)> work,
                   const Completion& completion);
    void failLater(Error error, const Completion& completion);

    Fleet& m_fleet;
    const Channels& m_channels;
    const SaleGate& m_gate;
    Executor& m_timer;
};

}  // namespace wattill::node
