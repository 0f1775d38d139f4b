#pragma once

#include "order/outside.hpp"
#include "simulation/gateway_model.hpp"
#include "simulation/host.hpp"
#include "simulation/meter_model.hpp"
#include "simulation/sabotage.hpp"
#include "simulation/witness.hpp"

#include <deque>
#include <map>
#include <memory>

namespace wattill::simulation {

/// The wires between the node and the machines outside: they delay, lose, repeat, reorder and spoil
/// what passes. The machines go on while the node is dead, and so do requests that left it.
class OutsideWorld final : public order::Outside {
  public:
    /// Asked when the node makes a call, before anything leaves: what is on disk must cover it.
    using Witness = std::function<Cover(const order::OutsideCall&)>;
    /// Told when a sale has been applied by a meter.
    using SaleObserver = std::function<void(const MeterModel&, const AppliedSale&)>;

    /// Told when a command had an effect on a meter.
    using CommandObserver = std::function<void(const MeterModel&, const AppliedCommand&)>;

    OutsideWorld(Host& host, Channels& channels, std::map<MeterId, MeterModel>& meters,
                 Sabotage sabotage)
        : m_host(host),
          m_channels(channels),
          m_meters(meters),
          m_sabotage(sabotage),
          m_desk(*this, sabotage) {}

    void witness(Witness witness) { m_witness = std::move(witness); }
    void onSale(SaleObserver observer) { m_saleObserver = std::move(observer); }
    void onCommand(CommandObserver observer) { m_commandObserver = std::move(observer); }

    /// The same world for the command desk: what it has seen of a meter is remembered.
    [[nodiscard]] order::Outside& desk() { return m_desk; }
    /// The meter as the last answer to the desk showed it, when the meter was read for it.
    [[nodiscard]] const MeterSettings* shownToDesk(const MeterId& meter) const;
    /// While there is trouble, no question to a channel is ever answered in this world.
    void silenceQueries() { m_queriesSilent = true; }
    /// No call goes through until then.
    void cutBus(const BusId& bus, Duration until);
    /// Whether a frame to the meter may still be on its way, or was less than a minute ago.
    [[nodiscard]] bool isQuiet(const MeterId& meter) const;

    void call(order::OutsideCall call, Completion completion) override;
    [[nodiscard]] Result<std::string> merchantOf(const std::string& channel) const override;
    [[nodiscard]] Result<void> sellable(const tenancy::MeterPlace& place,
                                        Money amount) const override;
    [[nodiscard]] Result<void> commandable(const tenancy::MeterPlace& place,
                                           const metering::MeterCommand& command) const override;

    /// The node died: its queues are gone, what it had sent is not.
    void forgetQueues();

  private:
    /// Marks the calls of the desk, and plays the sabotages of its calls.
    class DeskPort final : public order::Outside {
      public:
        DeskPort(OutsideWorld& world, Sabotage sabotage) : m_world(world), m_sabotage(sabotage) {}
        void call(order::OutsideCall call, Completion completion) override;
        [[nodiscard]] Result<std::string> merchantOf(const std::string& channel) const override;
        [[nodiscard]] Result<void> sellable(const tenancy::MeterPlace& place,
                                            Money amount) const override;
        [[nodiscard]] Result<void> commandable(
            const tenancy::MeterPlace& place, const metering::MeterCommand& command) const override;

      private:
        OutsideWorld& m_world;
        Sabotage m_sabotage;
    };
    /// One call of the node: answered once, if it lives that long.
    struct Asked {
        order::OutsideCall call;
        Completion completion;
        std::uint64_t life = 0;
        Cover cover;
        bool ofDesk = false;
        bool reached = false;  ///< the meter, and it was alive
        bool answered = false;
        std::optional<MeterSettings> shown;  ///< when the meter was read for the answer
    };
    using AskedPtr = std::shared_ptr<Asked>;
    struct Line {
        std::deque<AskedPtr> waiting;
        bool busy = false;
        Duration downUntil{};
    };
    /// Of a meter: what has left the node goes on without it.
    struct Wire {
        Duration freeAt{};        ///< frames arrive in the order in which they left
        Duration memoryFreeAt{};  ///< and are written into its memory in that order
        std::optional<MeterSettings> shownToDesk;
    };
    /// A command while its driver reads it back.
    struct Carried {
        AskedPtr asked;
        MeterModel::Standing before;
        std::string answer;
        Duration until{};  ///< the end of the time to settle
    };

    void answer(const AskedPtr& asked, Result<order::OutsideReply> reply);
    void answerAfter(Duration delay, const AskedPtr& asked, Result<order::OutsideReply> reply);
    void refundUnderNewNumber(order::GatewayRefundCall call, Completion completion);
    void askGateway(const AskedPtr& asked);
    void reachGateway(const AskedPtr& asked);
    Result<order::OutsideReply> atGateway(const order::OutsideCall& call);
    void submit(order::OutsideCall call, Completion completion, bool ofDesk);
    void ask(const AskedPtr& asked);
    void sendAgain(const order::OutsideCall& call, const Completion& completion);
    [[nodiscard]] Line& lineOf(const MeterId& meter);
    [[nodiscard]] bool isCut(const MeterId& meter);
    void next(const BusId& bus);
    void askMeter(const MeterId& meter, const AskedPtr& asked);
    void reachMeter(const MeterId& meter, const AskedPtr& asked);
    void actOnMeter(const MeterId& meter, const AskedPtr& asked);
    void replyOfMeter(const AskedPtr& asked, Result<order::OutsideReply> reply);
    std::optional<Result<order::OutsideReply>> atMeter(MeterModel& meter, Asked& asked);
    void giveUpAfter(Duration timeout, const AskedPtr& asked, bool evenReached);
    void carryAt(const MeterId& meter, const AskedPtr& asked);
    std::string writeCommand(MeterModel& meter, const AskedPtr& asked);
    void takeEffect(const MeterId& meter, const AskedPtr& asked, bool partly);
    void readBack(const Carried& carried);
    std::optional<Result<order::OutsideReply>> sellAt(MeterModel& meter, const Asked& asked);

    Host& m_host;
    Channels& m_channels;
    std::map<MeterId, MeterModel>& m_meters;
    Sabotage m_sabotage;
    bool m_queriesSilent = false;
    Witness m_witness;
    SaleObserver m_saleObserver;
    CommandObserver m_commandObserver;
    std::map<BusId, Line> m_lines;
    std::map<MeterId, Wire> m_wires;
    DeskPort m_desk;
};

/// "gateway-cancel K01…", "meter-sell 0000… n=5": for traces.
[[nodiscard]] std::string describe(const order::OutsideCall& call);

}  // namespace wattill::simulation
