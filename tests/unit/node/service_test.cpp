#include "unit/node/small_site.hpp"

namespace wattill::node {
namespace {

const std::string kSheet =
    "meter,profile,bus,address,premises,building,account,tenant,phone,price,alarm1,alarm2,open\n"
    "202411110001,acrel-ddsy1352-nk,bus-1,1,1025,A,800101,王小明,13800001234,0.90,100,30,yes\n"
    "202411110002,acrel-dtsy1352-nk,bus-1,2,1027,A,800102,李娜,,0.90,100,30,yes\n";

/// The small site with both meters imported.
class ServiceOfASite : public SmallSite {
  protected:
    ServiceOfASite() { EXPECT_TRUE(import("meters", kSheet).ok()); }
};

TEST_F(SmallSite, ImportedMetersArePolledWithoutARestart) {
    EXPECT_FALSE(fresh(m_first).ok());
    const auto report = import("meters", kSheet);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->meters, 2);
    const auto view = fresh(m_first);
    ASSERT_TRUE(view.ok()) << view.error().message;
    EXPECT_FALSE(view->stale);
    EXPECT_EQ(view->balance, Money::fromFen(5000));
    EXPECT_EQ(view->state, api::MeterState::Alarm1);
    EXPECT_TRUE(view->sellable);
    EXPECT_EQ(view->place.tenant.find("小明"), std::string::npos);
}

TEST_F(ServiceOfASite, ABadSheetChangesNothing) {
    const auto before =
        ask<std::vector<api::MeterView>>([&](auto reply) { m_service->meters(reply); });
    const std::string clash =
        kSheet.substr(0, kSheet.find('\n') + 1) +
        "202411110003,acrel-ddsy1352-nk,bus-1,9,1031,A,800103,A,,0.90,100,30,yes\n"
        "202411110004,acrel-ddsy1352-nk,bus-1,1,1033,A,800104,B,,0.90,100,30,yes\n";
    const auto report = import("meters", clash);
    ASSERT_FALSE(report.ok());
    EXPECT_NE(report.error().message.find("belongs to meter 202411110001 already"),
              std::string::npos);
    const auto after =
        ask<std::vector<api::MeterView>>([&](auto reply) { m_service->meters(reply); });
    ASSERT_TRUE(before.ok() && after.ok());
    EXPECT_EQ(before->size(), 2U);
    EXPECT_EQ(after->size(), 2U);
}

TEST_F(ServiceOfASite, HistoryOfAnUnknownMeterIsRefusedWhole) {
    const auto report = import("history",
                               "meter,day,energy_kwh\n"
                               "202411110001,2026-01-05,10\n"
                               "202411119999,2026-01-05,10\n");
    ASSERT_FALSE(report.ok());
    EXPECT_NE(report.error().message.find("history.csv:3: meter \"202411119999\""),
              std::string::npos);
    const LocalDay day = *parseDay("2026-01-05");
    const auto days = ask<std::vector<api::DayView>>(
        [&](auto reply) { m_service->days(m_first, day, day, reply); });
    ASSERT_TRUE(days.ok());
    EXPECT_FALSE(days->at(0).energy);
}

TEST_F(ServiceOfASite, HistoryShowsUpInTheDays) {
    ASSERT_TRUE(import("history", "meter,day,energy_kwh\n202411110001,2026-01-05,10.5\n").ok());
    const LocalDay day = *parseDay("2026-01-05");
    const auto days = ask<std::vector<api::DayView>>(
        [&](auto reply) { m_service->days(m_first, day - std::chrono::days(1), day, reply); });
    ASSERT_TRUE(days.ok());
    ASSERT_EQ(days->size(), 2U);
    EXPECT_FALSE(days->at(0).energy);
    EXPECT_EQ(days->at(1).energy, Energy::fromWh(10'500));
}

TEST_F(ServiceOfASite, AMeterThatDoesNotAnswerIsShownAsItWasLastKnown) {
    ASSERT_TRUE(fresh(m_first).ok());
    m_wire.at(m_first)->with([](testing::FakeMeter& meter) {
        meter.absent({ErrorCode::Timeout, Retry::Later, "silent", {}});
    });
    const auto read =
        ask<api::MeterView>([&](auto reply) { m_service->readMeter(m_first, reply); });
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, ErrorCode::Timeout);
    const auto view = fresh(m_first);
    ASSERT_TRUE(view.ok());
    EXPECT_EQ(view->balance, Money::fromFen(5000));
}

TEST_F(ServiceOfASite, ALockedProfileIsNotSoldTo) {
    const auto view = fresh(m_second);
    ASSERT_TRUE(view.ok());
    EXPECT_FALSE(view->sellable);
    EXPECT_EQ(view->notSellable, "locked");
    const auto order = ask<api::OrderView>([&](auto reply) {
        m_service->createOrder({"request-1", m_second, Money::fromFen(100), "fake", "K01"}, reply);
    });
    ASSERT_FALSE(order.ok());
    EXPECT_EQ(order.error().code, ErrorCode::Unsupported);
}

TEST_F(ServiceOfASite, APaidOrderIsOnTheMeterAndFollowersSeeEveryStepToTheEnd) {
    const auto created = create("request-1", 10'000);
    ASSERT_TRUE(created.ok()) << created.error().message;
    const auto waiting = until(created->id, "awaiting-payment");
    ASSERT_TRUE(waiting.ok()) << waiting.error().message;
    ASSERT_FALSE(waiting->code.empty());
    const auto notification = pay(waiting->code);
    const auto acknowledged =
        ask<std::string>([&](auto reply) { m_service->notify("fake", notification, reply); });
    ASSERT_TRUE(acknowledged.ok()) << acknowledged.error().message;

    const auto delivered = until(created->id, "delivered");
    ASSERT_TRUE(delivered.ok()) << delivered.error().message;
    EXPECT_EQ(delivered->state, "delivered");
    EXPECT_EQ(delivered->balanceBefore, Money::fromFen(5000));
    EXPECT_EQ(delivered->balanceAfter, Money::fromFen(15'000));
    ASSERT_TRUE(delivered->paidAt && delivered->deliveredAt);
    EXPECT_LE(*delivered->paidAt, *delivered->deliveredAt);
    EXPECT_FALSE(delivered->paidLate);
    EXPECT_EQ(m_wire.at(m_first)->with([](auto& meter) { return meter.sales(); }), 1);

    const auto ledger = ask<api::LedgerView>([&](auto reply) { m_service->verifyLedger(reply); });
    ASSERT_TRUE(ledger.ok());
    EXPECT_TRUE(ledger->violations.empty());
    EXPECT_EQ(ledger->entries, 2);
}

TEST_F(ServiceOfASite, AForgedNotificationIsRefused) {
    const auto created = create("request-1", 10'000);
    ASSERT_TRUE(created.ok());
    const auto waiting = until(created->id, "awaiting-payment");
    const auto forged = testing::FakeGateway::forged(pay(waiting->code));
    const auto reply =
        ask<std::string>([&](auto done) { m_service->notify("fake", forged, done); });
    ASSERT_FALSE(reply.ok());
    EXPECT_EQ(reply.error().code, ErrorCode::Unauthorised);
    const auto other =
        ask<std::string>([&](auto done) { m_service->notify("unionpay", forged, done); });
    ASSERT_FALSE(other.ok());
    EXPECT_EQ(other.error().code, ErrorCode::NotFound);
}

TEST_F(ServiceOfASite, WhoTypedANumberSeesNeitherCodesNorTradeNumbers) {
    const auto created = create("request-1", 10'000);
    ASSERT_TRUE(created.ok());
    ASSERT_TRUE(until(created->id, "awaiting-payment").ok());
    const auto orders = ask<std::vector<api::OrderView>>(
        [&](auto reply) { m_service->ordersOfMeter(m_first, reply); });
    ASSERT_TRUE(orders.ok());
    ASSERT_EQ(orders->size(), 1U);
    EXPECT_TRUE(orders->at(0).code.empty());
    const auto staff =
        ask<std::vector<api::OrderView>>([&](auto reply) { m_service->orders({}, reply); });
    ASSERT_TRUE(staff.ok());
    EXPECT_FALSE(staff->at(0).code.empty());
}

TEST_F(ServiceOfASite, WhoTypedANumberSeesThatMoneyGoesBackWithoutTheStaffsWords) {
    const auto created = create("request-1", 10'000);
    ASSERT_TRUE(created.ok());
    const auto waiting = until(created->id, "awaiting-payment");
    ASSERT_TRUE(waiting.ok());
    for (const auto& told : {pay(waiting->code), payAgain(waiting->code)}) {
        const auto noted =
            ask<std::string>([&](auto reply) { m_service->notify("fake", told, reply); });
        ASSERT_TRUE(noted.ok()) << noted.error().message;
    }
    const auto orders = ask<std::vector<api::OrderView>>(
        [&](auto reply) { m_service->ordersOfMeter(m_first, reply); });
    ASSERT_TRUE(orders.ok());
    ASSERT_EQ(orders->at(0).refunds.size(), 1U);
    EXPECT_EQ(orders->at(0).refunds[0].cause, "extra-payment");
    EXPECT_EQ(orders->at(0).refunds[0].note, "");
    const auto own = ask<api::OrderView>([&](auto reply) { m_service->order(created->id, reply); });
    ASSERT_TRUE(own.ok());
    EXPECT_NE(own->refunds.at(0).note, "");
}

TEST_F(ServiceOfASite, FollowingAnUnknownOrderIsAnsweredAtOnce) {
    const auto view = ask<api::OrderView>([&](auto reply) {
        m_service->followOrder(OrderId("K01NOSUCH"), 1, api::kLongestWait, reply);
    });
    ASSERT_FALSE(view.ok());
    EXPECT_EQ(view.error().code, ErrorCode::NotFound);
}

order::NewCommands wishFor(const MeterId& meter, metering::MeterCommand command) {
    order::NewCommands wish;
    wish.request = "request-0001";
    wish.meters = {meter};
    wish.command = std::move(command);
    wish.operatedBy = "li";
    return wish;
}

TEST_F(ServiceOfASite, ARelayCommandIsFollowedToItsProofAndShowsInTheView) {
    auto batch = ask<api::CommandBatchView>([&](auto reply) {
        m_service->commands().request(wishFor(m_first, metering::RelayCommand::Trip), reply);
    });
    ASSERT_TRUE(batch.ok()) << batch.error().message;
    while (batch->progress.open > 0) {
        const std::int64_t known = batch->progress.version;
        batch = ask<api::CommandBatchView>([&](auto reply) {
            m_service->commands().follow(batch->id, known, std::chrono::seconds(5), reply);
        });
        ASSERT_TRUE(batch.ok()) << batch.error().message;
        ASSERT_GT(batch->progress.version, known) << "nothing happened for five seconds";
    }
    EXPECT_EQ(batch->progress.done, 1);
    const auto command = ask<api::CommandView>([&](auto reply) {
        m_service->commands().find(order::TicketId(batch->id.text() + "-1"), reply);
    });
    ASSERT_TRUE(command.ok()) << command.error().message;
    EXPECT_EQ(command->state, "done");
    ASSERT_TRUE(command->proof);
    EXPECT_EQ(command->proof->outcome, "done");
    const auto view = fresh(m_first);
    ASSERT_TRUE(view.ok()) << view.error().message;
    EXPECT_EQ(view->state, api::MeterState::Tripped);
    EXPECT_FALSE(view->relayClosed);
}

TEST_F(ServiceOfASite, ALockedProfileTakesNoCommand) {
    const auto batch = ask<api::CommandBatchView>([&](auto reply) {
        m_service->commands().request(wishFor(m_second, metering::RelayCommand::Trip), reply);
    });
    ASSERT_FALSE(batch.ok());
    EXPECT_EQ(batch.error().code, ErrorCode::Unsupported);
    const auto all = ask<std::vector<api::CommandView>>(
        [&](auto reply) { m_service->commands().list({}, reply); });
    ASSERT_TRUE(all.ok());
    EXPECT_TRUE(all->empty());
}

TEST_F(ServiceOfASite, HealthCountsWhatIsOpen) {
    // The bus thread has taken the imported meters once it has read one.
    ASSERT_TRUE(fresh(m_first).ok());
    const auto created = create("request-1", 10'000);
    ASSERT_TRUE(created.ok());
    const auto health = ask<api::HealthView>([&](auto reply) { m_service->health(reply); });
    ASSERT_TRUE(health.ok());
    EXPECT_EQ(health->openOrders, 1);
    EXPECT_EQ(health->buses, std::vector<std::string>{"bus-1: open, 2 meters, 0 lost"});
    EXPECT_EQ(health->gateways, std::vector<std::string>{"fake: configured"});
}

}  // namespace
}  // namespace wattill::node
