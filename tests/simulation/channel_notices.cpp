#include "simulation/channel_notices.hpp"

#include <array>

namespace wattill::simulation {

using namespace std::chrono_literals;

namespace {
/// Alipay's schedule of deliveries: at once, then after each of these.
constexpr std::array<Duration, 8> kWaits{Duration(50ms), 4min, 10min, 10min, 1h, 2h, 6h, 15h};
}  // namespace

void ChannelNotices::paid(const ReceivedPayment& payment) {
    begin({payment.fact, "paid-" + payment.fact.trade, false, "success"});
}

void ChannelNotices::returned(const ReceivedPayment& payment) {
    payment::PaymentFact fact = payment.fact;
    fact.status = payment::PaymentStatus::Returned;
    begin({fact, "returned-" + fact.trade, true, "success"});
}

void ChannelNotices::begin(payment::NotifiedFact fact) {
    plan(std::make_shared<Notice>(Notice{std::move(fact), 0, false}));
}

void ChannelNotices::plan(const NoticePtr& notice) {
    if (notice->tries == kWaits.size()) return;
    Duration wait = kWaits.at(notice->tries++) + m_host.between(0ms, 2s);
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
    m_host.timeline.after(m_host.between(1ms, 3s), [this, notice] { arrive(notice); });
}

void ChannelNotices::arrive(const NoticePtr& notice) {
    order::Engine* engine = m_node.engine();
    if (engine == nullptr) return;
    m_host.journal.trace("notice   {} for {}", notice->fact.eventId,
                         notice->fact.fact.order.text());
    engine->notified(notice->fact, [this, notice](const Result<void>& done) {
        if (!done.ok() || m_host.faults.strikes(Fault::NotificationAckLost)) return;
        notice->acknowledged = true;
    });
}

}  // namespace wattill::simulation
