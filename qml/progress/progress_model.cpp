#include "progress/progress_model.hpp"

#include "words/format.hpp"

#include <QCoreApplication>

namespace wattill::kiosk {

QString ProgressModel::title() const {
    switch (m_phase) {
        case Phase::Preparing:
            //% "Preparing the code"
            return qtTrId("progress-preparing");
        case Phase::Late:
            //% "The payment came late"
            return qtTrId("progress-late");
        case Phase::Received:
        case Phase::Sending:
        case Phase::Checking:
            break;
    }
    //% "Payment received"
    return qtTrId("progress-received");
}

QString ProgressModel::subtitle() const {
    switch (m_phase) {
        case Phase::Preparing:
            //% "One moment, please"
            return qtTrId("progress-preparing-hint");
        case Phase::Late:
            //% "Your money is safe. It goes to your meter or back to %1 by itself; this page says "
            //% "which. Please do not pay again."
            return qtTrId("progress-late-hint").arg(channelText(m_order.channel));
        case Phase::Received:
        case Phase::Sending:
        case Phase::Checking:
            break;
    }
    //% "The credit is on its way to your meter. Usually this takes a few seconds."
    return qtTrId("progress-sending-hint");
}

QString ProgressModel::amount() const {
    return moneyText(m_order.amount);
}

QString ProgressModel::place() const {
    return placeLine(m_order.place);
}

QString ProgressModel::way() const {
    if (m_order.channel.empty()) return {};
    //% "By %1"
    return qtTrId("progress-way").arg(channelText(m_order.channel));
}

QString ProgressModel::orderLine() const {
    if (m_order.id.empty()) return {};
    //% "Order %1"
    return qtTrId("order-line").arg(orderText(m_order.id, m_site.view().terminal));
}

void ProgressModel::prepare(const api::MatchView& place, const api::NewOrderView& wanted) {
    m_order = {};
    m_order.place = place;
    m_order.amount = wanted.amount;
    m_order.channel = wanted.channel;
    m_phase = Phase::Preparing;
    emit changed();
}

void ProgressModel::show(const api::OrderView& order) {
    m_order = order;
    m_phase = Phase::Preparing;
    if (order.state == "paid") m_phase = Phase::Received;
    if (order.state == "delivering") m_phase = Phase::Sending;
    if (order.state == "delivery-unknown") m_phase = Phase::Checking;
    if (order.state == "paid-late") m_phase = Phase::Late;
    emit changed();
}

}  // namespace wattill::kiosk
