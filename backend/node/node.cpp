#include "node/node.hpp"

#include "node/bus_making.hpp"
#include "node/bus_settings.hpp"
#include "node/payment_setup.hpp"
#include "node/staff_tokens.hpp"
#include "storage/writer_thread.hpp"

#include <filesystem>
#include <future>
#include <limits>
#include <random>

#include <fmt/format.h>

namespace wattill::node {

namespace {
constexpr Duration kPumpEvery{100};
constexpr auto kAnyVersion = std::numeric_limits<std::int64_t>::max();

std::uint64_t randomSeed() {
    std::random_device device;
    return (std::uint64_t{device()} << 32U) | device();
}

/// The engine writes one line for every change; what a person should look at gets a louder one.
void logTrouble(Log& log, const order::Order& order) {
    if (!order.held && !order.meterSilent && order.reason.empty()) return;
    log.warning("order-trouble", {{"order", order.id.text()},
                                  {"state", name(order.state)},
                                  {"meter", order.meter.text()},
                                  {"amount", order.amount.yuanText()},
                                  {"held", order.held ? "yes" : "no"},
                                  {"meter-silent", order.meterSilent ? "yes" : "no"},
                                  {"reason", order.reason}});
}

void logTrouble(Log& log, const order::Ticket& ticket) {
    if (!ticket.attention) return;
    log.warning("command-trouble", {{"command", ticket.id.text()},
                                    {"what", commandName(ticket.command)},
                                    {"state", name(ticket.state)},
                                    {"meter", ticket.meter.text()},
                                    {"note", ticket.note}});
}

Result<void> makeFolder(const std::string& path) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) return {};
    std::filesystem::create_directories(path, error);
    if (!error) {
        using std::filesystem::perms;
        std::filesystem::permissions(path, perms::owner_all | perms::group_read | perms::group_exec,
                                     error);
    }
    if (!error) return {};
    return Error{ErrorCode::Io,
                 Retry::Never,
                 fmt::format("{}: cannot be made ({}); make it, or correct [node] state_dir", path,
                             error.message()),
                 {}};
}
}  // namespace

Node::Node(Config config, TimeZone zone, Log& log)
    : m_config(std::move(config)), m_zone(zone), m_log(log), m_random(randomSeed()) {}

Result<std::unique_ptr<Node>> Node::start(Config config, Log& log) {
    // What can be refused is looked at before anything runs.
    const auto zone = TimeZone::find(config.timeZone);
    if (!zone) return invalidInput("[site] time_zone is not known to this system");
    auto authorizer = makeAuthorizer(config);
    if (!authorizer) return authorizer.error();
    auto profiles = metering::ProfileLibrary::load(config.profilesDir);
    if (!profiles) return profiles.error();

    std::unique_ptr<Node> node(new Node(std::move(config), *zone, log));
    node->m_profiles = std::move(*profiles);
    if (const auto ok = node->makeGateways(); !ok) return ok.error();
    if (const auto ok = node->openDatabase(); !ok) return ok.error();
    if (const auto ok = node->makeFleet(); !ok) return ok.error();
    node->makeEngine();
    node->makeReconciler();
    // Before anything new is asked: every row that says "under way" is from the last life.
    if (const auto ok = node->recover(); !ok) return ok.error();
    node->m_fleet->start();
    node->m_channelWatch->start();
    node->pumpForever();
    node->m_reconciler->start();
    if (const auto ok = node->startServer(std::move(*authorizer)); !ok) return ok.error();
    return node;
}

Node::~Node() {
    stop();
}

void Node::stop() {
    if (m_server) m_server->stop();  // nobody asks any more
    m_timer.stop();                  // nothing new becomes due
    if (m_fleet) m_fleet->stop();    // the call under way on each bus ends
    m_channels.stop();  // so does the one to each channel; its row says that it is open
    m_bills.stop();     // a bill under way is fetched to its end, and again next time
    m_reads.stop();
    m_books.stop();
    m_database.reset();  // commits what was accepted; its callbacks still find everything above
}

std::uint16_t Node::notifyPort() const {
    return m_server ? m_server->notifyPort() : 0;
}

std::uint16_t Node::metricsPort() const {
    return m_server ? m_server->metricsPort() : 0;
}

Result<void> Node::makeGateways() {
    const auto channels = configuredChannels(m_config);
    if (channels.empty()) return {};
    if (m_config.notifyListen && m_config.notifyListen->port == 0) {
        // The channels are told where to notify before the server listens there.
        const auto port = freePort(m_config.notifyListen->host);
        if (!port) return port.error();
        m_config.notifyListen->port = *port;
    }
    const std::uint16_t port = m_config.notifyListen ? m_config.notifyListen->port : 0;
    for (const ConfiguredChannel& channel : channels) {
        auto gateway = channel.make(port, m_clock);
        if (!gateway) return gateway.error();
        m_channels.add(std::move(*gateway));
        if (!channel.makeBills) continue;
        auto bills = channel.makeBills(m_clock);
        if (!bills) return bills.error();
        m_billSources.push_back(std::move(*bills));
    }
    return {};
}

Result<void> Node::openDatabase() {
    if (const auto made = makeFolder(m_config.stateDir); !made) return made;
    storage::SqliteOptions options;
    options.path = m_config.databasePath();
    options.clock = &m_clock;
    auto store = storage::SqliteStore::open(options);
    if (!store) return store.error();
    m_database = std::make_unique<CountedDatabase>(storage::makeWriterThread(std::move(*store)));
    return {};
}

Fleet::Line Node::lineOf(const BusConfig& bus) const {
    const metering::BusConfig settings = busSettings(bus);
    return {{bus.name, bus.pollEvery, bus.recordEvery},
            [this, settings] { return makeBus(settings, m_profiles, m_clock, m_log); }};
}

Result<void> Node::makeFleet() {
    m_board = std::make_unique<MeterBoard>(*m_database, m_zone, m_log);
    std::vector<Fleet::Line> lines;
    for (const BusConfig& bus : m_config.buses)
        lines.push_back(lineOf(bus));
    m_fleet = std::make_unique<Fleet>(std::move(lines), m_profiles, m_config.unlockedProfiles,
                                      *m_board, m_log);
    return m_database->read([this](const order::UnitOfWork& unit) -> Result<void> {
        const auto places = unit.tenancy().all();
        if (!places) return places.error();
        for (const tenancy::MeterPlace& place : *places) {
            const auto last = unit.readings().last(place.meter);
            if (!last) return last.error();
            if (*last) m_board->restore(place.meter, **last);
        }
        m_fleet->setPlaces(*places);
        return {};
    });
}

void Node::makeEngine() {
    m_gate = std::make_unique<SaleGate>(m_channels, m_config.clock);
    m_channelWatch = std::make_unique<ChannelWatch>(
        ChannelWatch::Ports{m_channels, *m_database, m_timer, m_clock, m_log, m_zone},
        m_config.clock);
    m_outside = std::make_unique<OutsideCalls>(*m_fleet, m_channels, *m_gate, m_timer);
    m_engine = std::make_unique<order::Engine>(
        order::Engine::Ports{*m_database, *m_outside, m_clock, m_random, m_log, m_zone},
        m_config.policy);
    m_engine->onChanged([this](const order::Order& order) {
        logTrouble(m_log, order);
        m_waiters.changed(order.id, order.version);
    });
    m_commandDesk = std::make_unique<order::CommandDesk>(
        order::CommandDesk::Ports{*m_database, *m_outside, m_clock, m_random, m_log, m_zone},
        m_config.commandPolicy);
    m_engine->commandThrough([this](order::UnitOfWork& unit, const order::NewCommands& wish) {
        return m_commandDesk->keep(unit, wish);
    });
    m_commandDesk->onChanged([this](const order::Ticket& ticket) {
        logTrouble(m_log, ticket);
        m_batchWaiters.changed(ticket.batch, kAnyVersion);
    });
}

void Node::makeReconciler() {
    reconciliation::Policy policy;
    policy.refundOverdueAfter = m_config.refundOverdueAfter;
    policy.mostUsePerHour = m_config.policy.use.mostPerHour;
    policy.tolerance = m_config.policy.use.tolerance;
    m_reconciler = std::make_unique<Reconciler>(
        Reconciler::Ports{*m_database, m_bills, m_books, m_timer, m_clock, m_log},
        std::move(m_billSources), m_config.reconciliation, policy);
    m_reconciliations = std::make_unique<ReconciliationAnswers>(ReconciliationAnswers::Ports{
        *m_database, *m_engine, *m_reconciler, m_reads, m_books, m_clock, m_log, m_zone});
}

Result<void> Node::startServer(api::Authorizer authorizer) {
    m_desk = std::make_unique<BusDesk>(BusDesk::Ports{m_config, *m_fleet, *m_board, *m_database,
                                                      m_reads, m_timer, m_clock, m_zone,
                                                      m_clock.now(), m_channels});
    m_desk->start();
    m_commands = std::make_unique<CommandAnswers>(CommandAnswers::Ports{
        *m_database, *m_commandDesk, m_batchWaiters, m_reads, m_clock, m_log});
    m_service = std::make_unique<NodeService>(
        NodeService::Ports{m_config, *m_database, *m_engine, *m_fleet, *m_board, m_channels,
                           m_waiters, m_reads, m_books, m_timer, m_clock, m_log, m_zone,
                           m_clock.now(), *m_desk, *m_commands, *m_reconciliations, *m_gate});
    if (const auto made = makeFolder(std::filesystem::path(m_config.socket).parent_path()); !made) {
        return made;
    }
    api::ServerConfig config;
    config.socketPath = m_config.socket;
    if (m_config.notifyListen) {
        config.notify = api::TcpListener{m_config.notifyListen->host, m_config.notifyListen->port};
    }
    if (m_config.metricsListen) {
        config.metrics =
            api::TcpListener{m_config.metricsListen->host, m_config.metricsListen->port};
    }
    auto server = api::startServer(std::move(config), *m_service, std::move(authorizer), m_log);
    if (!server) return server.error();
    m_server = std::move(*server);
    return {};
}

Result<void> Node::recover() {
    std::promise<Result<void>> done;
    m_engine->recover([&done](Result<void> result) { done.set_value(std::move(result)); });
    if (auto recovered = done.get_future().get(); !recovered) return recovered;
    std::promise<Result<void>> commandsDone;
    m_commandDesk->recover(
        [&commandsDone](Result<void> result) { commandsDone.set_value(std::move(result)); });
    return commandsDone.get_future().get();
}

void Node::pumpForever() {
    m_engine->pump();
    m_commandDesk->pump();
    m_timer.postAfter(kPumpEvery, [this] { pumpForever(); });
}

}  // namespace wattill::node
