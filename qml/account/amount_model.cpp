#include "account/amount_model.hpp"

#include "words/format.hpp"

#include <QCoreApplication>

namespace wattill::kiosk {

namespace {
constexpr std::int64_t kMostYuan = 99'999;
}

QString AmountModel::figure() const {
    return shortMoneyText(amount());
}

QString AmountModel::bounds() const {
    const api::SiteView& site = m_site.view();
    //% "From %1 to %2, whole yuan"
    return qtTrId("amount-bounds")
        .arg(shortMoneyText(site.minAmount), shortMoneyText(site.maxAmount));
}

bool AmountModel::outside() const {
    return m_yuan > 0 && !canSubmit();
}

bool AmountModel::canSubmit() const {
    const api::SiteView& site = m_site.view();
    return m_yuan > 0 && amount() >= site.minAmount && amount() <= site.maxAmount;
}

void AmountModel::reset() {
    m_yuan = 0;
    emit changed();
}

void AmountModel::press(int digit) {
    if (digit < 0 || digit > 9) return;
    const std::int64_t next = m_yuan * 10 + digit;
    if (next > kMostYuan) return;
    m_yuan = next;
    emit changed();
}

void AmountModel::erase() {
    m_yuan /= 10;
    emit changed();
}

void AmountModel::submit() {
    if (canSubmit()) emit submitted(amount());
}

}  // namespace wattill::kiosk
