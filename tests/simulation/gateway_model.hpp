#pragma once

#include "payment/gateway.hpp"
#include "simulation/journal.hpp"

#include <functional>
#include <map>
#include <vector>

namespace wattill::simulation {

/// Money that a payer sent.
struct ReceivedPayment {
    payment::PaymentFact fact;  ///< as it was confirmed: status Paid
    Duration at{};
    bool returned = false;  ///< all of it went back, by a cancel or by refunds
    std::map<payment::RefundId, Money> refunds;
    [[nodiscard]] Money refunded() const;
};

/// What the channel knows about one of our numbers.
struct Trade {
    payment::CreateRequest request;
    Duration closesAt{};
    bool scanned = false;
    bool closed = false;
    std::vector<ReceivedPayment> payments;  ///< the first is the trade's own; others came twice
};

/// A payment channel as a machine of its own: it survives every crash of the node.
class GatewayModel {
  public:
    struct Traits {
        /// Whether a cancel before anybody scanned makes the code unpayable: both are reported.
        bool cancelKillsUnscanned = true;
        /// Whether the trade's end counts from the first request here, or from the order's own
        /// time.
        bool expiryCountsFromArrival = true;
        /// Whether a cancel sends back the second of two payments too.
        bool cancelReturnsAll = false;
        /// Whether money that goes back is told of by a notification: mostly not.
        bool tellsReturns = false;
    };
    enum class Way { Right, WrongAmount, WrongMerchant, WrongCurrency };

    GatewayModel(const Timeline& timeline, Journal& journal, Traits traits)
        : m_timeline(timeline), m_journal(journal), m_traits(traits) {}

    static constexpr std::string_view kMerchant = "2088000000000001";

    Result<std::string> create(const payment::CreateRequest& request);
    [[nodiscard]] payment::PaymentFact query(const OrderId& order) const;
    payment::CancelReply cancel(const OrderId& order);
    Result<payment::RefundFact> refund(const payment::RefundRequest& request);
    [[nodiscard]] payment::RefundFact queryRefund(const payment::RefundRequest& request) const;

    /// A phone. False when the code cannot be used any more.
    bool scan(const OrderId& order);
    /// The payment that came of it; none when the channel does not take it.
    const ReceivedPayment* pay(const OrderId& order, Way way);
    /// A second payment for a number that is paid.
    const ReceivedPayment* payAgain(const OrderId& order);

    /// Told of every payment that goes back, by a channel that tells of them.
    void onReturned(std::function<void(const ReceivedPayment&)> observer) {
        m_returnObserver = std::move(observer);
    }
    [[nodiscard]] const std::map<OrderId, Trade>& trades() const { return m_trades; }
    [[nodiscard]] const Trade* find(const OrderId& order) const;

  private:
    [[nodiscard]] Trade* open(const OrderId& order);
    const ReceivedPayment* receive(Trade& trade, Way way);
    ReceivedPayment* paymentOf(const payment::RefundRequest& request);

    const Timeline& m_timeline;
    Journal& m_journal;
    Traits m_traits;
    std::map<OrderId, Trade> m_trades;
    std::function<void(const ReceivedPayment&)> m_returnObserver;
    int m_nextTrade = 1;
};

}  // namespace wattill::simulation
