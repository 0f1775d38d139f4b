#include "unit/node/small_site.hpp"

namespace wattill::node {

SmallSite::SmallSite(const std::string& profilesFolder) {
    std::string folder = (std::filesystem::temp_directory_path() / "wattill-XXXXXX").string();
    m_folder = ::mkdtemp(folder.data());
    m_config.siteName = "Mall";
    m_config.terminal = "K01";
    m_config.policy.meterRetry = std::chrono::milliseconds(20);
    for (const MeterId& meter : {m_first, m_second}) {
        m_wire.emplace(meter, std::make_unique<SharedMeter>(m_clock));
    }
    auto profiles = metering::ProfileLibrary::load(profilesFolder);
    EXPECT_TRUE(profiles.ok());
    m_profiles = std::move(*profiles);
    auto gateway = std::make_unique<testing::FakeGateway>(m_clock);
    m_gateway = gateway.get();
    m_channels.add(std::move(gateway));

    storage::SqliteOptions options;
    options.path = m_folder + "/wattill.db";
    auto store = storage::SqliteStore::open(options);
    EXPECT_TRUE(store.ok());
    m_database = std::make_unique<CountedDatabase>(storage::makeWriterThread(std::move(*store)));
    m_board = std::make_unique<MeterBoard>(*m_database, m_zone, m_log);
    std::vector<Fleet::Line> lines;
    lines.push_back({{BusId("bus-1"), std::chrono::seconds(60), std::chrono::seconds(60)},
                     [this]() -> Result<std::unique_ptr<metering::Bus>> {
                         return std::unique_ptr<metering::Bus>(new WiredBus(m_wire));
                     }});
    m_fleet =
        std::make_unique<Fleet>(std::move(lines), m_profiles,
                                std::vector<std::string>{"acrel-ddsy1352-nk"}, *m_board, m_log);
    m_config.buses.push_back({.name = BusId("bus-1"), .port = "/dev/ttyS1"});
    m_gate = std::make_unique<SaleGate>(m_channels, m_config.clock);
    m_outside = std::make_unique<OutsideCalls>(*m_fleet, m_channels, *m_gate, m_timer);
    m_engine = std::make_unique<order::Engine>(
        order::Engine::Ports{*m_database, *m_outside, m_clock, m_random, m_log, m_zone},
        m_config.policy);
    m_engine->onChanged(
        [this](const order::Order& order) { m_waiters.changed(order.id, order.version); });
    m_desk = std::make_unique<BusDesk>(BusDesk::Ports{m_config, *m_fleet, *m_board, *m_database,
                                                      m_reads, m_timer, m_clock, m_zone,
                                                      m_clock.now(), m_channels});
    m_commandDesk = std::make_unique<order::CommandDesk>(
        order::CommandDesk::Ports{*m_database, *m_outside, m_clock, m_random, m_log, m_zone},
        m_config.commandPolicy);
    m_engine->commandThrough([this](order::UnitOfWork& unit, const order::NewCommands& wish) {
        return m_commandDesk->keep(unit, wish);
    });
    m_commandDesk->onChanged([this](const order::Ticket& ticket) {
        m_batchWaiters.changed(ticket.batch, std::numeric_limits<std::int64_t>::max());
    });
    m_commands = std::make_unique<CommandAnswers>(CommandAnswers::Ports{
        *m_database, *m_commandDesk, m_batchWaiters, m_reads, m_clock, m_log});
    m_reconciler = std::make_unique<Reconciler>(
        Reconciler::Ports{*m_database, m_bills, m_books, m_timer, m_clock, m_log},
        Reconciler::Sources{}, ReconciliationTimes{}, reconciliation::Policy{});
    m_reconciliations = std::make_unique<ReconciliationAnswers>(ReconciliationAnswers::Ports{
        *m_database, *m_engine, *m_reconciler, m_reads, m_books, m_clock, m_log, m_zone});
    m_service = std::make_unique<NodeService>(
        NodeService::Ports{m_config, *m_database, *m_engine, *m_fleet, *m_board, m_channels,
                           m_waiters, m_reads, m_books, m_timer, m_clock, m_log, m_zone,
                           m_clock.now(), *m_desk, *m_commands, *m_reconciliations, *m_gate});
    m_fleet->start();
}

SmallSite::~SmallSite() {
    m_timer.stop();
    m_fleet->stop();
    m_channels.stop();
    m_bills.stop();
    m_reads.stop();
    m_books.stop();
    m_database.reset();
    std::filesystem::remove_all(m_folder);
}

Result<api::ImportReport> SmallSite::import(const std::string& kind, const std::string& text) {
    return ask<api::ImportReport>([&](auto reply) {
        m_service->importSheet({kind, kind + ".csv", text}, reply);
    });
}

Result<api::MeterView> SmallSite::fresh(const MeterId& meter) {
    return ask<api::MeterView>([&](auto reply) { m_service->freshMeter(meter, reply); });
}

Result<api::OrderView> SmallSite::create(const std::string& request, std::int64_t fen) {
    return ask<api::OrderView>([&](auto reply) {
        m_service->createOrder({request, m_first, Money::fromFen(fen), "fake", "K01"}, reply);
    });
}

Result<api::OrderView> SmallSite::until(const OrderId& id, const std::string& state) {
    // A disk that is busy with others may hold a commit for seconds.
    const auto giveUp = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    auto view = ask<api::OrderView>([&](auto reply) { m_service->order(id, reply); });
    while (view.ok() && view->state != state && std::chrono::steady_clock::now() < giveUp) {
        view = ask<api::OrderView>([&, known = view->version](auto reply) {
            m_service->followOrder(id, known, std::chrono::seconds(5), reply);
        });
    }
    return view;
}

void SmallSite::keepPumping() {
    m_engine->pump();
    m_timer.postAfter(std::chrono::milliseconds(20), [this] { keepPumping(); });
}

payment::Notification SmallSite::pay(const std::string& code) {
    // The gateway belongs to its channel's thread.
    std::promise<payment::Notification> notification;
    EXPECT_TRUE(m_channels.call("fake", [&](payment::PaymentGateway&) {
        EXPECT_TRUE(m_gateway->pay(code));
        notification.set_value(m_gateway->notifications().back());
    }));
    return notification.get_future().get();
}

payment::Notification SmallSite::payAgain(const std::string& code) {
    std::promise<payment::Notification> notification;
    EXPECT_TRUE(m_channels.call("fake", [&](payment::PaymentGateway&) {
        m_gateway->payAgain(code);
        notification.set_value(m_gateway->notifications().back());
    }));
    return notification.get_future().get();
}

}  // namespace wattill::node
