#pragma once

#include "simulation/gateway_model.hpp"
#include "simulation/host.hpp"
#include "simulation/node.hpp"

#include <memory>

namespace wattill::simulation {

/// The channel tells of payments by itself: again and again over a day, until it is acknowledged.
class ChannelNotices {
  public:
    ChannelNotices(Host& host, Node& node) : m_host(host), m_node(node) {}

    void paid(const ReceivedPayment& payment);
    void returned(const ReceivedPayment& payment);
    [[nodiscard]] std::uint64_t sent() const { return m_sent; }

  private:
    struct Notice {
        payment::NotifiedFact fact;
        std::size_t tries = 0;
        bool acknowledged = false;
    };
    using NoticePtr = std::shared_ptr<Notice>;
    void begin(payment::NotifiedFact fact);
    void plan(const NoticePtr& notice);
    void send(const NoticePtr& notice);
    void arrive(const NoticePtr& notice);

    Host& m_host;
    Node& m_node;
    std::uint64_t m_sent = 0;
};

}  // namespace wattill::simulation
