#pragma once

#include "node/bus_line.hpp"
#include "storage/writer_thread.hpp"

#include <algorithm>
#include <condition_variable>
#include <future>
#include <mutex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace wattill::node {

/// What a bus was asked, in order ("probe 1", "read 2", "sell 1", "trip 1"), and what it answers.
/// Any thread.
class Script {
  public:
    /// Set before the line starts; both are called on the bus thread.
    std::function<void(const std::string& call)> onCall;
    std::function<Result<metering::MeterReading>(const std::string& call)> answer;
    /// What the line does between two frames; on the bus thread only.
    metering::FrameGap gap;

    Result<metering::MeterReading> called(const std::string& call) {
        {
            const std::lock_guard lock(m_mutex);
            m_calls.push_back(call);
        }
        m_changed.notify_all();
        if (onCall) onCall(call);
        return answer(call);
    }
    void note(const std::string& what) {
        const std::lock_guard lock(m_mutex);
        m_calls.push_back(what);
    }
    void busMade() {
        const std::lock_guard lock(m_mutex);
        ++m_made;
    }
    [[nodiscard]] int made() {
        const std::lock_guard lock(m_mutex);
        return m_made;
    }
    [[nodiscard]] std::vector<std::string> calls() {
        const std::lock_guard lock(m_mutex);
        return m_calls;
    }
    [[nodiscard]] int count(const std::string& call) {
        const std::lock_guard lock(m_mutex);
        return counted(call);
    }
    [[nodiscard]] bool waitFor(const std::string& call, int times) {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(10),
                                  [&] { return counted(call) >= times; });
    }

  private:
    [[nodiscard]] int counted(const std::string& call) const {
        return static_cast<int>(std::count(m_calls.begin(), m_calls.end(), call));
    }
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<std::string> m_calls;
    int m_made = 0;
};

class ScriptedMeter final : public metering::Meter {
  public:
    ScriptedMeter(Script& script, std::int64_t address)
        : m_script(script), m_name(std::to_string(address)) {}
    Result<metering::MeterReading> read() override { return m_script.called("read " + m_name); }
    Result<metering::MeterReading> probe() override { return m_script.called("probe " + m_name); }
    Result<void> sell(const metering::Sale&) override {
        (void)m_script.called("sell " + m_name).ok();
        return {};
    }
    Result<metering::CommandProof> carryOut(const metering::MeterCommand& command) override {
        (void)m_script.called(std::string(commandName(command)) + " " + m_name).ok();
        return Error{ErrorCode::Unsupported, Retry::Never, "it takes no commands", {}};
    }

  private:
    Script& m_script;
    std::string m_name;
};

class ScriptedBus final : public metering::Bus {
  public:
    explicit ScriptedBus(Script& script) : m_script(script) { script.busMade(); }
    [[nodiscard]] const BusId& name() const override { return m_name; }
    Result<void> addMeter(const metering::MeterOnBus& meter) override {
        m_meters.emplace(meter.meter, std::make_unique<ScriptedMeter>(m_script, meter.address));
        return {};
    }
    [[nodiscard]] metering::Meter& meter(const MeterId& meter) override {
        return *m_meters.at(meter);
    }
    Result<void> open() override { return {}; }
    [[nodiscard]] metering::BusHealth health() const override { return {}; }
    [[nodiscard]] std::vector<metering::MeterHealth> meterHealth() const override { return {}; }
    Result<std::vector<std::uint8_t>> readBlock(const std::string& profile, std::int64_t,
                                                const std::string&) override {
        return notFound("no raw blocks here: " + profile);
    }
    void trace(metering::FrameTrace) override {}
    void onGap(metering::FrameGap gap) override { m_script.gap = std::move(gap); }

  private:
    Script& m_script;
    BusId m_name{"bus-1"};
    std::map<MeterId, std::unique_ptr<ScriptedMeter>> m_meters;
};

/// Counts the events that were logged. Any thread.
class CountingLog final : public Log {
  public:
    void write(LogLevel, std::string_view event, std::initializer_list<LogField>) override {
        {
            const std::lock_guard lock(m_mutex);
            ++m_events[std::string(event)];
        }
        m_changed.notify_all();
    }
    [[nodiscard]] int count(const std::string& event) {
        const std::lock_guard lock(m_mutex);
        return m_events[event];
    }
    [[nodiscard]] bool waitFor(const std::string& event) {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(10),
                                  [&] { return m_events[event] > 0; });
    }

  private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::map<std::string, int> m_events;
};

/// One line with two meters whose answers the test writes.
class ScriptedLine : public ::testing::Test {
  protected:
    ScriptedLine() {
        m_script.answer = [this](const std::string&) { return good(); };
    }
    ~ScriptedLine() override {
        if (m_line) m_line->stop();
        m_database.reset();
    }

    /// A line that reads each meter so often, not yet at work.
    void make(Duration pollEvery) {
        auto factory = [this]() -> Result<std::unique_ptr<metering::Bus>> {
            return std::unique_ptr<metering::Bus>(std::make_unique<ScriptedBus>(m_script));
        };
        BusLineConfig config;
        config.name = BusId("bus-1");
        config.pollEvery = pollEvery;
        config.recordEvery = std::chrono::minutes(30);
        m_line = std::make_unique<BusLine>(config, factory, m_board, m_log);
        m_line->setMeters({onBus(m_first, 1), onBus(m_second, 2)});
    }
    [[nodiscard]] static metering::MeterOnBus onBus(const MeterId& meter, std::int64_t address) {
        return {meter, "scripted", address, false};
    }
    [[nodiscard]] metering::MeterReading good() const {
        metering::MeterReading reading;
        reading.at = m_clock.now();
        return reading;
    }
    [[nodiscard]] BusLine::Callback<void> sold() {
        return [this](const Result<void>&) { m_sold.set_value(); };
    }
    [[nodiscard]] bool waitForSale() {
        return m_sold.get_future().wait_for(std::chrono::seconds(10)) == std::future_status::ready;
    }

    const MeterId m_first{"202411110001"};
    const MeterId m_second{"202411110002"};
    SystemClock m_clock;
    Script m_script;
    CountingLog m_log;
    std::unique_ptr<order::Database> m_database = memoryDatabase();
    MeterBoard m_board{*m_database, *TimeZone::find("Asia/Shanghai"), m_log};
    std::unique_ptr<BusLine> m_line;
    std::promise<void> m_sold;

  private:
    [[nodiscard]] static std::unique_ptr<order::Database> memoryDatabase() {
        auto store = storage::SqliteStore::open({":memory:"});
        EXPECT_TRUE(store.ok());
        return storage::makeWriterThread(std::move(*store));
    }
};

}  // namespace wattill::node
