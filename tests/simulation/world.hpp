#pragma once

#include "simulation/command_watch.hpp"
#include "simulation/finance.hpp"
#include "simulation/prepared_site.hpp"
#include "simulation/staff.hpp"
#include "simulation/tenants.hpp"

#include <map>
#include <memory>

namespace wattill::simulation {

/// What one run was asked to do.
struct RunOptions {
    std::uint64_t seed = 1;
    bool traced = false;
    Sabotage sabotage = Sabotage::None;
    bool opensAnew = false;  ///< the database in every life of the node; one of sixteen does
    bool scripted = false;   ///< no weather, and nobody comes by himself: Stage says what happens
};

/// What came of it.
struct RunReport {
    std::string violation;  ///< "<invariant>: <what was seen>"; empty when all held
    std::string trace;
    std::uint64_t orders = 0;
    std::uint64_t payments = 0;
    std::map<order::State, std::uint64_t> ends;               ///< orders by their last state
    std::uint64_t commands = 0;                               ///< tickets
    std::map<order::TicketState, std::uint64_t> commandEnds;  ///< by their last state
    std::uint64_t crashes = 0;
    std::uint64_t commits = 0;
    std::uint64_t events = 0;
    Duration simulated{};
    FaultCounts faults{};
};

/// One site under one seed: hours of trouble, then a day and a half of peace, then the reckoning.
class World {
  public:
    World(const RunOptions& options, PreparedSite& site);
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    RunReport run();

    // ---- what the reckoning looks at, and a script moves
    [[nodiscard]] Host& host() { return m_host; }
    [[nodiscard]] Node& node() { return m_node; }
    [[nodiscard]] Channels& channels() { return m_channels; }
    [[nodiscard]] std::map<MeterId, MeterModel>& meters() { return m_meters; }
    [[nodiscard]] Tenants& tenants() { return m_tenants; }
    [[nodiscard]] CommandWatch& commands() { return m_commands; }
    [[nodiscard]] ChannelNotices& notices() { return m_notices; }

    // ---- for a script
    /// Told of each call of the node before it leaves.
    void onCall(std::function<void(const order::OutsideCall&)> observer) {
        m_callObserver = std::move(observer);
    }
    /// The node opens its database and goes on.
    void startNode();
    void pass(Duration time);
    /// A day and a half more, then the reckoning. Empty when all held.
    [[nodiscard]] std::string settleAndReckon();

  private:
    void step();
    void reckonAll();
    void settle();
    void planPeople();
    void planTrouble();
    void planMeterTrouble();
    void planClockTrouble();
    void planPerson();
    void beQuiet();
    void bringBack();
    void lookAround();
    Cover witness(const order::OutsideCall& call);
    [[nodiscard]] Result<void> readDurable(const order::Database::ReadWork& look);
    void checkFile();
    void watchThem();
    void planBusTrouble();
    void checkSale(const MeterModel& meter, const AppliedSale& sale);
    void checkRefunds(const order::Order& order);
    void checkUndelivered(const payment::RefundRequest& request);
    void planChannels();
    void planMoneyTrouble();

    RunOptions m_options;
    PreparedSite& m_site;
    Host m_host;
    KeptDatabase* m_kept;  ///< null: the database is opened anew in every life
    MemoryDisk m_ownDisk;  ///< then
    Channels m_channels;
    std::map<MeterId, MeterModel> m_meters;
    OutsideWorld m_outside;
    Node m_node;
    ChannelNotices m_notices;
    Tenants m_tenants;
    Finance m_finance;
    CommandWatch m_commands;
    Staff m_staff;
    std::function<void(const order::OutsideCall&)> m_callObserver;
    Duration m_trouble;  ///< how long it lasts
    bool m_quiet = false;
};

/// One run, from a prepared disk.
[[nodiscard]] RunReport runSeed(const RunOptions& options);

}  // namespace wattill::simulation
