#include "account/account_model.hpp"

#include "words/format.hpp"

#include <QCoreApplication>
#include <algorithm>

namespace wattill::kiosk {

namespace {
const QString kDash = QStringLiteral("—");
}

AccountModel::AccountModel(const SiteFacts& site, QObject* parent)
    : QObject(parent), m_site(site), m_news(site) {}

QString AccountModel::meterLine() const {
    //% "power on"
    const QString on = qtTrId("account-relay-closed");
    //% "power off"
    const QString off = qtTrId("account-relay-open");
    //% "Meter %1 · %2"
    return qtTrId("account-meter-line")
        .arg(meterText(m_meter.place.meter), m_meter.relayClosed ? on : off);
}

QString AccountModel::balance() const {
    return m_meter.balance ? moneyText(*m_meter.balance) : kDash;
}

QString AccountModel::lasts() const {
    return m_meter.lastsDays ? daysText(*m_meter.lastsDays) : QString();
}

QString AccountModel::reading() const {
    if (m_asking) {
        //% "Asking the meter …"
        return qtTrId("account-reading-now");
    }
    if (!m_meter.readAt) {
        //% "The meter has never been read"
        return qtTrId("account-never-read");
    }
    if (m_meter.stale) {
        //% "Meter silent, read %1"
        return qtTrId("account-read-old").arg(m_site.dateTimeText(*m_meter.readAt));
    }
    //% "Read at %1"
    return qtTrId("account-read-at").arg(m_site.timeText(*m_meter.readAt));
}

QString AccountModel::today() const {
    if (!m_meter.today) {
        //% "Today's use is not known yet"
        return qtTrId("account-today-unknown");
    }
    const QString energy = energyText(*m_meter.today);
    if (!m_meter.todayCost) {
        //% "Today %1"
        return qtTrId("account-today-energy").arg(energy);
    }
    //% "Today %1 · %2"
    return qtTrId("account-today").arg(energy, moneyText(*m_meter.todayCost));
}

QString AccountModel::otherLabel() const {
    if (m_other) return shortMoneyText(*m_other);
    //% "Other"
    return qtTrId("account-other");
}

QString AccountModel::payLabel() const {
    if (m_channels.rows().empty()) {
        //% "Payment not available"
        return qtTrId("account-no-ways");
    }
    if (tooMuch()) {
        if (*m_meter.mostAmount < m_site.view().minAmount) {
            //% "The meter is full"
            return qtTrId("account-full");
        }
        //% "At most %1 now"
        return qtTrId("account-at-most").arg(shortMoneyText(*m_meter.mostAmount));
    }
    //% "Pay %1"
    return qtTrId("account-pay").arg(shortMoneyText(amount()));
}

bool AccountModel::canPay() const {
    return m_meter.sellable && !amount().isZero() && !tooMuch() && !channel().empty();
}

bool AccountModel::tooMuch() const {
    return m_meter.mostAmount && amount() > *m_meter.mostAmount;
}

QString AccountModel::notice() const {
    if (m_refused && !tooMuch()) {
        //% "The top-up could not be started. Nothing was charged. Please try again later."
        return qtTrId("account-refused");
    }
    if (m_meter.sellable) return {};
    if (m_meter.notSellable == "not-opened") {
        //% "This account is not opened yet. Please call the property office: %1"
        return qtTrId("account-not-opened").arg(m_site.hotline());
    }
    if (m_meter.notSellable == "held") {
        //% "An earlier top-up is with the staff. Please call the property office: %1"
        return qtTrId("account-held").arg(m_site.hotline());
    }
    //% "This meter cannot be topped up now. Please call the property office: %1"
    return qtTrId("account-not-sellable").arg(m_site.hotline());
}

void AccountModel::open(const api::MeterView& meter) {
    m_other.reset();
    m_refused = false;
    m_asking = false;
    std::vector<AmountTile> tiles;
    for (const Money preset : m_site.view().presets)
        tiles.push_back({preset, false});
    // The second is chosen from the start: one touch less for most.
    if (!tiles.empty()) tiles[std::min<std::size_t>(1, tiles.size() - 1)].chosen = true;
    m_amounts.replace(std::move(tiles));
    std::vector<ChannelTile> channels;
    for (const std::string& channel : m_site.view().channels) {
        channels.push_back({channel, channels.empty()});
    }
    m_channels.replace(std::move(channels));
    update(meter);
}

void AccountModel::update(const api::MeterView& meter) {
    m_meter = meter;
    m_title = placeTitle(meter.place);
    fillDays();
    emit changed();
}

void AccountModel::tellOrders(const std::vector<api::OrderView>& orders) {
    m_news.tell(orders);
    emit changed();
}

void AccountModel::setAsking(bool asking) {
    m_asking = asking;
    emit changed();
}

void AccountModel::setOther(Money amount) {
    std::vector<AmountTile> tiles = m_amounts.rows();
    for (AmountTile& tile : tiles)
        tile.chosen = false;
    m_amounts.replace(std::move(tiles));
    m_other = amount;
    m_refused = false;
    emit changed();
}

void AccountModel::setRefused(bool refused) {
    m_refused = refused;
    emit changed();
}

void AccountModel::retranslate() {
    fillDays();
    m_channels.replace(m_channels.rows());
    m_news.retranslate();
    emit changed();
}

Money AccountModel::amount() const {
    if (m_other) return *m_other;
    for (const AmountTile& tile : m_amounts.rows()) {
        if (tile.chosen) return tile.amount;
    }
    return {};
}

std::string AccountModel::channel() const {
    for (const ChannelTile& tile : m_channels.rows()) {
        if (tile.chosen) return tile.channel;
    }
    return {};
}

void AccountModel::chooseAmount(int row) {
    if (!m_amounts.has(row)) return;
    std::vector<AmountTile> tiles = m_amounts.rows();
    for (std::size_t at = 0; at < tiles.size(); ++at) {
        tiles[at].chosen = at == static_cast<std::size_t>(row);
    }
    m_amounts.replace(std::move(tiles));
    m_other.reset();
    m_refused = false;
    emit changed();
}

void AccountModel::chooseChannel(int row) {
    if (!m_channels.has(row)) return;
    std::vector<ChannelTile> tiles = m_channels.rows();
    for (std::size_t at = 0; at < tiles.size(); ++at) {
        tiles[at].chosen = at == static_cast<std::size_t>(row);
    }
    m_channels.replace(std::move(tiles));
    m_refused = false;
    emit changed();
}

void AccountModel::pay() {
    if (canPay()) emit payAsked();
}

void AccountModel::leave() {
    emit leaveAsked();
}

void AccountModel::askOther() {
    emit otherAsked();
}

void AccountModel::askRecent() {
    emit recentAsked();
}

void AccountModel::fillDays() {
    std::int64_t highest = 0;
    for (const api::DayView& day : m_meter.days) {
        if (day.energy) highest = std::max(highest, day.energy->wattHours());
    }
    std::vector<DayBar> bars;
    for (const api::DayView& day : m_meter.days) {
        DayBar bar;
        bar.today = bars.size() + 1 == m_meter.days.size();
        //% "Today"
        bar.label = bar.today ? qtTrId("account-today-label") : weekdayText(day.day);
        bar.known = day.energy.has_value();
        bar.figure = day.energy ? fromUtf8(day.energy->kwhText()) : kDash;
        if (day.energy && highest > 0) {
            bar.share = std::clamp(
                static_cast<double>(day.energy->wattHours()) / static_cast<double>(highest), 0.0,
                1.0);
        }
        bars.push_back(std::move(bar));
    }
    m_days.replace(std::move(bars));
}

}  // namespace wattill::kiosk
