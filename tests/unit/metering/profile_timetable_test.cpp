#include "metering/timetable.hpp"
#include "profile_image.hpp"

#include <gtest/gtest.h>

namespace wattill::metering {
namespace {

using Outcome = CommandProof::Outcome;
using namespace std::chrono_literals;

const DayTable kTwoRates = {{0, Rate::Valley}, {8 * 60, Rate::Peak}, {22 * 60, Rate::Valley}};

struct BadTable {
    const char* name;
    SetTimetable wanted;
    const char* says;
};

class Timetable : public ::testing::TestWithParam<BadTable> {};

TEST_P(Timetable, IsRefusedWithItsPlace) {
    const auto checked = checkTimetable(GetParam().wanted, TimetableLayout{});
    ASSERT_FALSE(checked.ok());
    EXPECT_EQ(checked.error().code, ErrorCode::InvalidInput);
    EXPECT_NE(checked.error().message.find(GetParam().says), std::string::npos)
        << checked.error().message;
}

DayTable everyMinute(int slots) {
    DayTable table;
    for (int i = 0; i < slots; ++i)
        table.push_back({i, i % 2 == 0 ? Rate::Flat : Rate::Peak});
    return table;
}

INSTANTIATE_TEST_SUITE_P(
    Rules, Timetable,
    ::testing::Values(
        BadTable{"NoTable", {{}, {}, {}}, "0 day tables"},
        BadTable{"TooManyTables", {{kTwoRates, kTwoRates, kTwoRates}, {}, {}}, "3 day tables"},
        BadTable{"EmptyTable", {{{}}, {}, {}}, "day table 1: has 0 slots"},
        BadTable{"TooManySlots", {{everyMinute(15)}, {}, {}}, "15 slots"},
        BadTable{"LateStart", {{{{60, Rate::Flat}}}, {}, {}}, "begins at 01:00"},
        BadTable{"NotSorted",
                 {{{{0, Rate::Flat}, {600, Rate::Peak}, {540, Rate::Flat}}}, {}, {}},
                 "slot 3 (09:00): begins before"},
        BadTable{"Twice",
                 {{{{0, Rate::Flat}, {600, Rate::Peak}, {600, Rate::Flat}}}, {}, {}},
                 "slot 3 (10:00)"},
        BadTable{"SameRate", {{{{0, Rate::Flat}, {600, Rate::Flat}}}, {}, {}}, "join the two"},
        BadTable{"NoTime", {{{{0, Rate::Flat}, {1440, Rate::Peak}}}, {}, {}}, "no time of a day"},
        BadTable{"NoDay", {{kTwoRates}, {{2, 29, 1}}, {}}, "season 1 (02-29): is no day"},
        BadTable{"NoSuchTable", {{kTwoRates}, {{1, 1, 2}}, {}}, "a table not given"},
        BadTable{"SeasonsNotSorted", {{kTwoRates}, {{7, 1, 1}, {3, 1, 1}}, {}}, "season 2"},
        BadTable{"TooManySeasons",
                 {{kTwoRates}, {{1, 1, 1}, {2, 1, 1}, {3, 1, 1}, {4, 1, 1}, {5, 1, 1}}, {}},
                 "5 seasons"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(TimetableBytes, AreThoseOfTheLayoutAndReadBackTheSame) {
    TimetableLayout layout;
    const Bytes binary = encodeDayTable(kTwoRates, layout);
    EXPECT_EQ(binary.size(), 42U);
    EXPECT_EQ(Bytes(binary.begin(), binary.begin() + 12),
              (Bytes{4, 0, 0, 2, 0, 8, 4, 0, 22, 0, 0, 0}));
    EXPECT_EQ(decodeDayTable(binary, layout), kTwoRates);
    layout.bcd = true;
    layout.repeatLast = true;
    const Bytes digits = encodeDayTable(kTwoRates, layout);
    EXPECT_EQ(Bytes(digits.begin() + 6, digits.begin() + 12), (Bytes{4, 0, 0x22, 4, 0, 0x22}));
    EXPECT_EQ(decodeDayTable(digits, layout), kTwoRates);
    EXPECT_EQ(encodeSeasons({{3, 15, 2}}, TimetableLayout{}),
              (Bytes{2, 15, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
}

TEST(TimetableBytes, ThatAreNoTableAreNotTakenForOne) {
    const TimetableLayout layout;
    EXPECT_EQ(decodeDayTable(Bytes(42, 0), layout), std::nullopt);
    EXPECT_EQ(decodeDayTable(Bytes(42, 0xFF), layout), std::nullopt);
    EXPECT_EQ(decodeDayTable(Bytes{1, 30, 6, 2, 0, 8}, layout), std::nullopt);
}

TEST(TimetableCommand, SendsItsTablesAndLeavesTheOthersAlone) {
    const Profile profile = profileOf("acrel-ddsy1352-nk");
    StandingClock clock;
    MeterImage meter(profile, clock);
    meter.setBytes("day2.table", Bytes(42, 9));
    meter.onWrite = [&](const Write& write, const Bytes& data) {
        const bool day = write.address == 0x2006;
        meter.setBytes(day ? "day1.table" : "season.table", data);
        return Result<std::string>("taken");
    };
    const SetTimetable wanted{{kTwoRates}, {{1, 1, 1}}, {}};
    const auto proof = carryOutCommand(profile, true, wanted, meter, clock);
    ASSERT_TRUE(proof.ok()) << proof.error().message;
    EXPECT_EQ(proof->outcome, Outcome::Done);
    EXPECT_EQ(meter.writes.size(), 2U);
    meter.onWrite = [&](const Write&, const Bytes&) {
        meter.block("day2")[3] = 1;
        return Result<std::string>("taken");
    };
    EXPECT_EQ(carryOutCommand(profile, true, wanted, meter, clock)->outcome, Outcome::Partial);
}

CivilTime at(int hour, int minute, int second, int day = 22) {
    return {2026, 11, day, hour, minute, second};
}

const KnownTables kAll{{kTwoRates}, true};
const KnownTables kSome{{kTwoRates}, false};

TEST(ClockRule, LetsASmallStepGoWhereNothingLiesBetween) {
    EXPECT_TRUE(clockMayGo(at(12, 0, 0), at(12, 4, 0), 5min, kAll).ok());
    EXPECT_TRUE(clockMayGo(at(12, 4, 0), at(12, 0, 0), 5min, kAll).ok());
    EXPECT_TRUE(clockMayGo(at(8, 0, 0), at(8, 0, 30), 5min, kAll).ok());
    EXPECT_TRUE(clockMayGo(at(0, 0, 0), at(0, 0, 30), 5min, kAll).ok());
}

TEST(ClockRule, StopsAtTheLimitAtMidnightAndAtAChangeOfRate) {
    struct Stop {
        CivilTime shown;
        CivilTime right;
        Retry retry;
        const char* says;
    };
    for (const Stop& each :
         {Stop{at(12, 0, 0), at(12, 5, 1), Retry::Never, "more than 300 s"},
          Stop{at(12, 0, 0, 1), at(12, 0, 0, 22), Retry::Never, "more than 300 s"},
          Stop{CivilTime{}, at(12, 0, 0), Retry::Never, "no date"},
          Stop{at(23, 59, 0), at(0, 0, 10, 23), Retry::Later, "midnight"},
          Stop{at(0, 1, 0, 23), at(23, 59, 0), Retry::Later, "midnight"},
          Stop{at(23, 59, 40), at(23, 59, 50), Retry::Later, "midnight"},
          Stop{at(7, 58, 0), at(8, 1, 0), Retry::Later, "08:00"},
          Stop{at(8, 1, 0), at(7, 58, 0), Retry::Later, "08:00"},
          Stop{at(21, 59, 40), at(21, 59, 50), Retry::Later, "22:00"}}) {
        const auto may = clockMayGo(each.shown, each.right, 5min, kAll);
        ASSERT_FALSE(may.ok()) << text(each.shown) << " " << text(each.right);
        EXPECT_EQ(may.error().code, ErrorCode::Conflict);
        EXPECT_EQ(may.error().retry, each.retry);
        EXPECT_NE(may.error().message.find(each.says), std::string::npos) << may.error().message;
    }
}

TEST(ClockRule, TakesEveryHalfHourForAChangeUnlessAllTablesAreKnown) {
    struct Step {
        CivilTime shown;
        CivilTime right;
        const char* says;
    };
    for (const Step& each :
         {Step{at(12, 28, 0), at(12, 31, 0), "12:30"}, Step{at(13, 1, 0), at(12, 59, 0), "13:00"},
          Step{at(14, 29, 40), at(14, 29, 50), "14:30"}}) {
        EXPECT_TRUE(clockMayGo(each.shown, each.right, 5min, kAll).ok());
        const auto may = clockMayGo(each.shown, each.right, 5min, kSome);
        ASSERT_FALSE(may.ok()) << text(each.shown) << " " << text(each.right);
        EXPECT_EQ(may.error().retry, Retry::Later);
        const std::string& why = may.error().message;
        EXPECT_NE(why.find("not all of its day tables are known"), std::string::npos) << why;
        EXPECT_NE(why.find(each.says), std::string::npos) << why;
        EXPECT_NE(why.find("try again some minutes later"), std::string::npos) << why;
    }
    EXPECT_TRUE(clockMayGo(at(12, 30, 0), at(12, 34, 0), 5min, kSome).ok());
    EXPECT_TRUE(clockMayGo(at(12, 59, 40), at(12, 56, 0), 5min, kSome).ok());
    const KnownTables odd{{{{0, Rate::Flat}, {12 * 60 + 10, Rate::Peak}}}, false};
    EXPECT_FALSE(clockMayGo(at(12, 9, 0), at(12, 11, 0), 5min, odd).ok());
}

class SettingTheClock : public ::testing::TestWithParam<const char*> {
  protected:
    SettingTheClock() { stand(12, 10); }
    /// The time of the site.
    void stand(int hour, int minute) {
        const Instant midnight = *parseIso("2026-11-21T16:00:00.000Z");
        clock.set(midnight + std::chrono::hours(hour) + std::chrono::minutes(minute));
    }
    Result<CommandProof> run(const SetClock& wanted) {
        return carryOutCommand(profile, true, wanted, meter, clock);
    }
    void obey() {
        meter.onWrite = [this](const Write&, const Bytes&) {
            meter.drift = Duration(0);
            return Result<std::string>("taken");
        };
    }
    Profile profile = profileOf(GetParam());
    StandingClock clock;
    MeterImage meter{profile, clock};
    SetClock command{MeterImage::kOffset};
};

TEST_P(SettingTheClock, IsDoneWhenItShowsTheTime) {
    meter.drift = 2min;
    obey();
    const auto proof = run(command);
    ASSERT_TRUE(proof.ok()) << proof.error().message;
    EXPECT_EQ(proof->outcome, Outcome::Done);
    EXPECT_EQ(proof->points.front().point, "clock");
    EXPECT_EQ(proof->points.front().before, "2026-11-22 12:12:00");
}

TEST_P(SettingTheClock, IsNotDoneWhenItRunsOnAsBefore) {
    meter.drift = -2min;
    const auto proof = run(command);
    ASSERT_TRUE(proof.ok()) << proof.error().message;
    EXPECT_EQ(proof->outcome, Outcome::NotDone);
}

TEST_P(SettingTheClock, IsNotTriedBeyondTheLimit) {
    meter.drift = 6min;
    obey();
    const auto proof = run(command);
    ASSERT_FALSE(proof.ok());
    EXPECT_EQ(proof.error().code, ErrorCode::Conflict);
    EXPECT_TRUE(meter.writes.empty());
}

TEST_P(SettingTheClock, IsNotTriedAcrossAChangeOfRateOfTheMetersOwnTables) {
    meter.drift = 3min;
    obey();
    const DayTable change = {{0, Rate::Flat}, {12 * 60 + 12, Rate::Peak}};
    if (profile.timetable() != nullptr) {
        meter.setBytes("day2.table", encodeDayTable(change, *profile.timetable()));
    } else {
        command.tables = {change};
    }
    const auto proof = run(command);
    ASSERT_FALSE(proof.ok());
    EXPECT_EQ(proof.error().retry, Retry::Later);
    EXPECT_NE(proof.error().message.find("12:12"), std::string::npos);
    EXPECT_TRUE(meter.writes.empty());
}

TEST_P(SettingTheClock, IsNotTriedAcrossAChangeOfRateOfTheSite) {
    meter.drift = 3min;
    obey();
    meter.refusedBlocks = {"day1", "day2"};
    command.tables = {{{0, Rate::Flat}, {12 * 60 + 11, Rate::Peak}}};
    EXPECT_FALSE(run(command).ok());
    EXPECT_TRUE(meter.writes.empty());
    command.tables = {};
    EXPECT_TRUE(run(command).ok());
}

TEST_P(SettingTheClock, IsNotTriedAcrossAHalfHourWhenATableIsNotKnown) {
    meter.drift = 3min;
    obey();
    meter.refusedBlocks = {"day2"};
    if (profile.timetable() != nullptr) {
        meter.setBytes("day1.table", encodeDayTable(kTwoRates, *profile.timetable()));
    }
    command.tables = {kTwoRates};
    stand(12, 28);
    const auto proof = run(command);
    ASSERT_FALSE(proof.ok());
    EXPECT_EQ(proof.error().retry, Retry::Later);
    EXPECT_NE(proof.error().message.find("12:30"), std::string::npos) << proof.error().message;
    EXPECT_TRUE(meter.writes.empty());
    stand(12, 31);
    EXPECT_TRUE(run(command).ok());
}

TEST_P(SettingTheClock, GoesAcrossAHalfHourOnlyWhenTheMeterHasNoOtherTables) {
    meter.drift = 3min;
    obey();
    const TimetableLayout* layout = profile.timetable();
    if (layout != nullptr) {
        meter.setBytes("day1.table", encodeDayTable(kTwoRates, *layout));
        meter.setBytes("day2.table", encodeDayTable(kTwoRates, *layout));
    }
    stand(12, 28);
    const bool acrel = profile.id().starts_with("acrel");
    EXPECT_EQ(run(command).ok(), acrel) << "two tables are all that an Acrel meter has";
}

TEST_P(SettingTheClock, IsPartialWhenWhatIsLeftChangedToo) {
    meter.drift = 2min;
    meter.onWrite = [this](const Write&, const Bytes&) {
        meter.drift = Duration(0);
        meter.set("balance", 1);
        return Result<std::string>("taken");
    };
    const auto proof = run(command);
    ASSERT_TRUE(proof.ok()) << proof.error().message;
    EXPECT_EQ(proof->outcome, Outcome::Partial);
}

INSTANTIATE_TEST_SUITE_P(Models, SettingTheClock,
                         ::testing::Values("acrel-dtsy1352-nk", "acrel-ddsy1352-nk", "dlt645-2007",
                                           "dlt645-2007-orderno"),
                         [](const auto& tested) {
                             std::string name = tested.param;
                             std::erase(name, '-');
                             return name;
                         });

}  // namespace
}  // namespace wattill::metering
