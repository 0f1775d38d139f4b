#pragma once

#include "api/server.hpp"
#include "metering/profile_library.hpp"
#include "node/bus_desk.hpp"
#include "node/channel_watch.hpp"
#include "node/channels.hpp"
#include "node/config.hpp"
#include "node/fleet.hpp"
#include "node/meter_board.hpp"
#include "node/node_service.hpp"
#include "node/outside_calls.hpp"
#include "node/reconciler.hpp"
#include "node/service_commands.hpp"
#include "node/service_reconciliation.hpp"
#include "node/waiters.hpp"
#include "node/worker.hpp"
#include "order/command_desk.hpp"
#include "order/engine.hpp"

#include <memory>
#include <optional>
#include <string>

namespace wattill::node {

/// A whole node, put together from its configuration. Reading start() and stop() from top to bottom
/// shows what there is and who needs whom.
class Node {
  public:
    /// Comes back once everything runs: what was under way at the last end is taken up, meters are
    /// polled, the socket answers. Errors name the place and the remedy; then nothing runs. `log`
    /// must outlive the node.
    static Result<std::unique_ptr<Node>> start(Config config, Log& log);
    ~Node();
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    /// Ends every thread in order; what was accepted is committed. Seconds at most. May be called
    /// twice.
    void stop();

    [[nodiscard]] const Config& config() const { return m_config; }
    /// Where notifications come in; 0 without a listener for them.
    [[nodiscard]] std::uint16_t notifyPort() const;
    /// Where Prometheus asks; 0 without a listener for it.
    [[nodiscard]] std::uint16_t metricsPort() const;

  private:
    Node(Config config, TimeZone zone, Log& log);
    Result<void> makeGateways();
    Result<void> openDatabase();
    Result<void> makeFleet();
    void makeEngine();
    void makeReconciler();
    Result<void> recover();
    Result<void> startServer(api::Authorizer authorizer);
    void pumpForever();
    [[nodiscard]] Fleet::Line lineOf(const BusConfig& bus) const;

    Config m_config;
    const TimeZone m_zone;
    Log& m_log;
    SystemClock m_clock;
    SeededRandom m_random;
    metering::ProfileLibrary m_profiles;
    Channels m_channels;
    Reconciler::Sources m_billSources;  ///< one per channel whose adapter reads bills

    // In the order they come to life; stop() says how they end.
    std::unique_ptr<CountedDatabase> m_database;
    std::unique_ptr<MeterBoard> m_board;
    std::unique_ptr<Fleet> m_fleet;
    Worker m_reads{"reads", 512};
    Worker m_books{"books", 8};
    Worker m_bills{"bills", 64};
    Worker m_timer{"timer"};
    std::unique_ptr<SaleGate> m_gate;
    std::unique_ptr<ChannelWatch> m_channelWatch;
    std::unique_ptr<OutsideCalls> m_outside;
    std::unique_ptr<order::Engine> m_engine;
    OrderWaiters m_waiters{m_timer};
    std::unique_ptr<order::CommandDesk> m_commandDesk;
    BatchWaiters m_batchWaiters{m_timer};
    std::unique_ptr<CommandAnswers> m_commands;
    std::unique_ptr<Reconciler> m_reconciler;
    std::unique_ptr<ReconciliationAnswers> m_reconciliations;
    std::unique_ptr<BusDesk> m_desk;
    std::unique_ptr<NodeService> m_service;
    std::unique_ptr<api::Server> m_server;
};

}  // namespace wattill::node
