#include "terminal/terminal.hpp"

namespace wattill::kiosk {

void Terminal::beginOrder() {
    const api::MeterView& meter = m_account.meter();
    api::NewOrderView wanted;
    wanted.meter = meter.place.meter;
    wanted.amount = m_account.amount();
    wanted.channel = m_account.channel();
    wanted.terminal = m_config.terminal.empty() ? m_site.view().terminal : m_config.terminal;
    m_account.setRefused(false);
    m_code.setCancelling(false);
    if (clockWrong()) {
        m_notice.showClockWrong();
        show(Page::Notice);
        m_askSiteAt = m_now;
        return;
    }
    m_progress.prepare(meter.place, wanted);
    show(Page::Progress);
    m_follower.begin(std::move(wanted));
}

void Terminal::orderChanged() {
    const api::OrderView& order = *m_follower.view();
    if (m_changingWay && order.state == "cancelled") {
        m_changingWay = false;
        m_follower.leave();
        show(Page::Account);
        return;
    }
    const auto notice = [&](NoticeModel::Kind kind) {
        m_notice.show(kind, order);
        show(Page::Notice);
    };
    if (order.held || order.state == "suspect") {
        notice(NoticeModel::Kind::Held);
    } else if (order.state == "awaiting-payment" && !order.code.empty()) {
        m_code.setNow(nodeNow());
        m_code.show(order);
        show(Page::Code);
    } else if (order.state == "delivered") {
        m_done.show(order);
        show(Page::Done);
    } else if (order.state == "expired") {
        notice(NoticeModel::Kind::Expired);
    } else if (order.state == "cancelled") {
        notice(NoticeModel::Kind::Cancelled);
    } else if (order.state == "refunding") {
        notice(NoticeModel::Kind::Refunding);
    } else if (order.state == "refunded") {
        notice(NoticeModel::Kind::Refunded);
    } else if (order.meterSilent) {
        notice(NoticeModel::Kind::MeterSilent);
    } else {
        m_progress.show(order);
        show(Page::Progress);
    }
}

void Terminal::orderRefused() {
    m_account.setRefused(true);
    show(Page::Account);
    // Somebody may have topped the meter up meanwhile: its room is told anew.
    askFreshMeter(m_account.meter().place.meter);
    m_askSiteAt = m_now;
}

bool Terminal::clockWrong() const {
    return m_site.closed(m_account.channel()) == "clock-wrong";
}

void Terminal::heedClosedChannels() {
    const bool preparing = m_page == Page::Progress && !m_follower.view();
    const bool told = m_page == Page::Notice && m_notice.kind() == NoticeModel::Kind::ClockWrong;
    if (preparing && clockWrong()) {
        // Nothing can be paid: no code was shown, and the node makes no order now.
        m_follower.leave();
        m_notice.showClockWrong();
        show(Page::Notice);
    } else if (told && !clockWrong()) {
        show(Page::Account);
    }
}

void Terminal::orderLost() {
    m_notice.show(NoticeModel::Kind::Interrupted, *m_follower.view());
    show(Page::Notice);
    m_askSiteAt = m_now;
}

void Terminal::changeWay() {
    m_changingWay = true;
    m_code.setCancelling(true);
    m_follower.cancel();
}

}  // namespace wattill::kiosk
