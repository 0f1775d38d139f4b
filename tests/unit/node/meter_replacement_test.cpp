#include "node/meter_replacement.hpp"

#include "storage/sqlite_store.hpp"

#include <gtest/gtest.h>

namespace wattill::node {
namespace {

using metering::Installation;
using tenancy::MeterPlace;

const MeterId kOld("202411110001");
const MeterId kNew("202611220009");
const Instant kNow = fromMillis(1'790'000'000'000);

MeterPlace placeOf(const MeterId& meter) {
    MeterPlace place;
    place.meter = meter;
    place.profile = "acrel-ddsy1352-nk";
    place.bus = BusId("east");
    place.address = 7;
    place.premises = "1027";
    place.account = AccountId("8001");
    place.pricePerKwh = Money::fromFen(90);
    return place;
}

order::Order orderIn(order::State state) {
    order::Order order;
    order.id = OrderId("K01ORDER0001");
    order.request = "request-1";
    order.meter = kOld;
    order.account = AccountId("8001");
    order.amount = Money::fromFen(10'000);
    order.channel = "alipay";
    order.merchant = "2088000000000001";
    order.terminal = "K01";
    order.state = state;
    order.createdAt = order.payBy = order.openUntil = kNow;
    return order;
}

class Replacement : public testing::Test {
  protected:
    Replacement() {
        auto opened = storage::SqliteStore::open({":memory:"});
        EXPECT_TRUE(opened.ok());
        m_store = std::move(*opened);
        EXPECT_TRUE(
            write([](order::UnitOfWork& unit) { return unit.tenancy().put(placeOf(kOld)); }).ok());
    }
    Result<void> write(const order::Database::Work& work) {
        return m_store->runBatch({{work, {}}}).at(0);
    }
    Result<void> replace() {
        return write(
            [](order::UnitOfWork& unit) { return replaceMeter(unit, kOld, placeOf(kNew), kNow); });
    }
    template <class Ask>
    void look(Ask ask) {
        EXPECT_TRUE(m_store
                        ->read([&](const order::UnitOfWork& unit) -> Result<void> {
                            ask(unit);
                            return {};
                        })
                        .ok());
    }

    std::unique_ptr<storage::SqliteStore> m_store;
};

TEST_F(Replacement, TheNewMeterStandsInThePlaceAndTheOldOnesInstallationHasEnded) {
    const TimeZone zone = *TimeZone::find("Asia/Shanghai");
    metering::MeterReading reading;
    reading.at = kNow - std::chrono::hours(1);
    reading.total = Energy::fromWh(77'000);
    ASSERT_TRUE(write([&](order::UnitOfWork& unit) -> Result<void> {
                    const auto done = unit.readings().record(kOld, reading, {}, zone);
                    return done ? Result<void>() : done.error();
                }).ok());
    const auto done = replace();
    ASSERT_TRUE(done.ok()) << done.error().message;
    look([&](const order::UnitOfWork& unit) {
        EXPECT_FALSE(unit.tenancy().find(kOld)->has_value());
        EXPECT_EQ((*unit.tenancy().find(kNew))->premises, "1027");
        const auto old = unit.readings().installations(kOld);
        ASSERT_EQ(old->size(), 1U);
        EXPECT_EQ(old->at(0).to, reading.at);
        EXPECT_EQ(old->at(0).last, reading.total);
        const auto now = unit.readings().installations(kNew);
        ASSERT_EQ(now->size(), 1U);
        EXPECT_EQ(now->at(0).reason, Installation::Reason::Replacement);
        EXPECT_EQ(now->at(0).instead, kOld);
        EXPECT_TRUE(unit.readings().last(kOld)->has_value()) << "what it showed stays on record";
    });
}

TEST_F(Replacement, WaitsUntilNoOrderIsUnderWay) {
    ASSERT_TRUE(write([](order::UnitOfWork& unit) {
                    return unit.orders().insert(orderIn(order::State::AwaitingPayment));
                }).ok());
    const auto refused = replace();
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::Conflict);
    EXPECT_NE(refused.error().message.find("K01ORDER0001"), std::string::npos);
    look([](const order::UnitOfWork& unit) {
        EXPECT_TRUE(unit.tenancy().find(kOld)->has_value()) << "nothing changed";
    });
}

TEST_F(Replacement, OfAMeterThatIsInNoPlaceIsRefused) {
    const auto refused = write([](order::UnitOfWork& unit) {
        return replaceMeter(unit, MeterId("202411119999"), placeOf(kNew), kNow);
    });
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::NotFound);
}

TEST(TakenOver, IsThePlaceAtTheSameBusAddressAndPremises) {
    const std::vector<MeterPlace> standing{placeOf(kOld)};
    EXPECT_EQ(takenOver(placeOf(kNew), standing)->meter, kOld);
    EXPECT_FALSE(takenOver(placeOf(kOld), standing)) << "itself";
    MeterPlace elsewhere = placeOf(kNew);
    elsewhere.premises = "1028";
    EXPECT_FALSE(takenOver(elsewhere, standing));
}

}  // namespace
}  // namespace wattill::node
