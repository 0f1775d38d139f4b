#pragma once

#include "api/types.hpp"
#include "outcome/rows_model.hpp"
#include "words/site_facts.hpp"

#include <QObject>
#include <QString>

#include <QtQml/qqmlregistration.h>

namespace wattill::kiosk {

/// Delivered: before and after as read off the meter, never as computed. What paid a debt of the
/// account has a row, or what was paid and what was added would not agree.
class DoneModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the terminal")
    Q_PROPERTY(QString title READ title NOTIFY changed FINAL)
    Q_PROPERTY(QString place READ place NOTIFY changed FINAL)
    Q_PROPERTY(wattill::kiosk::RowsModel* rows READ rows CONSTANT FINAL)
    Q_PROPERTY(QString countLine READ countLine NOTIFY changed FINAL)
    Q_PROPERTY(QString orderLine READ orderLine NOTIFY changed FINAL)
    Q_PROPERTY(QString button READ button NOTIFY changed FINAL)

  public:
    explicit DoneModel(const SiteFacts& site, QObject* parent = nullptr)
        : QObject(parent), m_site(site) {}

    /// Nothing is said to be on the meter when all of it paid a debt.
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString place() const;
    [[nodiscard]] RowsModel* rows() { return &m_rows; }
    [[nodiscard]] QString countLine() const;
    [[nodiscard]] QString orderLine() const;
    /// "完成（12 秒后返回）"
    [[nodiscard]] QString button() const;

    void show(const api::OrderView& order);
    void setSecondsLeft(int seconds);
    void retranslate() { show(m_order); }

    Q_INVOKABLE void leave() { emit leaveAsked(); }

  signals:
    void changed();
    void leaveAsked();

  private:
    const SiteFacts& m_site;
    api::OrderView m_order;
    RowsModel m_rows;
    int m_secondsLeft = 0;
};

}  // namespace wattill::kiosk
