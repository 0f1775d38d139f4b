#pragma once

#include "account/lists.hpp"
#include "account/news_model.hpp"
#include "api/types.hpp"
#include "words/site_facts.hpp"

#include <QObject>
#include <QString>
#include <optional>

#include <QtQml/qqmlregistration.h>

namespace wattill::kiosk {

/// Account: what is left, the last days, an amount and a way to pay; in the place of the last days,
/// what became of payments after their payer had left. Old data says from when it is;
/// what cannot be sold to says why and has no button to go on, nor has an amount that the meter has
/// no room for: there the button says how much it takes.
class AccountModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the terminal")
    Q_PROPERTY(QString title READ title NOTIFY changed FINAL)
    Q_PROPERTY(QString meterLine READ meterLine NOTIFY changed FINAL)
    Q_PROPERTY(QString state READ state NOTIFY changed FINAL)
    Q_PROPERTY(wattill::kiosk::ToneNames::Tone tone READ tone NOTIFY changed FINAL)
    Q_PROPERTY(QString balance READ balance NOTIFY changed FINAL)
    Q_PROPERTY(QString lasts READ lasts NOTIFY changed FINAL)
    Q_PROPERTY(QString reading READ reading NOTIFY changed FINAL)
    Q_PROPERTY(bool old READ old NOTIFY changed FINAL)
    Q_PROPERTY(QString today READ today NOTIFY changed FINAL)
    Q_PROPERTY(QString otherLabel READ otherLabel NOTIFY changed FINAL)
    Q_PROPERTY(bool otherChosen READ otherChosen NOTIFY changed FINAL)
    Q_PROPERTY(QString payLabel READ payLabel NOTIFY changed FINAL)
    Q_PROPERTY(bool canPay READ canPay NOTIFY changed FINAL)
    Q_PROPERTY(QString notice READ notice NOTIFY changed FINAL)
    Q_PROPERTY(bool hasNews READ hasNews NOTIFY changed FINAL)
    Q_PROPERTY(wattill::kiosk::NewsModel* news READ news CONSTANT FINAL)
    Q_PROPERTY(wattill::kiosk::AmountsModel* amounts READ amounts CONSTANT FINAL)
    Q_PROPERTY(wattill::kiosk::ChannelsModel* channels READ channels CONSTANT FINAL)
    Q_PROPERTY(wattill::kiosk::DaysModel* days READ days CONSTANT FINAL)

  public:
    explicit AccountModel(const SiteFacts& site, QObject* parent = nullptr);

    [[nodiscard]] QString title() const { return m_title; }
    [[nodiscard]] QString meterLine() const;
    [[nodiscard]] QString state() const { return stateText(m_meter.state); }
    [[nodiscard]] Tone tone() const { return toneOf(m_meter.state); }
    [[nodiscard]] QString balance() const;
    [[nodiscard]] QString lasts() const;
    [[nodiscard]] QString reading() const;
    [[nodiscard]] bool old() const { return m_meter.stale && !m_asking; }
    [[nodiscard]] bool asking() const { return m_asking; }
    [[nodiscard]] QString today() const;
    [[nodiscard]] QString otherLabel() const;
    [[nodiscard]] bool otherChosen() const { return m_other.has_value(); }
    [[nodiscard]] QString payLabel() const;
    [[nodiscard]] bool canPay() const;
    [[nodiscard]] QString notice() const;
    [[nodiscard]] bool hasNews() const { return !m_news.rows().empty(); }
    [[nodiscard]] NewsModel* news() { return &m_news; }
    [[nodiscard]] AmountsModel* amounts() { return &m_amounts; }
    [[nodiscard]] ChannelsModel* channels() { return &m_channels; }
    [[nodiscard]] DaysModel* days() { return &m_days; }

    /// Another tenant: the choice of the last one is forgotten.
    void open(const api::MeterView& meter);
    /// Newer news of the same meter.
    void update(const api::MeterView& meter);
    /// The meter's last orders: the tenant is told what became of those that he did not see end.
    void tellOrders(const std::vector<api::OrderView>& orders);
    /// The meter is being asked at this moment.
    void setAsking(bool asking);
    void setOther(Money amount);
    /// The node would not take the order.
    void setRefused(bool refused);
    void retranslate();

    [[nodiscard]] const api::MeterView& meter() const { return m_meter; }
    [[nodiscard]] Money amount() const;
    [[nodiscard]] std::string channel() const;

    Q_INVOKABLE void chooseAmount(int row);
    Q_INVOKABLE void chooseChannel(int row);
    Q_INVOKABLE void pay();
    Q_INVOKABLE void leave();
    Q_INVOKABLE void askOther();
    Q_INVOKABLE void askRecent();

  signals:
    void changed();
    void payAsked();
    void leaveAsked();
    void otherAsked();
    void recentAsked();

  private:
    void fillDays();
    /// The meter has no room for the chosen amount.
    [[nodiscard]] bool tooMuch() const;

    const SiteFacts& m_site;
    api::MeterView m_meter;
    QString m_title;
    bool m_asking = false;
    bool m_refused = false;
    std::optional<Money> m_other;
    NewsModel m_news;
    AmountsModel m_amounts;
    ChannelsModel m_channels;
    DaysModel m_days;
};

}  // namespace wattill::kiosk
