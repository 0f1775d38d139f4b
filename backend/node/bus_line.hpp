#pragma once

#include "base/log.hpp"
#include "metering/bus.hpp"
#include "metering/meter_command.hpp"
#include "node/alarm_watch.hpp"
#include "node/bus_queue.hpp"
#include "node/meter_board.hpp"
#include "node/poll_plan.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace wattill::node {

/// Makes the bus anew: at the start, and when other meters are to be on it.
using BusFactory = std::function<Result<std::unique_ptr<metering::Bus>>()>;

struct BusLineConfig {
    BusId name;
    Duration pollEvery{};    ///< each living meter is read so often, for its present state
    Duration recordEvery{};  ///< and written down so often, by the clock
    std::size_t queueLimit = 64;
};

struct BusLineState {
    std::size_t meters = 0;
    std::size_t lost = 0;
    bool portOpen = false;
    bool down = false;  ///< the port is gone: nothing is known of any meter until it is back
    /// Age of the oldest state among the meters that are not lost; empty when there is none. A
    /// meter that was never read counts from when it came onto the bus.
    std::optional<Duration> oldestState{};
    std::optional<Duration> cycle{};  ///< what it takes to read every living meter once
};

/// Where a meter of the line stands in its plan.
struct MeterTurn {
    MeterId meter;
    bool lost = false;
    Duration nextTryIn{};  ///< at the earliest; zero: due
};

/// One bus and its thread. Whatever asks for a meter waits in a queue; whenever the queue is empty
/// the meters are read in turn. Functions may be called from any thread and return at once;
/// callbacks run on the bus thread, exactly once, unless the line is stopped first.
///
/// A sale waits for one frame of a reading, or for one command, at most: between two frames of a
/// reading that is not a sale's own, sales for other meters go first; those for the same meter wait
/// until it is over. Whatever is not a sale is tried once, and a second time only after what is
/// more urgent. A reading that shows something bad for the first time is read again before the
/// board gets it.
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
    /// What concerns the relay or the balance goes before whoever stands at the kiosk, settings
    /// after.
    [[nodiscard]] bool carryOut(const MeterId& meter, metering::MeterCommand command,
                                std::optional<Duration> within,
                                Callback<metering::CommandProof> done);
    /// Anything else that belongs on the bus thread and writes nothing, such as looking for a
    /// meter. Busy when it waited too long, Unreachable when the bus could not be made.
    using BusCall = std::function<void(Result<metering::Bus*>)>;
    [[nodiscard]] bool onBus(BusPriority priority, std::optional<Duration> within, BusCall call);
    /// Gets each frame from now on, on the bus thread, also of a bus that is made anew; an empty
    /// function ends it.
    void trace(metering::FrameTrace sink);

    [[nodiscard]] BusLineState state() const;
    /// Counts since the line was made: they go on when its bus is made anew.
    [[nodiscard]] metering::BusHealth health() const;
    /// Since the meters of the line changed last.
    [[nodiscard]] std::vector<metering::MeterHealth> meterHealth() const;
    [[nodiscard]] std::vector<MeterTurn> turns() const;

  private:
    using Steady = BusQueue::Steady;
    /// A reading that somebody other than the plan wants.
    struct Wanted {
        MeterId meter;
        BusPriority priority = BusPriority::Present;
        std::optional<Steady::time_point> deadline;
        Callback<metering::MeterReading> done;  ///< may be empty
        int againAtMost = 0;
        std::optional<Result<metering::MeterReading>> before;  ///< what the first try came to
    };
    [[nodiscard]] static Duration sinceBoot();
    [[nodiscard]] bool ask(Wanted wanted);
    void answer(Wanted wanted, bool late);
    void confirm(const MeterId& meter);
    template <class Value, class Call>
    bool enqueue(BusPriority priority, std::optional<Duration> within, const MeterId& meter,
                 Call call, Callback<Value> done);
    void run();
    void takeNewMeters();
    void takeNewTrace();
    void rebuild();
    [[nodiscard]] Steady::time_point nextTurn() const;
    void setBus(std::unique_ptr<metering::Bus> bus);
    void noteTurn(const MeterId& meter);
    void readInTurn();
    enum class Tries { One, AsTheProfileSays };
    Result<metering::MeterReading> readNow(const MeterId& meter, Tries tries);
    /// `elsewhere`: what of the time since then went to sales for other meters.
    void noteTry(const MeterId& meter, const Result<metering::MeterReading>& result,
                 Duration startedAt, Duration elsewhere = Duration(0));
    Duration givingWay(const std::function<void()>& call);
    void serveSales(std::int64_t address);
    [[nodiscard]] bool mayGoFirst(const MeterId& meter);
    [[nodiscard]] std::optional<MeterId> meterAt(std::int64_t address) const;
    static void allowFor(Duration elsewhere, metering::MeterReading& reading);
    void noteChange(const MeterId& meter, PollPlan::Change change,
                    const Result<metering::MeterReading>& result);
    void noteBus(const Result<metering::MeterReading>& result);
    void noteReading(const MeterId& meter, const metering::MeterReading& reading);
    void noteBorder(Instant readAt);
    void noteCycle();
    [[nodiscard]] Result<metering::Meter*> meterOf(const MeterId& meter);
    void publishState();

    const BusLineConfig m_config;
    const BusFactory m_factory;
    MeterBoard& m_board;
    Log& m_log;
    BusQueue m_queue;
    std::mutex m_newMetersMutex;
    std::optional<std::vector<metering::MeterOnBus>> m_newMeters;
    std::optional<metering::FrameTrace> m_newTrace;

    // ---- of the bus thread only; the bus is exchanged under m_watchMutex
    std::unique_ptr<metering::Bus> m_bus;
    std::vector<metering::MeterOnBus> m_wanted;
    std::vector<MeterId> m_onBus;
    std::optional<Steady::time_point> m_remakeAt;  ///< the bus could not be made
    PollPlan m_plan;
    AlarmWatch m_alarms;
    bool m_tooSlow = false;
    bool m_givesWay = false;  ///< what is under way only reads
    bool m_inGap = false;     ///< sales are served in the middle of it: the bus must stay
    Duration m_elsewhere{};   ///< how long they took, since it began
    metering::FrameTrace m_trace;

    mutable std::mutex m_watchMutex;       ///< guards these, and m_bus against other threads
    metering::BusHealth m_before;          ///< what the buses before this one counted
    std::map<MeterId, MeterTurn> m_turns;  ///< nextTryIn counts from boot

    std::atomic<std::size_t> m_meterCount{0};
    std::atomic<std::size_t> m_lostCount{0};
    std::atomic<bool> m_portOpen{false};
    std::atomic<bool> m_down{false};
    static constexpr Duration::rep kNone = -1;
    std::atomic<Duration::rep> m_oldestState{kNone};  ///< since boot
    std::atomic<Duration::rep> m_cycle{kNone};
    std::thread m_thread;
};

}  // namespace wattill::node
