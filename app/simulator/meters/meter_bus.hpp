#pragma once

#include "base/random.hpp"
#include "meters/faults.hpp"
#include "meters/frames.hpp"
#include "meters/loop.hpp"
#include "meters/port.hpp"
#include "meters/sim_meter.hpp"
#include "meters/wire.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace wattill::sim {

struct MeterBusOptions {
    int baud = 9600;
    char parity = 'N';       ///< 'N', 'E', 'O': a character has 10 bits, with parity 11
    bool paced = true;       ///< characters take the time they take on a wire, both ways
    bool strictGap = false;  ///< a request that comes before the silence is over is not heard
    std::chrono::microseconds gap{
        0};                     ///< that silence; 0: 3.5 characters, above 19200 baud 1.75 ms
    bool strictBaud = false;    ///< a program that set another speed is not understood
    bool strictParity = false;  ///< nor one that set another parity
    bool echo = false;          ///< a 2-wire adapter that sends the request back
    Duration turnaround{5};     ///< from the end of a request's silence to the answer; only paced
    std::int64_t speed = 1;     ///< meters' time runs this much faster
    PortKind port = PortKind::Pty;
    std::string link;                   ///< of a pty: see Pty::open
    std::string address = "127.0.0.1";  ///< where TCP listens
    int tcpPort = 0;                    ///< 0: a free one, kept until the bus is gone
    Duration latency{0};                ///< of the network, added to each answer
    int chunkBytes = 0;                 ///< answers leave in pieces of so many bytes; 0: whole
    Duration chunkPause{5};             ///< between them
    Duration gatewayTimeout{0};  ///< Modbus TCP: exception 0BH when no meter answers; 0: silence
    std::string stateFile;       ///< what the meters remember; written before a write is answered
    std::uint64_t seed = 1;      ///< for faults with a rate
};

/// A bus of simulated meters of one protocol behind a port, from open() to close(). Served by a
/// thread of its own, or by a loop that it shares with other buses. All public functions are safe
/// from any thread.
class MeterBus final : private LoopClient, private PortListener {
  public:
    /// `shared` must outlive the bus; without it the bus has a thread of its own.
    MeterBus(std::vector<MeterSetup> meters, MeterBusOptions options, Loop* shared = nullptr);
    ~MeterBus() override;
    MeterBus(const MeterBus&) = delete;
    MeterBus& operator=(const MeterBus&) = delete;

    /// Reads the state file if there is one, and makes the port.
    Result<void> open();
    /// Pulls the adapter out: the pty is gone, TCP connections end, the next open() puts it in
    /// again. The meters keep what they know.
    void close();
    /// "/dev/pts/3" or "tcp:127.0.0.1:40123"; empty while closed.
    [[nodiscard]] std::string port() const;

    /// One command, one answer: JSON, or "ok", or "error: …". See `help`.
    std::string control(const std::string& line);
    [[nodiscard]] std::size_t meters() const { return m_slots.size(); }
    [[nodiscard]] bool speaksDlt() const { return m_dlt; }
    /// `meter` is a number or an address.
    [[nodiscard]] bool has(const std::string& meter);

  private:
    struct Slot {
        SimMeter meter;
        Faults faults;
        /// A meter does one thing after another: an answer never overtakes an earlier one.
        Steady::time_point busyUntil{};
        Steady::time_point darkUntil{};  ///< without power
    };
    struct Counts {
        std::int64_t requests = 0;
        std::int64_t tooEarly = 0;
        std::int64_t collisions = 0;
        std::int64_t notUnderstood = 0;
        std::map<std::string, std::int64_t> faults;
    };

    Steady::time_point run(Steady::time_point now) override;
    void heard(int client, std::span<const std::uint8_t> bytes) override;
    void left(int client) override;

    /// The program at the port has set what the meters have.
    [[nodiscard]] bool settingFits() const;
    void hear(std::span<const std::uint8_t> bytes, Steady::time_point now);
    void hearGateway(int client, std::span<const std::uint8_t> bytes, Steady::time_point now);
    void takeRequests(Steady::time_point now);
    void takeDltRequests(Steady::time_point now);
    [[nodiscard]] bool requestComplete(Steady::time_point now) const;
    [[nodiscard]] Steady::time_point heardDeadline() const;
    void handOver(const Request& request, Steady::time_point now);
    void answer(Slot& slot, const Request& request, Steady::time_point now);
    Bytes carryOut(Slot& slot, const Request& request, const std::optional<Fault>& fault);
    [[nodiscard]] Bytes frame(const Slot& slot, const Request& request, const Bytes& body) const;
    void speak(Slot& slot, const Request& request, Bytes frame, const std::optional<Fault>& fault);
    void place(const Bytes& frame, int client, Steady::time_point start, int pieces,
               Duration pause);
    [[nodiscard]] Steady::time_point answerStart(const Request& request, std::size_t size,
                                                 Steady::time_point now);
    void noAnswer(const Request& request, Steady::time_point now);
    std::optional<Fault> strike(Slot& slot, Errand errand);
    [[nodiscard]] std::vector<Slot*> addressed(const Request& request);

    Result<void> plug();
    void unplug();
    [[nodiscard]] Instant meterTime() const;
    [[nodiscard]] Slot* find(const std::string& word);
    std::string command(const std::vector<std::string>& words);
    static std::string addFault(const std::vector<std::string>& words, Faults& faults);
    std::string busCommand(const std::vector<std::string>& words);
    std::string meterCommand(const std::vector<std::string>& words, Slot& slot);
    [[nodiscard]] nlohmann::json describe(const Slot& slot) const;
    [[nodiscard]] std::string health() const;
    Result<void> load();
    void save();

    std::unique_ptr<Loop> m_own;
    Loop& m_loop;
    MeterBusOptions m_options;
    WirePace m_pace;
    Instant m_startedAt;
    std::vector<Slot> m_slots;
    bool m_dlt = false;  ///< DL/T 645, not Modbus
    bool m_opened = false;
    Faults m_faults;
    SeededRandom m_random;
    std::unique_ptr<Port> m_port;
    Bytes m_heard;
    Steady::time_point m_heardUntil{};  ///< when the last byte heard was through the wire
    Steady::time_point m_lookedAt{};    ///< DL/T 645: when it was last searched for frames
    std::map<int, Bytes> m_gateway;     ///< Modbus TCP: what each connection has begun to say
    Steady::time_point m_wireFree{};    ///< Modbus TCP: when the gateway's wire is free again
    Outbox m_outbox;
    Bytes m_joined;  ///< answers that wait for the next one
    Steady::time_point m_nextSave = Steady::time_point::max();
    Counts m_counts;
};

}  // namespace wattill::sim
