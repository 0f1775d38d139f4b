#include "base/random.hpp"
#include "dlt645_line.hpp"
#include "metering/dlt645/unit.hpp"

#include <gtest/gtest.h>

// Ten thousand reads of two meters over a bad line, in the line's own time.
namespace wattill::metering::dlt645 {
namespace {

constexpr Value kTotal{0x00010000, 4};
constexpr Value kLeft{0x00900200, 4};
constexpr Value kCount{0x03330201, 4};

struct Rates {
    std::uint64_t late = 0;  ///< percent of answers, each
    std::uint64_t lost = 0;
    std::uint64_t spoilt = 0;
    std::uint64_t noisy = 0;
};

struct Count {
    int good = 0;
    int failed = 0;
    int wrong = 0;
    int faults = 0;
};

/// Answers in the order it was asked; no two answers carry the same value.
class BadLine {
  public:
    BadLine(Rates rates, std::uint64_t seed) : m_rates(rates), m_random(seed) {
        script.answer = [this](const Bytes& sent) { hear(requestIn(sent)); };
    }
    Script script;
    std::uint32_t asked = 0;  ///< what the answer to the last question carries
    int faults = 0;

  private:
    void hear(const Message& request) {
        Bytes frame =
            encode({request.address, 0x91, joined({request.data, identifierBytes(++asked)})});
        milliseconds after(120 + static_cast<int>(m_random.below(300)));
        if (chance(m_rates.lost)) return;
        if (chance(m_rates.late)) after += milliseconds(500 + m_random.below(1500));
        if (chance(m_rates.spoilt)) frame[10 + m_random.below(8)] ^= 0x08U;
        if (chance(m_rates.noisy)) frame.insert(frame.begin(), {0x00, kStart, 0x5A});
        m_free = std::max(m_free + milliseconds(20), script.now + after);
        script.arrive(std::chrono::ceil<milliseconds>(m_free - script.now), frame);
    }
    bool chance(std::uint64_t percent) {
        const bool hit = m_random.below(100) < percent;
        faults += hit ? 1 : 0;
        return hit;
    }
    Rates m_rates;
    SeededRandom m_random;
    SteadyTime m_free{};
};

Count readTenThousand(Rates rates) {
    BadLine line(rates, 20261122);
    const SystemClock clock;
    NullLog log;
    Link link(lineConfig(), std::make_unique<ScriptedLine>(line.script), clock, log);
    LinkTimes times;
    const std::vector<Value> known = {kTotal, kLeft, kCount};
    Unit first(golden(), known, times, link);
    Unit second(Address::fromNumber(202411110003).value(), known, times, link);
    Count tally;
    for (std::uint32_t i = 0; i < 10'000; ++i) {
        Unit& unit = i % 2 == 0 ? first : second;
        const auto read = unit.read(known[i % 3], times.readRetries);
        if (!read) {
            ++tally.failed;
        } else {
            ++(*read == identifierBytes(line.asked) ? tally.good : tally.wrong);
        }
    }
    tally.faults = line.faults;
    return tally;
}

TEST(Dlt645Faults, LateAnswersNeverBecomeValues) {
    const Count tally = readTenThousand({.late = 3});
    EXPECT_EQ(tally.wrong, 0);
    EXPECT_GT(tally.faults, 250);
    EXPECT_LE(tally.failed, tally.faults / 2) << "most come home at the second try";
}

TEST(Dlt645Faults, LostSpoiltAndNoisyAnswersCostLittleMoreThanThemselves) {
    const Count tally = readTenThousand({.lost = 1, .spoilt = 1, .noisy = 1});
    EXPECT_EQ(tally.wrong, 0);
    EXPECT_GT(tally.faults, 250);
    EXPECT_LE(tally.failed * 10, tally.faults) << "a retry heals nearly all";
}

TEST(Dlt645Faults, ATerribleLineIsSlowButNotWrong) {
    const Count tally = readTenThousand({.late = 20, .lost = 10, .spoilt = 10, .noisy = 10});
    EXPECT_EQ(tally.wrong, 0);
    EXPECT_GT(tally.good, 5'000);
}

}  // namespace
}  // namespace wattill::metering::dlt645
