#pragma once

#include <QObject>
#include <QString>
#include <optional>
#include <string>
#include <vector>

#include <QtQml/qqmlregistration.h>

namespace wattill::kiosk {

/// Welcome: the number that is being typed. Offline the terminal shows another page; an unknown
/// number is said in place.
class WelcomeModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the terminal")
    Q_PROPERTY(QString digits READ digits NOTIFY changed FINAL)
    Q_PROPERTY(QString notice READ notice NOTIFY changed FINAL)
    Q_PROPERTY(QString ways READ ways NOTIFY changed FINAL)
    Q_PROPERTY(bool busy READ busy NOTIFY changed FINAL)
    Q_PROPERTY(bool canSubmit READ canSubmit NOTIFY changed FINAL)

  public:
    enum class Notice { None, Unknown, NoAnswer };
    using QObject::QObject;

    [[nodiscard]] const QString& digits() const { return m_digits; }
    [[nodiscard]] QString notice() const;
    /// "支持支付宝扫码付款，付款成功后自动充入电表。"
    [[nodiscard]] QString ways() const;
    [[nodiscard]] bool busy() const { return m_busy; }
    [[nodiscard]] bool canSubmit() const { return !m_busy && !m_digits.isEmpty(); }

    void setChannels(std::vector<std::string> channels);
    void setBusy(bool busy);
    void refuse(Notice notice);
    void reset();

    Q_INVOKABLE void press(int digit);
    Q_INVOKABLE void erase();
    Q_INVOKABLE void clear();
    Q_INVOKABLE void submit();

  signals:
    void changed();
    void submitted(const QString& number);

  private:
    QString m_digits;
    QString m_refused;  ///< the number that the notice speaks of
    Notice m_notice = Notice::None;
    bool m_busy = false;
    std::vector<std::string> m_channels;
};

}  // namespace wattill::kiosk
