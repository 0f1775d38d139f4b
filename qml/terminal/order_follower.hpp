#pragma once

#include "api/types.hpp"
#include "base/result.hpp"
#include "link/node_link.hpp"

#include <QObject>
#include <functional>
#include <optional>
#include <string>

namespace wattill::kiosk {

/// One order from the tap on "pay" until the page is left. What it shows is what the node
/// committed, never what it expects. Leaving ends the looking on, not the order. GUI thread only.
class OrderFollower : public QObject {
    Q_OBJECT

  public:
    /// `newKey` makes a request key that no other order has: 8–64 letters, digits, '-'.
    OrderFollower(NodeLink& link, std::function<std::string()> newKey, QObject* parent = nullptr);

    /// The key is made here, once; an answer that is lost is asked for again with the same key, so
    /// that one tap is one order.
    void begin(api::NewOrderView wanted);
    void cancel();
    void leave();
    /// From a timer; `now` never jumps.
    void tick(Duration now);

    [[nodiscard]] const std::optional<api::OrderView>& view() const { return m_view; }
    [[nodiscard]] bool isLost() const { return m_lost; }

  signals:
    /// The node committed something new about the order, or answers again.
    void changed();
    /// The node does not take the order, or never answered. No code was shown: nothing can be paid.
    void refused();
    /// The node says that it cannot now; it is asked again. The site's facts may say why.
    void unavailable();
    /// The node has not answered for a while. What was last committed still stands.
    void lost();
    /// The tenant's cancel had no effect; the order goes on as it is.
    void cancelFailed();

  private:
    void create();
    void created(const Result<api::OrderView>& answer);
    void follow();
    void followed(const Result<api::OrderView>& answer);
    void accept(const api::OrderView& view);

    NodeLink& m_link;
    std::function<std::string()> m_newKey;
    Duration m_now{};
    int m_generation = 0;  ///< answers of an order that was left are dropped
    api::NewOrderView m_wanted;
    std::optional<api::OrderView> m_view;
    std::optional<Duration> m_createSince;
    std::optional<Duration> m_createAgainAt;
    std::optional<Duration> m_followAgainAt;
    std::optional<Duration> m_silentSince;
    bool m_lost = false;
};

}  // namespace wattill::kiosk
