#include "code/code_model.hpp"

#include "payment/qr.hpp"
#include "words/format.hpp"

#include <QCoreApplication>

namespace wattill::kiosk {

QString CodeModel::title() const {
    //% "Scan with %1"
    return qtTrId("code-title").arg(channelAppText(m_order.channel));
}

QString CodeModel::place() const {
    return placeLine(m_order.place);
}

bool CodeModel::covered() const {
    return m_side == 0 || m_cancelling || left() <= Duration(0);
}

QString CodeModel::amount() const {
    return moneyText(m_order.amount);
}

QString CodeModel::firstStep() const {
    //% "Open %1"
    return qtTrId("code-step-open").arg(channelAppText(m_order.channel));
}

QString CodeModel::sign() const {
    return channelSign(m_order.channel);
}

QString CodeModel::countdown() const {
    const Duration whole = m_order.payBy - m_order.createdAt;
    if (left() > whole / 4) return {};
    if (left() <= Duration(0)) {
        //% "Time is up. Checking whether a payment came in …"
        return qtTrId("code-time-up");
    }
    const auto seconds = static_cast<int>(std::chrono::ceil<std::chrono::seconds>(left()).count());
    //% "Please pay within %n second(s)"
    return qtTrId("code-countdown", seconds);
}

void CodeModel::show(const api::OrderView& order) {
    const bool sameCode = order.code == m_order.code && m_side > 0;
    m_order = order;
    if (sameCode) {
        emit changed();
        return;
    }
    m_modules.clear();
    m_side = 0;
    const Result<payment::QrCode> code = payment::encodeQr(order.code);
    if (code) {
        m_side = static_cast<int>(code->size());
        for (std::size_t row = 0; row < code->size(); ++row) {
            for (std::size_t column = 0; column < code->size(); ++column) {
                m_modules += code->dark(column, row) ? QLatin1Char('1') : QLatin1Char('0');
            }
        }
    }
    emit changed();
}

void CodeModel::setNow(Instant now) {
    const QString before = countdown();
    const bool coveredBefore = covered();
    m_now = now;
    if (before != countdown() || coveredBefore != covered()) emit changed();
}

void CodeModel::setCancelling(bool cancelling) {
    m_cancelling = cancelling;
    emit changed();
}

void CodeModel::cancel() {
    if (!m_cancelling) emit cancelAsked();
}

void CodeModel::change() {
    if (!m_cancelling && canChange()) emit changeAsked();
}

}  // namespace wattill::kiosk
