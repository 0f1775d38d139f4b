#pragma once

#include "base/random.hpp"
#include "meters/faults.hpp"
#include "meters/pty.hpp"
#include "meters/sim_meter.hpp"

#include <chrono>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace wattill::sim {

struct MeterBusOptions {
    int baud = 9600;         ///< characters have 10 bits
    bool paced = true;       ///< characters take the time they take on a wire, both ways
    bool strictGap = false;  ///< a request before 3.5 characters of silence is not heard
    bool echo = false;       ///< a 2-wire adapter that sends the request back
    Duration turnaround{5};  ///< from the end of a request's silence to the answer; only paced
    std::int64_t speed = 1;  ///< meters' time runs this much faster
    std::string link;        ///< see Pty::open
    std::string stateFile;   ///< what the meters remember; written before each answer to a write
    std::uint64_t seed = 1;  ///< for faults with a rate
};

/// A bus of simulated meters on a pty, served by a thread of its own from open() to the end. All
/// public functions are safe from any thread.
class MeterBus {
  public:
    MeterBus(std::vector<MeterSetup> meters, MeterBusOptions options);
    ~MeterBus();
    MeterBus(const MeterBus&) = delete;
    MeterBus& operator=(const MeterBus&) = delete;

    /// Reads the state file if there is one, makes the pty, starts the thread.
    Result<void> open();
    /// Pulls the adapter out; open() puts it in again. The meters keep what they know.
    void close();
    [[nodiscard]] std::string port() const;

    /// One command, one answer: JSON, or "ok", or "error: …". See `help`.
    std::string control(const std::string& line);

  private:
    using Steady = std::chrono::steady_clock;
    struct Slot {
        SimMeter meter;
        Faults faults;
        /// A meter does one thing after another: an answer never overtakes an earlier one.
        Steady::time_point busyUntil{};
    };
    struct Outgoing {
        Bytes bytes;
        std::size_t sent = 0;
        Steady::time_point next;  ///< when the next byte is through the wire
    };

    void serve(const std::stop_token& stop);
    [[nodiscard]] std::chrono::nanoseconds untilNextEvent(Steady::time_point now) const;
    void receive(Steady::time_point now);
    void transmit(Steady::time_point now);
    void takeRequest(Steady::time_point now);
    void answer(Slot& slot, const Bytes& request, Steady::time_point now);
    void schedule(Slot& slot, Bytes pdu, const std::optional<Fault>& fault, Steady::time_point now);
    [[nodiscard]] bool requestComplete(Steady::time_point now) const;
    [[nodiscard]] std::chrono::nanoseconds characters(std::int64_t count, int halves = 0) const;
    [[nodiscard]] Instant meterTime() const;
    Slot* find(const std::string& word);
    std::string command(const std::vector<std::string>& words);
    std::string meterCommand(const std::vector<std::string>& words, Slot& slot);
    [[nodiscard]] std::string describe(const Slot& slot) const;
    Result<void> load();
    void save();

    MeterBusOptions m_options;
    mutable std::mutex m_mutex;
    std::vector<Slot> m_slots;
    SeededRandom m_random;
    Instant m_startedAt;
    std::unique_ptr<Pty> m_pty;
    Bytes m_heard;
    Steady::time_point m_heardUntil{};  ///< when the last byte heard was through the wire
    Steady::time_point m_spokeUntil{};
    std::deque<Outgoing> m_outgoing;
    Steady::time_point m_nextSave{};
    std::int64_t m_requests = 0;
    std::int64_t m_tooEarly = 0;
    std::int64_t m_collisions = 0;
    std::int64_t m_notUnderstood = 0;
    int m_wake = -1;  ///< an eventfd that ends the wait of the thread
    std::jthread m_thread;
};

}  // namespace wattill::sim
