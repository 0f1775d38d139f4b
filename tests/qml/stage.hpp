#pragma once

#include "screen.hpp"
#include "unit/kiosk/desk.hpp"

#include <QImage>
#include <QQuickItem>
#include <memory>
#include <string>
#include <vector>

namespace wattill::kiosk::test {

/// How a scene is looked at.
struct Look {
    QString language = QStringLiteral("zh");
    bool dark = false;
    bool largeType = false;
    QSize pixels{540, 960};
    double inches = 21.5;
};

/// The real screens on a scripted node, with fixed time and no motion.
class Stage {
  public:
    explicit Stage(const Look& look);

    /// Brings the page on and lets it come to rest.
    void show();
    [[nodiscard]] QImage picture();
    /// A visible item of that object name, or nothing.
    [[nodiscard]] QQuickItem* item(const QString& name) const;
    /// As a finger does: a press and a release in the middle. False when there is nothing to touch.
    bool tap(const QString& name);
    /// Waits out the time in which a page that has just come up takes no touch.
    void untilTouchable();
    [[nodiscard]] std::vector<QQuickItem*> visibleItems() const;

    Desk desk;

  private:
    Screen m_screen;
};

/// One state of the terminal that has a picture.
struct Scene {
    std::string name;
    void (*play)(Desk&);
};
[[nodiscard]] const std::vector<Scene>& scenes();

}  // namespace wattill::kiosk::test
