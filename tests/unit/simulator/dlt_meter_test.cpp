#include "client.hpp"
#include "meters/dlt_face.hpp"
#include "meters/frames.hpp"
#include "meters/sim_meter.hpp"

#include <gtest/gtest.h>

// DL/T 645-2007 meters by the facts: the golden and the captured frames, the purchase count, the
// rules of relay and clock.
namespace wattill::testing {
namespace {

using sim::Bytes;
using sim::Extent;
using namespace std::chrono_literals;

constexpr const char* kNumber = "202411110002";

// 2026-08-26 12:00:00 at the meter.
const Instant kNoon = Instant(std::chrono::sys_days(std::chrono::year(2026) / 8 / 26)) + 4h;

sim::MeterSetup setupOf(sim::Model model) {
    sim::MeterSetup setup;
    setup.number = kNumber;
    setup.model = model;
    setup.curve = {setup.number, 0, 0};
    setup.balance = Money::fromFen(12'345);
    setup.energyWh = 1'234'560;
    setup.purchaseCount = 4;
    return setup;
}

/// One meter, asked in whole frames.
class DltMeter {
  public:
    explicit DltMeter(sim::MeterSetup setup) : m_meter(std::move(setup), kNoon) {}
    explicit DltMeter(sim::Model model = sim::Model::Dlt645) : DltMeter(setupOf(model)) {}

    sim::SimMeter* operator->() { return &m_meter; }
    /// A whole frame gives a whole frame.
    std::string frame(const std::string& request) {
        Bytes heard = hex(request);
        std::int64_t strays = 0;
        const auto parsed = sim::takeDlt(heard, strays);
        if (!parsed || strays != 0) return "not a frame";
        const Bytes answer = m_meter.handle(parsed->body);
        if (answer.empty()) return "";
        return text(sim::dltFrame(sim::digitBytes(kNumber), answer, 0));
    }
    /// Control code and plain data give control code and plain data.
    std::string body(const std::string& request, Extent extent = Extent::Whole) {
        return text(m_meter.handle(hex(request), extent));
    }
    std::string read(const std::string& id) { return body("11 " + id); }
    std::string write(const std::string& id, const std::string& data,
                      const std::string& level = "04 00 00 00") {
        return body("14 " + id + " " + level + " 00 00 00 00 " + data);
    }
    /// N1 with N2 = 1 and an expiry at the end of 2099.
    std::string relay(const std::string& n1) {
        return body("1C 02 00 00 00 00 00 00 00 " + n1 + " 01 59 59 23 31 12 99");
    }

  private:
    sim::SimMeter m_meter;
};

constexpr const char* kMacCustomerMac = " 00 00 00 00 01 00 00 00 00 00 00 00 00 00";

std::string buy(DltMeter& meter, int count, const std::string& customer = "01 00 00 00 00 00",
                Extent extent = Extent::Whole) {
    return meter.body("03 FF 02 01 07 00 00 00 00 E8 03 00 00 " +
                          text(Bytes{static_cast<std::uint8_t>(count), 0, 0, 0}) + " 00 00 00 00 " +
                          customer + " 00 00 00 00",
                      extent);
}

TEST(DltMeter, AnswersTheGoldenFrames) {
    DltMeter meter;
    EXPECT_EQ(meter.frame("68 02 00 11 11 24 20 68 11 04 33 35 C3 33 AB 16"),
              "68 02 00 11 11 24 20 68 91 08 33 35 C3 33 78 56 34 33 64 16");
    EXPECT_EQ(meter.frame("68 02 00 11 11 24 20 68 11 04 33 33 34 33 1A 16"),
              "68 02 00 11 11 24 20 68 91 08 33 33 34 33 89 67 45 33 06 16")
        << "1234.56 kWh";
    const std::string noData = meter.read("7F 7F 7F 7F");
    EXPECT_EQ(text(sim::dltFrame(sim::digitBytes(kNumber), hex(noData), 0)),
              "68 02 00 11 11 24 20 68 D1 01 35 3F 16");
    EXPECT_EQ(meter.frame("68 AA AA AA AA AA AA 68 13 00 DF 16"),
              "68 02 00 11 11 24 20 68 93 06 35 33 44 44 57 53 6B 16");
}

TEST(DltMeter, ObeysTheGoldenTripAndRefusesAWrongPassword) {
    DltMeter meter;
    EXPECT_EQ(meter.frame("68 02 00 11 11 24 20 68 1C 10 35 33 33 33 33 33 33 33 4D 33 8C 8C 56 "
                          "64 45 CC 61 16"),
              "68 02 00 11 11 24 20 68 9C 00 D4 16");
    EXPECT_FALSE(meter->anyClosed());
    const std::string refused = meter.body("1C 02 11 11 11 00 00 00 00 1C 01 59 59 23 31 12 99");
    EXPECT_EQ(text(sim::dltFrame(sim::digitBytes(kNumber), hex(refused), 0)),
              "68 02 00 11 11 24 20 68 DC 01 37 4C 16");
    EXPECT_FALSE(meter->anyClosed());
}

TEST(DltMeter, UnderstandsCapturedFrames) {
    std::int64_t strays = 0;
    Bytes heard = hex("00 FE FE 68 12 00 51 05 03 26 68 11 04 32 37 34 3A 4D 16");
    const auto read = sim::takeDlt(heard, strays);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(text(read->body), "11 FF 04 01 07");
    EXPECT_EQ(strays, 1) << "preambles are none";
    EXPECT_EQ(text(sim::dltFrame(hex("12 00 51 05 03 26"), hex("C3 02"), 0)),
              "68 12 00 51 05 03 26 68 C3 01 35 5A 16");
}

TEST(DltMeter, ABrokenFrameDoesNotHideTheNext) {
    std::int64_t strays = 0;
    Bytes heard =
        hex("68 02 00 11 11 24 20 68 11 04 33 35 C3 33 AA 16 "
            "68 02 00 11 11 24 20 68 11 04 33 35 C3 33 AB 16");
    const auto read = sim::takeDlt(heard, strays);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(text(read->body), "11 00 02 90 00");
    EXPECT_TRUE(heard.empty());
}

TEST(DltMeter, ACountOneHigherIsAddedOnce) {
    DltMeter meter;
    EXPECT_EQ(buy(meter, 5), "83 FF 02 01 07");
    EXPECT_EQ(meter->memory().balance, Money::fromFen(13'345));
    EXPECT_EQ(buy(meter, 5), "C3 02 00") << "repeated";
    EXPECT_EQ(buy(meter, 7), "C3 20 00") << "wrong count";
    EXPECT_EQ(buy(meter, 4), "C3 20 00") << "wrong count";
    EXPECT_EQ(meter->memory().balance, Money::fromFen(13'345));
    EXPECT_EQ(meter.read("01 02 33 03"), "91 01 02 33 03 05 00");
    EXPECT_EQ(meter.read("01 03 33 03"), "91 01 03 33 03 00 10 00 00");
}

TEST(DltMeter, APurchaseOfAnotherCustomerOrAboveTheHoardIsRefused) {
    DltMeter meter;
    EXPECT_EQ(buy(meter, 5), "83 FF 02 01 07") << "binds customer 1";
    EXPECT_EQ(buy(meter, 6, "02 00 00 00 00 00"), "C3 10 00");
    meter->memory().hoarding = Money::fromFen(14'000);
    EXPECT_EQ(buy(meter, 6), "C3 40 00");
    EXPECT_EQ(meter->memory().count, 5);
}

TEST(DltMeter, AnOverdraftIsPaidFirst) {
    DltMeter meter;
    meter->setBalance(Money::fromFen(-400));
    EXPECT_EQ(meter.read("00 02 90 00"), "91 00 02 90 00 00 00 00 00");
    EXPECT_EQ(meter.read("01 02 90 00"), "91 01 02 90 00 00 04 00 00");
    EXPECT_FALSE(meter->anyClosed());
    EXPECT_EQ(buy(meter, 5), "83 FF 02 01 07");
    EXPECT_EQ(meter.read("00 02 90 00"), "91 00 02 90 00 00 06 00 00");
    EXPECT_TRUE(meter->anyClosed());
}

TEST(DltMeter, AnAccountIsOpenedByItsFirstPurchase) {
    auto setup = setupOf(sim::Model::Dlt645);
    setup.opened = false;
    setup.purchaseCount = 0;
    setup.balance = {};
    DltMeter meter(setup);
    EXPECT_EQ(buy(meter, 1), "C3 01 00") << "not opened";
    const std::string open =
        "03 FF 01 01 07 00 00 00 00 E8 03 00 00 01 00 00 00" + std::string(kMacCustomerMac);
    EXPECT_EQ(meter.body(open), "83 FF 01 01 07");
    EXPECT_EQ(meter->memory().balance, Money::fromFen(1000));
    EXPECT_EQ(meter.body(open), "83 FF 01 01 07") << "equal counts only bind";
    EXPECT_EQ(meter->memory().balance, Money::fromFen(1000));
}

TEST(DltMeter, APartialPurchaseAddsMoneyAndSaysNo) {
    DltMeter meter;
    EXPECT_EQ(buy(meter, 5, "01 00 00 00 00 00", Extent::Half), "C3 01 00");
    EXPECT_EQ(meter->memory().balance, Money::fromFen(13'345));
    EXPECT_EQ(meter->memory().count, 4);
}

/// 10.00 yuan for or from meter `number` under one order number.
std::string byOrder(DltMeter& meter, const std::string& id, const std::string& order,
                    const std::string& number = "02 00 11 11 24 20") {
    return meter.body("03 " + id + " 00 00 00 00 E8 03 00 00 " + order + " 00 00 00 00 " + number +
                      " 00 00 00 00");
}

TEST(DltMeter, AnOrderNumberCountsOnceAndRefundsHaveTheirOwn) {
    DltMeter meter(sim::Model::Dlt645OrderNo);
    const std::string recharge = "FF 02 01 07";
    EXPECT_EQ(byOrder(meter, recharge, "01 02 03 04 05 06 07 08"), "83 FF 02 01 07");
    EXPECT_EQ(byOrder(meter, recharge, "01 02 03 04 05 06 07 08"), "C3 02") << "repeated";
    EXPECT_EQ(meter->memory().balance, Money::fromFen(13'345));
    EXPECT_EQ(byOrder(meter, recharge, "01 02 03 04 05 06 07 09", "03 00 11 11 24 20"), "C3 10")
        << "another meter's";
    EXPECT_EQ(byOrder(meter, "FF 08 01 07", "01 02 03 04 05 06 07 0A"), "83 FF 08 01 07");
    EXPECT_EQ(meter->memory().balance, Money::fromFen(12'345));
    meter->setBalance(Money::fromFen(500));
    EXPECT_EQ(byOrder(meter, "FF 08 01 07", "01 02 03 04 05 06 07 0B"), "C3 01")
        << "more than is there";
}

TEST(DltMeter, KeepPowerForbidsTheTripAndItsReleaseTripsWhenOverdrawn) {
    DltMeter meter;
    EXPECT_EQ(meter.relay("3A"), "9C");
    EXPECT_EQ(meter.relay("1A"), "DC 20") << "power is kept";
    meter->setBalance({});
    EXPECT_TRUE(meter->anyClosed());
    EXPECT_EQ(meter.read("03 05 00 04"), "91 03 05 00 04 80 12");
    EXPECT_EQ(meter.relay("3B"), "9C");
    EXPECT_FALSE(meter->anyClosed());
}

TEST(DltMeter, APermitWaitsForTheButtonAndACloseDoesNot) {
    DltMeter meter;
    EXPECT_EQ(meter.relay("1A"), "9C");
    EXPECT_EQ(meter.read("03 05 00 04"), "91 03 05 00 04 50 02");
    EXPECT_EQ(meter.relay("1B"), "9C");
    EXPECT_EQ(meter.read("03 05 00 04"), "91 03 05 00 04 10 02") << "permitted, still open";
    meter->press();
    EXPECT_TRUE(meter->anyClosed());
    EXPECT_EQ(meter.relay("1A"), "9C");
    EXPECT_EQ(meter.relay("1C"), "9C");
    EXPECT_TRUE(meter->anyClosed());
}

TEST(DltMeter, ATripWithReturnEndsByItself) {
    DltMeter meter;
    EXPECT_EQ(meter.relay("1D"), "9C");
    meter->advance(kNoon + 4min);
    EXPECT_FALSE(meter->anyClosed());
    meter->advance(kNoon + 6min);
    EXPECT_TRUE(meter->anyClosed());
}

TEST(DltMeter, AnOldCommandIsRefusedByTheMetersOwnClock) {
    DltMeter meter;
    const std::string until1205 = "1C 02 00 00 00 00 00 00 00 1A 01 00 05 12 26 08 26";
    meter->memory().clockOffsetMs = 360'000;
    EXPECT_EQ(meter.body(until1205), "DC 10");
    EXPECT_TRUE(meter->anyClosed());
    meter->memory().clockOffsetMs = 0;
    EXPECT_EQ(meter.body(until1205), "9C");
}

TEST(DltMeter, ABroadcastMovesTheClockOnlyALittle) {
    DltMeter meter;
    meter->memory().clockOffsetMs = 90'000;
    EXPECT_EQ(meter.frame("68 99 99 99 99 99 99 68 08 06 89 67 45 59 3B 59 96 16"), "")
        << "12:34:56 is too far away";
    EXPECT_EQ(meter->memory().clockOffsetMs, 90'000);
    EXPECT_EQ(meter.body("08 00 00 12 26 08 26"), "");
    EXPECT_EQ(meter->memory().clockOffsetMs, 0);
}

TEST(DltMeter, TheClockIsWrittenInTwoParts) {
    DltMeter meter;
    EXPECT_EQ(meter.read("01 01 00 04"), "91 01 01 00 04 03 26 08 26") << "a Wednesday";
    EXPECT_EQ(meter.write("02 01 00 04", "30 15 12"), "94");
    EXPECT_EQ(meter.read("02 01 00 04"), "91 02 01 00 04 30 15 12");
    EXPECT_EQ(meter.write("02 01 00 04", "30 15 12", "04 01 00 00"), "D4 04");
    EXPECT_EQ(meter.write("02 01 00 04", "30 15 25"), "D4 01");
}

TEST(DltMeter, PricesAreWrittenToTheSpareSetAndHoldFromTheirMoment) {
    DltMeter meter;
    EXPECT_EQ(meter.write("FF 01 05 04", "00 00 00 00"), "D4 04") << "the active set is locked";
    EXPECT_EQ(meter.write("FF 02 05 04", "00 20 01 00 00 10 01 00 00 90 00 00 00 40 00 00"), "94");
    EXPECT_EQ(meter.write("08 01 00 04", "05 12 26 08 26"), "94");
    EXPECT_EQ(meter.read("01 01 05 04"), "91 01 01 05 04 00 90 00 00");
    meter->advance(kNoon + 6min);
    EXPECT_EQ(meter.read("01 01 05 04"), "91 01 01 05 04 00 20 01 00");
    EXPECT_EQ(meter.read("08 01 00 04"), "91 08 01 00 04 00 00 00 00 00");
    EXPECT_EQ(meter.read("03 05 00 04"), "91 03 05 00 04 00 06");
}

TEST(DltMeter, AHalfWrittenBlockSaysNo) {
    DltMeter meter;
    EXPECT_EQ(meter.body("14 FF 02 05 04 04 00 00 00 00 00 00 00 00 20 01 00 00 10 01 00 00 80 00 "
                         "00 00 40 00 00",
                         Extent::Half),
              "D4 01");
    EXPECT_EQ(meter.read("FF 02 05 04"),
              "91 FF 02 05 04 00 20 01 00 00 10 01 00 00 90 00 00 00 90 00 00");
}

TEST(DltMeter, ADayTableDecidesTheRate) {
    DltMeter meter;
    EXPECT_EQ(meter->rate(), 3) << "noon, by the usual table";
    EXPECT_EQ(meter.write("02 00 02 04", "04 00 00 01 00 08"), "94") << "the spare table 2";
    EXPECT_EQ(meter.write("07 01 00 04", "05 12 26 08 26"), "94");
    meter->advance(kNoon + 6min);
    EXPECT_EQ(meter->rate(), 1) << "sharp from eight";
    EXPECT_EQ(meter.write("02 00 02 04", "05 00 00"), "D4 01") << "there are four rates";
}

TEST(DltMeter, AlarmsAndThePowerLimitAreWrittenAtOnce) {
    DltMeter meter;
    EXPECT_EQ(meter.write("01 10 00 04", "00 30 00 00"), "94");
    EXPECT_EQ(meter->memory().alarm1, Money::fromFen(3000));
    EXPECT_EQ(meter.write("01 0E 00 04", "00 50 05"), "94");
    EXPECT_EQ(meter.read("01 0E 00 04"), "91 01 0E 00 04 00 50 05");
}

TEST(DltMeter, LongBlocksComeByFollowUp) {
    auto setup = setupOf(sim::Model::Dlt645);
    setup.maxBlock = 12;
    DltMeter meter(setup);
    EXPECT_EQ(meter.read("00 FF 01 00").substr(0, 14), "B1 00 FF 01 00");
    EXPECT_EQ(meter.body("12 00 FF 01 00 01").substr(0, 14), "92 00 FF 01 00");
    EXPECT_EQ(hex(meter.body("12 00 FF 01 00 01")).size(), 1U + 4 + 8 + 1);
    EXPECT_EQ(meter.body("12 00 FF 01 00 02"), "D2 02");
}

}  // namespace
}  // namespace wattill::testing
