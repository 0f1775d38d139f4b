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
    Result<LeftOver> replace(const MeterPlace& place = placeOf(kNew)) {
        Result<LeftOver> left = notFound("not asked");
        const auto done = write([&](order::UnitOfWork& unit) -> Result<void> {
            left = replaceMeter(unit, kOld, place, kNow);
            return left ? Result<void>() : left.error();
        });
        return done ? left : done.error();
    }
    void wasRead(const metering::MeterReading& reading) {
        ASSERT_TRUE(write([&](order::UnitOfWork& unit) -> Result<void> {
                        const auto done = unit.readings().record(kOld, reading, {}, m_zone);
                        return done ? Result<void>() : done.error();
                    }).ok());
    }
    void refusedBecause(const std::string& why, const MeterPlace& place = placeOf(kNew)) {
        const auto refused = replace(place);
        ASSERT_FALSE(refused.ok()) << why;
        EXPECT_EQ(refused.error().code, ErrorCode::Conflict);
        EXPECT_NE(refused.error().message.find(why), std::string::npos) << refused.error().message;
        look([](const order::UnitOfWork& unit) {
            EXPECT_TRUE(unit.tenancy().find(kOld)->has_value()) << "nothing changed";
        });
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

    const TimeZone m_zone = *TimeZone::find("Asia/Shanghai");
    std::unique_ptr<storage::SqliteStore> m_store;
};

TEST_F(Replacement, TheNewMeterStandsInThePlaceAndTheOldOnesInstallationHasEnded) {
    metering::MeterReading reading;
    reading.at = kNow - std::chrono::hours(1);
    reading.total = Energy::fromWh(77'000);
    reading.balance = Money::fromFen(1'230);
    wasRead(reading);
    const auto done = replace();
    ASSERT_TRUE(done.ok()) << done.error().message;
    EXPECT_EQ(done->old, kOld);
    EXPECT_EQ(done->now, kNew);
    EXPECT_EQ(done->readAt, reading.at);
    EXPECT_EQ(done->balance, reading.balance);
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
    refusedBecause("order K01ORDER0001 for it is awaiting-payment; end that order first");
}

order::Ticket ticketIn(order::TicketState state) {
    order::Ticket ticket;
    ticket.id = order::TicketId("C26112210300000421-1");
    ticket.batch = order::BatchId("C26112210300000421");
    ticket.meter = kOld;
    ticket.command = metering::RelayCommand::Trip;
    ticket.state = state;
    ticket.requestedAt = ticket.notBefore = ticket.dueAt = kNow;
    ticket.deadline = kNow + std::chrono::hours(24);
    return ticket;
}

TEST_F(Replacement, WaitsUntilNoCommandIsUnderWay) {
    order::CommandBatch batch;
    batch.id = order::BatchId("C26112210300000421");
    batch.request = "request-2";
    batch.command = metering::RelayCommand::Trip;
    batch.operatedBy = "Li";
    batch.requestedAt = kNow;
    batch.meters = 1;
    ASSERT_TRUE(write([&](order::UnitOfWork& unit) {
                    return unit.commands().insert(batch, {ticketIn(order::TicketState::Waiting)});
                }).ok());
    refusedBecause("command C26112210300000421-1 to it is waiting");
    auto ticket = ticketIn(order::TicketState::Cancelled);
    ticket.version = 2;
    ticket.finishedAt = kNow;
    const auto cancelled =
        write([&](order::UnitOfWork& unit) { return unit.commands().update(ticket); });
    ASSERT_TRUE(cancelled.ok()) << cancelled.error().message;
    EXPECT_TRUE(replace().ok());
}

TEST_F(Replacement, StaysInItsPremisesAndItsAccount) {
    MeterPlace place = placeOf(kNew);
    place.premises = "1028";
    refusedBecause("is at premises 1027, not at 1028", place);
    place = placeOf(kNew);
    place.account = AccountId("8002");
    refusedBecause("serves account 8001, not 8002", place);
}

TEST_F(Replacement, ByAMeterThatHangsSomewhereAlreadyIsRefused) {
    MeterPlace other = placeOf(kNew);
    other.address = 8;
    other.premises = "1030";
    ASSERT_TRUE(write([&](order::UnitOfWork& unit) { return unit.tenancy().put(other); }).ok());
    refusedBecause("meter 202611220009 hangs at premises 1030 already");
}

TEST_F(Replacement, MayComeWithAnotherAddressAndModel) {
    MeterPlace place = placeOf(kNew);
    place.bus = BusId("west");
    place.address = 202'611'220'009;
    place.profile = "dlt645-2007";
    ASSERT_TRUE(replace(place).ok());
    look([&](const order::UnitOfWork& unit) {
        EXPECT_EQ((*unit.tenancy().find(kNew))->address, place.address);
    });
}

TEST_F(Replacement, SaysWhatWasLeftAndWhatNobodyKnows) {
    LeftOver left{kOld, kNew, kNow, Money::fromFen(1'230)};
    EXPECT_EQ(text(left, m_zone),
              "meter 202411110001 was replaced by 202611220009: 12.30 yuan were left on it, as "
              "read 2026-09-21 22:13:20; compare its display and transfer what is due: nothing "
              "was sent to the new meter");
    left.balance = Money::fromFen(-250);
    EXPECT_NE(text(left, m_zone).find("2.50 yuan were owed on it"), std::string::npos);
    left.balance.reset();
    EXPECT_NE(text(left, m_zone).find("its model keeps no balance"), std::string::npos);
    left.readAt.reset();
    EXPECT_NE(text(left, m_zone).find("it was never read here"), std::string::npos);
}

TEST_F(Replacement, OfAMeterThatIsInNoPlaceIsRefused) {
    const auto refused = write([](order::UnitOfWork& unit) -> Result<void> {
        const auto left = replaceMeter(unit, MeterId("202411119999"), placeOf(kNew), kNow);
        return left ? Result<void>() : left.error();
    });
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::NotFound);
}

}  // namespace
}  // namespace wattill::node
