#pragma once

#include "order/outside.hpp"
#include "simulation/gateway_model.hpp"
#include "simulation/host.hpp"
#include "simulation/meter_model.hpp"

#include <deque>
#include <map>
#include <memory>

namespace wattill::simulation {

/// The wires between the node and the machines outside: they delay, lose, repeat, reorder and spoil
/// what passes. The machines go on while the node is dead, and so do requests that left it.
class OutsideWorld final : public order::Outside {
  public:
    /// Asked when the node makes a call, before anything leaves: what is on disk must cover it. For
    /// a sale, gives the order that it belongs to.
    using Witness = std::function<OrderId(const order::OutsideCall&)>;
    /// Told when a sale has been applied by a meter.
    using SaleObserver = std::function<void(const MeterModel&, const AppliedSale&)>;

    OutsideWorld(Host& host, GatewayModel& gateway, std::map<MeterId, MeterModel>& meters)
        : m_host(host), m_gateway(gateway), m_meters(meters) {}

    void witness(Witness witness) { m_witness = std::move(witness); }
    void onSale(SaleObserver observer) { m_saleObserver = std::move(observer); }

    void call(order::OutsideCall call, Completion completion) override;
    [[nodiscard]] Result<std::string> merchantOf(const std::string& channel) const override;
    [[nodiscard]] Result<void> sellable(const tenancy::MeterPlace& place) const override;
    [[nodiscard]] Result<void> commandable(const tenancy::MeterPlace& place,
                                           const metering::MeterCommand& command) const override;

    /// The node died: its queues are gone, what it had sent is not.
    void forgetQueues();

  private:
    /// One call of the node: answered once, if it lives that long.
    struct Asked {
        order::OutsideCall call;
        Completion completion;
        std::uint64_t life = 0;
        OrderId order;  ///< of a sale
        bool answered = false;
    };
    using AskedPtr = std::shared_ptr<Asked>;
    struct Line {
        std::deque<AskedPtr> waiting;
        bool busy = false;
        Duration freeAt{};  ///< frames arrive at the meter in the order in which they left
    };

    void answer(const AskedPtr& asked, Result<order::OutsideReply> reply);
    void answerAfter(Duration delay, const AskedPtr& asked, Result<order::OutsideReply> reply);
    void askGateway(const AskedPtr& asked);
    void reachGateway(const AskedPtr& asked);
    Result<order::OutsideReply> atGateway(const order::OutsideCall& call);
    void next(const MeterId& meter);
    void askMeter(const MeterId& meter, const AskedPtr& asked);
    void reachMeter(const MeterId& meter, const AskedPtr& asked);
    void actOnMeter(const MeterId& meter, const AskedPtr& asked);
    void replyOfMeter(const AskedPtr& asked, Result<order::OutsideReply> reply);
    std::optional<Result<order::OutsideReply>> atMeter(MeterModel& meter, const Asked& asked);
    std::optional<Result<order::OutsideReply>> sellAt(MeterModel& meter, const Asked& asked);

    Host& m_host;
    GatewayModel& m_gateway;
    std::map<MeterId, MeterModel>& m_meters;
    Witness m_witness;
    SaleObserver m_saleObserver;
    std::map<MeterId, Line> m_lines;
};

/// "gateway-cancel K01…", "meter-sell 0000… n=5": for traces.
[[nodiscard]] std::string describe(const order::OutsideCall& call);

}  // namespace wattill::simulation
