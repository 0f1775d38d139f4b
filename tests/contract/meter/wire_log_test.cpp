#include "bus_rig.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

// What goes over the wire for each command of each profile, byte by byte, as files that people can
// compare with a meter's manual. WATTILL_UPDATE_GOLDEN=1 writes them anew.
namespace wattill::testing {
namespace {

using namespace metering;
using sim::Model;

using Bytes = std::vector<std::uint8_t>;
using Range = std::pair<std::size_t, std::size_t>;  ///< first byte, and behind the last

struct Subject {
    const char* name;  ///< of the profile
    Model model;
};

bool isDlt(const Subject& subject) {
    return sim::speaksDlt(subject.model);
}

/// From the beginning of the test to ten past the hour, where neither midnight nor a change of rate
/// is near: a clock may always be set. The same throughout, so that an hour may end meanwhile.
std::chrono::seconds untilTenPast() {
    static const auto kShift = [] {
        const Instant now = SystemClock().now();
        const Instant hour = std::chrono::floor<std::chrono::hours>(now);
        return std::chrono::floor<std::chrono::seconds>(hour + std::chrono::minutes(10) - now);
    }();
    return kShift;
}

/// The commands in the order of the file, with fixed content.
std::vector<MeterCommand> commandsFor(const Subject& subject) {
    // Prices of DL/T 645 go through the spare set, whose time would be that of the test.
    const std::optional<CivilTime> from =
        isDlt(subject) ? std::optional(CivilTime{2031, 1, 1, 0, 0, 0}) : std::nullopt;
    const SetPrices prices{{Money::fromMicroYuan(1'200'000), Money::fromMicroYuan(1'000'000),
                            Money::fromMicroYuan(700'000), Money::fromMicroYuan(300'000)},
                           from};
    const SetTimetable timetable{
        {{{0, Rate::Valley}, {480, Rate::Peak}, {1380, Rate::Valley}},
         {{0, Rate::Valley}, {420, Rate::Flat}, {1110, Rate::Sharp}, {1320, Rate::Valley}}},
        {{4, 1, 1}, {10, 15, 2}},
        from};
    SetClock clock;
    clock.offset = std::chrono::hours(8) + untilTenPast();
    return {RelayCommand::Trip,
            RelayCommand::KeepOn,
            RelayCommand::ToPrepaid,
            prices,
            timetable,
            SetAlarms{Money::fromFen(3000), Money::fromFen(1500)},
            SetOverload{4500},
            clock,
            OpenAccount{},
            CloseAccount{},
            TakeCredit{Money::fromFen(2000), 5, 0x1122'3344'5566'7788U}};
}

/// Bytes that say what time it was, and the check sum over them.
std::vector<Range> timesIn(const std::string& command, const Bytes& frame, std::size_t begin) {
    if (frame[0] != 0xFE && frame[0] != 0x68) {
        const bool clock = command == "set-clock" && frame[1] == 0x20 && frame.size() == 19;
        return clock ? std::vector<Range>{{7, 19}} : std::vector<Range>{};
    }
    const std::uint8_t control = frame[begin + 8];
    const std::size_t end = frame.size() - 1;
    if (control == 0x1C) return {{begin + 20, end}};
    if (command == "set-clock" && (control == 0x14 || control == 0x08)) {
        return {{begin + (control == 0x14 ? 22 : 10), end}};
    }
    return {};
}

class WireLog : public ::testing::TestWithParam<Subject> {
  protected:
    /// A line for each frame of what `act` writes; readings are left out.
    template <class Act>
    std::string logOf(const std::string& command, Act act) {
        BusRig rig(GetParam().model);
        if (command == "set-clock") {
            rig.tell(fmt::format("clock 1 {}", untilTenPast().count()));
        }
        std::string log = "# " + command + "\n";
        rig.bus().trace([&](const Frame& frame) {
            const Bytes bytes(frame.bytes.begin(), frame.bytes.end());
            log += lineOf(command, frame.direction, bytes);
        });
        const std::string said = act(rig.meter());
        rig.bus().trace({});
        return log + (said.empty() ? "" : said + "\n") + "\n";
    }

  private:
    static std::string lineOf(const std::string& command, Direction direction, const Bytes& bytes) {
        const auto first = std::find(bytes.begin(), bytes.end(), 0x68);
        const auto begin = static_cast<std::size_t>(isDlt(GetParam()) ? first - bytes.begin() : 0);
        const int code = bytes.at(isDlt(GetParam()) ? begin + 8 : 1);
        const int reads = isDlt(GetParam()) ? 0x11 : 0x03;
        if ((code & (isDlt(GetParam()) ? 0x1F : 0x7F)) == reads) return {};
        const auto times = timesIn(command, bytes, begin);
        std::string line = direction == Direction::ToMeter ? "->" : "<-";
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            const bool masked = std::any_of(times.begin(), times.end(), [i](const Range& range) {
                return i >= range.first && i < range.second;
            });
            line += masked ? std::string(" ..") : fmt::format(" {:02X}", bytes[i]);
        }
        return line + "\n";
    }
};

std::string outcomeOf(const Result<CommandProof>& proof) {
    if (proof) return std::string("= ").append(name(proof->outcome));
    return std::string("= ").append(wattill::name(proof.error().code));
}

TEST_P(WireLog, IsAsItWas) {
    std::string log = logOf("sell", [](Meter& meter) {
        const auto sold = meter.sell({Money::fromFen(10000), 5, 0x1122'3344'5566'7788U});
        return std::string("= ").append(sold ? "answered" : wattill::name(sold.error().code));
    });
    for (const MeterCommand& command : commandsFor(GetParam())) {
        const std::string word(commandName(command));
        log += logOf(word, [&](Meter& meter) { return outcomeOf(meter.carryOut(command)); });
    }
    const std::string file =
        WATTILL_SOURCE_DIR "/tests/contract/meter/wire/" + std::string(GetParam().name) + ".txt";
    if (std::getenv("WATTILL_UPDATE_GOLDEN") != nullptr) {
        std::ofstream(file) << log;
        return;
    }
    std::ifstream in(file);
    std::ostringstream golden;
    golden << in.rdbuf();
    EXPECT_EQ(log, golden.str()) << file << " differs; WATTILL_UPDATE_GOLDEN=1 writes it";
}

INSTANTIATE_TEST_SUITE_P(Profiles, WireLog,
                         ::testing::Values(Subject{"acrel-dtsy1352-nk", Model::Dtsy},
                                           Subject{"acrel-ddsy1352-nk", Model::Ddsy},
                                           Subject{"dlt645-2007", Model::Dlt645},
                                           Subject{"dlt645-2007-orderno", Model::Dlt645OrderNo}),
                         [](const auto& tested) {
                             std::string word = tested.param.name;
                             std::replace(word.begin(), word.end(), '-', '_');
                             return word;
                         });

}  // namespace
}  // namespace wattill::testing
