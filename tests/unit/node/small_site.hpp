#pragma once

#include "node/bus_desk.hpp"
#include "node/node_service.hpp"
#include "node/outside_calls.hpp"
#include "node/service_commands.hpp"
#include "node/service_reconciliation.hpp"
#include "storage/writer_thread.hpp"
#include "support/fake_gateway.hpp"
#include "support/fake_meter.hpp"

#include <cstdlib>
#include <filesystem>
#include <future>
#include <map>

#include <gtest/gtest.h>

namespace wattill::node {

/// A meter that two threads may use: its bus's, and the test's.
class SharedMeter final : public metering::Meter {
  public:
    explicit SharedMeter(const Clock& clock) : m_meter(clock) {}
    Result<metering::MeterReading> read() override {
        const std::lock_guard lock(m_mutex);
        ++m_reads;
        return m_meter.read();
    }
    Result<void> sell(const metering::Sale& sale) override {
        const std::lock_guard lock(m_mutex);
        return m_meter.sell(sale);
    }
    Result<metering::CommandProof> carryOut(const metering::MeterCommand& command) override {
        const std::lock_guard lock(m_mutex);
        return m_meter.carryOut(command);
    }
    template <class Change>
    auto with(Change change) {
        const std::lock_guard lock(m_mutex);
        return change(m_meter);
    }
    int reads() {
        const std::lock_guard lock(m_mutex);
        return m_reads;
    }

  private:
    std::mutex m_mutex;
    testing::FakeMeter m_meter;
    int m_reads = 0;
};

/// The wire of a small site: it stays when the node makes its bus anew.
using Wire = std::map<MeterId, std::unique_ptr<SharedMeter>>;

class WiredBus final : public metering::Bus {
  public:
    explicit WiredBus(Wire& wire) : m_wire(wire) {}
    [[nodiscard]] const BusId& name() const override { return m_name; }
    Result<void> addMeter(const metering::MeterOnBus& meter) override {
        if (m_wire.contains(meter.meter)) return {};
        return invalidInput("no such meter on the wire");
    }
    [[nodiscard]] metering::Meter& meter(const MeterId& meter) override {
        return *m_wire.at(meter);
    }
    Result<void> open() override { return {}; }
    [[nodiscard]] std::vector<metering::MeterHealth> meterHealth() const override { return {}; }
    Result<std::vector<std::uint8_t>> readBlock(const std::string& profile, std::int64_t,
                                                const std::string&) override {
        return notFound("no raw blocks here: " + profile);
    }
    [[nodiscard]] metering::BusHealth health() const override {
        metering::BusHealth health;
        health.portOpen = true;
        return health;
    }
    void trace(metering::FrameTrace) override {}

  private:
    Wire& m_wire;
    BusId m_name{"bus-1"};
};

/// A node without sockets, serial ports and a network: everything else is real.
class SmallSite : public ::testing::Test {
  protected:
    explicit SmallSite(const std::string& profilesFolder = WATTILL_SOURCE_DIR "/assets/profiles");
    ~SmallSite() override;

    /// What the service replies, within ten seconds.
    template <class View, class Ask>
    Result<View> ask(Ask call) {
        const auto promise = std::make_shared<std::promise<Result<View>>>();
        auto reply = promise->get_future();
        call([promise](Result<View> result) { promise->set_value(std::move(result)); });
        if (reply.wait_for(std::chrono::seconds(10)) != std::future_status::ready) {
            return Error{ErrorCode::Timeout, Retry::Never, "the service did not reply", {}};
        }
        return reply.get();
    }
    Result<api::ImportReport> import(const std::string& kind, const std::string& text);
    Result<api::MeterView> fresh(const MeterId& meter);
    Result<api::OrderView> create(const std::string& request, std::int64_t fen);
    /// Follows the order until its state is `state`.
    Result<api::OrderView> until(const OrderId& id, const std::string& state);
    /// From now on whatever is due is begun, as a node's timer does it.
    void keepPumping();
    /// Somebody scans and pays; gives the channel's notification.
    payment::Notification pay(const std::string& code);
    /// Somebody pays what was paid already.
    payment::Notification payAgain(const std::string& code);

    const MeterId m_first{"202411110001"};
    const MeterId m_second{"202411110002"};
    std::string m_folder;
    Config m_config;
    SystemClock m_clock;
    NullLog m_log;
    SeededRandom m_random{7};
    TimeZone m_zone = *TimeZone::find("Asia/Shanghai");
    metering::ProfileLibrary m_profiles;
    Wire m_wire;
    testing::FakeGateway* m_gateway = nullptr;
    Channels m_channels;
    std::unique_ptr<CountedDatabase> m_database;
    std::unique_ptr<MeterBoard> m_board;
    std::unique_ptr<Fleet> m_fleet;
    Worker m_reads{"reads"};
    Worker m_books{"books"};
    Worker m_bills{"bills"};
    Worker m_timer{"timer"};
    OrderWaiters m_waiters{m_timer};
    std::unique_ptr<SaleGate> m_gate;
    std::unique_ptr<OutsideCalls> m_outside;
    std::unique_ptr<order::Engine> m_engine;
    std::unique_ptr<BusDesk> m_desk;
    std::unique_ptr<order::CommandDesk> m_commandDesk;
    BatchWaiters m_batchWaiters{m_timer};
    std::unique_ptr<CommandAnswers> m_commands;
    std::unique_ptr<Reconciler> m_reconciler;
    std::unique_ptr<ReconciliationAnswers> m_reconciliations;
    std::unique_ptr<NodeService> m_service;
};

}  // namespace wattill::node
