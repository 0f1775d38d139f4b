// The daily reconciliation as a node runs it: real threads and a real database, bills from a shelf.
#include "node/reconciler.hpp"

#include "node/service_reconciliation.hpp"
#include "storage/writer_thread.hpp"
#include "support/fake_bills.hpp"
#include "support/process.hpp"
#include "unit/node/hand_cranked.hpp"

#include <condition_variable>
#include <future>

#include <gtest/gtest.h>

namespace wattill::node {
namespace {

using namespace std::chrono_literals;
using reconciliation::Case;
using reconciliation::CaseState;

using std::chrono::days;

const LocalDay kDay = *parseDay("2026-11-20");

/// Counts the runs that a log tells of.
class CountingLog final : public Log {
  public:
    void write(LogLevel, std::string_view event, std::initializer_list<LogField>) override {
        if (event != "reconciliation") return;
        const std::lock_guard lock(m_guard);
        ++m_runs;
        m_changed.notify_all();
    }
    [[nodiscard]] bool waitForRuns(int count) {
        std::unique_lock lock(m_guard);
        return m_changed.wait_for(lock, 10s, [&] { return m_runs >= count; });
    }

  private:
    std::mutex m_guard;
    std::condition_variable m_changed;
    int m_runs = 0;
};

/// Nobody here asks a channel or a meter.
class Nowhere final : public order::Outside {
  public:
    void call(order::OutsideCall, Completion) override { ADD_FAILURE() << "a call outside"; }
    [[nodiscard]] Result<std::string> merchantOf(const std::string& channel) const override {
        return notFound(channel);
    }
    [[nodiscard]] Result<void> sellable(const tenancy::MeterPlace&, Money) const override {
        return {};
    }
    [[nodiscard]] Result<void> commandable(const tenancy::MeterPlace&,
                                           const metering::MeterCommand&) const override {
        return {};
    }
};

class ReconcilerTest : public ::testing::Test {
  protected:
    ReconcilerTest() {
        storage::SqliteOptions options;
        options.path = (m_folder.path() / "site.db").string();
        options.clock = &m_clock;
        auto store = storage::SqliteStore::open(options);
        EXPECT_TRUE(store.ok());
        m_database = storage::makeWriterThread(std::move(*store));
        Reconciler::Sources sources;
        sources.push_back(std::make_unique<testing::FakeBills>(m_shelf));
        m_reconciler = std::make_unique<Reconciler>(
            Reconciler::Ports{*m_database, m_bills, m_books, m_timer, m_clock, m_log},
            std::move(sources), ReconciliationTimes{}, reconciliation::Policy{});
        m_engine = std::make_unique<order::Engine>(
            order::Engine::Ports{*m_database, m_nowhere, m_clock, m_random, m_log, m_zone},
            order::Policy{});
        m_answers = std::make_unique<ReconciliationAnswers>(ReconciliationAnswers::Ports{
            *m_database, *m_engine, *m_reconciler, m_reads, m_books, m_clock, m_log, m_zone});
    }
    ~ReconcilerTest() override {
        m_bills.stop();
        m_books.stop();
        m_reads.stop();
        m_database.reset();
    }

    void write(const order::Database::Work& work) {
        std::promise<Result<void>> done;
        m_database->submit(work, [&](Result<void> result) { done.set_value(std::move(result)); });
        const auto result = done.get_future().get();
        ASSERT_TRUE(result.ok()) << result.error().message;
    }
    template <class View, class Ask>
    Result<View> ask(Ask call) {
        const auto promise = std::make_shared<std::promise<Result<View>>>();
        auto reply = promise->get_future();
        call([promise](Result<View> result) { promise->set_value(std::move(result)); });
        if (reply.wait_for(10s) != std::future_status::ready) {
            return Error{ErrorCode::Timeout, Retry::Never, "no reply", {}};
        }
        return reply.get();
    }
    Result<reconciliation::Run> run(LocalDay day) {
        return ask<reconciliation::Run>([&](auto done) { m_reconciler->run(day, "test", done); });
    }
    /// A paid and delivered order at 10:00 in Beijing, with its entries.
    void sell(const std::string& id, const std::string& trade) {
        order::Order order;
        order.id = OrderId(id);
        order.request = "request-" + id;
        order.meter = MeterId("220711000001");
        order.account = AccountId("8001");
        order.amount = Money::fromFen(10'000);
        order.channel = "alipay";
        order.merchant = "2088000000000001";
        order.terminal = "K01";
        order.createdAt = reconciliation::beginOf(reconciliation::rulesOf("alipay"), kDay) + 10h;
        order.payBy = order.createdAt + 3min;
        order.openUntil = order.createdAt + 24h;
        const Instant paid = order.createdAt + 20s;
        write([&](order::UnitOfWork& unit) -> Result<void> {
            if (auto made = unit.orders().insert(order); !made) return made;
            order.state = order::State::Paid;
            order.trade = trade;
            order.paidAt = paid;
            ++order.version;
            if (auto kept = unit.orders().update(order); !kept) return kept;
            const auto booked =
                unit.ledger().append({"payment:alipay:" + trade,
                                      ledger::EntryKind::PaymentReceived,
                                      id,
                                      paid,
                                      {{ledger::channelAccount("alipay"), order.amount},
                                       {ledger::customerAccount(order.account), -order.amount}}});
            return booked ? Result<void>{} : Result<void>{booked.error()};
        });
    }
    static payment::BillLine line(const std::string& id, const std::string& trade,
                                  std::int64_t fen = 10'000) {
        return {payment::BillKind::Payment, OrderId(id),        trade, {},
                Money::fromFen(fen),        Money::fromFen(60), "K01", std::nullopt};
    }
    std::vector<std::string> openAlarms() {
        std::vector<std::string> found;
        const auto read = m_database->read([&](const order::UnitOfWork& unit) -> Result<void> {
            const auto alarms = unit.alarms().list(true, 100);
            if (!alarms) return alarms.error();
            for (const order::Alarm& each : *alarms)
                found.push_back(std::string(order::name(each.kind)) + " " + each.order.text());
            return {};
        });
        EXPECT_TRUE(read.ok());
        return found;
    }
    using Words = std::vector<std::string>;

    test::TemporaryFolder m_folder;
    SetClock m_clock;  // 2026-11-21, 10:30 in Beijing
    CountingLog m_log;
    TimeZone m_zone = *TimeZone::find("Asia/Shanghai");
    testing::BillShelf m_shelf;
    std::unique_ptr<order::Database> m_database;
    Worker m_bills{"bills"};
    Worker m_books{"books"};
    Worker m_reads{"reads"};
    HandCranked m_timer;
    Nowhere m_nowhere;
    SeededRandom m_random{7};
    std::unique_ptr<order::Engine> m_engine;
    std::unique_ptr<Reconciler> m_reconciler;
    std::unique_ptr<ReconciliationAnswers> m_answers;
};

TEST_F(ReconcilerTest, RunsByItselfOnceTheBillIsThere) {
    sell("K0100000001", "T1");
    m_shelf.put(kDay, {line("K0100000001", "T1")});
    m_reconciler->start();
    ASSERT_TRUE(m_log.waitForRuns(1));
    const auto view = ask<api::ReconciliationView>([&](auto r) { m_answers->see(kDay, r); });
    ASSERT_TRUE(view.ok()) << view.error().message;
    EXPECT_TRUE(view->complete);
    EXPECT_EQ(view->ranBy, "node");
    EXPECT_TRUE(view->cases.empty());
    ASSERT_EQ(view->channels.size(), 1U);
    EXPECT_EQ(view->channels[0].matchedPayments.count, 1);
    EXPECT_EQ(view->channels[0].net.fen(), 9940);
    ASSERT_EQ(view->bills.size(), 1U);
    EXPECT_EQ(view->bills[0].lines, 1);
    EXPECT_EQ(openAlarms(), Words());
}

TEST_F(ReconcilerTest, DifferencesBecomeCasesWithAnAlarmUntilAPersonSettlesThem) {
    sell("K0100000001", "T1");
    m_shelf.put(kDay, {line("K0100000001", "T1", 9'900), line("CARPARK1", "T9")});
    const auto first = run(kDay);
    ASSERT_TRUE(first.ok()) << first.error().message;
    EXPECT_EQ(first->opened, 2);
    EXPECT_EQ(openAlarms(), Words{"reconciliation-open 2026-11-20"});
    const auto again = run(kDay);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->differences, 2);
    EXPECT_EQ(again->opened, 0) << "the same run again makes no second case";
    EXPECT_EQ(m_shelf.timesAsked(), 1) << "a bill that is kept is not fetched again";
    for (const std::int64_t number : {1, 2}) {
        const auto settled = ask<api::CaseDetailView>([&](auto r) {
            m_answers->decide(number,
                              {reconciliation::CaseAction::Settle, "", "li", "paid by hand"}, r);
        });
        ASSERT_TRUE(settled.ok()) << settled.error().message;
        EXPECT_EQ(settled->standing.state, "settled");
        EXPECT_EQ(settled->history.size(), 2U);
        EXPECT_EQ(settled->history.back().who, "li");
    }
    EXPECT_EQ(openAlarms(), Words());
}

TEST_F(ReconcilerTest, WhatIsLearnedLaterClosesItsCase) {
    m_shelf.put(kDay, {line("K0100000001", "T1")});
    ASSERT_TRUE(run(kDay).ok());
    EXPECT_EQ(openAlarms().size(), 1U);
    sell("K0100000001", "T1");
    const auto second = run(kDay);
    ASSERT_TRUE(second.ok());
    EXPECT_EQ(second->closed, 1);
    EXPECT_EQ(openAlarms(), Words());
}

TEST_F(ReconcilerTest, DayThatTheChannelHasNoBillOfIsAnAlarmOnlyIfSomethingOfOursWasDone) {
    m_clock.pass(24h);
    ASSERT_TRUE(run(kDay).ok());
    EXPECT_EQ(openAlarms(), Words()) << "it says so, and nothing of ours was done";
    m_shelf.fail(kDay, {ErrorCode::Timeout, Retry::Later, "no answer", {}});
    ASSERT_TRUE(run(kDay).ok());
    EXPECT_EQ(openAlarms(), Words{"bill-missing bill:alipay:2026-11-20"});
    m_shelf.fail(kDay, {ErrorCode::NotFound, Retry::Later, "none", {}});
    ASSERT_TRUE(run(kDay).ok());
    EXPECT_EQ(openAlarms(), Words());
    sell("K0100000001", "T1");
    ASSERT_TRUE(run(kDay).ok());
    EXPECT_EQ(openAlarms(), Words{"bill-missing bill:alipay:2026-11-20"});
}

TEST_F(ReconcilerTest, MissingBillIsAnAlarmAfterADayAndItsComingEndsIt) {
    sell("K0100000001", "T1");
    ASSERT_TRUE(run(kDay).ok());
    EXPECT_EQ(openAlarms(), Words());
    m_clock.pass(24h);
    ASSERT_TRUE(run(kDay).ok());
    EXPECT_EQ(openAlarms(), Words{"bill-missing bill:alipay:2026-11-20"});
    m_shelf.put(kDay, {line("K0100000001", "T1")});
    ASSERT_TRUE(run(kDay).ok());
    EXPECT_EQ(openAlarms(), Words());
}

TEST_F(ReconcilerTest, UnreadableBillIsACaseAtOnce) {
    m_shelf.fail(kDay, {ErrorCode::Corrupt, Retry::Never, "bill.csv line 7: no amount", {}});
    m_reconciler->start();
    ASSERT_TRUE(m_log.waitForRuns(1));
    EXPECT_EQ(openAlarms(), Words{"bill-missing bill:alipay:2026-11-20"});
    const auto cases = ask<std::vector<api::CaseView>>([&](auto r) { m_answers->cases({}, r); });
    ASSERT_TRUE(cases.ok());
    EXPECT_NE(cases->at(0).text.find("line 7"), std::string::npos);
}

TEST_F(ReconcilerTest, DayThatIsNotOverIsRefused) {
    const auto today = run(kDay + days(1));
    ASSERT_FALSE(today.ok());
    EXPECT_EQ(today.error().code, ErrorCode::InvalidInput);
}

TEST_F(ReconcilerTest, WorkbookIsAZipFile) {
    m_shelf.put(kDay, {line("CARPARK1", "T9")});
    ASSERT_TRUE(run(kDay).ok());
    const auto bytes = ask<std::string>([&](auto r) { m_answers->workbook(kDay, r); });
    ASSERT_TRUE(bytes.ok()) << bytes.error().message;
    EXPECT_EQ(bytes->substr(0, 2), "PK");
}

}  // namespace
}  // namespace wattill::node
