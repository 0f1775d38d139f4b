#pragma once

#include "payment/gateway.hpp"

#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace wattill::node {

/// A channel of which a test says what it knows of the clock and of its keys. Any thread.
class ClockedGateway final : public payment::PaymentGateway {
  public:
    explicit ClockedGateway(std::string channel) : m_channel(std::move(channel)) {}

    void setHealth(payment::ChannelHealth health) {
        const std::lock_guard lock(m_guard);
        m_health = std::move(health);
    }
    void setAhead(Duration ahead) { setHealth({ahead, {}}); }
    /// What happens in the middle of each query.
    void onQuery(std::function<void()> then) {
        const std::lock_guard lock(m_guard);
        m_onQuery = std::move(then);
    }
    [[nodiscard]] std::vector<std::string> asked() const {
        const std::lock_guard lock(m_guard);
        return m_asked;
    }

    [[nodiscard]] std::string_view channel() const override { return m_channel; }
    [[nodiscard]] std::string merchant() const override { return m_channel + "-merchant"; }
    Result<std::string> create(const payment::CreateRequest&) override { return down(); }
    Result<payment::PaymentFact> query(const payment::PaymentRef& payment) override {
        std::function<void()> then;
        {
            const std::lock_guard lock(m_guard);
            m_asked.push_back(payment.order.text());
            then = m_onQuery;
        }
        if (then) then();
        return down();
    }
    Result<payment::CancelReply> cancel(const payment::PaymentRef&) override { return down(); }
    Result<payment::RefundFact> refund(const payment::RefundRequest&) override { return down(); }
    Result<payment::RefundFact> queryRefund(const payment::RefundRequest&) override {
        return down();
    }
    [[nodiscard]] Result<payment::NotifiedFact> checkNotification(
        const payment::Notification&) const override {
        return down();
    }
    [[nodiscard]] payment::ChannelHealth health() const override {
        const std::lock_guard lock(m_guard);
        return m_health;
    }

  private:
    static Error down() { return {ErrorCode::Unreachable, Retry::Later, "down", {}}; }

    const std::string m_channel;
    mutable std::mutex m_guard;
    payment::ChannelHealth m_health;
    std::function<void()> m_onQuery;
    std::vector<std::string> m_asked;
};

}  // namespace wattill::node
