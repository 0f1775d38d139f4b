// How many whole orders a node brings through in a second - made, told of, credited, the intent to
// deliver written down, delivered and proven - against what the disk allows: bare SQLite commits of
// one row, measured in the same run, by the commits that an order needs. A ratio of 1 is what a
// node would reach that does nothing but wait for the disk; sharing commits goes beyond it.
#include "bench/slow_disk.hpp"
#include "node/worker.hpp"
#include "order/engine.hpp"
#include "storage/connection.hpp"
#include "storage/writer_thread.hpp"
#include "support/process.hpp"

#include <condition_variable>
#include <cstdio>
#include <map>
#include <mutex>

#include <fmt/format.h>

namespace wattill {
namespace {

using order::Order;
using order::State;
using std::chrono::steady_clock;

constexpr auto kMeasureFor = std::chrono::milliseconds(1500);
constexpr auto kPumpEvery = std::chrono::milliseconds(100);  // as a node does
constexpr int kMostKiosks = 32;
constexpr auto kMerchant = "2088000000000001";

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
                        "CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY, x INTEGER) STRICT"));
    const auto begin = steady_clock::now();
    std::int64_t commits = 0;
    while (steady_clock::now() - begin < kMeasureFor) {
        auto query = need(connection->query("INSERT INTO t (x) VALUES ($x)"));
        must(query.bind("$x", ++commits).run());
    }
    return perSecond(commits, steady_clock::now() - begin);
}

MeterId meterOf(int kiosk) {
    return MeterId(fmt::format("{:012}", kiosk + 1));
}

/// Channel and meters that answer at once, on a thread of their own as in a node.
class InstantWorld final : public order::Outside {
  public:
    void call(order::OutsideCall call, Completion completion) override {
        m_thread.post([this, call = std::move(call), completion = std::move(completion)] {
            completion(std::visit([this](const auto& each) { return answer(each); }, call));
        });
    }
    [[nodiscard]] Result<std::string> merchantOf(const std::string&) const override {
        return std::string(kMerchant);
    }
    [[nodiscard]] Result<void> sellable(const tenancy::MeterPlace&, Money) const override {
        return {};
    }
    [[nodiscard]] Result<void> commandable(const tenancy::MeterPlace&,
                                           const metering::MeterCommand&) const override {
        return {};
    }

  private:
    using Reply = Result<order::OutsideReply>;

    Reply answer(const order::GatewayCreateCall&) {
        return order::OutsideReply(order::CodeText{"https://qr.alipay.com/bax00000000000000000"});
    }
    Reply answer(const order::MeterReadCall& call) {
        return order::OutsideReply(m_meters[call.meter]);
    }
    Reply answer(const order::MeterSellCall& call) {
        auto& meter = m_meters[call.meter];
        meter.purchaseCount = call.sale.purchaseCount;
        meter.balance += call.sale.amount;
        return order::OutsideReply(order::Acknowledged{});
    }
    /// Nobody pays late, cancels, or takes money back here.
    template <class Other>
    Reply answer(const Other&) {
        return Error{ErrorCode::Unsupported, Retry::Never, "not in this bench", {}};
    }

    std::map<MeterId, metering::MeterReading> m_meters;
    node::Worker m_thread{"world"};
};

struct Count {
    std::int64_t orders = 0;
    std::int64_t syncs = 0;
    steady_clock::duration took{};
};

/// Kiosks that top up their meters again and again: each pays as soon as its code is there.
class Lobby {
  public:
    Lobby(const std::filesystem::path& file, int kiosks) : m_kiosks(kiosks) {
        storage::SqliteOptions options;
        options.path = file.string();
        m_database = storage::makeWriterThread(need(storage::SqliteStore::open(options)));
        m_engine = std::make_unique<order::Engine>(
            order::Engine::Ports{*m_database, m_world, m_clock, m_random, m_log,
                                 *TimeZone::find("Asia/Shanghai")},
            order::Policy());
        m_engine->onChanged([this](const Order& order) { changed(order); });
        m_database->submit(
            [](order::UnitOfWork& unit) {
                for (int kiosk = 0; kiosk < kMostKiosks; ++kiosk)
                    must(unit.tenancy().put(placeOf(kiosk)));
                return Result<void>();
            },
            must);
    }
    ~Lobby() { m_pump.stop(); }
    Lobby(const Lobby&) = delete;
    Lobby& operator=(const Lobby&) = delete;

    Count run() {
        const std::int64_t syncsBefore = bench::syncsOfThisProcess();
        m_begin = steady_clock::now();
        m_running = m_kiosks;
        pump();
        for (int kiosk = 0; kiosk < m_kiosks; ++kiosk)
            next(kiosk);
        std::unique_lock lock(m_mutex);
        m_ended.wait(lock, [&] { return m_running == 0; });
        return {m_delivered, bench::syncsOfThisProcess() - syncsBefore,
                steady_clock::now() - m_begin};
    }

  private:
    static tenancy::MeterPlace placeOf(int kiosk) {
        tenancy::MeterPlace place;
        place.meter = meterOf(kiosk);
        place.profile = "acrel-ddsy1352-nk";
        place.bus = BusId("hall");
        place.address = kiosk + 1;
        place.premises = std::to_string(1000 + kiosk);
        place.account = AccountId(std::to_string(20'000 + kiosk));
        place.pricePerKwh = Money::fromMicroYuan(1'000'000);
        return place;
    }

    void pump() {
        m_engine->pump();
        m_pump.postAfter(kPumpEvery, [this] { pump(); });
    }

    void next(int kiosk) {
        if (steady_clock::now() - m_begin >= kMeasureFor) {
            const std::lock_guard lock(m_mutex);
            --m_running;
            m_ended.notify_all();
            return;
        }
        order::NewOrder wish;
        wish.request = fmt::format("kiosk-{}-{}", kiosk, ++m_wishes);
        wish.meter = meterOf(kiosk);
        wish.amount = Money::fromFen(10'000);
        wish.channel = "alipay";
        wish.terminal = fmt::format("K{:02}", kiosk + 1);
        m_engine->createOrder(wish, [](const Result<Order>& made) {
            if (!made) must(made.error());
        });
    }

    void changed(const Order& order) {
        if (order.state == State::AwaitingPayment) {
            payment::NotifiedFact told;
            told.fact = {order.id,
                         payment::PaymentStatus::Paid,
                         "20261122" + order.id.text(),
                         kMerchant,
                         "CNY",
                         order.amount};
            told.eventId = "told-" + order.id.text();
            m_engine->notified(told, must);
        } else if (order.state == State::Delivered) {
            ++m_delivered;
            next(std::stoi(order.meter.text()) - 1);
        }
    }

    int m_kiosks;
    SystemClock m_clock;
    SeededRandom m_random{1};
    NullLog m_log;
    steady_clock::time_point m_begin;
    std::atomic<std::int64_t> m_wishes{0};
    std::int64_t m_delivered = 0;  ///< on the committing thread until the end
    std::mutex m_mutex;
    std::condition_variable m_ended;
    int m_running = 0;
    std::unique_ptr<order::Engine> m_engine;
    InstantWorld m_world;                         // ends before the engine: it calls it back
    std::unique_ptr<order::Database> m_database;  // ends before the world: it calls it
    node::Worker m_pump{"pump"};
};

void measure(const std::filesystem::path& folder, const std::string& name,
             const std::string& disk) {
    const double bare = bareCommitsPerSecond(folder);
    double commitsOfAnOrder = 0;
    for (const int kiosks : {1, 8, kMostKiosks}) {
        Lobby lobby(folder / fmt::format("{}-{}.db", name, kiosks), kiosks);
        const Count count = lobby.run();
        if (count.orders == 0 || count.syncs < 3 * count.orders / kiosks) {
            must(Error{ErrorCode::Internal, Retry::Never, "nothing reached the disk", {}});
        }
        const double syncs = static_cast<double>(count.syncs) / static_cast<double>(count.orders);
        // One order after another shares no commit: so many does it need.
        if (kiosks == 1) commitsOfAnOrder = syncs;
        const double orders = perSecond(count.orders, count.took);
        // The figure to watch is the one under load; the others show where it comes from.
        fmt::print(
            "bench {}{} ratio={:.2f} {:.0f} orders/s, {:.1f} of {:.1f} commits each, {} kiosks at "
            "once, against {:.0f} bare commits/s on {}\n",
            name, kiosks == kMostKiosks ? "" : fmt::format("-{}", kiosks),
            orders / (bare / commitsOfAnOrder), orders, syncs, commitsOfAnOrder, kiosks, bare,
            disk);
    }
}

void run() {
    const test::TemporaryFolder folder;
    measure(folder.path(), "durable-orders", "this machine's disk");
    bench::syncTakesAtLeast(std::chrono::milliseconds(1));
    measure(folder.path(), "durable-orders-ssd", "a disk that syncs in 1 ms");
}

}  // namespace
}  // namespace wattill

int main() {
    wattill::run();
    return 0;
}
