#include "simulation/tenants.hpp"

#include <algorithm>

namespace wattill::simulation {

using namespace std::chrono_literals;
using order::Order;
using order::State;

namespace {
constexpr int kMostTries = 12;

bool isFinal(State state) {
    return state == State::Delivered || state == State::Refunded;
}
}  // namespace

void Tenants::plan(Duration delay, const MeterId& meter) {
    Wish wish;
    wish.request.request = fmt::format("wish-{:04}-{:08x}", m_wishes.size(), m_host.chance.next());
    wish.request.meter = meter;
    wish.request.amount =
        Money::fromFen(static_cast<std::int64_t>(1000 + m_host.chance.below(20'000)));
    wish.request.channel = m_host.oneIn(2) ? "alipay" : "unionpay";
    wish.request.terminal = "K01";
    m_wishes.push_back(wish);
    m_host.timeline.after(delay, [this, index = m_wishes.size() - 1] { press(index); });
}

void Tenants::press(std::size_t index) {
    Wish& wish = m_wishes[index];
    if (++wish.tries > kMostTries || !wish.order.empty() || wish.refused) return;
    m_host.timeline.after(m_host.between(2s, 8s), [this, index] { press(index); });
    order::Engine* engine = m_node.engine();
    if (engine == nullptr) return;
    m_host.journal.trace("tenant   orders {} for {} ({})", wish.request.amount.yuanText(),
                         wish.request.meter.text(), wish.request.request);
    engine->createOrder(wish.request, [this, index, life = m_host.life](const Result<Order>& made) {
        if (m_host.alive(life)) answered(index, made);
    });
}

void Tenants::answered(std::size_t index, const Result<Order>& order) {
    Wish& wish = m_wishes[index];
    if (!order.ok()) {
        const ErrorCode code = order.error().code;
        wish.refused = code != ErrorCode::Io && code != ErrorCode::Busy;
        m_host.journal.trace("tenant   {} gets: {}", wish.request.request, order.error().message);
        return;
    }
    if (!wish.order.empty() && wish.order != order->id) {
        m_host.journal.violated("a repeated request finds the same order", "{} gave {} and {}",
                                wish.request.request, wish.order.text(), order->id.text());
    }
    wish.order = order->id;
    see(*order);
    if (m_host.faults.strikes(Fault::TenantRepeats)) {
        // The terminal lost its answer and asks again with the key that it had stored.
        m_host.timeline.after(m_host.between(1ms, 10min), [this, index] {
            order::Engine* engine = m_node.engine();
            if (engine == nullptr) return;
            engine->createOrder(m_wishes[index].request, [this, index](const Result<Order>& again) {
                if (again.ok()) answered(index, again);
            });
        });
    }
}

void Tenants::see(const Order& order) {
    const auto [shown, isNew] = m_shown.try_emplace(order.id, order);
    Order& before = shown->second;
    if (order.version < before.version) return;  // an older answer that took longer
    if (!isNew && order.version == before.version && !(order == before)) {
        m_host.journal.violated("one version of an order is one content", "{} version {}",
                                order.id.text(), order.version);
    }
    if (isFinal(before.state) && order.state != before.state) {
        m_host.journal.violated("a final state stays", "{} went from {} to {}", order.id.text(),
                                name(before.state), name(order.state));
    }
    if (isNew || order.version > before.version) {
        m_host.journal.trace("order    {} {} v{}{}{}", order.id.text(), name(order.state),
                             order.version, order.held ? " held" : "",
                             order.cancelOpen ? " cancel-open" : "");
    }
    before = order;
    if (order.state == State::AwaitingPayment) act(order.id);
}

void Tenants::act(const OrderId& order) {
    const bool known = std::any_of(m_wishes.begin(), m_wishes.end(),
                                   [&](const Wish& wish) { return wish.order == order; });
    if (!known || !m_acted.insert(order).second) return;
    using Way = GatewayModel::Way;
    const Duration patience = m_host.between(2s, m_host.oneIn(4) ? Duration(150s) : Duration(30s));
    if (m_host.faults.strikes(Fault::PaidLate)) {
        m_host.timeline.after(patience, [this, order] { channelOf(order).scan(order); });
        return payLater(m_host.between(165s, 425s), order, Way::Right);
    }
    if (m_host.faults.strikes(Fault::PaidWrong)) {
        const auto way = static_cast<Way>(1 + m_host.chance.below(3));
        return payLater(patience, order, way);
    }
    if (m_host.faults.strikes(Fault::CancelRace)) {
        cancelLater(patience, order);
        return payLater(patience + m_host.between(0ms, 4s) - std::min<Duration>(patience, 2s),
                        order, Way::Right);
    }
    if (m_host.faults.strikes(Fault::PaidTwice)) {
        payLater(patience, order, Way::Right);
        m_host.timeline.after(patience + m_host.between(10ms, 200s), [this, order] {
            GatewayModel& channel = channelOf(order);
            if (const auto* payment = channel.payAgain(order)) m_notices.paid(channel, *payment);
        });
        return;
    }
    const std::uint64_t mood = m_host.chance.below(100);
    if (mood < 80) {
        m_host.timeline.after(patience / 2, [this, order] { channelOf(order).scan(order); });
        return payLater(patience, order, Way::Right);
    }
    if (mood < 85) {
        m_host.timeline.after(patience, [this, order] { channelOf(order).scan(order); });
        return;
    }
    if (mood < 94) cancelLater(patience, order);
}

GatewayModel& Tenants::channelOf(const OrderId& order) {
    return m_channels.at(m_shown.at(order).channel);
}

void Tenants::payLater(Duration delay, const OrderId& order, GatewayModel::Way way) {
    m_host.timeline.after(delay, [this, order, way] { pay(order, way); });
}

void Tenants::pay(const OrderId& order, GatewayModel::Way way) {
    GatewayModel& channel = channelOf(order);
    if (const auto* payment = channel.pay(order, way)) m_notices.paid(channel, *payment);
}

void Tenants::cancelLater(Duration delay, const OrderId& order) {
    m_host.timeline.after(delay, [this, order] {
        order::Engine* engine = m_node.engine();
        if (engine == nullptr) return;
        m_host.journal.trace("tenant   cancels {}", order.text());
        engine->cancelOrder(order, [this, life = m_host.life](const Result<Order>& cancelled) {
            if (cancelled.ok() && m_host.alive(life)) see(*cancelled);
        });
    });
}

}  // namespace wattill::simulation
