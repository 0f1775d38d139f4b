#include "dlt645_line.hpp"
#include "metering/dlt645/bus_on_line.hpp"
#include "profile_files.hpp"

#include <map>

#include <gtest/gtest.h>

namespace wattill::metering::dlt645 {
namespace {

const MeterId kMeter("202411110002");
constexpr std::uint32_t kLeft = 0x00900200;
constexpr std::uint32_t kOverdrawn = 0x00900201;
constexpr std::uint32_t kCount = 0x03330201;
constexpr std::uint32_t kState = 0x04000503;
constexpr std::uint32_t kRecharge = 0x070102FF;

/// Just enough of a meter to answer what the shipped profile asks: noon of 2026-11-22, 123.45 yuan
/// left, four purchases. The simulator and the independent peer know the rest.
class FrugalMeter {
  public:
    explicit FrugalMeter(Script& script, Address address = golden())
        : m_script(script), m_address(address) {}

    void hear(const Message& request) {
        if (request.address != m_address) return;
        asked.push_back(request);
        if (silent > 0) {
            --silent;
            return;
        }
        const auto reply = act(request);
        if (loseAnswers > 0) {
            --loseAnswers;
            return;
        }
        m_script.arrive(milliseconds(200), encode({m_address, reply.control, reply.data}));
    }
    [[nodiscard]] std::size_t askedFor(std::uint32_t identifier) const {
        return static_cast<std::size_t>(
            std::count_if(asked.begin(), asked.end(), [&](const Message& each) {
                return each.function() == function::kRead &&
                       each.data == identifierBytes(identifier);
            }));
    }

    std::map<std::uint32_t, Bytes> values = {
        {0x0001FF00, joined({hex("56 34 12 00"), hex("00 10 00 00"), hex("00 04 02 00"),
                             hex("56 20 10 00"), hex("00 00 00 00")})},
        {kLeft, hex("45 23 01 00")},
        {kCount, hex("04 00")},
        {kState, hex("00 02")},
        {0x04000101, hex("00 22 11 26")},
        {0x04000102, hex("00 00 12")},
        {0x0400040E, hex("02 00 11 11 24 20")}};
    std::vector<Message> asked;
    Bytes refuse;  ///< orders, with this
    int silent = 0;
    int loseAnswers = 0;

  private:
    struct Reply {
        std::uint8_t control = 0;
        Bytes data;
    };
    Reply act(const Message& request) {
        const auto good = static_cast<std::uint8_t>(request.control | kFromMeter);
        const auto bad = static_cast<std::uint8_t>(good | kAbnormal);
        if (request.function() == function::kRead) {
            for (const auto& [identifier, value] : values) {
                if (identifierBytes(identifier) != request.data) continue;
                return {good, joined({request.data, value})};
            }
            return {bad, {0x02}};
        }
        if (!refuse.empty()) return {bad, refuse};
        if (request.function() == function::kPrepaid) {
            values[kCount] = hex("05 00");
            values[kLeft] = hex("45 23 02 00");
            return {good, identifierBytes(kRecharge)};
        }
        if (request.function() == function::kRelay) turn(request.data.at(8));
        return {good, {}};
    }
    void turn(std::uint8_t order) {
        if (order == 0x1A) values[kState] = hex("50 02");
        if (order == 0x3A) values[kState] = hex("00 12");
        if (order == 0x1B || order == 0x1C || order == 0x3B) values[kState] = hex("00 02");
    }

    Script& m_script;
    Address m_address;
};

class Dlt645Bus : public ::testing::Test {
  protected:
    Dlt645Bus() {
        for (const char* id : {"dlt645-2007", "dlt645-2007-orderno", "acrel-dtsy1352-nk"})
            EXPECT_TRUE(profiles.add(profileOf(id)).ok());
        script.answer = [this](const Bytes& sent) { meter.hear(requestIn(sent)); };
        bus = makeBusOnLine(lineConfig(), std::make_unique<ScriptedLine>(script), profiles, clock,
                            log);
    }
    Meter& added(bool unlocked = true, const char* profile = "dlt645-2007") {
        EXPECT_TRUE(bus->addMeter({kMeter, profile, kGoldenNumber, unlocked}).ok());
        return bus->meter(kMeter);
    }
    std::string whyNot(const MeterOnBus& wanted) {
        const auto result = bus->addMeter(wanted);
        EXPECT_FALSE(result.ok());
        return result ? "" : result.error().message;
    }

    ProfileLibrary profiles;
    SystemClock clock;
    NullLog log;
    Script script;
    FrugalMeter meter{script};
    std::unique_ptr<Bus> bus;
};

TEST_F(Dlt645Bus, RefusesWhatCannotBeOnTheLineAndSaysWhy) {
    added();
    const std::int64_t other = 202411110003;
    const MeterId second("202411110003");
    EXPECT_NE(whyNot({second, "no-such", other}).find("dlt645-2007-orderno"), std::string::npos);
    EXPECT_NE(whyNot({second, "acrel-dtsy1352-nk", other}).find("speaks modbus"),
              std::string::npos);
    EXPECT_NE(whyNot({kMeter, "dlt645-2007", other}).find("already"), std::string::npos);
    EXPECT_NE(whyNot({second, "dlt645-2007", kGoldenNumber}).find("plate"), std::string::npos);
    EXPECT_NE(whyNot({second, "dlt645-2007", 0}).find("plate"), std::string::npos);
    EXPECT_NE(whyNot({second, "dlt645-2007", 999'999'999'999}).find("plate"), std::string::npos);
    EXPECT_TRUE(bus->addMeter({second, "dlt645-2007", other}).ok());
    const auto health = bus->meterHealth();
    ASSERT_EQ(health.size(), 2U);
    EXPECT_EQ(health[0].meter, kMeter);
}

TEST_F(Dlt645Bus, ReadsAMeterByItsProfile) {
    const auto reading = added().read();
    ASSERT_TRUE(reading.ok()) << reading.error().message;
    EXPECT_EQ(reading->total, Energy::fromWh(1'234'560));
    EXPECT_EQ(reading->balance, Money::fromFen(12345));
    EXPECT_EQ(reading->purchaseCount, 4U);
    EXPECT_EQ(reading->relay, Relay::Closed);
    ASSERT_TRUE(reading->clock.has_value());
    EXPECT_EQ(*reading->clock, (CivilTime{2026, 11, 22, 12, 0, 0}));
}

TEST_F(Dlt645Bus, AnOptionalValueThatIsRefusedIsNotAskedForAllTheTime) {
    Meter& port = added();
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(port.read().ok());
    EXPECT_EQ(meter.askedFor(kOverdrawn), 1U);
    EXPECT_EQ(meter.askedFor(kLeft), 3U);
    script.now += std::chrono::minutes(16);
    meter.values[kOverdrawn] = hex("00 00 00 00");
    ASSERT_TRUE(port.read().ok());
    ASSERT_TRUE(port.read().ok());
    EXPECT_EQ(meter.askedFor(kOverdrawn), 3U) << "it has learned it meanwhile";
}

TEST_F(Dlt645Bus, AValueThatTheModelMustHaveIsAnErrorWhenRefused) {
    meter.values.erase(kCount);
    const auto reading = added().read();
    ASSERT_FALSE(reading.ok());
    EXPECT_EQ(reading.error().code, ErrorCode::Refused);
    EXPECT_EQ(meter.askedFor(kCount), 1U);
}

TEST_F(Dlt645Bus, AProbeAsksOnce) {
    Meter& port = added();
    meter.silent = 100;
    EXPECT_EQ(port.probe().error().code, ErrorCode::Timeout);
    EXPECT_EQ(meter.asked.size(), 1U);
    meter.silent = 1;
    script.now += std::chrono::seconds(11);
    EXPECT_TRUE(port.read().ok()) << "a reading is tried again";
}

TEST_F(Dlt645Bus, ASaleCarriesIdentifierAmountCountAndCustomer) {
    ASSERT_TRUE(added().sell({Money::fromFen(10000), 5, 77}).ok());
    const Message& sale = meter.asked.back();
    EXPECT_EQ(sale.control, function::kPrepaid);
    EXPECT_EQ(sale.data, joined({identifierBytes(kRecharge), hex("00 00 00 00"), hex("10 27 00 00"),
                                 hex("05 00 00 00"), hex("00 00 00 00"), hex("02 00 11 11 24 20"),
                                 hex("00 00 00 00")}));
}

TEST_F(Dlt645Bus, ASaleByOrderNumberCarriesIt) {
    meter.values[0x04000402] = hex("02 00 11 11 24 20");
    ASSERT_TRUE(added(true, "dlt645-2007-orderno").sell({Money::fromFen(10000), 0, 77}).ok());
    const Bytes& data = meter.asked.back().data;
    ASSERT_EQ(data.size(), 34U);
    EXPECT_EQ(Bytes(data.begin() + 12, data.begin() + 20), hex("4D 00 00 00 00 00 00 00"));
}

TEST_F(Dlt645Bus, ARepeatedSaleIsTakenAndAWrongCountIsNot) {
    Meter& port = added();
    meter.refuse = {0x02, 0x00};
    EXPECT_TRUE(port.sell({Money::fromFen(10000), 4}).ok());
    meter.refuse = {0x20, 0x00};
    const auto wrong = port.sell({Money::fromFen(10000), 9});
    ASSERT_FALSE(wrong.ok());
    EXPECT_EQ(wrong.error().code, ErrorCode::Refused);
}

TEST_F(Dlt645Bus, ASaleWithoutAnAnswerIsUnknownAndNotSentAgain) {
    Meter& port = added();
    ASSERT_TRUE(port.read().ok());
    meter.asked.clear();
    script.answer = [this](const Bytes& sent) {
        const Message request = requestIn(sent);
        if (request.function() == function::kPrepaid) meter.loseAnswers = 1;
        meter.hear(request);
    };
    const auto sold = port.sell({Money::fromFen(10000), 5});
    ASSERT_FALSE(sold.ok());
    EXPECT_TRUE(sold.error().outcomeUnknown());
    const auto sales = std::count_if(meter.asked.begin(), meter.asked.end(), [](const auto& each) {
        return each.function() == function::kPrepaid;
    });
    EXPECT_EQ(sales, 1);
    EXPECT_EQ(port.read()->purchaseCount, 5U) << "it was applied";
}

TEST_F(Dlt645Bus, ALockedMeterIsReadButNotWritten) {
    Meter& port = added(false);
    EXPECT_TRUE(port.read().ok());
    EXPECT_EQ(port.sell({Money::fromFen(10000), 5}).error().code, ErrorCode::Unsupported);
    EXPECT_EQ(port.carryOut(RelayCommand::Trip).error().code, ErrorCode::Unsupported);
    for (const Message& each : meter.asked)
        EXPECT_EQ(each.function(), function::kRead);
}

TEST_F(Dlt645Bus, ATripExpiresByTheMetersOwnClockAndIsProven) {
    const auto proof = added().carryOut(RelayCommand::Trip);
    ASSERT_TRUE(proof.ok()) << proof.error().message;
    EXPECT_EQ(proof->outcome, CommandProof::Outcome::Done);
    ASSERT_TRUE(proof->reading.has_value());
    EXPECT_EQ(proof->reading->relay, Relay::Open);
    const auto trip = std::find_if(meter.asked.begin(), meter.asked.end(), [](const auto& each) {
        return each.function() == function::kRelay;
    });
    ASSERT_NE(trip, meter.asked.end());
    EXPECT_EQ(trip->data, joined({hex("02 00 00 00"), hex("00 00 00 00"), hex("1A 00"),
                                  hex("00 05 12 22 11 26")}))
        << "five minutes past the meter's noon";
    EXPECT_FALSE(proof->frames.empty());
    EXPECT_TRUE(proof->frames.front().toMeter);
}

TEST_F(Dlt645Bus, ATripThatKeepPowerForbidsIsReportedAsSuch) {
    Meter& port = added();
    ASSERT_EQ(port.carryOut(RelayCommand::KeepOn)->outcome, CommandProof::Outcome::Done);
    meter.refuse = {0x20, 0x00};
    const auto proof = port.carryOut(RelayCommand::Trip);
    ASSERT_TRUE(proof.ok()) << proof.error().message;
    EXPECT_EQ(proof->outcome, CommandProof::Outcome::NotDone);
    EXPECT_NE(proof->answer.find("power is kept on"), std::string::npos);
}

TEST_F(Dlt645Bus, ATripWhoseAnswerIsLostIsProvenByReadingBack) {
    Meter& port = added();
    script.answer = [this](const Bytes& sent) {
        const Message request = requestIn(sent);
        if (request.function() == function::kRelay) meter.loseAnswers = 1;
        meter.hear(request);
    };
    const auto proof = port.carryOut(RelayCommand::Trip);
    ASSERT_TRUE(proof.ok()) << proof.error().message;
    EXPECT_EQ(proof->outcome, CommandProof::Outcome::Done);
}

TEST_F(Dlt645Bus, AnyBlockOfAnyProfileCanBeReadAtAnyAddress) {
    EXPECT_EQ(*bus->readBlock("dlt645-2007", kGoldenNumber, "remaining"), hex("45 23 01 00"));
    EXPECT_EQ(bus->readBlock("dlt645-2007", kGoldenNumber, "none").error().code,
              ErrorCode::NotFound);
    EXPECT_EQ(bus->readBlock("none", kGoldenNumber, "remaining").error().code, ErrorCode::NotFound);
    EXPECT_EQ(bus->readBlock("dlt645-2007", 0, "remaining").error().code, ErrorCode::InvalidInput);
}

TEST_F(Dlt645Bus, WhatAProbeMissedDoesNotAnswerTheMeterOfThatAddress) {
    Meter& port = added();
    meter.silent = 2;
    ASSERT_FALSE(bus->readBlock("dlt645-2007", kGoldenNumber, "energies").ok());
    meter.silent = 0;
    meter.asked.clear();
    ASSERT_TRUE(port.read().ok());
    EXPECT_NE(meter.asked.front().data, identifierBytes(0x0001FF00)) << "another value first";
}

TEST_F(Dlt645Bus, ASaleToAnotherMeterGoesBetweenTwoFramesOfAReading) {
    constexpr std::int64_t kOtherNumber = 202411110003;
    const MeterId other("202411110003");
    FrugalMeter otherMeter(script, *Address::fromNumber(kOtherNumber));
    script.answer = [&](const Bytes& sent) {
        meter.hear(requestIn(sent));
        otherMeter.hear(requestIn(sent));
    };
    Meter& read = added();
    ASSERT_TRUE(bus->addMeter({other, "dlt645-2007", kOtherNumber, true}).ok());
    ASSERT_TRUE(read.read().ok());
    const MeterHealth undisturbed = bus->meterHealth()[0];
    meter.asked.clear();
    std::size_t gaps = 0;
    bus->onGap([&](std::int64_t address) {
        if (address != kGoldenNumber) return;  // the sale reads before it writes
        EXPECT_EQ(meter.asked.size(), gaps) << "once before each frame";
        if (++gaps != 4) return;
        EXPECT_TRUE(bus->meter(other).sell({Money::fromFen(10000), 5}).ok());
        EXPECT_EQ(meter.asked.size(), 3U);
    });
    const auto reading = read.read();
    ASSERT_TRUE(reading.ok()) << reading.error().message;
    EXPECT_EQ(reading->balance, Money::fromFen(12345));
    EXPECT_EQ(reading->purchaseCount, 4U);
    EXPECT_EQ(gaps, meter.asked.size());
    EXPECT_GT(gaps, 4U);
    EXPECT_EQ(otherMeter.values[kCount], hex("05 00"));
    const MeterHealth between = bus->meterHealth()[0];
    EXPECT_EQ(between.p95Time, undisturbed.p95Time) << "the sale's time is not the meter's";
    EXPECT_EQ(between.timeouts, 0U);
}

TEST_F(Dlt645Bus, ShowsFramesAndCounts) {
    std::vector<std::pair<Direction, Bytes>> seen;
    bus->trace([&](const metering::Frame& frame) {
        seen.emplace_back(frame.direction, Bytes(frame.bytes.begin(), frame.bytes.end()));
    });
    ASSERT_TRUE(bus->readBlock("dlt645-2007", kGoldenNumber, "remaining").ok());
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_EQ(seen[0].second, hex("FE FE FE FE 68 02 00 11 11 24 20 68 11 04 33 35 C3 33 AB 16"));
    EXPECT_EQ(seen[1].second, hex("68 02 00 11 11 24 20 68 91 08 33 35 C3 33 78 56 34 33 64 16"));
    EXPECT_EQ(bus->health().answered, 1U);
    EXPECT_TRUE(bus->health().portOpen);
    EXPECT_GT(bus->health().busyMs, 100U);
}

}  // namespace
}  // namespace wattill::metering::dlt645
