#include "simulation/stage.hpp"

#include <sqlite3.h>

namespace wattill::simulation {

using namespace std::chrono_literals;
using order::Order;

namespace {
/// A database that is opened in every life and checkpointed as shipped, one bus: see World.
constexpr std::uint64_t kSeed = 16;
const Money kBalance = Money::fromFen(5'000);
const std::uint32_t kCount = 7;

PreparedSite& preparedSite() {
    static PreparedSite site;
    return site;
}

std::string outcome(const Result<Order>& result) {
    return result.ok() ? std::string() : std::string(name(result.error().code));
}

/// What the facts leave open is the usual here; a script that wants another channel says so.
GatewayModel::Traits usual(GatewayModel::Traits traits) {
    traits.cancelKillsUnscanned = true;
    traits.expiryCountsFromArrival = false;
    traits.cancelSendsBack = false;  // the adapter closes first
    traits.cancelReturnsAll = false;
    traits.tellsReturns = false;
    traits.closesUnscanned = false;
    traits.takesLate = true;
    return traits;
}
}  // namespace

Stage::Stage() : m_world({kSeed, true, Sabotage::None, true, true}, preparedSite()) {
    sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, static_cast<int>(kSeed | 1), nullptr);
    for (auto& [name, channel] : m_world.channels())
        channel.become(usual(channel.traits()));
    for (auto& [id, meter] : m_world.meters()) {
        MeterModel::Traits traits;
        traits.balance = kBalance;
        traits.purchaseCount = kCount;
        traits.bus = meter.traits().bus;
        meter = MeterModel(id, traits);
    }
    m_world.onCall([this](const OutsideCall& call) { see(call); });
    m_world.startNode();
    pass(1s);
}

void Stage::see(const OutsideCall& call) {
    ++m_calls[call.index()];
    for (Strike& strike : m_strikes) {
        if (strike.call != call.index() || strike.times == 0) continue;
        --strike.times;
        m_world.host().faults.strikeNext(strike.fault);
    }
}

void Stage::strike(Fault fault, int times) {
    for (int i = 0; i < times; ++i)
        m_world.host().faults.strikeNext(fault);
}

bool Stage::await(const std::function<bool()>& come) {
    constexpr Duration kStep = 10ms;
    for (Duration waited{}; waited < 1min; waited += kStep) {
        if (come()) return true;
        pass(kStep);
    }
    return false;
}

void Stage::setClock(Duration off) {
    m_world.host().clock.setOffset(off);
    m_world.node().clockWasSet();
}

void Stage::cutPower() {
    m_world.host().crash("the script");
    m_world.pass(1ms);
}

void Stage::changeChannel(const std::string& name,
                          const std::function<void(GatewayModel::Traits&)>& change) {
    GatewayModel::Traits traits = channel(name).traits();
    change(traits);
    channel(name).become(traits);
}

void Stage::silenceMeter(Duration time, int number) {
    meter(number).dieUntil(m_world.host().timeline.now() + time);
}

Result<Order> Stage::ask(const Ask& ask) {
    order::Engine* engine = m_world.node().engine();
    WATTILL_ASSERT(engine != nullptr, "the script asks a node without power");
    // A slow commit may answer when nobody listens any more.
    const auto answer =
        std::make_shared<Result<Order>>(Error{ErrorCode::Timeout, Retry::Never, "no answer", {}});
    ask(*engine, [answer](const Result<Order>& done) { *answer = done; });
    pass(50ms);  // a commit takes a few milliseconds, a call outside takes more
    if (answer->ok()) m_world.tenants().see(**answer);
    return *answer;
}

OrderId Stage::press(const std::string& channel, int meter, std::int64_t fen) {
    order::NewOrder wish;
    wish.request = fmt::format("request-{:04}", ++m_requests);
    wish.meter = meterId(meter);
    wish.amount = Money::fromFen(fen);
    wish.channel = channel;
    wish.terminal = "K01";
    const auto made =
        ask([&](order::Engine& engine, auto done) { engine.createOrder(wish, std::move(done)); });
    return made.ok() ? made->id : OrderId();
}

OrderId Stage::order(const std::string& channel, int meter, std::int64_t fen) {
    const OrderId made = press(channel, meter, fen);
    pass(2s);
    return made;
}

GatewayModel& Stage::channelOf(const OrderId& order) {
    return channel(m_world.tenants().shown().at(order).channel);
}

bool Stage::pay(const OrderId& order, Way way) {
    GatewayModel& channel = channelOf(order);
    const auto* payment = channel.pay(order, way);
    if (payment != nullptr) m_world.notices().paid(channel, *payment);
    return payment != nullptr;
}

bool Stage::payAgain(const OrderId& order) {
    GatewayModel& channel = channelOf(order);
    const auto* payment = channel.payAgain(order);
    if (payment != nullptr) m_world.notices().paid(channel, *payment);
    return payment != nullptr;
}

void Stage::scan(const OrderId& order) {
    channelOf(order).scan(order);
}

void Stage::cancel(const OrderId& order) {
    (void)ask(
        [&](order::Engine& engine, auto done) { engine.cancelOrder(order, std::move(done)); });
}

std::string Stage::decide(const OrderId& order, order::Decision decision) {
    const auto answer = std::make_shared<std::string>();
    const auto asked = ask([&](order::Engine& engine, auto done) {
        engine.decide(order, {decision, "Wang", "looked at it"}, [=](const Result<Order>& result) {
            *answer = outcome(result);
            done(result);
        });
    });
    // Before a held order is refunded its meter is read.
    if (asked.ok() || !answer->empty()) return *answer;
    return await([&] { return !answer->empty() || !at(order).held; }) ? *answer : outcome(asked);
}

std::string Stage::decideRefund(const OrderId& order, int number, order::RefundDecision decision) {
    const payment::RefundId refund(fmt::format("{}R{}", order.text(), number));
    return outcome(ask([&](order::Engine& engine, auto done) {
        engine.decideRefund(order, {refund, decision, "Wang", "looked at it"}, std::move(done));
    }));
}

std::string Stage::reverse(const OrderId& order, const std::string& request, std::int64_t fen,
                           order::ReversalWay way) {
    (void)m_world.node().desk();  // from here on its work is looked for, too
    const order::ReversalRequested wish{request, Money::fromFen(fen), way, "Wang", "wrong meter"};
    return outcome(ask(
        [&](order::Engine& engine, auto done) { engine.reverse(order, wish, std::move(done)); }));
}

Books Stage::books() {
    Result<Books> books = Books();
    const auto read = m_world.node().read([&](const order::UnitOfWork& unit) -> Result<void> {
        books = Books::readFrom(unit, true);
        return books.ok() ? Result<void>{} : Result<void>{books.error()};
    });
    WATTILL_ASSERT(read.ok(), "the database of the stage cannot be read");
    return *books;
}

Order Stage::at(const OrderId& order) {
    const Books all = books();
    const auto found = all.orders.find(order);
    return found == all.orders.end() ? Order() : found->second;
}

std::string Stage::state(const OrderId& order) {
    return std::string(name(at(order).state));
}

std::vector<std::string> Stage::refunds(const OrderId& order) {
    std::vector<std::string> states;
    for (const order::Refund& refund : at(order).refunds)
        states.emplace_back(name(refund.state));
    return states;
}

Balances Stage::balances() {
    Balances fen;
    for (const auto& [account, balance] : books().balances) {
        if (!balance.isZero()) fen[account.text()] = balance.fen();
    }
    return fen;
}

std::vector<std::string> Stage::alarms() {
    std::vector<std::string> kinds;
    for (const auto& [about, open] : books().openAlarms) {
        for (const order::AlarmKind kind : open)
            kinds.emplace_back(name(kind));
    }
    return kinds;
}

std::size_t Stage::sales(int number) {
    const auto& sales = meter(number).sales();
    return static_cast<std::size_t>(
        std::count_if(sales.begin(), sales.end(),
                      [](const AppliedSale& sale) { return sale.order.has_value(); }));
}

std::int64_t Stage::credit(int number) {
    return (meter(number).traits().balance - kBalance).fen();
}

std::int64_t Stage::wentBack(const OrderId& order) {
    std::int64_t fen = 0;
    const Trade* trade = channelOf(order).find(order);
    if (trade == nullptr) return fen;
    for (const ReceivedPayment& payment : trade->payments)
        fen += payment.wentBack().fen();
    return fen;
}

}  // namespace wattill::simulation
