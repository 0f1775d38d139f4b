#pragma once

#include "base/money.hpp"
#include "words/site_facts.hpp"

#include <QObject>
#include <QString>

#include <QtQml/qqmlregistration.h>

namespace wattill::kiosk {

/// Another amount, typed in whole yuan, within the site's bounds.
class AmountModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the terminal")
    Q_PROPERTY(QString figure READ figure NOTIFY changed FINAL)
    Q_PROPERTY(QString bounds READ bounds NOTIFY changed FINAL)
    Q_PROPERTY(bool outside READ outside NOTIFY changed FINAL)
    Q_PROPERTY(bool canSubmit READ canSubmit NOTIFY changed FINAL)

  public:
    explicit AmountModel(const SiteFacts& site, QObject* parent = nullptr)
        : QObject(parent), m_site(site) {}

    /// "¥ 1,250"
    [[nodiscard]] QString figure() const;
    [[nodiscard]] QString bounds() const;
    /// What was typed is above or below the bounds: said in words by bounds().
    [[nodiscard]] bool outside() const;
    [[nodiscard]] bool canSubmit() const;

    void reset();
    void retranslate() { emit changed(); }

    Q_INVOKABLE void press(int digit);
    Q_INVOKABLE void erase();
    Q_INVOKABLE void clear() { reset(); }
    Q_INVOKABLE void submit();
    Q_INVOKABLE void leave() { emit leaveAsked(); }

  signals:
    void changed();
    void submitted(wattill::Money amount);
    void leaveAsked();

  private:
    [[nodiscard]] Money amount() const { return Money::fromFen(m_yuan * 100); }

    const SiteFacts& m_site;
    std::int64_t m_yuan = 0;
};

}  // namespace wattill::kiosk
