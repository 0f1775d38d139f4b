#include "simulation/world.hpp"

#include "simulation/reckoning.hpp"

#include <sqlite3.h>

namespace wattill::simulation {

using namespace std::chrono_literals;
using order::Order;

namespace {

constexpr Duration kPeace = 31h;
/// A run that settles needs a few thousand; one that never comes to rest must not run for ever.
constexpr std::uint64_t kMostEvents = 100'000;

bool hasTwoBuses(std::uint64_t seed) {
    return seed % 3 == 0;
}

/// The way of opening is the same in every life: one seed of sixteen is enough to try it.
bool opensAnew(const RunOptions& options) {
    return options.opensAnew || options.seed % 16 == 0;
}

Channels makeChannels(Host& host) {
    Channels channels;
    channels.try_emplace("alipay", host, alipayTraits(host));
    channels.try_emplace("unionpay", host, unionPayTraits(host));
    return channels;
}

MeterModel::Traits meterTraits(Host& host) {
    MeterModel::Traits traits;
    traits.balance = Money::fromFen(static_cast<std::int64_t>(host.chance.below(30'000)));
    traits.usePerHour = Money::fromFen(static_cast<std::int64_t>(host.chance.below(2'000)));
    traits.purchaseCount = static_cast<std::uint32_t>(host.chance.below(500));
    traits.repeats = static_cast<MeterModel::Traits::Repeats>(host.chance.below(3));
    // Most meters count; the others must not be served worse for it.
    if (host.oneIn(3)) {
        traits.rule = host.oneIn(2) ? metering::CountRule::OrderNumber : metering::CountRule::None;
    }
    return traits;
}

}  // namespace

World::World(const RunOptions& options, PreparedSite& site)
    : m_options(options),
      m_site(site),
      m_host(options.seed, options.traced),
      m_kept(opensAnew(options) ? nullptr : &site.kept(checkpointPages(options.seed))),
      m_channels(makeChannels(m_host)),
      m_outside(m_host, m_channels, m_meters, options.sabotage),
      m_node(m_host, m_kept == nullptr ? m_ownDisk : m_kept->disk(), m_kept, m_outside,
             options.seed, options.sabotage),
      m_notices(m_host, m_node),
      m_tenants(m_host, m_node, m_channels, m_notices),
      m_finance(m_host, m_node, m_channels, m_meters),
      m_commands(m_host, m_outside, m_meters),
      m_staff(m_host, m_node, m_outside, m_meters),
      m_trouble(m_host.between(20min, 4h)) {
    const MemoryDisk& prepared = site.disk(hasTwoBuses(options.seed));
    if (m_kept == nullptr) {
        m_ownDisk.become(prepared);
    } else {
        m_kept->begin(prepared, m_host.clock);
    }
    for (int number = 1; number <= kMeters; ++number) {
        MeterModel::Traits traits = meterTraits(m_host);
        traits.bus = busOf(number, hasTwoBuses(options.seed));
        m_meters.emplace(meterId(number), MeterModel(meterId(number), traits));
    }
    if (options.scripted) m_host.faults.calm();
    watchThem();
}

World::~World() {
    if (m_kept != nullptr) m_kept->end();
}

void World::watchThem() {
    m_outside.witness([this](const order::OutsideCall& call) { return witness(call); });
    m_outside.onSale(
        [this](const MeterModel& meter, const AppliedSale& sale) { checkSale(meter, sale); });
    m_outside.onCommand([this](const MeterModel& meter, const AppliedCommand& command) {
        m_commands.applied(meter, command, m_node);
    });
    for (auto& [name, channel] : m_channels) {
        channel.onReturned([this, &told = channel](const ReceivedPayment& payment,
                                                   const payment::RefundId& refund) {
            m_notices.returned(told, payment, refund);
        });
    }
    m_node.onChanged([this](const Order& order) {
        if (m_host.down) return;
        m_tenants.see(order);
        m_finance.see(order);
        checkRefunds(order);
    });
    m_node.onCommand([this](const order::Ticket& ticket) {
        if (!m_host.down) m_commands.changed(ticket);
    });
}

/// In some worlds the channels tell nothing by themselves, in others they answer no question until
/// the trouble is over: the one way must do without the other.
void World::planChannels() {
    switch (m_host.chance.below(8)) {
        case 0:
            m_notices.turnOff();
            m_host.journal.trace("channels never tell of payments by themselves");
            break;
        case 1:
            m_outside.silenceQueries();
            m_host.journal.trace("channels answer no question");
            break;
        default:
            break;
    }
}

void World::planPeople() {
    const std::uint64_t meters = 1 + m_host.chance.below(kMeters);
    const std::uint64_t wishes = 3 + m_host.chance.below(8);
    // Sometimes everybody comes at once.
    const Duration span = m_host.oneIn(3) ? Duration(3min) : m_trouble;
    for (std::uint64_t i = 0; i < wishes; ++i) {
        const int number = 1 + static_cast<int>(m_host.chance.below(meters));
        m_tenants.plan(m_host.between(1s, span), meterId(number));
    }
    const std::uint64_t tasks = m_host.chance.below(4);
    for (std::uint64_t i = 0; i < tasks; ++i) {
        m_staff.plan(m_host.between(1s, span));
    }
}

void World::planPerson() {
    m_host.timeline.after(m_host.between(30min, 3h), [this] {
        std::vector<Order> all;
        std::vector<order::Ticket> waiting;
        if (m_node.engine() != nullptr) {
            const auto read = m_node.read([&](const order::UnitOfWork& unit) -> Result<void> {
                const auto orders = unit.orders().list({}, 100);
                if (!orders.ok()) return orders.error();
                all = *orders;
                if (!m_node.wasCommanded()) return {};
                order::TicketQuery query;
                query.attentionOnly = true;
                const auto tickets = unit.commands().list(query, 100);
                if (!tickets.ok()) return tickets.error();
                waiting = *tickets;
                return {};
            });
            if (read.ok()) m_finance.look(all);
            if (read.ok()) m_staff.decide(waiting);
        }
        planPerson();
    });
}

void World::beQuiet() {
    m_quiet = true;
    m_host.faults.calm();
    m_host.clock.setOffset(Duration{0});
    m_host.journal.trace("peace    begins");
    m_node.clockWasSet();
}

void World::startNode() {
    const auto started = m_node.start();
    if (!started.ok()) {
        return m_host.journal.violated("the database opens after a crash", "{}",
                                       started.error().message);
    }
    lookAround();
}

void World::bringBack() {
    m_node.clear();
    if (m_options.scripted) return;
    m_host.timeline.after(m_host.between(500ms, m_host.oneIn(8) ? Duration(20min) : Duration(20s)),
                          [this] { startNode(); });
}

/// Books that must fit at any moment, and the screens that show what is on disk.
void World::lookAround() {
    if (m_host.down) return;
    Result<Books> books = Books();
    std::vector<order::Ticket> tickets;
    const auto read = m_node.read([&](const order::UnitOfWork& unit) -> Result<void> {
        books = Books::readFrom(unit, false);
        if (!books.ok()) return books.error();
        if (!m_node.wasCommanded()) return {};
        const auto listed = unit.commands().list({}, 100);
        if (!listed.ok()) return listed.error();
        tickets = *listed;
        return {};
    });
    if (!read.ok()) {
        return m_host.journal.violated("the database can be read", "{}", read.error().message);
    }
    glance(*this, *books);
    for (const auto& [id, order] : books->orders)
        m_tenants.see(order);
    for (const order::Ticket& ticket : tickets)
        m_commands.see(ticket);
}

Result<void> World::readDurable(const order::Database::ReadWork& look) {
    MemoryDisk left = m_node.disk().durable();
    if (m_kept != nullptr) {
        KeptDatabase& kept = m_site.keptForLooking();
        kept.begin(left, m_host.clock);
        auto read = kept.store().read(look);
        kept.end();
        return read;
    }
    SeededRandom chance(1);
    MemoryVfs vfs(left, chance, [this] { return m_host.clock.now(); });
    const auto store = storage::SqliteStore::open({"node.db", vfs.name(), true, nullptr});
    return store.ok() ? (*store)->read(look) : Result<void>{store.error()};
}

Cover World::witness(const order::OutsideCall& call) {
    if (m_callObserver) m_callObserver(call);
    if (!needsCover(call)) return {};
    Result<Cover> covered = Cover{};
    const auto look = [&](const order::UnitOfWork& unit) -> Result<void> {
        covered = coveredBy(unit, call);
        return covered.ok() ? Result<void>{} : Result<void>{covered.error()};
    };
    Result<void> read = m_node.read(look);
    if (read.ok() && m_host.oneIn(8)) {
        // And on the disk as it would be if the power went this instant.
        read = readDurable(look);
    }
    if (const auto* refund = std::get_if<order::GatewayRefundCall>(&call)) {
        checkUndelivered(refund->request);
    }
    if (read.ok()) return *covered;
    const bool together = read.error().code == ErrorCode::Conflict;
    m_host.journal.violated(together ? "orders and commands never hold the balance together"
                                     : "what is sent is on disk before",
                            "{}: {}", describe(call), read.error().message);
    return {};
}

void World::checkSale(const MeterModel& meter, const AppliedSale& sale) {
    const Order& order = m_tenants.shown().at(*sale.order);
    const GatewayModel& channel = m_channels.at(order.channel);
    const Trade* trade = channel.find(*sale.order);
    const bool paid =
        trade != nullptr && sale.amount <= order.amount &&
        std::any_of(trade->payments.begin(), trade->payments.end(), [&](const auto& payment) {
            return payment.fact.amount == order.amount && payment.fact.currency == "CNY" &&
                   payment.fact.merchant == channel.traits().merchant;
        });
    if (!paid) {
        m_host.journal.violated("no meter is credited without a payment", "{} on {}",
                                sale.order->text(), meter.id().text());
    }
}

void World::checkUndelivered(const payment::RefundRequest& request) {
    const Order& order = m_tenants.shown().at(request.payment.order);
    for (const order::Refund& refund : order.refunds) {
        const bool whole =
            refund.id == request.refund && refund.cause == order::RefundCause::Undelivered;
        if (!whole || m_meters.at(order.meter).saleOf(order.id) == nullptr) continue;
        m_host.journal.violated("nothing is refunded that is on the meter", "{}", refund.id.text());
    }
}

/// A refund that the node calls returned is so at the channel, or a cancel was faster.
void World::checkRefunds(const Order& order) {
    for (const order::Refund& refund : order.refunds) {
        if (refund.state != order::RefundState::Returned) continue;
        const auto* payment = m_channels.at(order.channel).payment(order.id, refund.trade);
        const auto found = payment == nullptr ? nullptr : payment->refundOf(refund.id);
        const bool gone = payment != nullptr &&
                          (payment->cancelled ||
                           (found != nullptr && found->status == payment::RefundStatus::Returned));
        if (gone) continue;
        m_host.journal.violated("what is called returned went back", "refund {}", refund.id.text());
    }
}

void World::step() {
    m_host.timeline.step();
    if (m_host.timeline.steps() > kMostEvents) {
        m_host.journal.violated("the site comes to rest", "{} events", kMostEvents);
    }
    if (m_host.down && !m_host.cleared) {
        m_host.cleared = true;
        bringBack();
    }
}

void World::settle() {
    const Duration end = m_trouble + kPeace;
    while (!m_host.journal.failed() && m_host.timeline.next() && *m_host.timeline.next() <= end)
        step();
}

void World::pass(Duration time) {
    const Duration end = m_host.timeline.now() + time;
    m_host.timeline.after(time, [] {});  // so that it is later even when nothing happens
    while (!m_host.journal.failed() && *m_host.timeline.next() <= end)
        step();
    lookAround();
}

std::string World::settleAndReckon() {
    pass(kPeace);
    reckonAll();
    return m_host.journal.violation();
}

/// What each opening anew checks, and more. Damage stays, so that once at the end is enough.
void World::checkFile() {
    if (m_kept == nullptr) return;
    const std::string damage = m_kept->damage();
    if (!damage.empty()) m_host.journal.violated("the database is whole", "{}", damage);
}

void World::reckonAll() {
    if (!m_host.journal.failed()) reckon(*this);
    if (!m_host.journal.failed()) m_commands.reckon(m_node);
    if (!m_host.journal.failed()) checkFile();
}

RunReport World::run() {
    planChannels();
    startNode();
    planPeople();
    planTrouble();
    planPerson();
    m_host.timeline.after(m_trouble, [this] { beQuiet(); });
    settle();
    reckonAll();

    RunReport report;
    report.violation = m_host.journal.violation();
    report.trace = m_host.journal.text();
    for (const auto& [id, order] : m_tenants.shown()) {
        ++report.orders;
        ++report.ends[order.state];
    }
    for (const auto& [name, channel] : m_channels) {
        for (const auto& [id, trade] : channel.trades())
            report.payments += trade.payments.size();
    }
    for (const auto& [id, ticket] : m_commands.shown()) {
        ++report.commands;
        ++report.commandEnds[ticket.state];
    }
    report.crashes = m_host.crashes;
    report.commits = m_node.commits();
    report.events = m_host.timeline.steps();
    report.simulated = m_host.timeline.now();
    report.faults = m_host.faults.counts();
    return report;
}

RunReport runSeed(const RunOptions& options) {
    static PreparedSite site;
    // SQLite's own generator is one for the process: each run begins it anew.
    sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, static_cast<int>(options.seed | 1), nullptr);
    RunReport report = World(options, site).run();
    if (!report.violation.empty()) site.forget();
    return report;
}

}  // namespace wattill::simulation
