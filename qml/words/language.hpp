#pragma once

#include <QObject>
#include <QString>
#include <QTranslator>

namespace wattill::kiosk {

/// Which of the two shipped catalogues is in force. GUI thread only; needs a QCoreApplication.
class Language : public QObject {
    Q_OBJECT

  public:
    explicit Language(QObject* parent = nullptr);
    ~Language() override;

    /// "zh" or "en"; anything else is taken for "zh".
    void set(const QString& code);
    void toggle() {
        set(m_code == QStringLiteral("zh") ? QStringLiteral("en") : QStringLiteral("zh"));
    }
    [[nodiscard]] const QString& code() const { return m_code; }

  signals:
    /// After the catalogue is in force: everything with words in it must be asked for anew.
    void changed();

  private:
    QTranslator m_translator;
    QString m_code;
};

}  // namespace wattill::kiosk
