#include "simulation/channel_notices.hpp"

namespace wattill::simulation {

using payment::PaymentStatus;

void ChannelNotices::paid(const GatewayModel& channel, const ReceivedPayment& payment) {
    begin(channel, {payment.fact, "paid-" + payment.fact.trade, false, "success"});
}

void ChannelNotices::returned(const GatewayModel& channel, const ReceivedPayment& payment,
                              const payment::RefundId& refund) {
    payment::PaymentFact fact = payment.fact;
    // Alipay says of a part that went back that the trade is paid, and of the whole that it is
    // closed; UnionPay tells of the refund's own number as of a payment.
    if (payment.returned()) fact.status = PaymentStatus::Returned;
    if (!channel.traits().hasCancel) {
        fact.order = OrderId(refund.text());
        fact.trade += refund.text();
        fact.status = PaymentStatus::Paid;
        fact.amount = payment.refunds.at(refund).amount;
    }
    begin(channel, {fact, "returned-" + fact.trade + refund.text(), true, "success"});
}

void ChannelNotices::begin(const GatewayModel& channel, payment::NotifiedFact fact) {
    if (m_off) return;
    plan(std::make_shared<Notice>(Notice{std::move(fact), channel.traits().noticeWaits}));
}

void ChannelNotices::plan(const NoticePtr& notice) {
    using namespace std::chrono_literals;
    if (notice->tries == notice->waits.size()) return;
    Duration wait = notice->waits.at(notice->tries++) + m_host.between(0ms, 2s);
    if (m_host.faults.strikes(Fault::NotificationLate)) wait += m_host.between(1s, 10min);
    m_host.timeline.after(wait, [this, notice] {
        if (notice->acknowledged) return;
        send(notice);
        plan(notice);
    });
}

void ChannelNotices::send(const NoticePtr& notice) {
    ++m_sent;
    if (m_host.faults.strikes(Fault::NotificationLost)) return;
    arrive(notice);
    if (!m_host.faults.strikes(Fault::NotificationTwice)) return;
    m_host.timeline.after(m_host.between(Duration(1), Duration(3000)),
                          [this, notice] { arrive(notice); });
}

void ChannelNotices::arrive(const NoticePtr& notice) {
    order::Engine* engine = m_node.engine();
    if (engine == nullptr) return;
    m_host.journal.trace("notice   {} for {}", notice->fact.eventId,
                         notice->fact.fact.order.text());
    engine->notified(notice->fact, [this, notice](const Result<void>& done) {
        if (done.ok()) m_told.insert(notice->fact.eventId);
        if (!done.ok() || m_host.faults.strikes(Fault::NotificationAckLost)) return;
        notice->acknowledged = true;
    });
}

}  // namespace wattill::simulation
