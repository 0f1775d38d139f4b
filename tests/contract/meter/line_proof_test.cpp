#include "base/json.hpp"
#include "bus_rig.hpp"
#include "metering/modbus/modbus_unit.hpp"
#include "metering/modbus/rtu_link.hpp"
#include "metering/modbus/serial_port.hpp"
#include "metering/modbus/tcp_line.hpp"

#include <future>
#include <numeric>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

// The figures that a line must keep, over many reads: several buses at once, a thread each, so that
// the silences between frames are kept side by side.
namespace wattill::testing {
namespace {

using metering::modbus::ModbusUnit;
using metering::modbus::RegisterRun;
using sim::PortKind;

constexpr int kLines = 20;
constexpr int kReads = 504;  ///< of each line: 10,080 in all
/// Registers of the simulated meter: balance and count; energy, and the upper half of another.
constexpr RegisterRun kMoney{3, 0x021F, 3};
constexpr RegisterRun kEnergy{3, 0x0215, 3};

struct Trial {
    PortKind port = PortKind::Pty;
    std::vector<std::string> faults;
    metering::LinkTimes times;
    int retries = 0;
    int reads = kReads;
    bool strictGap = false;
    bool paced = false;
};

struct Tally {
    int good = 0;
    int failed = 0;
    int wrong = 0;
    std::int64_t faults = 0;
    std::int64_t tooEarly = 0;
    std::int64_t collisions = 0;
};

Tally operator+(const Tally& a, const Tally& b) {
    return {a.good + b.good,     a.failed + b.failed,     a.wrong + b.wrong,
            a.faults + b.faults, a.tooEarly + b.tooEarly, a.collisions + b.collisions};
}

class Line {
  public:
    Line(const Trial& trial, std::uint64_t seed)
        : m_trial(trial),
          m_sim({idleMeter(1, sim::Model::Dtsy)}, options(trial, m_folder, seed)),
          m_port(plug()),
          m_link(m_port, opener(), m_clock, m_log),
          m_unit(1, {3, 0x0200, 48}, trial.times, m_link) {}

    Tally run() {
        const auto energy = m_unit.read(kEnergy, 0);
        if (!energy) return {.wrong = 1};
        for (const std::string& fault : m_trial.faults)
            static_cast<void>(m_sim.control("fault 1 " + fault));
        Tally tally;
        for (int i = 0; i < m_trial.reads; ++i) {
            const Money now = Money::fromFen(1000 + i);
            static_cast<void>(m_sim.control("balance 1 " + now.yuanText()));
            count(m_unit.read(kMoney, m_trial.retries), money(now), tally);
            if (++i < m_trial.reads) count(m_unit.read(kEnergy, m_trial.retries), *energy, tally);
        }
        const auto bus = parseStrict(m_sim.control("bus")).value();
        for (const auto& [kind, struck] : bus["faults"].items())
            tally.faults += struck.get<std::int64_t>();
        tally.tooEarly = bus["too_early"].get<std::int64_t>();
        tally.collisions = bus["collisions"].get<std::int64_t>();
        return tally;
    }

  private:
    using Bytes = metering::Bytes;

    static sim::MeterBusOptions options(const Trial& trial, const ScratchFolder& folder,
                                        std::uint64_t seed) {
        sim::MeterBusOptions options;
        options.baud = 38400;
        options.port = trial.port;
        options.paced = trial.paced;
        options.strictGap = trial.strictGap;
        options.link = folder.file("port");
        options.seed = seed;
        return options;
    }
    metering::BusConfig plug() {
        EXPECT_TRUE(m_sim.open().ok());
        return {BusId("line"), m_sim.port(), 38400};
    }
    metering::modbus::LineOpener opener() {
        const auto tcp = metering::tcpPort(m_port.port).value();
        if (!tcp) return [this] { return metering::modbus::SerialPort::open(m_port); };
        return [this, to = *tcp] { return metering::modbus::TcpLine::open(m_port, to); };
    }
    static Bytes money(Money balance) {
        const auto fen = static_cast<std::uint32_t>(balance.fenFloor());
        return {static_cast<std::uint8_t>(fen >> 24U),
                static_cast<std::uint8_t>(fen >> 16U),
                static_cast<std::uint8_t>(fen >> 8U),
                static_cast<std::uint8_t>(fen),
                0,
                4};
    }
    static void count(const Result<Bytes>& read, const Bytes& expected, Tally& tally) {
        if (!read) {
            ++tally.failed;
        } else {
            ++(*read == expected ? tally.good : tally.wrong);
        }
    }

    const Trial& m_trial;
    ScratchFolder m_folder;
    SystemClock m_clock;
    NullLog m_log;
    sim::MeterBus m_sim;
    metering::BusConfig m_port;
    metering::modbus::RtuLink m_link;
    ModbusUnit m_unit;
};

Tally runAll(const Trial& trial, int lines = kLines) {
    std::vector<std::future<Tally>> running;
    for (int line = 1; line <= lines; ++line) {
        running.push_back(std::async(std::launch::async, [&trial, line] {
            return std::make_unique<Line>(trial, static_cast<std::uint64_t>(line))->run();
        }));
    }
    Tally sum;
    for (auto& each : running)
        sum = sum + each.get();
    return sum;
}

metering::LinkTimes times(Duration read, Duration late) {
    metering::LinkTimes times;
    times.read = read;
    times.lateAnswer = late;
    return times;
}

class LineProof : public ::testing::TestWithParam<PortKind> {};

TEST_P(LineProof, ThreePercentLateAnswersAndNotOneWrongValueInTenThousandReads) {
    Trial trial;
    trial.port = GetParam();
    // Half within the silence that is waited for, overtaken by nothing; half far beyond it.
    trial.faults = {"late 70 rate 15 on reads", "delay 160 rate 15 on reads"};
    trial.times = times(Duration(40), Duration(60));
    trial.retries = 1;
    const Tally tally = runAll(trial);
    EXPECT_EQ(tally.wrong, 0);
    EXPECT_EQ(tally.good + tally.failed, kLines * kReads);
    EXPECT_GT(tally.faults, 200) << "else it proves nothing";
    EXPECT_LT(tally.failed, tally.faults);
}

TEST_P(LineProof, WhatIsLostSpoiltOrNoisyFailsNoMoreReadsThanItStrikes) {
    Trial trial;
    trial.port = GetParam();
    trial.faults = {"lose-after rate 10 on reads", "bad-check rate 10 on reads",
                    "noise rate 10 on reads"};
    trial.times = times(Duration(250), Duration(60));
    const Tally tally = runAll(trial);
    EXPECT_EQ(tally.wrong, 0);
    EXPECT_EQ(tally.good + tally.failed, kLines * kReads);
    EXPECT_GT(tally.faults, 200) << "else it proves nothing";
    EXPECT_GT(tally.failed, 0);
    EXPECT_LE(tally.failed, tally.faults * 12 / 10);
    fmt::print("{} faults, {} of {} reads failed\n", tally.faults, tally.failed, kLines * kReads);
}

INSTANTIATE_TEST_SUITE_P(Ports, LineProof, ::testing::Values(PortKind::Pty, PortKind::SerialTcp),
                         [](const auto& tested) {
                             return tested.param == PortKind::Pty ? "Serial" : "RtuOverTcp";
                         });

TEST(LineGap, NoRequestEverComesBeforeTheSilenceIsOver) {
    Trial trial;
    trial.faults = {"lose-after rate 20 on reads", "bad-check rate 20 on reads",
                    "noise rate 20 on reads", "stray-behind rate 20 on reads",
                    "split 5 rate 20 on reads"};
    trial.times = times(Duration(100), Duration(60));
    trial.strictGap = true;
    trial.paced = true;
    trial.reads = 150;
    const Tally tally = runAll(trial, 4);
    EXPECT_EQ(tally.tooEarly, 0);
    EXPECT_EQ(tally.wrong, 0);
    EXPECT_GT(tally.good, 500);
    EXPECT_GT(tally.faults, 20) << "else it proves nothing";
}

}  // namespace
}  // namespace wattill::testing
