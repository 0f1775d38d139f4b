#pragma once

#include "api/types.hpp"
#include "words/site_facts.hpp"
#include "words/tone.hpp"

#include <QObject>
#include <QString>

#include <QtQml/qqmlregistration.h>

namespace wattill::kiosk {

/// The code to scan. It is shown as long as the node says that payment is awaited and its time is
/// not up; afterwards it is covered until the node says what became of it.
class CodeModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the terminal")
    Q_PROPERTY(QString title READ title NOTIFY changed FINAL)
    Q_PROPERTY(QString sign READ sign NOTIFY changed FINAL)
    Q_PROPERTY(QString place READ place NOTIFY changed FINAL)
    Q_PROPERTY(QString modules READ modules NOTIFY changed FINAL)
    Q_PROPERTY(int side READ side NOTIFY changed FINAL)
    Q_PROPERTY(bool covered READ covered NOTIFY changed FINAL)
    Q_PROPERTY(bool scanned READ scanned NOTIFY changed FINAL)
    Q_PROPERTY(QString amount READ amount NOTIFY changed FINAL)
    Q_PROPERTY(QString firstStep READ firstStep NOTIFY changed FINAL)
    Q_PROPERTY(QString countdown READ countdown NOTIFY changed FINAL)
    Q_PROPERTY(bool cancelling READ cancelling NOTIFY changed FINAL)
    Q_PROPERTY(bool canChange READ canChange NOTIFY changed FINAL)
    Q_PROPERTY(wattill::kiosk::ToneNames::Tone tone READ tone NOTIFY changed FINAL)

  public:
    explicit CodeModel(const SiteFacts& site, QObject* parent = nullptr)
        : QObject(parent), m_site(site) {}

    [[nodiscard]] QString title() const;
    /// The letter of the channel's mark.
    [[nodiscard]] QString sign() const;
    [[nodiscard]] QString place() const;
    /// One character a module, row by row: '1' is dark. Without the quiet zone.
    [[nodiscard]] const QString& modules() const { return m_modules; }
    [[nodiscard]] int side() const { return m_side; }
    [[nodiscard]] bool covered() const;
    /// The channel saw the code on a phone; what is missing is a confirmation there.
    [[nodiscard]] bool scanned() const { return m_order.scanned; }
    [[nodiscard]] QString amount() const;
    [[nodiscard]] QString firstStep() const;
    /// Empty until the last quarter of the time: earlier it only makes people anxious.
    [[nodiscard]] QString countdown() const;
    [[nodiscard]] bool cancelling() const { return m_cancelling; }
    [[nodiscard]] bool canChange() const { return m_site.view().channels.size() > 1; }
    [[nodiscard]] Tone tone() const { return toneOfChannel(m_order.channel); }
    /// What the code says.
    [[nodiscard]] const std::string& text() const { return m_order.code; }

    void show(const api::OrderView& order);
    /// `now` is the node's time.
    void setNow(Instant now);
    void setCancelling(bool cancelling);
    void retranslate() { emit changed(); }

    Q_INVOKABLE void cancel();
    /// Another way to pay: this order is cancelled first.
    Q_INVOKABLE void change();

  signals:
    void changed();
    void cancelAsked();
    void changeAsked();

  private:
    [[nodiscard]] Duration left() const { return m_order.payBy - m_now; }

    const SiteFacts& m_site;
    api::OrderView m_order;
    Instant m_now;
    QString m_modules;
    int m_side = 0;
    bool m_cancelling = false;
};

}  // namespace wattill::kiosk
