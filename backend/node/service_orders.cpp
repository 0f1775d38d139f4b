#include "node/service_queries.hpp"

#include <limits>

#include <fmt/format.h>

namespace wattill::node {

using api::Reply;
using OrderViews = std::vector<api::OrderView>;

namespace {
constexpr std::size_t kMostOfMeter = 20;
constexpr std::size_t kMostListed = 500;

Result<OrderViews> orderViews(const ViewContext& context,
                              const Result<std::vector<order::Order>>& all,
                              const order::Policy& policy, Audience audience) {
    if (!all.ok()) return all.error();
    OrderViews views;
    for (const order::Order& each : *all) {
        auto view = orderView(context, each, policy, audience);
        if (!view) return view.error();
        views.push_back(std::move(*view));
    }
    return views;
}

const char* wordOf(order::Decision decision) {
    if (decision == order::Decision::Refund) return "refund";
    if (decision == order::Decision::RefundUnproven) return "refund-unproven";
    return decision == order::Decision::NothingToDo ? "nothing-to-do" : "delivered";
}
}  // namespace

void NodeService::replyOrder(const Result<order::Order>& result,
                             const Reply<api::OrderView>& reply) {
    if (!result.ok()) return reply(result.error());
    // We are on the writer's thread here; the view's query must not hold it up.
    answer<api::OrderView>(
        m_ports.reads, reply, [this, order = *result](const order::UnitOfWork& unit) {
            return orderView(context(unit), order, m_ports.engine.policy(), Audience::Owner);
        });
}

void NodeService::createOrder(api::NewOrderView wish, Reply<api::OrderView> reply) {
    order::NewOrder request{std::move(wish.request), std::move(wish.meter), wish.amount,
                            std::move(wish.channel), std::move(wish.terminal)};
    m_ports.engine.createOrder(
        std::move(request),
        [this, reply](const Result<order::Order>& order) { replyOrder(order, reply); });
}

void NodeService::cancelOrder(OrderId id, Reply<api::OrderView> reply) {
    m_ports.engine.cancelOrder(std::move(id), [this, reply](const Result<order::Order>& order) {
        replyOrder(order, reply);
    });
}

void NodeService::decideOrder(OrderId id, order::PersonDecided decision,
                              Reply<api::OrderView> reply) {
    m_ports.log.info(
        "order-decision",
        {{"order", id.text()}, {"decision", wordOf(decision.decision)}, {"who", decision.who}});
    m_ports.engine.decide(
        std::move(id), std::move(decision),
        [this, reply](const Result<order::Order>& order) { replyOrder(order, reply); });
}

void NodeService::decideRefund(OrderId id, order::RefundDecided decision,
                               Reply<api::OrderView> reply) {
    const bool again = decision.decision == order::RefundDecision::Again;
    m_ports.log.info("refund-decision", {{"order", id.text()},
                                         {"refund", decision.refund.text()},
                                         {"decision", again ? "again" : "by-hand"},
                                         {"who", decision.who}});
    m_ports.engine.decideRefund(
        std::move(id), std::move(decision),
        [this, reply](const Result<order::Order>& order) { replyOrder(order, reply); });
}

void NodeService::reverseOrder(OrderId id, order::ReversalRequested wish,
                               Reply<api::OrderView> reply) {
    m_ports.log.info("reversal", {{"order", id.text()},
                                  {"amount", wish.amount.yuanText()},
                                  {"way", order::name(wish.way)},
                                  {"who", wish.who}});
    m_ports.engine.reverse(
        std::move(id), std::move(wish),
        [this, reply](const Result<order::Order>& order) { replyOrder(order, reply); });
}

void NodeService::decideReversal(OrderId id, order::ReversalDecided decision,
                                 Reply<api::OrderView> reply) {
    m_ports.log.info("reversal-decision", {{"order", id.text()},
                                           {"reversal", decision.number},
                                           {"decision", decision.approved ? "approve" : "withdraw"},
                                           {"who", decision.who}});
    m_ports.engine.decideReversal(
        std::move(id), std::move(decision),
        [this, reply](const Result<order::Order>& order) { replyOrder(order, reply); });
}

void NodeService::order(OrderId id, Reply<api::OrderView> reply) {
    answer<api::OrderView>(
        m_ports.reads, std::move(reply),
        [this, id = std::move(id)](const order::UnitOfWork& unit) -> Result<api::OrderView> {
            const auto order = unit.orders().find(id);
            if (!order) return order.error();
            if (!*order) return notFound(fmt::format("no order {} here", id.text()));
            return orderView(context(unit), **order, m_ports.engine.policy(), Audience::Owner);
        });
}

void NodeService::followOrder(OrderId id, std::int64_t version, Duration wait,
                              Reply<api::OrderView> reply) {
    const auto wake = [this, id, reply] { order(id, reply); };
    if (!m_ports.waiters.wait(id, version, std::min(wait, api::kLongestWait), wake)) {
        return reply(
            Error{ErrorCode::Busy, Retry::Later, "too many follow orders; ask again soon", {}});
    }
    // It may have changed before we waited: then the waiter is woken by hand.
    const auto awaken = [this, id, version](const Result<api::OrderView>& view) {
        if (view.ok() && view->version <= version) return;
        m_ports.waiters.changed(id, std::numeric_limits<std::int64_t>::max());
    };
    order(id, awaken);
}

void NodeService::ordersOfMeter(MeterId meter, Reply<OrderViews> reply) {
    answer<OrderViews>(m_ports.reads, std::move(reply),
                       [this, meter = std::move(meter)](const order::UnitOfWork& unit) {
                           return orderViews(context(unit),
                                             unit.orders().ofMeter(meter, kMostOfMeter),
                                             m_ports.engine.policy(), Audience::Anyone);
                       });
}

void NodeService::orders(std::vector<order::State> states, Reply<OrderViews> reply) {
    answer<OrderViews>(m_ports.reads, std::move(reply),
                       [this, states = std::move(states)](const order::UnitOfWork& unit) {
                           return orderViews(context(unit), unit.orders().list(states, kMostListed),
                                             m_ports.engine.policy(), Audience::Owner);
                       });
}

void NodeService::keepRefused(order::Notice notice) {
    if (!m_refusedNotices.admit(notice.at)) return;
    m_ports.database.submit(
        [notice = std::move(notice)](order::UnitOfWork& unit) {
            return unit.notices().keep(notice);
        },
        [this](const Result<void>& kept) {
            if (!kept) m_ports.log.error("notice", {{"message", kept.error().message}});
        });
}

void NodeService::notify(std::string channel, payment::Notification notification,
                         Reply<std::string> reply) {
    const auto gateway = m_ports.channels.find(channel);
    if (!gateway) return reply(gateway.error());
    auto checked = (*gateway)->checkNotification(notification);
    order::Notice raw;
    raw.at = m_ports.clock.now();
    raw.channel = channel;
    raw.remote = std::move(notification.remote);
    raw.contentType = std::move(notification.contentType);
    raw.body = std::move(notification.body);
    if (!checked) {
        m_ports.log.warning("notification-refused",
                            {{"channel", channel}, {"why", checked.error().message}});
        raw.why = checked.error().message;
        keepRefused(std::move(raw));
        return reply(checked.error());
    }
    m_ports.log.info("notification", {{"channel", channel},
                                      {"order", checked->fact.order.text()},
                                      {"status", payment::name(checked->fact.status)},
                                      {"about", checked->aboutRefund ? "refund" : "payment"}});
    const std::string acknowledgement = checked->acknowledgement;
    m_ports.engine.notified(
        std::move(*checked),
        [this, channel, reply, acknowledgement](const Result<void>& done) {
            if (done.ok()) return reply(acknowledgement);
            m_ports.log.warning("notification-not-taken",
                                {{"channel", channel}, {"why", done.error().message}});
            reply(done.error());
        },
        std::move(raw));
}

}  // namespace wattill::node
