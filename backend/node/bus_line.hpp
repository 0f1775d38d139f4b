#pragma once

#include "base/log.hpp"
#include "metering/bus.hpp"
#include "metering/meter_command.hpp"
#include "node/bus_queue.hpp"
#include "node/meter_board.hpp"
#include "node/poll_plan.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace wattill::node {

/// Makes the bus anew: at the start, and when other meters are to be on it.
using BusFactory = std::function<Result<std::unique_ptr<metering::Bus>>()>;

struct BusLineConfig {
    BusId name;
    Duration pollEvery{};
    Duration recordEvery{};
    std::size_t queueLimit = 64;
};

struct BusLineState {
    std::size_t meters = 0;
    std::size_t lost = 0;
    bool portOpen = false;
};

/// One bus and its thread. Whatever asks for a meter waits in a queue; whenever the queue is empty
/// the meters are read in turn. Functions may be called from any thread and return at once;
/// callbacks run on the bus thread, exactly once, unless the line is stopped first.
class BusLine {
  public:
    template <class Value>
    using Callback = std::function<void(Result<Value>)>;

    BusLine(BusLineConfig config, BusFactory factory, MeterBoard& board, Log& log);
    ~BusLine();
    BusLine(const BusLine&) = delete;
    BusLine& operator=(const BusLine&) = delete;

    /// The meters of the line from now on. May come before start() and at any time after.
    void setMeters(std::vector<metering::MeterOnBus> meters);
    void start();
    /// Waits for the call under way (seconds at most); what waits is dropped.
    void stop();

    /// False: the queue is full, `done` will not run.
    [[nodiscard]] bool read(const MeterId& meter, BusPriority priority,
                            std::optional<Duration> within, Callback<metering::MeterReading> done);
    [[nodiscard]] bool sell(const MeterId& meter, const metering::Sale& sale, Callback<void> done);
    [[nodiscard]] bool carryOut(const MeterId& meter, metering::MeterCommand command,
                                std::optional<Duration> within,
                                Callback<metering::CommandProof> done);
    [[nodiscard]] BusLineState state() const;

  private:
    using Steady = BusQueue::Steady;
    template <class Value, class Call>
    bool enqueue(BusPriority priority, std::optional<Duration> within, const MeterId& meter,
                 Call call, Callback<Value> done);
    void run();
    void takeNewMeters();
    void rebuild(const std::vector<metering::MeterOnBus>& meters);
    void readInTurn();
    Result<metering::MeterReading> readNow(const MeterId& meter);
    void noteTry(const MeterId& meter, const Result<metering::MeterReading>& result,
                 Duration startedAt);
    [[nodiscard]] Result<metering::Meter*> meterOf(const MeterId& meter);
    void publishState();

    const BusLineConfig m_config;
    const BusFactory m_factory;
    MeterBoard& m_board;
    Log& m_log;
    BusQueue m_queue;
    std::mutex m_newMetersMutex;
    std::optional<std::vector<metering::MeterOnBus>> m_newMeters;

    // ---- of the bus thread only
    std::unique_ptr<metering::Bus> m_bus;
    std::vector<MeterId> m_onBus;
    PollPlan m_plan;

    std::atomic<std::size_t> m_meterCount{0};
    std::atomic<std::size_t> m_lostCount{0};
    std::atomic<bool> m_portOpen{false};
    std::thread m_thread;
};

}  // namespace wattill::node
