#pragma once

#include "api/types.hpp"
#include "outcome/rows_model.hpp"
#include "words/site_facts.hpp"
#include "words/tone.hpp"

#include <QObject>
#include <QString>

#include <QtQml/qqmlregistration.h>

namespace wattill::kiosk {

/// Everything an order can come to besides "delivered", and why none is made: where the money is,
/// what happens by itself, until when, and whom to call.
class NoticeModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the terminal")
    Q_PROPERTY(Kind kind READ kind NOTIFY changed FINAL)
    Q_PROPERTY(wattill::kiosk::MarkNames::Mark mark READ mark NOTIFY changed FINAL)
    Q_PROPERTY(wattill::kiosk::ToneNames::Tone tone READ tone NOTIFY changed FINAL)
    Q_PROPERTY(QString title READ title NOTIFY changed FINAL)
    Q_PROPERTY(QString subtitle READ subtitle NOTIFY changed FINAL)
    Q_PROPERTY(wattill::kiosk::RowsModel* rows READ rows CONSTANT FINAL)
    Q_PROPERTY(QString warning READ warning NOTIFY changed FINAL)
    Q_PROPERTY(QString warningDetail READ warningDetail NOTIFY changed FINAL)
    Q_PROPERTY(QString button READ button NOTIFY changed FINAL)

  public:
    enum class Kind {
        MeterSilent,  ///< paid; the meter does not answer
        Held,         ///< paid; a person decides
        Refunding,    ///< the money is on its way back
        Refunded,
        Expired,  ///< not paid in time
        Cancelled,
        Interrupted,  ///< the node does not answer while an order is on the screen
        ClockWrong,   ///< no order was made: the node takes none while its clock is wrong
    };
    Q_ENUM(Kind)

    explicit NoticeModel(const SiteFacts& site, QObject* parent = nullptr)
        : QObject(parent), m_site(site) {}

    [[nodiscard]] Kind kind() const { return m_kind; }
    [[nodiscard]] Mark mark() const;
    [[nodiscard]] Tone tone() const;
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString subtitle() const;
    [[nodiscard]] RowsModel* rows() { return &m_rows; }
    /// "请不要重复付款"; empty when no money can be on its way.
    [[nodiscard]] QString warning() const;
    [[nodiscard]] QString warningDetail() const;
    [[nodiscard]] QString button() const;

    void show(Kind kind, const api::OrderView& order);
    /// There is no order that it would be about.
    void showClockWrong() { show(Kind::ClockWrong, {}); }
    void setSecondsLeft(int seconds);
    void retranslate() { show(m_kind, m_order); }

    Q_INVOKABLE void leave() { emit leaveAsked(); }

  signals:
    void changed();
    void leaveAsked();

  private:
    /// The node has committed that money of this order was received.
    [[nodiscard]] bool paid() const;
    [[nodiscard]] std::vector<OutcomeRow> rowsOf() const;
    [[nodiscard]] OutcomeRow received() const;
    [[nodiscard]] OutcomeRow progress() const;
    void addSilent(std::vector<OutcomeRow>& rows) const;

    const SiteFacts& m_site;
    api::OrderView m_order;
    Kind m_kind = Kind::Expired;
    RowsModel m_rows;
    int m_secondsLeft = 0;
};

}  // namespace wattill::kiosk
