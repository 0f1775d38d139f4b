#include "unit/order/desk_fixture.hpp"

namespace wattill::order {
namespace {

using namespace std::chrono_literals;
using metering::RelayCommand;
using testing::FakeMeter;

metering::SetPrices prices() {
    metering::SetPrices prices;
    prices.perKwh.fill(Money::fromMicroYuan(1'200'000));
    return prices;
}
metering::TakeCredit credit() {
    return {Money::fromFen(2000), 0, 0};
}
Error silence() {
    return {ErrorCode::Timeout, Retry::Later, "no answer", {}};
}

TEST_F(DeskTest, EveryCommandIsCarriedOutAndProven) {
    const metering::SetTimetable timetable{{{{0, metering::Rate::Flat}}}, {{1, 1, 1}}, {}};
    const std::vector<metering::MeterCommand> commands{
        RelayCommand::Trip,
        prices(),
        timetable,
        metering::SetAlarms{Money::fromFen(3000), Money::fromFen(1000)},
        metering::SetOverload{8000},
        metering::SetClock{},
        credit(),
        metering::CloseAccount{},
        metering::OpenAccount{},
    };
    for (std::size_t i = 0; i < commands.size(); ++i) {
        const auto batch = ask(wish({meter(1)}, commands[i], "request-000" + std::to_string(i)));
        ASSERT_TRUE(batch.ok()) << batch.error().message;
        settle();
        const Ticket done = ticket(*batch);
        EXPECT_EQ(done.state, TicketState::Done) << commandName(commands[i]) << done.note;
        ASSERT_TRUE(done.proof);
        EXPECT_EQ(done.proof->frames.size(), 2U);
        EXPECT_EQ(done.attempts, 1);
    }
    const FakeMeter& fake = m_meters.at(meter(1));
    EXPECT_EQ(fake.prices(), prices());
    EXPECT_EQ(fake.timetable(), timetable);
    EXPECT_EQ(fake.clockSet()->offset, Duration(8h));
    EXPECT_EQ(fake.commands(), static_cast<int>(commands.size()));
    EXPECT_TRUE(openAlarms().empty());
}

/// The process ends after so many steps, with or without the meter hearing what was on the wire.
struct Crash {
    metering::MeterCommand command;
    bool heard = false;
};

class CrashTest : public DeskTest {
  protected:
    /// False when the command was over before the crash.
    bool crashAfter(int steps, const Crash& crash) {
        m_meters.erase(meter(1));
        m_meters.emplace(meter(1), FakeMeter(m_clock));
        const auto batch = ask(
            wish({meter(1)}, crash.command, "request-" + std::to_string(10'000 + ++m_requests)));
        EXPECT_TRUE(batch.ok()) << batch.error().message;
        bool more = true;
        for (int i = 0; i < steps && more; ++i)
            more = stepOnce();
        restart(crash.heard);
        settleFor(1h);
        m_last = ticket(*batch);
        return more;
    }
    int m_requests = 0;
    Ticket m_last;
};

TEST_F(CrashTest, WhatSetsAValueIsDoneInTheEndWhereverTheProcessEnds) {
    for (const bool heard : {false, true}) {
        for (const metering::MeterCommand& command :
             {metering::MeterCommand(RelayCommand::Trip), metering::MeterCommand(prices())}) {
            for (int steps = 0; crashAfter(steps, {command, heard}); ++steps) {
                EXPECT_EQ(m_last.state, TicketState::Done) << steps << m_last.note;
                ASSERT_LT(steps, 50);
            }
        }
    }
    EXPECT_TRUE(openAlarms().empty());
}

TEST_F(CrashTest, CreditIsTakenOnceOrNotAtAllAndTheRecordSaysWhich) {
    for (const bool heard : {false, true}) {
        for (int steps = 0; crashAfter(steps, {credit(), heard}); ++steps) {
            const FakeMeter& fake = m_meters.at(meter(1));
            const bool taken = fake.balance() == Money::fromFen(3000);
            EXPECT_TRUE(taken || fake.balance() == Money::fromFen(5000)) << steps;
            EXPECT_EQ(m_last.state, taken ? TicketState::Done : TicketState::Refused)
                << steps << m_last.note;
            EXPECT_LE(fake.commands(), 1) << steps;
            EXPECT_EQ(m_last.attempts, 1);
            ASSERT_LT(steps, 50);
        }
    }
}

TEST_F(DeskTest, ARepeatedRequestFindsTheBatchThatStands) {
    const auto first = ask(wish({meter(1), meter(2)}, prices()));
    const auto again = ask(wish({meter(2), meter(1)}, prices()));
    ASSERT_TRUE(first.ok() && again.ok());
    EXPECT_EQ(first->id, again->id);
    EXPECT_EQ(ask(wish({meter(1)}, prices())).error().code, ErrorCode::Conflict);
    EXPECT_EQ(ask(wish({meter(1), meter(2)}, RelayCommand::Trip)).error().code,
              ErrorCode::Conflict);
    settle();
    EXPECT_EQ(m_meters.at(meter(1)).commands(), 1);
}

TEST_F(DeskTest, ALostMeterIsLookedAtForADayAndNothingIsSent) {
    m_meters.at(meter(1)).absent(silence());
    const auto batch = ask(wish({meter(1)}, RelayCommand::Trip));
    settleFor(23h);
    EXPECT_EQ(ticket(*batch).state, TicketState::Waiting);
    settleFor(2h);
    const Ticket failed = ticket(*batch);
    EXPECT_EQ(failed.state, TicketState::Failed);
    EXPECT_EQ(failed.attempts, 0);
    EXPECT_EQ(openAlarms(), std::vector{AlarmKind::CommandFailed});
    ASSERT_TRUE(resolve(failed.id, Verdict::NotDone).ok());
    EXPECT_TRUE(openAlarms().empty());
    EXPECT_EQ(ticket(*batch).state, TicketState::Refused);
    EXPECT_EQ(resolve(failed.id, Verdict::Done).error().code, ErrorCode::Conflict);
}

TEST_F(DeskTest, ARepeatableCommandIsSentAFewTimesAndThenGivenUp) {
    for (int i = 0; i < 20; ++i)
        m_meters.at(meter(1)).failNext(FakeMeter::Call::Switch, FakeMeter::When::BeforeEffect,
                                       silence());
    const auto batch = ask(wish({meter(1)}, prices()));
    settleFor(20h);
    const Ticket failed = ticket(*batch);
    EXPECT_EQ(failed.state, TicketState::Failed);
    EXPECT_EQ(failed.attempts, CommandPolicy{}.mostAttempts);
    EXPECT_EQ(openAlarms(), std::vector{AlarmKind::CommandFailed});
}

TEST_F(DeskTest, APartIsAnAlarmAndAPersonDecides) {
    m_meters.at(meter(1)).applyNextInPart();
    const auto batch = ask(wish({meter(1)}, prices()));
    settle();
    EXPECT_EQ(ticket(*batch).state, TicketState::Partial);
    EXPECT_TRUE(ticket(*batch).attention);
    EXPECT_EQ(openAlarms(), std::vector{AlarmKind::CommandPartial});
    EXPECT_TRUE(resolve(ticket(*batch).id, Verdict::Done).ok());
    EXPECT_EQ(ticket(*batch).state, TicketState::Done);
    EXPECT_TRUE(openAlarms().empty());
}

TEST_F(DeskTest, TheLastWordToARelayCounts) {
    m_meters.at(meter(1)).absent(silence());
    const auto trip = ask(wish({meter(1)}, RelayCommand::Trip));
    settleFor(10min);
    const auto back = ask(wish({meter(1)}, RelayCommand::ToPrepaid, "request-0002"));
    EXPECT_EQ(ticket(*trip).state, TicketState::Cancelled);
    m_meters.at(meter(1)).present();
    settleFor(10min);
    EXPECT_EQ(ticket(*back).state, TicketState::Done);
    EXPECT_EQ(m_meters.at(meter(1)).commands(), 1);
}

TEST_F(DeskTest, KeptPowerEndsByItself) {
    NewCommands keep = wish({meter(1)}, RelayCommand::KeepOn);
    keep.until = m_clock.at + 5h;
    const auto batch = ask(keep);
    settleFor(4h);
    EXPECT_EQ(m_meters.at(meter(1)).control(), metering::Control::ForcedClosed);
    restart();
    settleFor(2h);
    EXPECT_EQ(m_meters.at(meter(1)).control(), metering::Control::Prepaid);
    EXPECT_EQ(ticket(*batch, 2).state, TicketState::Done);
}

TEST_F(DeskTest, TheEndOfKeptPowerDoesNotUndoATripThatCameLater) {
    NewCommands keep = wish({meter(1)}, RelayCommand::KeepOn);
    keep.until = m_clock.at + 5h;
    const auto batch = ask(keep);
    settleFor(1h);
    ASSERT_TRUE(ask(wish({meter(1)}, RelayCommand::Trip, "request-0002")).ok());
    settleFor(6h);
    EXPECT_EQ(m_meters.at(meter(1)).control(), metering::Control::ForcedOpen);
    EXPECT_EQ(ticket(*batch, 2).state, TicketState::Cancelled);
}

TEST_F(DeskTest, ManyTripsNeedTheirNumberAndComeAFewAtATime) {
    std::vector<MeterId> many;
    for (int number = 1; number <= 11; ++number)
        many.push_back(meter(number));
    NewCommands trips = wish(many, RelayCommand::Trip);
    const auto refused = ask(trips);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidInput);
    EXPECT_NE(refused.error().message.find("11 meters"), std::string::npos);
    trips.confirm = 11;
    const auto batch = ask(trips);
    ASSERT_TRUE(batch.ok()) << batch.error().message;
    std::size_t mostAtOnce = 0;
    m_desk->pump();
    while (true) {
        while (m_database->commitOne()) {
        }
        mostAtOnce = std::max(mostAtOnce, m_outside->waiting());
        if (!m_outside->answerOne()) break;
    }
    EXPECT_EQ(mostAtOnce, 2U) << "one on each bus";
    BatchProgress progress;
    read([&](const UnitOfWork& unit) {
        progress = *unit.commands().progress(batch->id, m_clock.at);
    });
    EXPECT_EQ(progress.done, 11);
    EXPECT_EQ(progress.open, 0);
}

TEST_F(DeskTest, ABatchIsWithdrawnWhereItStillWaits) {
    for (int number = 1; number <= 4; ++number)
        m_meters.at(meter(number)).absent(silence());
    const auto batch = ask(wish({meter(1), meter(2), meter(3), meter(4)}, prices()));
    settle();
    std::optional<Result<CommandBatch>> cancelled;
    m_desk->cancelBatch(batch->id, "li",
                        [&](const Result<CommandBatch>& done) { cancelled.emplace(done); });
    settle();
    ASSERT_TRUE(cancelled && cancelled->ok());
    for (int number = 1; number <= 4; ++number)
        EXPECT_EQ(ticket(*batch, number).state, TicketState::Cancelled);
}

TEST_F(DeskTest, AnAccountThatIsOpenIsNotOpenedAgain) {
    EXPECT_EQ(ask(wish({meter(1)}, metering::OpenAccount{})).error().code, ErrorCode::Conflict);
    ASSERT_TRUE(ask(wish({meter(1)}, metering::CloseAccount{}, "request-0002")).ok());
    settle();
    std::optional<tenancy::MeterPlace> place;
    read([&](const UnitOfWork& unit) { place = *unit.tenancy().find(meter(1)); });
    EXPECT_FALSE(place->open);
    EXPECT_EQ(ask(wish({meter(1)}, credit(), "request-0003")).error().code, ErrorCode::Conflict);
}

TEST_F(DeskTest, OneAccountCommandAtATimeElseTheSecondWouldWipeWhatWasPaidSince) {
    // Asked for while the first has not been carried out yet.
    ASSERT_TRUE(ask(wish({meter(1)}, metering::CloseAccount{})).ok());
    const auto second = ask(wish({meter(1)}, metering::CloseAccount{}, "request-0002"));
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().code, ErrorCode::Conflict);
    EXPECT_NE(second.error().message.find("wait for its end"), std::string::npos);
    EXPECT_TRUE(ask(wish({meter(2)}, metering::CloseAccount{}, "request-0003")).ok());
    settle();
    ASSERT_TRUE(ask(wish({meter(1)}, metering::OpenAccount{}, "request-0004")).ok());
    EXPECT_EQ(ask(wish({meter(1)}, metering::OpenAccount{}, "request-0005")).error().code,
              ErrorCode::Conflict);
    EXPECT_TRUE(ask(wish({meter(1)}, metering::OpenAccount{}, "request-0004")).ok())
        << "the same again finds its batch";
    settle();
}

TEST_F(DeskTest, CreditIsTakenFromWhoHadTheAccountWhenItWasAskedFor) {
    ASSERT_TRUE(ask(wish({meter(1)}, credit())).ok());
    EXPECT_EQ(ask(wish({meter(1)}, metering::CloseAccount{}, "request-0002")).error().code,
              ErrorCode::Conflict)
        << "it would come upon the next tenant's money";
    settle();
    ASSERT_TRUE(ask(wish({meter(1)}, metering::CloseAccount{}, "request-0003")).ok());
    EXPECT_EQ(ask(wish({meter(1)}, credit(), "request-0004")).error().code, ErrorCode::Conflict);
    settle();
}

// ---- orders and commands at one meter
Order orderOf(const MeterId& meter, State state) {
    Order order;
    order.id = OrderId("K0126112210300001");
    order.request = "request-order";
    order.meter = meter;
    order.account = AccountId("8001");
    order.amount = Money::fromFen(10'000);
    order.channel = "alipay";
    order.merchant = "2088";
    order.terminal = "K01";
    order.state = state;
    order.createdAt = fromMillis(1'795'314'600'000);
    order.paidAt = order.createdAt;
    return order;
}

TEST_F(DeskTest, CreditIsNotTakenWhileAnOrderIsDeliveringButTheRelayIsFree) {
    Order order = orderOf(meter(1), State::Delivering);
    ASSERT_TRUE(write([&](UnitOfWork& unit) { return unit.orders().insert(order); }).ok());
    const auto take = ask(wish({meter(1)}, credit()));
    const auto trip = ask(wish({meter(2)}, RelayCommand::Trip, "request-0002"));
    const auto alarms =
        ask(wish({meter(1)}, metering::SetAlarms{Money(), Money()}, "request-0003"));
    ASSERT_TRUE(take.ok() && trip.ok() && alarms.ok());
    settleFor(1min);
    EXPECT_EQ(ticket(*take).state, TicketState::Waiting);
    EXPECT_EQ(ticket(*trip).state, TicketState::Done);
    EXPECT_EQ(m_meters.at(meter(1)).balance(), Money::fromFen(5000));
    order.state = State::Delivered;
    ++order.version;
    ASSERT_TRUE(write([&](UnitOfWork& unit) { return unit.orders().update(order); }).ok());
    settleFor(1min);
    EXPECT_EQ(ticket(*take).state, TicketState::Done);
    EXPECT_EQ(ticket(*alarms).state, TicketState::Done);
}

TEST_F(DeskTest, CreditThatWaitsForAnOrderOfNoKnownEndIsGivenUpInTime) {
    const Order order = orderOf(meter(1), State::Delivering);
    ASSERT_TRUE(write([&](UnitOfWork& unit) { return unit.orders().insert(order); }).ok());
    const auto take = ask(wish({meter(1)}, credit()));
    settleFor(23h);
    EXPECT_EQ(ticket(*take).state, TicketState::Waiting);
    settleFor(2h);
    EXPECT_EQ(ticket(*take).state, TicketState::Failed);
    EXPECT_EQ(openAlarms(), std::vector{AlarmKind::CommandFailed});
    EXPECT_EQ(m_meters.at(meter(1)).balance(), Money::fromFen(5000));
    const auto byHand = resolve(ticket(*take).id, Verdict::Done);
    ASSERT_FALSE(byHand.ok()) << "a reversal would refund what no meter gave back";
    EXPECT_NE(byHand.error().message.find("not-done"), std::string::npos);
    EXPECT_TRUE(resolve(ticket(*take).id, Verdict::NotDone).ok());
}

TEST_F(DeskTest, TheEndOfKeptPowerIsNotGivenUpWhileKeepingIsStillUnderWay) {
    NewCommands keep = wish({meter(1)}, RelayCommand::KeepOn);
    keep.until = m_clock.at + 30s;
    keep.giveUpAfter = 1min;
    const auto batch = ask(keep);
    ASSERT_TRUE(batch.ok()) << batch.error().message;
    m_desk->pump();
    while (m_database->commitOne()) {
    }
    m_clock.at += 10min;  // the look waits for its bus
    m_desk->pump();
    while (m_database->commitOne()) {
    }
    settle();
    EXPECT_EQ(m_meters.at(meter(1)).control(), metering::Control::Prepaid)
        << "nothing was kept on that nobody would end";
    EXPECT_EQ(m_meters.at(meter(1)).commands(), 0);
    EXPECT_FALSE(openAlarms().empty());
}

TEST_F(DeskTest, NoOrderIsDeliveredWhileCreditIsBeingTakenOrNobodyKnows) {
    const auto take = ask(wish({meter(1)}, credit()));
    m_desk->pump();
    while (m_database->commitOne()) {
    }
    ASSERT_EQ(ticket(*take).state, TicketState::UnderWay);
    const Order paid = orderOf(meter(1), State::Paid);
    const auto put = write([&](UnitOfWork& unit) -> Result<void> {
        if (const auto kept = unit.orders().insert(paid); !kept.ok()) return kept;
        return unit.calls().schedule(paid.id, {CallKind::MeterReadBefore, m_clock.at, 0});
    });
    ASSERT_TRUE(put.ok()) << put.error().message;
    Engine engine({*m_database, *m_outside, m_clock, m_random, m_log, m_zone}, Policy{});
    engine.pump();
    const std::size_t before = m_outside->waiting();
    while (m_database->commitOne()) {
    }
    EXPECT_EQ(m_outside->waiting(), before) << "the order must not read the meter";
    std::optional<Order> order;
    read([&](const UnitOfWork& unit) { order = *unit.orders().find(paid.id); });
    EXPECT_EQ(order->state, State::Paid);
    Order delivering = *order;
    delivering.state = State::Delivering;
    ++delivering.version;
    const auto forced = write([&](UnitOfWork& unit) { return unit.orders().update(delivering); });
    ASSERT_FALSE(forced.ok()) << "the schema refuses it too";
    EXPECT_EQ(forced.error().code, ErrorCode::Conflict);
    while (m_outside->answerOne() || m_database->commitOne()) {
    }
    EXPECT_EQ(ticket(*take).state, TicketState::Done);
}

}  // namespace
}  // namespace wattill::order
