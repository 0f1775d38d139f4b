// The tables about the site: meters in place, and what was read off them.
#include "store_fixture.hpp"

namespace wattill::storage {
namespace {

using metering::DailyEnergy;
using metering::MeterReading;
using tenancy::MeterPlace;

MeterPlace place(const std::string& meter, int address, const std::string& premises,
                 const std::string& account) {
    MeterPlace each;
    each.meter = MeterId(meter);
    each.profile = "acrel-ddsy1352-nk";
    each.bus = BusId("east");
    each.address = address;
    each.premises = premises;
    each.building = "A座";
    each.account = AccountId(account);
    each.tenant = Personal("王小明");
    each.phone = Personal("13812341234");
    each.pricePerKwh = *Money::parseYuan("0.86");
    each.alarm1 = Money::fromFen(2'000);
    each.alarm2 = Money::fromFen(500);
    return each;
}

class TenancyTableTest : public StoreTest {
  protected:
    Result<void> put(const MeterPlace& each) {
        return write([&](order::UnitOfWork& unit) { return unit.tenancy().put(each); });
    }
    std::vector<std::string> lookup(const std::string& number) {
        std::vector<std::string> meters;
        for (const auto& each :
             ask([&](const order::UnitOfWork& u) { return u.tenancy().lookup(number); })) {
            meters.push_back(each.meter.text());
        }
        return meters;
    }
};

using Meters = std::vector<std::string>;

TEST_F(TenancyTableTest, GivesBackEveryFieldAndReplacesByMeter) {
    MeterPlace each = place("220711000001", 7, "1027", "8001");
    ASSERT_TRUE(put(each).ok());
    each.premises = "1028";
    each.pricePerKwh = Money::fromMicroYuan(912'300);
    each.open = false;
    each.address = 247;
    ASSERT_TRUE(put(each).ok());
    const auto found =
        ask([&](const order::UnitOfWork& unit) { return unit.tenancy().find(each.meter); });
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->profile, each.profile);
    EXPECT_EQ(found->bus, each.bus);
    EXPECT_EQ(found->address, 247);
    EXPECT_EQ(found->premises, "1028");
    EXPECT_EQ(found->building, "A座");
    EXPECT_EQ(found->account, each.account);
    EXPECT_EQ(found->tenant.expose(), "王小明");
    EXPECT_EQ(found->phone.expose(), "13812341234");
    EXPECT_EQ(found->pricePerKwh, each.pricePerKwh);
    EXPECT_EQ(found->alarm1, each.alarm1);
    EXPECT_EQ(found->alarm2, each.alarm2);
    EXPECT_FALSE(found->open);
    EXPECT_EQ(ask([](const order::UnitOfWork& u) { return u.tenancy().all(); }).size(), 1U);
}

TEST_F(TenancyTableTest, LooksUpByMeterPremisesAccountOrEndOfMeter) {
    ASSERT_TRUE(put(place("220711000001", 3, "1027", "8001")).ok());
    ASSERT_TRUE(put(place("220711000002", 2, "1026", "8001")).ok());
    ASSERT_TRUE(put(place("330711000001", 1, "1030", "8003")).ok());
    EXPECT_EQ(lookup("220711000001"), (Meters{"220711000001"}));
    EXPECT_EQ(lookup("1026"), (Meters{"220711000002"}));
    EXPECT_EQ(lookup("8001"), (Meters{"220711000002", "220711000001"}));
    EXPECT_EQ(lookup("000001"), (Meters{"220711000001", "330711000001"}));
    EXPECT_EQ(lookup("20711000001"), (Meters{"220711000001"}));
    EXPECT_EQ(lookup("00001"), Meters{});
    EXPECT_EQ(lookup("102"), Meters{});
    EXPECT_EQ(lookup(""), Meters{});
    EXPECT_EQ(lookup("%"), Meters{});
    EXPECT_EQ(lookup("99220711000001"), Meters{});
}

TEST_F(TenancyTableTest, AllIsByBusAndAddress) {
    ASSERT_TRUE(put(place("220711000001", 30, "1", "1")).ok());
    ASSERT_TRUE(put(place("220711000002", 4, "2", "2")).ok());
    const auto all = ask([](const order::UnitOfWork& unit) { return unit.tenancy().all(); });
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].address, 4);
}

TEST_F(TenancyTableTest, TwoMetersCannotShareAnAddress) {
    ASSERT_TRUE(put(place("220711000001", 7, "1027", "8001")).ok());
    const auto refused = put(place("220711000002", 7, "1028", "8002"));
    ASSERT_EQ(codeOf(refused), ErrorCode::Conflict);
    EXPECT_NE(refused.error().message.find("220711000001"), std::string::npos);
    EXPECT_TRUE(put(place("220711000001", 7, "1029", "8001")).ok());
}

TEST_F(TenancyTableTest, RefusesANumberThatIsNoMeterNumber) {
    for (const char* number : {"", "22071100001", "2207110000011", "22071100000x"}) {
        EXPECT_EQ(codeOf(put(place(number, 7, "1027", "8001"))), ErrorCode::InvalidInput);
    }
    EXPECT_EQ(codeOf(put(place("220711000001", 0, "1027", "8001"))), ErrorCode::InvalidInput);
    EXPECT_EQ(codeOf(put(place("220711000001", 248, "1027", "8001"))), ErrorCode::InvalidInput);
}

const LocalDay kDay = *parseDay("2026-11-22");
constexpr std::chrono::days kOne{1};

MeterReading reading(std::int64_t totalWh) {
    MeterReading each;
    each.at = fromMillis(1'790'000'000'000);
    each.total = Energy::fromWh(totalWh);
    return each;
}

class ReadingTableTest : public StoreTest {
  protected:
    void record(LocalDay day, std::int64_t totalWh) {
        ASSERT_TRUE(write([&](order::UnitOfWork& unit) {
                        return unit.readings().record(kMeter, day, reading(totalWh));
                    }).ok());
    }
    void adopt(LocalDay day, std::int64_t wattHours) {
        ASSERT_TRUE(write([&](order::UnitOfWork& unit) {
                        return unit.readings().adopt(kMeter, {day, Energy::fromWh(wattHours)});
                    }).ok());
    }
    std::vector<DailyEnergy> days(LocalDay from, LocalDay to) {
        return ask([=](const order::UnitOfWork& u) { return u.readings().days(kMeter, from, to); });
    }
    /// Watt-hours of one day; absent when nothing is known.
    std::optional<std::int64_t> use(LocalDay day) {
        const auto found = days(day, day);
        return found.empty() ? std::nullopt : std::optional(found[0].energy.wattHours());
    }
};

TEST_F(ReadingTableTest, GivesBackEveryFieldOfTheLastReading) {
    MeterReading full = reading(123'456);
    full.byRate = {Energy::fromWh(1), Energy::fromWh(2), Energy::fromWh(3), Energy::fromWh(4)};
    full.balance = Money::fromMicroYuan(-86'400'000);
    full.purchaseCount = 4'294'967'295U;
    full.relay = metering::Relay::Open;
    full.control = metering::Control::ForcedOpen;
    full.fault = full.arrears = full.alarm2 = true;
    full.quantities.voltageDeciVolt = {2301, std::nullopt, 2299};
    full.quantities.currentCentiAmp = {std::nullopt, 512, 0};
    full.quantities.powerWatt = -1500;
    const auto record = [&](const MeterReading& each) {
        return write([&](order::UnitOfWork& u) { return u.readings().record(kMeter, kDay, each); });
    };
    ASSERT_TRUE(record(reading(1)).ok());
    ASSERT_TRUE(record(full).ok());
    const auto last =
        ask([](const order::UnitOfWork& unit) { return unit.readings().last(kMeter); });
    ASSERT_TRUE(last.has_value());
    EXPECT_EQ(last->at, full.at);
    EXPECT_EQ(last->total, full.total);
    EXPECT_EQ(last->byRate, full.byRate);
    EXPECT_EQ(last->balance, full.balance);
    EXPECT_EQ(last->purchaseCount, full.purchaseCount);
    EXPECT_EQ(last->relay, full.relay);
    EXPECT_EQ(last->control, full.control);
    EXPECT_TRUE(last->fault && last->arrears && last->alarm2);
    EXPECT_FALSE(last->overload || last->alarm1);
    EXPECT_EQ(last->quantities.voltageDeciVolt, full.quantities.voltageDeciVolt);
    EXPECT_EQ(last->quantities.currentCentiAmp, full.quantities.currentCentiAmp);
    EXPECT_EQ(last->quantities.powerWatt, full.quantities.powerWatt);
}

TEST_F(ReadingTableTest, UseOfADayIsWhatTheRegisterGrewBy) {
    EXPECT_EQ(use(kDay), std::nullopt);
    record(kDay, 1'000);
    EXPECT_EQ(use(kDay), 0);
    record(kDay, 1'400);
    record(kDay, 1'400);
    record(kDay, 2'500);
    EXPECT_EQ(use(kDay), 1'500);
}

TEST_F(ReadingTableTest, NothingIsLostBetweenYesterdayAndToday) {
    record(kDay, 1'000);
    record(kDay, 1'600);
    record(kDay + kOne, 1'900);
    record(kDay + kOne, 2'000);
    EXPECT_EQ(use(kDay), 600);
    EXPECT_EQ(use(kDay + kOne), 400);
}

TEST_F(ReadingTableTest, DaysWithoutReadingsAreNotInvented) {
    record(kDay, 1'000);
    record(kDay + 3 * kOne, 9'000);
    record(kDay + 3 * kOne, 9'100);
    EXPECT_EQ(use(kDay + kOne), std::nullopt);
    EXPECT_EQ(use(kDay + 3 * kOne), 100);
}

TEST_F(ReadingTableTest, ResetRegisterStartsANewSpanAndLosesNothing) {
    record(kDay, 50'000);
    record(kDay, 50'700);
    record(kDay, 10);
    record(kDay, 310);
    EXPECT_EQ(use(kDay), 1'000);
}

TEST_F(ReadingTableTest, ClockSetBackCountsNothingTwice) {
    record(kDay, 1'000);
    record(kDay + kOne, 1'500);
    record(kDay, 1'700);
    record(kDay + kOne, 1'800);
    EXPECT_EQ(*use(kDay) + *use(kDay + kOne), 800);
}

TEST_F(ReadingTableTest, AdoptedDaysFillOnlyWhatIsNotOurs) {
    record(kDay, 1'000);
    record(kDay, 1'200);
    adopt(kDay, 99'999);
    adopt(kDay - kOne, 8'000);
    adopt(kDay - kOne, 8'100);
    EXPECT_EQ(use(kDay), 200);
    EXPECT_EQ(use(kDay - kOne), 8'100);
}

TEST_F(ReadingTableTest, ReadingsGoOnFromAnAdoptedDay) {
    adopt(kDay, 5'000);
    record(kDay, 100);
    record(kDay, 400);
    adopt(kDay, 1);
    EXPECT_EQ(use(kDay), 5'300);
}

TEST_F(ReadingTableTest, DaysComeOldestFirstWithinTheRange) {
    for (int i = 4; i >= 0; --i)
        adopt(kDay + i * kOne, i);
    const auto found = days(kDay + kOne, kDay + 3 * kOne);
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found.front(), (DailyEnergy{kDay + kOne, Energy::fromWh(1)}));
    EXPECT_EQ(found.back(), (DailyEnergy{kDay + 3 * kOne, Energy::fromWh(3)}));
}

TEST_F(ReadingTableTest, UseBelowZeroIsNotAdopted) {
    EXPECT_EQ(codeOf(write([](order::UnitOfWork& unit) {
                  return unit.readings().adopt(kMeter, {kDay, Energy::fromWh(-1)});
              })),
              ErrorCode::InvalidInput);
}

}  // namespace
}  // namespace wattill::storage
