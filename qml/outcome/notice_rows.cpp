#include "outcome/notice_model.hpp"
#include "words/format.hpp"

#include <QCoreApplication>

namespace wattill::kiosk {

OutcomeRow NoticeModel::received() const {
    //% "Received"
    return {qtTrId("notice-received"), moneyText(m_order.amount), true, false};
}

OutcomeRow NoticeModel::progress() const {
    //% "Check progress"
    const QString label = qtTrId("notice-follow");
    //% "\"Recent top-ups\" on this terminal"
    return {label, qtTrId("notice-follow-how"), false, false};
}

void NoticeModel::addSilent(std::vector<OutcomeRow>& rows) const {
    //% "What happens now"
    const QString next = qtTrId("notice-next");
    //% "Retried automatically, no need to pay"
    rows.push_back({next, qtTrId("silent-next"), false, false});
    //% "If not by %1"
    const QString by = m_order.refundAfter && m_site.known()
                           ? qtTrId("silent-until").arg(m_site.dateTimeText(*m_order.refundAfter))
                           //% "If not within 24 hours"
                           : qtTrId("silent-until-default");
    //% "It goes back to %1 by itself"
    rows.push_back({by, qtTrId("silent-refund").arg(channelText(m_order.channel)), false, false});
}

std::vector<OutcomeRow> NoticeModel::rowsOf() const {
    std::vector<OutcomeRow> rows;
    //% "What happens now"
    const QString next = qtTrId("notice-next");
    switch (m_kind) {
        case Kind::MeterSilent:
            rows.push_back(received());
            addSilent(rows);
            rows.push_back(progress());
            break;
        case Kind::Held:
            if (m_order.state != "suspect") rows.push_back(received());
            //% "Staff check it and put it right"
            rows.push_back({next, qtTrId("held-next"), false, false});
            rows.push_back(progress());
            break;
        case Kind::Refunding:
            rows.push_back(received());
            //% "Returned to %1 by itself, the way it was paid"
            rows.push_back(
                {next, qtTrId("refunding-next").arg(channelText(m_order.channel)), false, false});
            rows.push_back(progress());
            break;
        case Kind::Refunded:
            //% "Returned"
            rows.push_back({qtTrId("refunded-amount"), moneyText(m_order.amount), true, false});
            //% "To"
            rows.push_back({qtTrId("refunded-to"), channelText(m_order.channel), false, false});
            break;
        case Kind::Interrupted:
            if (paid()) {
                rows.push_back(received());
            } else {
                //% "Amount"
                rows.push_back({qtTrId("notice-amount"), moneyText(m_order.amount), true, false});
            }
            //% "Goes on by itself when the line is back"
            rows.push_back({next, qtTrId("interrupted-next"), false, false});
            rows.push_back(progress());
            break;
        case Kind::Expired:
        case Kind::Cancelled:
            //% "Amount"
            rows.push_back({qtTrId("notice-amount"), moneyText(m_order.amount), true, false});
            //% "Order"
            rows.push_back({qtTrId("notice-order"), orderText(m_order.id, m_site.view().terminal),
                            false, false});
            //% "Questions"
            rows.push_back({qtTrId("notice-questions"), m_site.hotline(), false, false});
            break;
        case Kind::ClockWrong:
            //% "The staff were told; it goes on by itself once the clock is set"
            rows.push_back({next, qtTrId("clock-next"), false, false});
            //% "Meanwhile"
            rows.push_back(
                //% "Balance and use can be looked up as always"
                {qtTrId("clock-meanwhile"), qtTrId("clock-look-up"), false, false});
            //% "Property office"
            rows.push_back({qtTrId("notice-office"), m_site.hotline(), true, false});
            break;
    }
    return rows;
}

}  // namespace wattill::kiosk
