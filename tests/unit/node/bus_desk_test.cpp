#include "node/bus_desk.hpp"

#include "storage/writer_thread.hpp"
#include "unit/node/hand_cranked.hpp"

#include <future>

#include <gmock/gmock.h>

namespace wattill::node {
namespace {
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

const BusId kBus("bus-1");
constexpr std::int64_t kAddress = 18;
const std::string kModel = "acrel-ddsy1352-nk";

/// What a line carries: one DDSY1352 at address 18 that nobody imported. Any thread.
struct LineOfOne {
    explicit LineOfOne(const metering::ProfileLibrary& known) : profiles(known) {}
    const metering::ProfileLibrary& profiles;
    SetClock clock;
    std::atomic<std::uint64_t> busyMs{0};
    std::atomic<bool> traced{false};
};

class BusOfOne final : public metering::Bus {
  public:
    explicit BusOfOne(LineOfOne& line) : m_line(line) {}
    [[nodiscard]] const BusId& name() const override { return kBus; }
    Result<void> addMeter(const metering::MeterOnBus&) override {
        return invalidInput("this line takes no meters");
    }
    [[nodiscard]] metering::Meter& meter(const MeterId&) override { std::terminate(); }
    Result<void> open() override { return {}; }
    [[nodiscard]] std::vector<metering::MeterHealth> meterHealth() const override { return {}; }
    [[nodiscard]] metering::BusHealth health() const override {
        metering::BusHealth health;
        health.portOpen = true;
        health.busyMs = m_line.busyMs;
        return health;
    }
    Result<std::vector<std::uint8_t>> readBlock(const std::string& profile, std::int64_t address,
                                                const std::string& block) override {
        show(metering::Direction::ToMeter);
        if (address != kAddress) {
            return Error{ErrorCode::Timeout, Retry::Now, "no answer", {}};
        }
        if (profile != kModel) {
            return Error{ErrorCode::Refused, Retry::Never, "no such register", {}};
        }
        const metering::Block& asked = *m_line.profiles.find(profile)->block(block);
        std::vector<std::uint8_t> bytes(static_cast<std::size_t>(asked.bytes()));
        if (block == "live") bytes.at(1) = 7;  // model code (facts 1.1)
        show(metering::Direction::FromMeter);
        return bytes;
    }
    void trace(metering::FrameTrace sink) override {
        m_sink = std::move(sink);
        m_line.traced = m_sink != nullptr;
    }

  private:
    void show(metering::Direction direction) const {
        const std::vector<std::uint8_t> bytes{0x12, 0x03, 0x02, 0x00, 0x00, 0x30, 0x46, 0xC5};
        if (m_sink) m_sink({direction, m_line.clock.now(), bytes});
    }
    LineOfOne& m_line;
    metering::FrameTrace m_sink;
};

class Desk : public testing::Test {
  protected:
    Desk() {
        m_config.buses.push_back({.name = kBus, .port = "/dev/ttyS1"});
        auto store = storage::SqliteStore::open({":memory:"});
        EXPECT_TRUE(store.ok());
        m_database =
            std::make_unique<CountedDatabase>(storage::makeWriterThread(std::move(*store)));
        m_board = std::make_unique<MeterBoard>(*m_database, m_zone, m_log);
        std::vector<Fleet::Line> lines;
        lines.push_back({{kBus, 60s, 60s}, [this]() -> Result<std::unique_ptr<metering::Bus>> {
                             return std::unique_ptr<metering::Bus>(new BusOfOne(m_line));
                         }});
        m_fleet = std::make_unique<Fleet>(std::move(lines), m_profiles, std::vector<std::string>{},
                                          *m_board, m_log);
        m_fleet->setPlaces({});
        m_fleet->start();
        m_desk = std::make_unique<BusDesk>(BusDesk::Ports{m_config, *m_fleet, *m_board, *m_database,
                                                          m_reads, m_timer, m_line.clock, m_zone,
                                                          m_line.clock.now(), m_channels});
    }
    ~Desk() override {
        m_fleet->stop();
        m_reads.stop();
        m_database.reset();
    }

    /// What the desk replies, within ten seconds.
    template <class View, class Call, class... Arguments>
    Result<View> ask(Call call, Arguments... arguments) {
        const auto promise = std::make_shared<std::promise<Result<View>>>();
        auto reply = promise->get_future();
        (m_desk.get()->*call)(arguments..., [promise](Result<View> result) {
            promise->set_value(std::move(result));
        });
        if (reply.wait_for(10s) != std::future_status::ready) {
            return Error{ErrorCode::Timeout, Retry::Never, "the desk did not reply", {}};
        }
        return reply.get();
    }
    Result<api::TraceView> startTrace(Duration time) {
        return ask<api::TraceView>(&BusDesk::startTrace, kBus, time);
    }
    Result<api::TraceView> trace(std::int64_t after) {
        return ask<api::TraceView>(&BusDesk::trace, kBus, after);
    }
    Result<api::ProbeView> probe(const api::ProbeBody& what) {
        return ask<api::ProbeView>(&BusDesk::probe, kBus, what);
    }
    /// Puts frames on the line, and waits for their end.
    void talk() { EXPECT_TRUE(probe({kAddress, kModel}).ok()); }
    std::int64_t lastFrame() {
        const auto page = trace(0);
        return page && !page->frames.empty() ? page->frames.back().number : 0;
    }
    void pass(Duration time) {
        m_line.clock.pass(time);
        m_timer.advance(time);
    }
    void put(const tenancy::MeterPlace& place) {
        std::promise<bool> stored;
        m_database->submit([&](order::UnitOfWork& unit) { return unit.tenancy().put(place); },
                           [&](const Result<void>& result) { stored.set_value(result.ok()); });
        ASSERT_TRUE(stored.get_future().get());
    }

    Config m_config;
    NullLog m_log;
    TimeZone m_zone = *TimeZone::find("Asia/Shanghai");
    metering::ProfileLibrary m_profiles =
        *metering::ProfileLibrary::load(WATTILL_SOURCE_DIR "/assets/profiles");
    LineOfOne m_line{m_profiles};
    HandCranked m_timer;
    Worker m_reads{"reads"};
    std::unique_ptr<CountedDatabase> m_database;
    std::unique_ptr<MeterBoard> m_board;
    std::unique_ptr<Fleet> m_fleet;
    Channels m_channels;
    std::unique_ptr<BusDesk> m_desk;
};

TEST_F(Desk, ABusThatIsNotHereIsNotFoundAndThoseThatAreAreNamed) {
    const BusId other("bus-9");
    const auto refused = [](const auto& result) {
        ASSERT_FALSE(result.ok());
        EXPECT_EQ(result.error().code, ErrorCode::NotFound);
        EXPECT_THAT(result.error().message, HasSubstr("no bus 'bus-9' here"));
        EXPECT_THAT(result.error().message, HasSubstr("bus-1"));
    };
    refused(ask<api::BusDetailView>(&BusDesk::bus, other));
    refused(ask<api::TraceView>(&BusDesk::startTrace, other, Duration(10s)));
    refused(ask<api::TraceView>(&BusDesk::trace, other, std::int64_t{0}));
    refused(ask<api::ProbeView>(&BusDesk::probe, other, api::ProbeBody{kAddress, {}}));
    EXPECT_TRUE(ask<api::BusDetailView>(&BusDesk::bus, kBus).ok());
}

TEST_F(Desk, ATraceHasEveryFrameAndEndsByItself) {
    talk();
    EXPECT_EQ(lastFrame(), 0) << "nobody asked yet";
    EXPECT_FALSE(m_line.traced);
    const auto started = startTrace(10s);
    ASSERT_TRUE(started.ok());
    EXPECT_TRUE(started->running);
    EXPECT_EQ(started->protocol, "modbus-rtu");
    talk();
    const std::int64_t seen = lastFrame();
    ASSERT_GE(seen, 2);
    const auto first = trace(0);
    ASSERT_TRUE(first.ok());
    EXPECT_EQ(first->frames.size(), static_cast<std::size_t>(seen)) << "each, and each once";
    EXPECT_TRUE(first->frames.front().toMeter);
    EXPECT_EQ(first->frames.front().text, "03 read 0200H×48 to 18");
    EXPECT_TRUE(first->running);
    EXPECT_TRUE(ask<api::BusDetailView>(&BusDesk::bus, kBus)->bus.tracing);

    pass(10s + 1ms);
    talk();
    EXPECT_FALSE(m_line.traced) << "the line is free of it";
    const auto last = trace(seen);
    ASSERT_TRUE(last.ok());
    EXPECT_FALSE(last->running);
    EXPECT_TRUE(last->frames.empty());
    EXPECT_EQ(trace(0)->frames.size(), static_cast<std::size_t>(seen)) << "it can still be fetched";
}

TEST_F(Desk, OfTwoTracesTheLongerOneHasItsTimeAndBothHaveTheFrames) {
    ASSERT_TRUE(startTrace(10s).ok());
    talk();
    const std::int64_t seen = lastFrame();
    pass(5s);
    ASSERT_TRUE(startTrace(10s).ok());
    EXPECT_EQ(lastFrame(), seen) << "the second does not take the first one's frames";
    pass(6s);
    talk();
    EXPECT_TRUE(m_line.traced);
    EXPECT_GT(lastFrame(), seen) << "the end of the first is not the end of the second";
    pass(5s);
    talk();
    EXPECT_FALSE(trace(0)->running);
    EXPECT_FALSE(m_line.traced);
}

TEST_F(Desk, AShorterTraceDoesNotEndALongerOne) {
    ASSERT_TRUE(startTrace(60s).ok());
    ASSERT_TRUE(startTrace(1s).ok());
    pass(2s);
    talk();
    EXPECT_TRUE(trace(0)->running);
    EXPECT_GT(lastFrame(), 0);
}

TEST_F(Desk, ATraceEndsAlsoWhenTheClockWasSetBack) {
    ASSERT_TRUE(startTrace(10s).ok());
    m_line.clock.pass(-5s);
    pass(11s);
    talk();
    EXPECT_TRUE(m_line.traced) << "by the clock on the wall it is not over";
    pass(6s);
    talk();
    EXPECT_FALSE(m_line.traced);
}

TEST_F(Desk, AProbeSaysWhatIsThereAndWhyItIsNoOther) {
    const auto found = probe({kAddress, {}});
    ASSERT_TRUE(found.ok()) << found.error().message;
    EXPECT_EQ(found->bus, "bus-1");
    EXPECT_EQ(found->address, kAddress);
    EXPECT_EQ(found->profile, kModel);
    EXPECT_FALSE(found->points.empty());
    ASSERT_EQ(found->others.size(), 2U) << "the other Modbus models, and none of DL/T 645";
    EXPECT_THAT(found->others.front(), HasSubstr("no such register"));
}

TEST_F(Desk, AProbeOfAnAddressWhereNobodyIsSaysSo) {
    const auto silent = probe({kAddress + 1, {}});
    ASSERT_FALSE(silent.ok());
    EXPECT_EQ(silent.error().code, ErrorCode::Timeout);
    EXPECT_THAT(silent.error().message, HasSubstr("answers at 19"));
}

TEST_F(Desk, AProbeThatMakesNoSenseIsRefusedBeforeTheLineIsAsked) {
    ASSERT_TRUE(startTrace(10s).ok());
    EXPECT_EQ(probe({248, {}}).error().code, ErrorCode::InvalidInput);
    EXPECT_EQ(probe({0, {}}).error().code, ErrorCode::InvalidInput);
    EXPECT_EQ(probe({kAddress, "dlt645-2007"}).error().code, ErrorCode::InvalidInput);
    const auto unknown = probe({kAddress, "acrel-ddsy1352"});
    EXPECT_EQ(unknown.error().code, ErrorCode::NotFound);
    EXPECT_THAT(unknown.error().message, HasSubstr(kModel)) << "what was meant, perhaps";
    EXPECT_EQ(lastFrame(), 0);
}

TEST_F(Desk, SamplesGiveTheLoadOfTheLastMinute) {
    talk();  // the bus is made
    m_desk->sample(0s);
    m_line.busyMs = 15'000;
    m_desk->sample(30s);
    m_line.busyMs = 18'000;
    m_desk->sample(60s);
    const auto all = ask<std::vector<api::BusView>>(&BusDesk::buses);
    ASSERT_TRUE(all.ok());
    ASSERT_EQ(all->size(), 1U);
    EXPECT_EQ(all->front().lastMinute.loadPermille, 300);
    EXPECT_EQ(all->front().lastMinute.coveredMs, 60'000);
}

TEST_F(Desk, SamplesComeByThemselves) {
    m_desk->start();
    m_timer.advance(0s);
    m_timer.advance(BusDesk::kSampleEvery);
    m_timer.advance(BusDesk::kSampleEvery);
    EXPECT_EQ(m_timer.waiting(), 1U) << "one sampling, however long it runs";
}

TEST_F(Desk, MetricsKnowNoTenants) {
    tenancy::MeterPlace place;
    place.meter = MeterId("202611220001");
    place.profile = kModel;
    place.bus = kBus;
    place.address = kAddress;
    place.premises = "7351";
    place.account = AccountId("885500");
    place.tenant = Personal("王小明");
    place.phone = Personal("13812341234");
    place.pricePerKwh = Money::fromFen(90);
    put(place);
    const auto text = ask<std::string>(&BusDesk::metrics);
    ASSERT_TRUE(text.ok());
    EXPECT_THAT(*text, HasSubstr("wattill_bus_load_ratio{bus=\"bus-1\",window=\"1m\"} 0\n"));
    EXPECT_THAT(*text, HasSubstr("wattill_orders_open{state=\"paid\"} 0\n"))
        << "a state without orders is zero, not absent";
    EXPECT_THAT(*text, HasSubstr("wattill_writer_works_total{result=\"committed\"} 1\n"));
    for (const char* personal : {"王", "1381234", "7351", "885500", "202611220001"})
        EXPECT_THAT(*text, Not(HasSubstr(personal)));
}

}  // namespace
}  // namespace wattill::node
