#pragma once

#include "theme/palette.hpp"
#include "theme/sizes.hpp"

#include <QObject>
#include <QString>

#include <QtQml/qqmlregistration.h>

class QQmlEngine;
class QJSEngine;

namespace wattill::kiosk {

/// The one place with colours, sizes and times of motion. The composition root makes it and lends
/// it to the engine; QML knows it as the singleton `Theme`. GUI thread only.
class Theme : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(wattill::kiosk::Palette colour READ colour NOTIFY changed FINAL)
    Q_PROPERTY(wattill::kiosk::Sizes size READ size NOTIFY changed FINAL)
    Q_PROPERTY(QString family READ family CONSTANT FINAL)
    Q_PROPERTY(bool largeType READ largeType NOTIFY changed FINAL)
    Q_PROPERTY(bool still READ still NOTIFY changed FINAL)
    Q_PROPERTY(int motionMs READ motionMs NOTIFY changed FINAL)
    Q_PROPERTY(int breathMs READ breathMs CONSTANT FINAL)
    Q_PROPERTY(int debounceMs READ debounceMs CONSTANT FINAL)

  public:
    explicit Theme(Panel panel, QObject* parent = nullptr);

    /// Lends `theme` to all QML of `engine`; it must outlive the engine.
    static void lend(Theme& theme, QQmlEngine& engine);
    static Theme* create(QQmlEngine* engine, QJSEngine* script);

    [[nodiscard]] const Palette& colour() const { return m_colour; }
    [[nodiscard]] const Sizes& size() const { return m_size; }
    /// Pinned, so that pictures do not move.
    [[nodiscard]] QString family() const { return QStringLiteral("Noto Sans CJK SC"); }
    [[nodiscard]] bool largeType() const { return m_largeType; }
    [[nodiscard]] bool still() const { return m_still; }
    [[nodiscard]] int motionMs() const { return m_still ? 0 : 200; }
    [[nodiscard]] int breathMs() const { return 900; }
    /// A second touch within this time does not count.
    [[nodiscard]] int debounceMs() const { return 400; }

    void setPanel(Panel panel);
    void setDark(bool dark);
    void setLargeType(bool large);
    /// No motion at all: for pictures that are compared, and for those whom motion makes ill.
    void setStill(bool still);

  signals:
    void changed();

  private:
    Panel m_panel;
    bool m_largeType = false;
    bool m_still = false;
    Palette m_colour = Palette::light();
    Sizes m_size;
};

}  // namespace wattill::kiosk
