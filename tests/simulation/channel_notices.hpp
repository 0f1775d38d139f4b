#pragma once

#include "simulation/gateway_model.hpp"
#include "simulation/host.hpp"
#include "simulation/node.hpp"

#include <memory>
#include <set>

namespace wattill::simulation {

/// The channels tell of payments by themselves: again and again until it is acknowledged, Alipay
/// over a day, UnionPay for twelve minutes.
class ChannelNotices {
  public:
    ChannelNotices(Host& host, Node& node) : m_host(host), m_node(node) {}

    void paid(const GatewayModel& channel, const ReceivedPayment& payment);
    /// `refund` is empty when a cancel sent the money back.
    void returned(const GatewayModel& channel, const ReceivedPayment& payment,
                  const payment::RefundId& refund);
    /// Nothing of it ever arrives in this world.
    void turnOff() { m_off = true; }
    [[nodiscard]] std::uint64_t sent() const { return m_sent; }
    /// Whether the node has committed what it was told of this event.
    [[nodiscard]] bool wasTold(const std::string& eventId) const {
        return m_told.contains(eventId);
    }

  private:
    struct Notice {
        payment::NotifiedFact fact;
        const std::vector<Duration>& waits;
        std::size_t tries = 0;
        bool acknowledged = false;
    };
    using NoticePtr = std::shared_ptr<Notice>;
    void begin(const GatewayModel& channel, payment::NotifiedFact fact);
    void plan(const NoticePtr& notice);
    void send(const NoticePtr& notice);
    void arrive(const NoticePtr& notice);

    Host& m_host;
    Node& m_node;
    bool m_off = false;
    std::uint64_t m_sent = 0;
    std::set<std::string> m_told;
};

}  // namespace wattill::simulation
