// How many whole orders a node can put on disk in a second, against what the disk itself allows:
// bare SQLite commits of one row, measured in the same run. A ratio of 1 is what one commit per
// writing transaction would reach; sharing commits goes beyond it.
#include "storage/connection.hpp"
#include "storage/writer_thread.hpp"
#include "support/process.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>

#include <fmt/format.h>

namespace wattill {
namespace {

using order::CallKind;
using order::Database;
using order::Order;
using order::State;
using order::UnitOfWork;
using std::chrono::steady_clock;

constexpr auto kMeasureFor = std::chrono::milliseconds(1200);
constexpr int kCommitsOfAnOrder = 8;

void must(const Result<void>& result) {
    if (result) return;
    fmt::print(stderr, "bench: {}\n", result.error().message);
    std::exit(1);
}

template <class T>
T need(Result<T> result) {
    if (!result) must(result.error());
    return std::move(*result);
}

double perSecond(std::int64_t count, steady_clock::duration took) {
    return static_cast<double>(count) / std::chrono::duration<double>(took).count();
}

double bareCommitsPerSecond(const std::filesystem::path& folder) {
    auto connection = need(storage::Connection::open({(folder / "bare.db").string(), {}, false}));
    must(
        connection->run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
                        "CREATE TABLE t (n INTEGER PRIMARY KEY, x INTEGER) STRICT"));
    const auto begin = steady_clock::now();
    std::int64_t commits = 0;
    while (steady_clock::now() - begin < kMeasureFor) {
        auto query = need(connection->query("INSERT INTO t (x) VALUES ($x)"));
        must(query.bind("$x", ++commits).run());
    }
    return perSecond(commits, steady_clock::now() - begin);
}

/// One kiosk that tops up its meter again and again: each step is a writing transaction of the size
/// that the engine makes, submitted after the commit of the step before.
class Kiosk {
  public:
    Kiosk(Database& database, int number)
        : m_database(database), m_meter(fmt::format("{:012}", number)), m_number(number) {}

    void start(std::function<bool()> goOn, std::function<void()> end) {
        m_goOn = std::move(goOn);
        m_end = std::move(end);
        next();
    }
    [[nodiscard]] std::int64_t orders() const { return m_orders; }

  private:
    void next() {
        if (m_step == 0 && !m_goOn()) return m_end();
        m_database.submit([this](UnitOfWork& unit) { return step(unit); },
                          [this](const Result<void>& result) {
                              must(result);
                              m_step = (m_step + 1) % kCommitsOfAnOrder;
                              if (m_step == 0) ++m_orders;
                              next();
                          });
    }

    Result<void> step(UnitOfWork& unit) {
        switch (m_step) {
            case 0:
                return create(unit);
            case 1:
                return claim(unit, CallKind::GatewayCreate);
            case 2:
                m_order.code = "https://qr.alipay.com/bax0000000000000000000000";
                return finish(unit, State::AwaitingPayment, CallKind::GatewayQuery);
            case 3:
                return claim(unit, CallKind::GatewayQuery);
            case 4:
                return paid(unit);
            case 5:
                m_order.state = State::Delivering;
                must(write(unit));
                return claim(unit, CallKind::MeterReadBefore);
            case 6:
                return sell(unit);
            default:
                return delivered(unit);
        }
    }

    Result<void> create(UnitOfWork& unit) {
        m_order = Order();
        m_order.id = OrderId(fmt::format("K{:03}{:012}", m_number, m_orders));
        m_order.request = "request-" + m_order.id.text();
        m_order.meter = m_meter;
        m_order.account = AccountId(std::to_string(m_number));
        m_order.amount = Money::fromFen(10'000);
        m_order.channel = "alipay";
        m_order.merchant = "2088000000000001";
        m_order.terminal = "K01";
        must(unit.orders().insert(m_order));
        return unit.calls().schedule(m_order.id, {CallKind::GatewayCreate, Instant(), 0});
    }
    Result<void> claim(UnitOfWork& unit, CallKind kind) {
        for (const order::Call& call : need(unit.calls().ofOrder(m_order.id))) {
            if (call.kind == kind) m_call = call.id;
        }
        return unit.calls().markStarted(m_call, Instant());
    }
    Result<void> write(UnitOfWork& unit) {
        (void)need(unit.orders().find(m_order.id));
        ++m_order.version;
        return unit.orders().update(m_order);
    }
    Result<void> finish(UnitOfWork& unit, State state, CallKind follows) {
        must(unit.calls().remove(m_call));
        m_order.state = state;
        must(write(unit));
        return unit.calls().schedule(m_order.id, {follows, Instant(), 0});
    }
    Result<void> book(UnitOfWork& unit, ledger::EntryKind kind, const ledger::LedgerAccount& debit,
                      const ledger::LedgerAccount& credit) {
        ledger::NewEntry entry{fmt::format("{}:{}", name(kind), m_order.id.text()),
                               kind,
                               m_order.id.text(),
                               Instant(),
                               {{debit, m_order.amount}, {credit, -m_order.amount}}};
        return unit.ledger().append(entry).map([](const ledger::Entry&) { return true; }).ok()
                   ? Result<void>()
                   : Error{ErrorCode::Internal, Retry::Never, "the entry was refused", {}};
    }
    Result<void> paid(UnitOfWork& unit) {
        must(book(unit, ledger::EntryKind::PaymentReceived, ledger::channelAccount("alipay"),
                  ledger::customerAccount(m_order.account)));
        m_order.trade = "20261122220014" + m_order.id.text();
        return finish(unit, State::Paid, CallKind::MeterReadBefore);
    }
    Result<void> sell(UnitOfWork& unit) {
        order::Delivery delivery;
        delivery.countBefore = static_cast<std::uint32_t>(m_orders);
        delivery.sale = {m_order.amount, delivery.countBefore + 1};
        m_order.delivery = delivery;
        must(finish(unit, State::DeliveryUnknown, CallKind::MeterReadBack));
        return claim(unit, CallKind::MeterReadBack);
    }
    Result<void> delivered(UnitOfWork& unit) {
        must(unit.calls().remove(m_call));
        m_order.state = State::Delivered;
        must(write(unit));
        return book(unit, ledger::EntryKind::Delivered, ledger::customerAccount(m_order.account),
                    ledger::deliveredAccount(m_meter));
    }

    Database& m_database;
    MeterId m_meter;
    int m_number;
    std::function<bool()> m_goOn;
    std::function<void()> m_end;
    Order m_order;
    int m_step = 0;
    std::int64_t m_call = 0;
    std::int64_t m_orders = 0;
};

double ordersPerSecond(const std::filesystem::path& folder, int kiosks) {
    storage::SqliteOptions options;
    options.path = (folder / fmt::format("orders-{}.db", kiosks)).string();
    const auto database = storage::makeWriterThread(need(storage::SqliteStore::open(options)));
    std::vector<std::unique_ptr<Kiosk>> all;
    for (int i = 0; i < kiosks; ++i)
        all.push_back(std::make_unique<Kiosk>(*database, i));
    std::mutex mutex;
    std::condition_variable changed;
    int running = kiosks;
    const auto begin = steady_clock::now();
    for (const auto& kiosk : all) {
        kiosk->start([=] { return steady_clock::now() - begin < kMeasureFor; },
                     [&] {
                         const std::lock_guard lock(mutex);
                         --running;
                         changed.notify_all();
                     });
    }
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return running == 0; });
    const auto took = steady_clock::now() - begin;
    std::int64_t orders = 0;
    for (const auto& kiosk : all)
        orders += kiosk->orders();
    return perSecond(orders, took);
}

void run() {
    const test::TemporaryFolder folder;
    const double bare = bareCommitsPerSecond(folder.path());
    for (const int kiosks : {1, 8, 32}) {
        const double orders = ordersPerSecond(folder.path(), kiosks);
        // The figure to watch is the one under load; the others show where it comes from.
        fmt::print(
            "bench durable-orders{} ratio={:.2f} {:.0f} orders/s of {} commits each, {} kiosks "
            "at once, against {:.0f} bare commits/s\n",
            kiosks == 32 ? "" : fmt::format("-{}", kiosks), orders / (bare / kCommitsOfAnOrder),
            orders, kCommitsOfAnOrder, kiosks, bare);
    }
}

}  // namespace
}  // namespace wattill

int main() {
    wattill::run();
    return 0;
}
