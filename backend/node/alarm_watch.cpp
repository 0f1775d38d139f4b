#include "node/alarm_watch.hpp"

namespace wattill::node {

using metering::MeterReading;

namespace {
/// A meter whose flags come and go with each reading is believed in the end.
constexpr int kMostReadings = 3;

constexpr std::array<std::string_view, 6> kNames{"fault",   "overload", "relay open",
                                                 "arrears", "alarm 2",  "alarm 1"};

/// One bit for each of kNames.
unsigned badOf(const MeterReading& reading) {
    const bool open = reading.has.relay && reading.relay == metering::Relay::Open;
    const bool balance = reading.has.balance;
    const std::array<bool, kNames.size()> bad{reading.fault,
                                              reading.overload,
                                              open,
                                              balance && reading.arrears,
                                              balance && reading.alarm2,
                                              balance && reading.alarm1};
    unsigned bits = 0;
    for (std::size_t i = 0; i < bad.size(); ++i)
        bits |= bad[i] ? 1U << i : 0U;
    return bits;
}

unsigned newBits(const std::optional<MeterReading>& known, const MeterReading& seen) {
    return badOf(seen) & ~(known ? badOf(*known) : 0U);
}
}  // namespace

AlarmWatch::Verdict AlarmWatch::look(const MeterId& meter, const std::optional<MeterReading>& known,
                                     const MeterReading& seen) {
    const unsigned bad = newBits(known, seen);
    const auto waiting = m_waiting.find(meter);
    if (bad == 0) {
        if (waiting == m_waiting.end()) return Verdict::Take;
        m_waiting.erase(waiting);
        return Verdict::NotConfirmed;
    }
    const Waiting before = waiting == m_waiting.end() ? Waiting{} : waiting->second;
    if ((bad & ~before.bad) == 0 || before.readings + 1 >= kMostReadings) {
        m_waiting.erase(meter);
        return Verdict::Confirmed;
    }
    m_waiting[meter] = {bad, before.readings + 1};
    return Verdict::ReadAgain;
}

std::string AlarmWatch::newlyBad(const std::optional<MeterReading>& known,
                                 const MeterReading& seen) {
    const unsigned bad = newBits(known, seen);
    std::string text;
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        if ((bad & (1U << i)) == 0) continue;
        if (!text.empty()) text += ", ";
        text += kNames[i];
    }
    return text;
}

}  // namespace wattill::node
