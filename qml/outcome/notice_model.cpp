#include "outcome/notice_model.hpp"

#include "words/format.hpp"

#include <QCoreApplication>

namespace wattill::kiosk {

Mark NoticeModel::mark() const {
    switch (m_kind) {
        case Kind::Held:
            return Mark::Person;
        case Kind::Refunding:
        case Kind::Refunded:
            return Mark::Back;
        case Kind::Cancelled:
            return Mark::Cross;
        case Kind::Interrupted:
            return Mark::Link;
        case Kind::MeterSilent:
        case Kind::Expired:
        case Kind::ClockWrong:
            break;
    }
    return Mark::Clock;
}

Tone NoticeModel::tone() const {
    switch (m_kind) {
        case Kind::Refunded:
            return Tone::Good;
        case Kind::Expired:
        case Kind::Cancelled:
            return Tone::Grey;
        case Kind::MeterSilent:
        case Kind::Held:
        case Kind::Refunding:
        case Kind::Interrupted:
        case Kind::ClockWrong:
            break;
    }
    return Tone::Amber;
}

QString NoticeModel::title() const {
    switch (m_kind) {
        case Kind::MeterSilent:
            //% "Paid, on its way"
            return qtTrId("silent-title");
        case Kind::Held:
            //% "Staff will finish this top-up"
            return qtTrId("held-title");
        case Kind::Refunding:
            //% "The money goes back"
            return qtTrId("refunding-title");
        case Kind::Refunded:
            //% "The money went back"
            return qtTrId("refunded-title");
        case Kind::Expired:
            //% "Not paid in time"
            return qtTrId("expired-title");
        case Kind::Cancelled:
            //% "Cancelled"
            return qtTrId("cancelled-title");
        case Kind::ClockWrong:
            //% "No payments at the moment"
            return qtTrId("clock-title");
        case Kind::Interrupted:
            break;
    }
    if (paid()) {
        //% "Paid. The line is interrupted"
        return qtTrId("interrupted-paid-title");
    }
    //% "The line is interrupted"
    return qtTrId("interrupted-title");
}

QString NoticeModel::subtitle() const {
    switch (m_kind) {
        case Kind::MeterSilent:
            //% "The meter does not answer at the moment. Your money is safe."
            return qtTrId("silent-subtitle");
        case Kind::Held:
            //% "The payment or the meter's answer has to be checked by a person. Your money is "
            //% "safe."
            return qtTrId("held-subtitle");
        case Kind::Refunding:
            //% "It was not put on the meter. It is returned by itself; you need do nothing."
            return qtTrId("refunding-subtitle");
        case Kind::Refunded:
            //% "It was returned the way it was paid."
            return qtTrId("refunded-subtitle");
        case Kind::Expired:
            //% "Nothing was credited. If you did pay, the money is found and dealt with by itself."
            return qtTrId("expired-subtitle");
        case Kind::Cancelled:
            //% "Nothing was credited. If you did pay, the money is found and dealt with by itself."
            return qtTrId("cancelled-subtitle");
        case Kind::ClockWrong:
            //% "This terminal's clock is wrong, so no payment can be begun. Nothing was charged."
            return qtTrId("clock-subtitle");
        case Kind::Interrupted:
            break;
    }
    if (paid()) {
        //% "Your money is safe. The top-up goes on as soon as the line is back."
        return qtTrId("interrupted-paid-subtitle");
    }
    //% "If you have paid, your money is safe. If not, please do not pay now."
    return qtTrId("interrupted-subtitle");
}

QString NoticeModel::warning() const {
    if (m_kind == Kind::Cancelled || m_kind == Kind::Expired || m_kind == Kind::Refunded ||
        m_kind == Kind::ClockWrong) {
        return {};
    }
    //% "Please do not pay again"
    return qtTrId("notice-warning");
}

QString NoticeModel::warningDetail() const {
    const QString order = orderText(m_order.id, m_site.view().terminal);
    //% "Order %1\nProperty office %2"
    return qtTrId("notice-warning-detail").arg(order, m_site.hotline());
}

QString NoticeModel::button() const {
    if (m_secondsLeft <= 0) {
        //% "Got it"
        return qtTrId("notice-button");
    }
    //% "Got it (back in %1 s)"
    return qtTrId("notice-button-countdown").arg(m_secondsLeft);
}

void NoticeModel::show(Kind kind, const api::OrderView& order) {
    m_kind = kind;
    m_order = order;
    m_rows.replace(rowsOf());
    emit changed();
}

void NoticeModel::setSecondsLeft(int seconds) {
    if (seconds == m_secondsLeft) return;
    m_secondsLeft = seconds;
    emit changed();
}

bool NoticeModel::paid() const {
    return m_order.state != "created" && m_order.state != "awaiting-payment" &&
           m_order.state != "expired" && m_order.state != "cancelled";
}

}  // namespace wattill::kiosk
