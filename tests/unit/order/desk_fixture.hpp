#pragma once

#include "order/command_desk.hpp"
#include "order/engine.hpp"
#include "storage/sqlite_store.hpp"
#include "support/fake_meter.hpp"
#include "support/process.hpp"

#include <deque>
#include <map>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace wattill::order {

class DeskClock final : public Clock {
  public:
    Instant at = fromMillis(1'795'314'600'000);
    [[nodiscard]] Instant now() const override { return at; }
};

/// Works wait until somebody commits them, one at a time, so that a test can end the process at
/// every point between.
class SteppedDatabase final : public Database {
  public:
    explicit SteppedDatabase(storage::SqliteStore& store) : m_store(store) {}
    void submit(Work work, Done done) override {
        m_queue.push_back({std::move(work), std::move(done)});
    }
    Result<void> read(const ReadWork& work) override { return m_store.read(work); }
    /// False when nothing waits.
    bool commitOne() {
        if (m_queue.empty()) return false;
        const storage::Pending next = std::move(m_queue.front());
        m_queue.pop_front();
        const auto results = m_store.runBatch({next});
        next.done(results.front());
        return true;
    }

  private:
    storage::SqliteStore& m_store;
    std::deque<storage::Pending> m_queue;
};

/// Fake meters behind calls that wait until somebody answers them.
class SteppedOutside final : public Outside {
  public:
    explicit SteppedOutside(std::map<MeterId, testing::FakeMeter>& meters) : m_meters(meters) {}
    void call(OutsideCall call, Completion completion) override {
        m_calls.emplace_back(std::move(call), std::move(completion));
    }
    [[nodiscard]] Result<std::string> merchantOf(const std::string&) const override {
        return std::string("2088");
    }
    [[nodiscard]] Result<void> sellable(const tenancy::MeterPlace&, Money) const override {
        return {};
    }
    [[nodiscard]] Result<void> commandable(const tenancy::MeterPlace&,
                                           const metering::MeterCommand&) const override {
        return {};
    }
    bool answerOne() {
        if (m_calls.empty()) return false;
        const auto [call, completion] = std::move(m_calls.front());
        m_calls.pop_front();
        completion(replyTo(call));
        return true;
    }
    [[nodiscard]] std::size_t waiting() const { return m_calls.size(); }
    /// The meter gets the call, its answer never comes: what a crash leaves behind.
    void carryOutUnheard() {
        for (const auto& [call, completion] : m_calls)
            (void)replyTo(call).ok();
        m_calls.clear();
    }

  private:
    Result<OutsideReply> replyTo(const OutsideCall& call) {
        if (const auto* read = std::get_if<MeterReadCall>(&call)) {
            return m_meters.at(read->meter).read().map([](const metering::MeterReading& reading) {
                return OutsideReply(reading);
            });
        }
        const auto& carry = std::get<MeterCarryOutCall>(call);
        return m_meters.at(carry.meter)
            .carryOut(carry.command)
            .map([](const metering::CommandProof& proof) { return OutsideReply(proof); });
    }

    std::map<MeterId, testing::FakeMeter>& m_meters;
    std::deque<std::pair<OutsideCall, Completion>> m_calls;
};

/// A desk with a real database, whose process can end at any moment.
class DeskTest : public ::testing::Test {
  protected:
    static constexpr int kMeters = 14;

    DeskTest() {
        start();
        for (int number = 1; number <= kMeters; ++number) {
            m_meters.emplace(meter(number), testing::FakeMeter(m_clock));
            put(number);
        }
    }

    static MeterId meter(int number) { return MeterId(fmt::format("2026112200{:02}", number)); }

    void put(int number) {
        tenancy::MeterPlace place;
        place.meter = meter(number);
        place.profile = "fake";
        place.bus = BusId("bus-" + std::to_string(number % 2));
        place.address = number;
        place.premises = std::to_string(1000 + number);
        place.account = AccountId(std::to_string(8000 + number));
        const auto done = write([&](UnitOfWork& unit) { return unit.tenancy().put(place); });
        ASSERT_TRUE(done.ok()) << done.error().message;
    }

    void start() {
        storage::SqliteOptions options;
        options.path = (m_folder.path() / "desk.db").string();
        options.clock = &m_clock;
        auto opened = storage::SqliteStore::open(options);
        ASSERT_TRUE(opened.ok()) << opened.error().message;
        m_store = std::move(*opened);
        m_database = std::make_unique<SteppedDatabase>(*m_store);
        m_outside = std::make_unique<SteppedOutside>(m_meters);
        m_desk = std::make_unique<CommandDesk>(
            CommandDesk::Ports{*m_database, *m_outside, m_clock, m_random, m_log, m_zone},
            CommandPolicy{});
    }
    /// The process ends and begins anew. What was on the wire may still reach the meter.
    void restart(bool calledMetersHear = false) {
        if (calledMetersHear) m_outside->carryOutUnheard();
        m_desk.reset();
        m_outside.reset();
        m_database.reset();
        m_store.reset();
        start();
        m_desk->recover([](const Result<void>& done) { EXPECT_TRUE(done.ok()); });
    }

    /// One commit or one answer; false when nothing is left to do now.
    bool stepOnce() { return m_database->commitOne() || m_outside->answerOne(); }
    void settle() {
        m_desk->pump();
        while (stepOnce()) {
        }
    }
    /// On to when something is due, for at most `most`.
    void settleFor(Duration most) {
        const Instant end = m_clock.at + most;
        settle();
        while (true) {
            std::optional<Instant> next;
            read([&](const UnitOfWork& unit) { next = *unit.commands().nextDue(); });
            // What is due and blocked stays due: then time goes on by itself.
            const Instant at = std::max(next.value_or(end), m_clock.at + std::chrono::seconds(1));
            if (at >= end) break;
            m_clock.at = at;
            settle();
        }
        m_clock.at = end;
        settle();
    }

    static NewCommands wish(std::vector<MeterId> meters, metering::MeterCommand command,
                            const std::string& key = "request-0001") {
        NewCommands wish;
        wish.request = key;
        wish.meters = std::move(meters);
        wish.command = std::move(command);
        wish.operatedBy = "li";
        return wish;
    }
    /// Asked for and committed; nothing more has happened.
    Result<CommandBatch> ask(const NewCommands& wish) {
        std::optional<Result<CommandBatch>> made;
        m_desk->request(wish, [&](const Result<CommandBatch>& batch) { made.emplace(batch); });
        while (!made && m_database->commitOne()) {
        }
        return *made;
    }
    Ticket ticket(const CommandBatch& batch, int number = 1) {
        std::optional<Ticket> found;
        read([&](const UnitOfWork& unit) {
            found = *unit.commands().find(TicketId(batch.id.text() + "-" + std::to_string(number)));
        });
        EXPECT_TRUE(found);
        return found.value_or(Ticket{});
    }
    std::vector<AlarmKind> openAlarms() {
        std::vector<AlarmKind> kinds;
        read([&](const UnitOfWork& unit) {
            const auto alarms = unit.alarms().list(true, 100);
            for (const Alarm& alarm : *alarms)
                kinds.push_back(alarm.kind);
        });
        return kinds;
    }
    Result<Ticket> resolve(const TicketId& id, Verdict verdict) {
        std::optional<Result<Ticket>> result;
        m_desk->resolve(id, {verdict, "li", "looked"},
                        [&](const Result<Ticket>& changed) { result.emplace(changed); });
        while (!result && m_database->commitOne()) {
        }
        return *result;
    }

    Result<void> write(const Database::Work& work) { return m_store->runBatch({{work, {}}}).at(0); }
    void read(const std::function<void(const UnitOfWork&)>& look) {
        const auto done = m_store->read([&](const UnitOfWork& unit) -> Result<void> {
            look(unit);
            return {};
        });
        ASSERT_TRUE(done.ok()) << done.error().message;
    }

    test::TemporaryFolder m_folder;
    DeskClock m_clock;
    SeededRandom m_random{7};
    NullLog m_log;
    TimeZone m_zone = *TimeZone::find("Asia/Shanghai");
    std::map<MeterId, testing::FakeMeter> m_meters;
    std::unique_ptr<storage::SqliteStore> m_store;
    std::unique_ptr<SteppedDatabase> m_database;
    std::unique_ptr<SteppedOutside> m_outside;
    std::unique_ptr<CommandDesk> m_desk;
};

}  // namespace wattill::order
