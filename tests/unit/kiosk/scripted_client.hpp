#pragma once

#include "api/client.hpp"
#include "link/lane.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace wattill::kiosk::test {

/// What a node would know, to be set by a test. `down` answers every question with Unreachable.
struct ScriptedNode {
    bool down = false;
    api::SiteView site;
    std::map<std::string, std::vector<api::MatchView>> numbers;
    std::map<std::string, api::MeterView> meters;
    std::map<std::string, std::vector<api::OrderView>> recent;
    api::OrderView order;       ///< what is answered about any order
    int loseCreateAnswers = 0;  ///< the order is made, the answer is lost
    std::optional<Error> refuseCreate;
    bool refuseCancel = false;
    std::vector<api::NewOrderView> created;  ///< every request that came in
    int cancels = 0;
};

inline Error nodeGone() {
    return {ErrorCode::Unreachable, Retry::Later, "the node is not there", {}};
}

class ScriptedClient final : public api::Client {
  public:
    explicit ScriptedClient(ScriptedNode& node) : m_node(node) {}

    Result<api::SiteView> site() override { return unlessDown(m_node.site); }
    Result<std::vector<api::MatchView>> lookup(const std::string& number) override {
        return unlessDown(m_node.numbers[number]);
    }
    Result<api::MeterView> meter(const MeterId& meter) override {
        return unlessDown(m_node.meters[meter.text()]);
    }
    Result<api::MeterView> freshMeter(const MeterId& id) override { return meter(id); }
    Result<std::vector<api::DayView>> days(const MeterId& id, LocalDay, LocalDay) override {
        return unlessDown(m_node.meters[id.text()].days);
    }
    Result<api::OrderView> createOrder(const api::NewOrderView& order) override {
        if (m_node.down) return nodeGone();
        m_node.created.push_back(order);
        if (m_node.refuseCreate) return *m_node.refuseCreate;
        if (m_node.loseCreateAnswers > 0) {
            --m_node.loseCreateAnswers;
            return Error{ErrorCode::Timeout, Retry::Later, "no answer", {}};
        }
        return m_node.order;
    }
    Result<api::OrderView> order(const OrderId&) override { return unlessDown(m_node.order); }
    Result<api::OrderView> followOrder(const OrderId&, std::int64_t, Duration) override {
        return unlessDown(m_node.order);
    }
    Result<api::OrderView> cancelOrder(const OrderId&) override {
        ++m_node.cancels;
        if (m_node.refuseCancel) {
            return Error{ErrorCode::Conflict, Retry::Never, "past that", {}};
        }
        return unlessDown(m_node.order);
    }
    Result<std::vector<api::OrderView>> ordersOfMeter(const MeterId& meter) override {
        return unlessDown(m_node.recent[meter.text()]);
    }

    Result<std::vector<api::MeterView>> meters() override { return staffOnly(); }
    Result<api::MeterView> readMeter(const MeterId&) override { return staffOnly(); }
    Result<api::ReplacementView> replaceMeter(const MeterId&, const api::NewMeter&) override {
        return staffOnly();
    }
    Result<std::vector<api::OrderView>> orders(const std::vector<std::string>&) override {
        return staffOnly();
    }
    Result<api::OrderView> decideOrder(const OrderId&, const api::SignedDecisionBody&) override {
        return staffOnly();
    }
    Result<api::OrderView> decideRefund(const OrderId&, const std::string&,
                                        const api::SignedDecisionBody&) override {
        return staffOnly();
    }
    Result<api::OrderView> reverseOrder(const OrderId&, const api::ReversalBody&) override {
        return staffOnly();
    }
    Result<api::OrderView> decideReversal(const OrderId&, std::int64_t,
                                          const api::SignedDecisionBody&) override {
        return staffOnly();
    }
    Result<std::vector<api::AlarmView>> alarms(bool) override { return staffOnly(); }
    Result<api::AlarmView> endAlarm(std::int64_t, const api::AlarmEndBody&) override {
        return staffOnly();
    }
    Result<api::LedgerView> verifyLedger() override { return staffOnly(); }
    Result<api::ImportReport> importSheet(const std::string&, const std::string&,
                                          const std::string&) override {
        return staffOnly();
    }
    Result<api::HealthView> health() override { return staffOnly(); }

  private:
    template <class T>
    [[nodiscard]] Result<T> unlessDown(const T& value) const {
        if (m_node.down) return nodeGone();
        return value;
    }
    [[nodiscard]] static Error staffOnly() {
        return {ErrorCode::Unauthorised, Retry::Never, "staff only", {}};
    }

    ScriptedNode& m_node;
};

/// What was asked waits until the test lets it happen: no thread, no time.
class SteppedLane final : public Lane {
  public:
    using Waiting = std::deque<std::function<void()>>;
    SteppedLane(ScriptedNode& node, Waiting& waiting) : m_client(node), m_waiting(waiting) {}
    bool post(Task task) override {
        m_waiting.push_back([this, task = std::move(task)] { task(m_client); });
        return true;
    }

  private:
    ScriptedClient m_client;
    Waiting& m_waiting;
};

}  // namespace wattill::kiosk::test
