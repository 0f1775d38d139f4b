#pragma once

#include "simulation/gateway_model.hpp"
#include "simulation/node.hpp"

#include <map>
#include <set>
#include <vector>

namespace wattill::simulation {

/// The people of the property company who see to money: they decide held and suspect orders and
/// refunds that came to nothing, and take sales back. What they decide by is true, but for some who
/// refund a held order without looking: they look at the meter's own list, at the channel's own
/// pages, and at its bill.
class Finance {
  public:
    /// From then on a bill has shown a payment, and somebody looked at it.
    static constexpr Duration kBillAfter = std::chrono::hours(18);

    Finance(Host& host, Node& node, const Channels& channels,
            const std::map<MeterId, MeterModel>& meters)
        : m_host(host), m_node(node), m_channels(channels), m_meters(meters) {}

    /// What the node shows of an order. Some that were delivered are to be taken back.
    void see(const order::Order& order);
    /// Somebody goes through what waits for a person.
    void look(const std::vector<order::Order>& orders);

  private:
    [[nodiscard]] const ReceivedPayment* atTheChannel(const order::Order& order,
                                                      const std::string& trade) const;
    void reverse(const order::Order& order);
    /// What only the channel's bill tells of, the day after.
    void bookBilled(const order::Order& order);
    void decideHeld(const order::Order& order);
    void refundHeld(const order::Order& order, order::Decision decision);
    void decideSuspect(const order::Order& order);
    void decideLate(const order::Order& order);
    void decideRefund(const order::Order& order, const order::Refund& refund);
    void decideReversal(const order::Order& order, const order::Reversal& reversal);

    Host& m_host;
    Node& m_node;
    const Channels& m_channels;
    const std::map<MeterId, MeterModel>& m_meters;
    std::set<OrderId> m_considered;  ///< delivered orders of which somebody thought
    int m_reversals = 0;
    int m_heldDecided = 0;
};

}  // namespace wattill::simulation
