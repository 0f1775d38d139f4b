#pragma once

#include "api/types.hpp"
#include "words/site_facts.hpp"

#include <QObject>
#include <QString>
#include <optional>

#include <QtQml/qqmlregistration.h>

namespace wattill::kiosk {

/// Between "pay" and the code, and between the payment and the meter's answer.
class ProgressModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the terminal")
    Q_PROPERTY(Phase phase READ phase NOTIFY changed FINAL)
    Q_PROPERTY(QString title READ title NOTIFY changed FINAL)
    Q_PROPERTY(QString subtitle READ subtitle NOTIFY changed FINAL)
    Q_PROPERTY(QString amount READ amount NOTIFY changed FINAL)
    Q_PROPERTY(QString place READ place NOTIFY changed FINAL)
    Q_PROPERTY(QString way READ way NOTIFY changed FINAL)
    Q_PROPERTY(QString orderLine READ orderLine NOTIFY changed FINAL)
    Q_PROPERTY(bool paid READ paid NOTIFY changed FINAL)

  public:
    enum class Phase {
        Preparing,  ///< the code is being made
        Received,   ///< the payment is booked
        Sending,    ///< the sale is on its way to the meter
        Checking,   ///< the meter is being read back
        Late,       ///< money came late: the node decides what becomes of it
    };
    Q_ENUM(Phase)

    explicit ProgressModel(const SiteFacts& site, QObject* parent = nullptr)
        : QObject(parent), m_site(site) {}

    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString subtitle() const;
    [[nodiscard]] QString amount() const;
    [[nodiscard]] QString place() const;
    /// "支付宝付款"
    [[nodiscard]] QString way() const;
    [[nodiscard]] QString orderLine() const;
    [[nodiscard]] bool paid() const { return m_phase != Phase::Preparing; }

    /// Nothing is known of the order yet.
    void prepare(const api::MatchView& place, const api::NewOrderView& wanted);
    void show(const api::OrderView& order);
    void retranslate() { emit changed(); }

  signals:
    void changed();

  private:
    const SiteFacts& m_site;
    api::OrderView m_order;
    Phase m_phase = Phase::Preparing;
};

}  // namespace wattill::kiosk
