#include "outcome/done_model.hpp"

#include "words/format.hpp"
#include "words/tone.hpp"

#include <QCoreApplication>

namespace wattill::kiosk {

QString DoneModel::title() const {
    if (paidADebtOnly(m_order)) {
        //% "All of it paid off a debt"
        return qtTrId("done-title-set-off");
    }
    //% "The credit is on your meter"
    return qtTrId("done-title");
}

QString DoneModel::place() const {
    return placeLine(m_order.place);
}

QString DoneModel::countLine() const {
    if (!m_order.purchaseCount) return {};
    //% "Purchase no. %1"
    return qtTrId("done-count").arg(*m_order.purchaseCount);
}

QString DoneModel::orderLine() const {
    //% "Order %1"
    return qtTrId("order-line").arg(orderText(m_order.id, m_site.view().terminal));
}

QString DoneModel::button() const {
    if (m_secondsLeft <= 0) {
        //% "Done"
        return qtTrId("done-button");
    }
    //% "Done (back in %1 s)"
    return qtTrId("done-button-countdown").arg(m_secondsLeft);
}

void DoneModel::show(const api::OrderView& order) {
    m_order = order;
    std::vector<OutcomeRow> rows;
    //% "Top-up"
    rows.push_back({qtTrId("done-amount"), moneyText(order.amount), true, false});
    if (order.setOff && !order.setOff->isZero()) {
        //% "Of it, paid off a debt"
        rows.push_back({qtTrId("done-set-off"), moneyText(*order.setOff), false, false});
    }
    if (!order.channel.empty()) {
        //% "Paid by"
        rows.push_back({qtTrId("done-way"), channelText(order.channel), false, false});
    }
    if (order.balanceBefore) {
        //% "Before (as read)"
        rows.push_back({qtTrId("done-before"), moneyText(*order.balanceBefore), false, false});
    }
    if (order.balanceAfter) {
        //% "Now (as read)"
        rows.push_back({qtTrId("done-after"), moneyText(*order.balanceAfter), true, true});
    }
    if (order.lastsDays) {
        //% "Lasts about"
        rows.push_back({qtTrId("done-lasts"), daysText(*order.lastsDays), false, false});
    }
    m_rows.replace(std::move(rows));
    emit changed();
}

void DoneModel::setSecondsLeft(int seconds) {
    if (seconds == m_secondsLeft) return;
    m_secondsLeft = seconds;
    emit changed();
}

}  // namespace wattill::kiosk
