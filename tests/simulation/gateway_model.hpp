#pragma once

#include "payment/gateway.hpp"
#include "simulation/host.hpp"

#include <functional>
#include <map>
#include <vector>

namespace wattill::simulation {

/// One of our refunds as the channel knows it.
struct SentBack {
    Money amount;
    Instant at;                                                     ///< as the node dated it
    payment::RefundStatus status = payment::RefundStatus::Pending;  ///< or Returned, Failed
};

/// Money that a payer sent.
struct ReceivedPayment {
    payment::PaymentFact fact;  ///< as it was confirmed: status Paid
    Duration at{};
    bool cancelled = false;  ///< all of it went back, by a cancel
    std::map<payment::RefundId, SentBack> refunds;
    /// What is back with the payer.
    [[nodiscard]] Money wentBack() const;
    [[nodiscard]] bool returned() const { return wentBack() == fact.amount; }
    /// Null when the channel knows no refund of that number.
    [[nodiscard]] const SentBack* refundOf(const payment::RefundId& refund) const;
};

/// What the channel knows about one of our numbers.
struct Trade {
    payment::CreateRequest request;
    Duration closesAt{};
    bool scanned = false;
    bool closed = false;
    std::vector<ReceivedPayment> payments;  ///< the first is the trade's own; others came twice
    std::vector<Duration> questions;        ///< when it was last asked for
};

/// A payment channel as a machine of its own: it survives every crash of the node.
class GatewayModel {
  public:
    struct Traits {
        std::string channel;
        std::string merchant;
        /// Whether it can be told that a code is given up. Of one that cannot, a code lives until
        /// its own expiry, and the channel calls nothing closed for an hour more.
        bool hasCancel = true;
        /// Whether a cancel before anybody scanned makes the code unpayable: both are reported.
        bool cancelKillsUnscanned = true;
        /// Whether the trade's end counts from the first request here, or from the order's own
        /// time.
        bool expiryCountsFromArrival = true;
        /// Whether a cancel sends back what was paid; else it is refused, and the payment stands.
        bool cancelSendsBack = true;
        /// Whether a cancel sends back the second of two payments too.
        bool cancelReturnsAll = false;
        /// Whether money that goes back is told of by a notification.
        bool tellsReturns = false;
        /// Whether a code that was scanned is Waiting; else it is NotSeen until it is paid.
        bool tellsScans = true;
        /// Whether a code that nobody scanned is called closed in the end, too.
        bool closesUnscanned = false;
        /// Whether a code is given out only once: a repeated create is answered by "known already".
        bool givesCodeOnce = false;
        /// Whether a payer who scanned in time may be debited shortly after the end.
        bool takesLate = false;
        /// Whether a refund is accepted first and the money goes later. Then its time is a part of
        /// its number, and a balance that is too low lets it fail for good; else it is refused for
        /// now.
        bool refundsLater = false;
        /// How it tells of payments by itself: waits before each delivery.
        std::vector<Duration> noticeWaits;
    };
    enum class Way { Right, WrongAmount, WrongMerchant, WrongCurrency };
    using Returned = std::function<void(const ReceivedPayment&, const payment::RefundId&)>;

    GatewayModel(Host& host, Traits traits) : m_host(host), m_traits(std::move(traits)) {}

    [[nodiscard]] const Traits& traits() const { return m_traits; }
    /// For a script: another channel from here on.
    void become(const Traits& traits) { m_traits = traits; }
    Result<std::string> create(const payment::CreateRequest& request);
    [[nodiscard]] payment::PaymentFact query(const OrderId& order);
    Result<payment::CancelReply> cancel(const OrderId& order);
    Result<payment::RefundFact> refund(const payment::RefundRequest& request);
    [[nodiscard]] payment::RefundFact queryRefund(const payment::RefundRequest& request) const;
    /// The merchant's balance is too low for any refund until then.
    void lackFundsUntil(Duration until) { m_fundsFrom = std::max(m_fundsFrom, until); }

    /// A phone. False when the code cannot be used any more.
    bool scan(const OrderId& order);
    /// The payment that came of it; none when the channel does not take it.
    const ReceivedPayment* pay(const OrderId& order, Way way);
    /// A second payment for a number that is paid.
    const ReceivedPayment* payAgain(const OrderId& order);

    /// Told of every payment of which money goes back, by a channel that tells of it; with the
    /// number of the refund, empty after a cancel.
    void onReturned(Returned observer) { m_returnObserver = std::move(observer); }
    [[nodiscard]] const std::map<OrderId, Trade>& trades() const { return m_trades; }
    [[nodiscard]] const Trade* find(const OrderId& order) const;
    /// Of this channel's number; null without such a payment.
    [[nodiscard]] const ReceivedPayment* payment(const OrderId& order,
                                                 const std::string& trade) const;

  private:
    [[nodiscard]] Trade* open(const OrderId& order);
    [[nodiscard]] bool isOver(const Trade& trade) const;
    [[nodiscard]] payment::PaymentFact unpaid(const Trade& trade) const;
    void noteQuestion(Trade& trade);
    payment::CancelReply sendBack(Trade& trade);
    const ReceivedPayment* receive(Trade& trade, Way way);
    [[nodiscard]] ReceivedPayment* paymentOf(const payment::RefundRequest& request);
    Result<payment::RefundFact> again(const payment::RefundRequest& request, const SentBack& known);
    payment::RefundFact accept(const payment::RefundRequest& request, ReceivedPayment& payment);
    void finish(const payment::RefundRequest& request, payment::RefundStatus end);

    Host& m_host;
    Traits m_traits;
    std::map<OrderId, Trade> m_trades;
    Returned m_returnObserver;
    Duration m_fundsFrom{};
    int m_nextTrade = 1;
};

/// The channels of the site, by name.
using Channels = std::map<std::string, GatewayModel>;
/// Like Alipay and like UnionPay, as the facts have them; what is not known is tried both ways.
[[nodiscard]] GatewayModel::Traits alipayTraits(Host& host);
[[nodiscard]] GatewayModel::Traits unionPayTraits(Host& host);

}  // namespace wattill::simulation
