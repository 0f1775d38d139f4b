#include "client.hpp"
#include "meters/frames.hpp"
#include "meters/sim_meter.hpp"

#include <gtest/gtest.h>

// DTSY, DDSY and ADL meters by the facts: the test frames, every block, the commands of 20H, and
// what the meter does by itself.
namespace wattill::testing {
namespace {

using sim::Bytes;
using sim::Extent;
using sim::Model;
using namespace std::chrono_literals;

// Wednesday 2026-08-26 12:00:00 at the meter.
const Instant kNoon = Instant(std::chrono::sys_days(std::chrono::year(2026) / 8 / 26)) + 4h;

sim::MeterSetup setupOf(Model model) {
    sim::MeterSetup setup;
    setup.number = "202411110001";
    setup.model = model;
    setup.curve = {setup.number, 0, 0};
    setup.balance = Money::fromFen(5000);
    setup.energyWh = 1'234'560;
    setup.purchaseCount = 4;
    return setup;
}

class ModbusMeter {
  public:
    explicit ModbusMeter(sim::MeterSetup setup) : m_meter(std::move(setup), kNoon) {}
    explicit ModbusMeter(Model model) : ModbusMeter(setupOf(model)) {}

    sim::SimMeter* operator->() { return &m_meter; }
    /// A whole RTU frame gives a whole RTU frame.
    std::string frame(const std::string& request) {
        const auto parsed = sim::parseRtu(hex(request));
        if (!parsed) return "not a frame";
        return text(sim::rtuFrame(1, m_meter.handle(parsed->body)));
    }
    std::string pdu(const std::string& request, Extent extent = Extent::Whole) {
        return text(m_meter.handle(hex(request), extent));
    }
    /// The data of a good read, or the exception.
    std::string read(const std::string& startAndCount) {
        const std::string answer = pdu("03 " + startAndCount);
        return answer.size() > 6 ? answer.substr(6) : answer;
    }

  private:
    sim::SimMeter m_meter;
};

TEST(ModbusMeter, UnderstandsTheTestFrames) {
    ModbusMeter meter(Model::Dtsy);
    EXPECT_EQ(meter.frame("01 20 01 00 00 04 08 00 00 27 10 00 05 00 00 53 DE"),
              text(rtu("01 20 01 00 00 00 05 00 00 3A 98 00 00")))
        << "sold: 150.00 yuan, count 5, 15 bytes";
    EXPECT_EQ(hex(meter.frame("01 03 02 00 00 30 44 66")).size(), 101U);
    EXPECT_EQ(hex(meter.frame("01 03 00 46 00 1C A5 D6")).size(), 61U);
    EXPECT_EQ(hex(meter.frame("01 03 04 00 00 19 85 30")).size(), 55U);
    EXPECT_EQ(meter.frame("01 10 00 57 00 02 04 00 01 00 01 27 75"),
              text(rtu("01 10 00 57 00 02")));
    EXPECT_FALSE(meter->anyClosed());
    meter.frame("01 10 00 57 00 02 04 00 01 00 00 E6 B5");
    EXPECT_TRUE(meter->anyClosed());
    meter.frame("01 10 00 57 00 02 04 00 00 00 00 B7 75");
    EXPECT_FALSE(meter->memory().forces[0].on);
    EXPECT_EQ(meter.frame("01 03 30 01 00 06 9B 08"), text(rtu("01 83 02"))) << "no such register";
}

TEST(ModbusMeter, OnlyACountOneHigherIsSold) {
    ModbusMeter meter(Model::Ddsy);
    const auto sell = [&](const std::string& count) {
        return meter.pdu("20 01 00 00 04 08 00 00 03 E8 00 " + count + " 00 00").substr(0, 11);
    };
    EXPECT_EQ(sell("05"), "20 01 00 00");
    EXPECT_EQ(sell("05"), "20 01 00 01") << "there already";
    EXPECT_EQ(sell("07"), "A0 03");
    EXPECT_EQ(sell("04"), "A0 03");
    EXPECT_EQ(meter->memory().balance, Money::fromFen(6000));
    EXPECT_EQ(meter->memory().count, 5);
}

TEST(ModbusMeter, ForcedClosedIgnoresArrearsAndAutomaticDoesNot) {
    ModbusMeter meter(Model::Dtsy);
    meter->setBalance(Money::fromFen(-1));
    EXPECT_FALSE(meter->anyClosed());
    EXPECT_EQ(meter.read("02 24 00 01"), "00 E0") << "open, in arrears, both alarms";
    meter.pdu("10 00 57 00 02 04 00 01 00 00");
    EXPECT_EQ(meter.read("02 24 00 01"), "E0 EF") << "three relays closed, forced";
    meter.pdu("10 00 57 00 02 04 00 00 00 00");
    EXPECT_EQ(meter.read("02 24 00 01"), "00 E0");
}

TEST(ModbusMeter, EachModelHasItsOwnRegisters) {
    ModbusMeter dtsy(Model::Dtsy);
    ModbusMeter ddsy(Model::Ddsy);
    ModbusMeter adl(Model::Adl);
    EXPECT_EQ(dtsy.read("02 00 00 01"), "00 05");
    EXPECT_EQ(ddsy.read("02 00 00 01"), "00 07");
    EXPECT_EQ(adl.read("02 00 00 01"), "83 02");
    EXPECT_EQ(ddsy.read("00 0B 00 01"), "09 00") << "230.4 V";
    EXPECT_EQ(dtsy.read("00 0B 00 01"), "83 02");
    EXPECT_EQ(adl.read("00 61 00 01"), "09 00");
    EXPECT_EQ(dtsy.read("00 61 00 01"), "27 0F") << "the power threshold stands there";
    EXPECT_EQ(dtsy.read("00 00 00 0A").substr(0, 11), "00 01 E2 40");
    EXPECT_EQ(dtsy.read("00 43 00 03"), "20 24 11 11 00 01");
    EXPECT_EQ(adl.pdu("10 00 57 00 02 04 00 01 00 01"), "90 02");
    EXPECT_EQ(adl.pdu("20 01 00 00 04 08 00 00 03 E8 00 05 00 00"), "A0 01");
}

TEST(ModbusMeter, RegistersThatAreMissingAreAnException) {
    auto setup = setupOf(Model::Dtsy);
    setup.missing = {{0x0226, 0x0227}};
    setup.maxRead = 60;
    ModbusMeter meter(setup);
    EXPECT_EQ(meter.read("02 00 00 30"), "83 02");
    EXPECT_EQ(hex(meter.read("02 00 00 26")).size(), 76U);
    EXPECT_EQ(meter.read("00 46 00 3D"), "83 03") << "more than it answers at once";
}

TEST(ModbusMeter, EnergyOfAnAdlIsDividedByItsRatios) {
    auto setup = setupOf(Model::Adl);
    setup.ct = 40;
    ModbusMeter meter(setup);
    EXPECT_EQ(meter.read("00 00 00 02"), "00 00 0C 0E") << "1234.56 / 40 = 30.86";
    EXPECT_EQ(meter.read("00 37 00 02"), "00 01 00 28");
    EXPECT_EQ(meter.read("00 3C 00 03"), "1A 08 1A 0C 00 00");
}

/// 0200H: sixty bytes, an enable byte ahead of each value.
struct Prepaid {
    std::string on = "00 00";
    std::string remaining = "00 00 00 00 00";
    std::string count = "00 00 00";
    std::string energy = "00 00 00 00 00";
    std::string base = "00 00 00 00 00";
    std::string alarms = "00 00 00 00 00 00 00 00 00";
    std::string prices = "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00";
    std::string overdraft = "00 00 00 00 00";
    std::string recovery = "00 00";
    std::string number = "00 00 00 00 00 00 00";

    [[nodiscard]] std::string pdu() const {
        std::string all = "20 02 00 00 1E 3C";
        for (const auto& field :
             {on, remaining, count, energy, base, alarms, prices, overdraft, recovery, number})
            all += " " + field;
        return all;
    }
};

TEST(ModbusMeter, PricesAndAlarmsAreSetAndReadBack) {
    ModbusMeter meter(Model::Dtsy);
    Prepaid set;
    set.prices = "01 00 00 2E E0 00 00 27 10 00 00 1F 40 00 00 0F A0";
    set.alarms = "01 00 00 0B B8 00 00 03 E8";
    EXPECT_EQ(meter.pdu(set.pdu()).substr(0, 11), "20 02 00 00");
    EXPECT_EQ(meter.read("04 02 00 08"), "00 00 2E E0 00 00 27 10 00 00 1F 40 00 00 0F A0");
    EXPECT_EQ(meter.read("00 59 00 08"), "00 00 2E E0 00 00 27 10 00 00 1F 40 00 00 0F A0");
    EXPECT_EQ(meter.read("04 0A 00 04"), "00 00 0B B8 00 00 03 E8");
    EXPECT_EQ(meter->memory().balance, Money::fromFen(5000)) << "what was not enabled stays";
}

TEST(ModbusMeter, AHalfAppliedCommandSaysNo) {
    ModbusMeter meter(Model::Dtsy);
    Prepaid set;
    set.alarms = "01 00 00 0B B8 00 00 03 E8";
    set.overdraft = "01 00 00 00 64";
    EXPECT_EQ(meter.pdu(set.pdu(), Extent::Half), "A0 04");
    EXPECT_EQ(meter->memory().alarm1, Money::fromFen(3000));
    EXPECT_EQ(meter->memory().overdraft, Money());
    EXPECT_EQ(meter.pdu("20 01 00 00 04 08 00 00 03 E8 00 05 00 00", Extent::Half), "A0 04");
    EXPECT_EQ(meter->memory().balance, Money::fromFen(6000));
    EXPECT_EQ(meter->memory().count, 4);
}

TEST(ModbusMeter, AnAccountIsOpenedAndClosedByThePrepaidSwitch) {
    auto setup = setupOf(Model::Dtsy);
    setup.opened = false;
    ModbusMeter meter(setup);
    EXPECT_EQ(meter.read("00 55 00 01"), "00 00");
    EXPECT_EQ(meter.pdu("20 01 00 00 04 08 00 00 03 E8 00 05 00 00"), "A0 04");
    Prepaid open;
    open.on = "01 01";
    open.remaining = "01 00 00 07 D0";
    open.count = "01 00 00";
    meter.pdu(open.pdu());
    EXPECT_EQ(meter.read("00 55 00 01"), "03 00");
    EXPECT_EQ(meter.read("00 4E 00 03"), "00 00 00 00 07 D0");
    Prepaid close;
    close.on = "01 00";
    meter.pdu(close.pdu());
    EXPECT_EQ(meter.read("04 00 00 01"), "00 00");
}

TEST(ModbusMeter, TheTimetableDecidesRateAndPrice) {
    auto setup = setupOf(Model::Dtsy);
    setup.prices = {Money::fromFen(200), Money::fromFen(100), Money::fromFen(80),
                    Money::fromFen(40)};
    ModbusMeter meter(setup);
    // Peak from noon, sharp from half past twelve; table 2 holds in August.
    const std::string table = "02 00 0C 01 1E 0C 04 00 17" + std::string(" 00 00 00 00 00 00") +
                              " 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
                              "00 00 00 00 00";
    EXPECT_EQ(meter.pdu("10 20 15 00 15 2A " + table), "10 20 15 00 15");
    EXPECT_EQ(meter.read("20 15 00 15"), table);
    meter->setPower(6000);
    const auto before = meter->memory().rateMilliWh;
    meter->advance(kNoon + 1h);
    const auto& after = meter->memory().rateMilliWh;
    EXPECT_EQ(after[0] - before[0], 3'000'000) << "sharp, in thousandths of a watt-hour";
    EXPECT_EQ(after[1] - before[1], 3'000'000) << "peak";
    EXPECT_EQ(meter->memory().balance, Money::fromFen(5000 - 600 - 300));
}

TEST(ModbusMeter, TablesThatMakeNoSenseAreRefusedWhole) {
    ModbusMeter meter(Model::Ddsy);
    const std::string before = meter.read("20 00 00 06");
    EXPECT_EQ(before.substr(0, 26), "01 01 01 02 01 07 01 10 09") << "table, day, month";
    EXPECT_EQ(meter.pdu("10 20 00 00 06 0C 01 01 01 03 01 07 00 00 00 00 00 00"), "90 03");
    EXPECT_EQ(meter.read("20 00 00 06"), before);
    EXPECT_EQ(meter.pdu("10 20 06 00 01 02 05 00"), "90 03") << "there are four rates";
    EXPECT_EQ(meter.pdu("10 20 30 00 01 02 01 00"), "90 02");
}

TEST(ModbusMeter, TheClockIsSetAndDrifts) {
    ModbusMeter meter(Model::Dtsy);
    EXPECT_EQ(meter.pdu("20 03 54 00 05 0A 1E 0F 0C 03 1A 08 1A 00 00 00").substr(0, 11),
              "20 03 54 00");
    EXPECT_EQ(meter.read("02 28 00 04").substr(0, 20), "1A 08 1A 03 0C 0F 1E");
    meter->setDrift(1000);
    meter->advance(kNoon + 1000min);
    EXPECT_EQ(meter->memory().clockOffsetMs, 930'000 + 60'000);
    EXPECT_EQ(meter.pdu("20 03 54 00 05 0A 1E 0F 19 03 1A 08 1A 00 00 00"), "A0 03");
}

TEST(ModbusMeter, OverloadTripsComesBackAndIsCounted) {
    ModbusMeter meter(Model::Ddsy);
    // On, 2000 W, at most two trips, back after 1 minute, after 30 s.
    const std::string set =
        "20 04 00 00 0D 1A FF 01 01 01 07 D0 00 00 00 00 00 00 00 00 00 01 00 02 01 01 01 1E 00 00 "
        "00 00";
    EXPECT_EQ(meter.pdu(set).substr(0, 11), "20 04 00 00");
    EXPECT_EQ(meter.read("04 80 00 07"), "00 01 07 D0 00 00 00 00 00 00 00 02 01 1E");
    meter->setPower(2500);
    meter->advance(kNoon + 1min);
    EXPECT_FALSE(meter->anyClosed());
    EXPECT_EQ(meter.read("02 22 00 04"), "00 01 00 02 00 10 08 19");
    meter->advance(kNoon + 2min);
    EXPECT_TRUE(meter->anyClosed()) << "it tries again";
    meter->advance(kNoon + 30min);
    EXPECT_FALSE(meter->anyClosed()) << "two trips are all that is allowed";
    EXPECT_EQ(meter->memory().loads[0].trips, 2);
    meter->setPower(500);
    EXPECT_EQ(meter.pdu("20 04 10 00 04 08 00 00 00 00 00 00 01 00").substr(0, 11), "20 04 10 00");
    EXPECT_TRUE(meter->anyClosed());
}

TEST(ModbusMeter, ASinglePhaseOfThreeCanBeForced) {
    ModbusMeter meter(Model::Dtsy);
    EXPECT_EQ(meter.pdu("20 05 00 00 05 0A 00 00 00 01 01 00 00 00 00 00").substr(0, 11),
              "20 05 00 00");
    EXPECT_EQ(meter.read("02 24 00 01"), "A0 08") << "L2 is open by force";
}

TEST(ModbusMeter, EnergyRollsOverAndASwappedMeterIsNew) {
    ModbusMeter meter(Model::Dtsy);
    meter->setEnergy(999'999'990'000);
    EXPECT_EQ(meter.read("02 15 00 02"), "05 F5 E0 FF") << "999,999.99 kWh";
    meter->setPower(6000);
    meter->advance(kNoon + 1min);
    EXPECT_EQ(meter.read("02 15 00 02"), "00 00 00 09");
    meter->swap("202411110777");
    EXPECT_EQ(meter.read("02 21 00 01"), "00 00");
    EXPECT_EQ(meter.read("00 43 00 03"), "20 24 11 11 07 77");
    EXPECT_EQ(meter.read("00 00 00 02"), "00 00 00 00");
}

TEST(ModbusMeter, RemembersEverythingThroughAPowerCut) {
    ModbusMeter meter(Model::Dtsy);
    Prepaid set;
    set.overdraft = "01 00 00 00 64";
    meter.pdu(set.pdu());
    meter.pdu("20 01 00 00 04 08 00 00 03 E8 00 05 00 00");
    ModbusMeter again(Model::Dtsy);
    ASSERT_TRUE(again->restore(meter->remember()));
    EXPECT_EQ(again->remember(), meter->remember());
    EXPECT_EQ(again.read("04 00 00 19"), meter.read("04 00 00 19"));
    EXPECT_FALSE(again->restore({{"energy_mwh", 5}})) << "half a memory is none";
    EXPECT_EQ(again->remember(), meter->remember());
}

TEST(ModbusMeter, AMemoryWithoutSettingsLeavesThemAsTheyWere) {
    ModbusMeter meter(Model::Dtsy);
    auto memory = meter->remember();
    memory.erase("settings");
    memory["count"] = 9;
    ASSERT_TRUE(meter->restore(memory));
    EXPECT_EQ(meter->memory().count, 9);
    EXPECT_EQ(meter->memory().alarm1, Money::fromFen(2000));
    EXPECT_EQ(meter.read("00 43 00 03"), "20 24 11 11 00 01");
}

}  // namespace
}  // namespace wattill::testing
