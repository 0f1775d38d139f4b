#pragma once

#include "simulation/channel_notices.hpp"

#include <map>
#include <set>
#include <vector>

namespace wattill::simulation {

/// The people: they order, scan, pay (late, twice, wrongly, never), cancel, and press again when
/// nothing comes back.
class Tenants {
  public:
    struct Wish {
        order::NewOrder request;
        OrderId order;  ///< once it was answered
        int tries = 0;
        bool refused = false;
    };

    Tenants(Host& host, Node& node, Channels& channels, ChannelNotices& notices)
        : m_host(host), m_node(node), m_channels(channels), m_notices(notices) {}

    /// Somebody will want to top up the meter after `delay`.
    void plan(Duration delay, const MeterId& meter);
    /// What the node shows of an order: called after each commit that changed it.
    void see(const order::Order& order);

    /// The newest that the node ever showed of each order.
    [[nodiscard]] const std::map<OrderId, order::Order>& shown() const { return m_shown; }
    [[nodiscard]] const std::vector<Wish>& wishes() const { return m_wishes; }

  private:
    void press(std::size_t wish);
    void answered(std::size_t wish, const Result<order::Order>& order);
    void act(const OrderId& order);
    void payLater(Duration delay, const OrderId& order, GatewayModel::Way way);
    void cancelLater(Duration delay, const OrderId& order);
    void pay(const OrderId& order, GatewayModel::Way way);
    [[nodiscard]] GatewayModel& channelOf(const OrderId& order);

    Host& m_host;
    Node& m_node;
    Channels& m_channels;
    ChannelNotices& m_notices;
    std::vector<Wish> m_wishes;
    std::set<OrderId> m_acted;  ///< orders whose tenant saw the code and decided what to do
    std::map<OrderId, order::Order> m_shown;
};

}  // namespace wattill::simulation
