#include "words/tone.hpp"

#include <QCoreApplication>

namespace wattill::kiosk {

Tone toneOf(api::MeterState state) {
    switch (state) {
        case api::MeterState::Normal:
            return Tone::Good;
        case api::MeterState::Alarm1:
            return Tone::Amber;
        case api::MeterState::Alarm2:
            return Tone::Orange;
        case api::MeterState::Arrears:
        case api::MeterState::Tripped:
            return Tone::Red;
        case api::MeterState::KeptOn:
            return Tone::Blue;
        case api::MeterState::Lost:
        case api::MeterState::NotOpened:
            break;
    }
    return Tone::Grey;
}

QString stateText(api::MeterState state) {
    switch (state) {
        case api::MeterState::Normal:
            //% "Normal"
            return qtTrId("meter-state-normal");
        case api::MeterState::Alarm1:
            //% "Low balance"
            return qtTrId("meter-state-alarm1");
        case api::MeterState::Alarm2:
            //% "Very low balance"
            return qtTrId("meter-state-alarm2");
        case api::MeterState::Arrears:
            //% "In arrears"
            return qtTrId("meter-state-arrears");
        case api::MeterState::KeptOn:
            //% "Kept on"
            return qtTrId("meter-state-kept-on");
        case api::MeterState::Tripped:
            //% "Switched off"
            return qtTrId("meter-state-tripped");
        case api::MeterState::Lost:
            //% "No answer"
            return qtTrId("meter-state-lost");
        case api::MeterState::NotOpened:
            break;
    }
    //% "Not opened"
    return qtTrId("meter-state-not-opened");
}

Tone toneOfChannel(const std::string& channel) {
    if (channel == "alipay") return Tone::Alipay;
    return channel == "unionpay" ? Tone::UnionPay : Tone::Plain;
}

bool paidADebtOnly(const api::OrderView& order) {
    return order.state == "delivered" && order.setOff && *order.setOff >= order.amount;
}

QString orderStateText(const api::OrderView& order) {
    if (order.held || order.state == "suspect") {
        //% "Staff will deal with it"
        return qtTrId("order-state-held");
    }
    if (paidADebtOnly(order)) {
        //% "Paid off a debt"
        return qtTrId("order-state-set-off");
    }
    if (order.state == "delivered") {
        //% "On the meter"
        return qtTrId("order-state-delivered");
    }
    if (order.state == "paid" || order.state == "delivering" || order.state == "delivery-unknown" ||
        order.state == "paid-late") {
        //% "Paid, being sent"
        return qtTrId("order-state-sending");
    }
    if (order.state == "refunding") {
        //% "Going back"
        return qtTrId("order-state-refunding");
    }
    if (order.state == "refunded") {
        //% "Refunded"
        return qtTrId("order-state-refunded");
    }
    if (order.state == "expired") {
        //% "Not paid in time"
        return qtTrId("order-state-expired");
    }
    if (order.state == "cancelled") {
        //% "Cancelled"
        return qtTrId("order-state-cancelled");
    }
    //% "Waiting for payment"
    return qtTrId("order-state-waiting");
}

Tone toneOfOrder(const api::OrderView& order) {
    if (order.held || order.state == "suspect") return Tone::Red;
    if (order.state == "delivered") return Tone::Good;
    if (order.state == "refunded" || order.state == "expired" || order.state == "cancelled") {
        return Tone::Grey;
    }
    return Tone::Amber;
}

}  // namespace wattill::kiosk
