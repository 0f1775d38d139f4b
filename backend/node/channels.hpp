#pragma once

#include "node/worker.hpp"
#include "payment/gateway.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace wattill::node {

/// The payment channels of this node, fixed once it runs. Each has a thread of its own for its
/// calls, so that one that hangs keeps nobody waiting but itself.
class Channels {
  public:
    using Work = std::function<void(payment::PaymentGateway&)>;
    static constexpr std::size_t kMostWaiting = 1024;

    void add(std::unique_ptr<payment::PaymentGateway> gateway);
    /// NotFound without such a channel. The gateway lives as long as this; what may be called from
    /// any thread may be called so, everything else belongs into call().
    [[nodiscard]] Result<payment::PaymentGateway*> find(const std::string& name) const;
    /// Queues `work` on the channel's thread, where the works of a channel run one after another.
    /// NotFound without such a channel; Busy, and nothing done, when too many wait.
    [[nodiscard]] Result<void> call(const std::string& name, Work work) const;
    /// In the order to be shown.
    [[nodiscard]] std::vector<std::string> names() const;
    /// What each knows of clock and keys. Any thread; does not block.
    [[nodiscard]] std::vector<std::pair<std::string, payment::ChannelHealth>> health() const;
    /// Ends the threads, each after its call under way; what still waits is dropped.
    void stop();

  private:
    struct Channel {
        std::unique_ptr<payment::PaymentGateway> gateway;
        std::unique_ptr<Worker> net;  ///< ends before the gateway
    };
    [[nodiscard]] Result<const Channel*> channel(const std::string& name) const;

    std::vector<Channel> m_channels;
};

}  // namespace wattill::node
