#include "welcome/welcome_model.hpp"

#include "words/format.hpp"

#include <QCoreApplication>
#include <QStringList>
#include <utility>

namespace wattill::kiosk {

namespace {
/// A meter's number has 12 digits; nothing that is typed here is longer.
constexpr qsizetype kMostDigits = 12;
}  // namespace

QString WelcomeModel::notice() const {
    switch (m_notice) {
        case Notice::None:
            return {};
        case Notice::Unknown:
            //% "%1 was not found. Please check the number."
            return qtTrId("welcome-unknown").arg(m_refused);
        case Notice::NoAnswer:
            break;
    }
    //% "The system is busy. Please try again."
    return qtTrId("welcome-no-answer");
}

QString WelcomeModel::ways() const {
    QStringList names;
    for (const std::string& channel : m_channels)
        names += channelText(channel);
    if (names.isEmpty()) {
        //% "Payment is not available here at the moment; balances can be looked up."
        return qtTrId("welcome-no-ways");
    }
    //% ", "
    const QString list = names.join(qtTrId("list-separator"));
    //% "Pay with %1 by scanning a code. The credit goes to your meter by itself."
    return qtTrId("welcome-ways").arg(list);
}

void WelcomeModel::setChannels(std::vector<std::string> channels) {
    if (channels == m_channels) return;
    m_channels = std::move(channels);
    emit changed();
}

void WelcomeModel::setBusy(bool busy) {
    m_busy = busy;
    emit changed();
}

void WelcomeModel::refuse(Notice notice) {
    m_busy = false;
    m_notice = notice;
    m_refused = m_digits;
    emit changed();
}

void WelcomeModel::reset() {
    m_busy = false;
    m_notice = Notice::None;
    m_digits.clear();
    emit changed();
}

void WelcomeModel::press(int digit) {
    if (m_busy || digit < 0 || digit > 9 || m_digits.size() >= kMostDigits) return;
    m_notice = Notice::None;
    m_digits += QString::number(digit);
    emit changed();
}

void WelcomeModel::erase() {
    if (m_busy) return;
    m_notice = Notice::None;
    m_digits.chop(1);
    emit changed();
}

void WelcomeModel::clear() {
    if (m_busy) return;
    reset();
}

void WelcomeModel::submit() {
    if (canSubmit()) emit submitted(m_digits);
}

}  // namespace wattill::kiosk
