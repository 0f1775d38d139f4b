#include "qml/stage.hpp"

#include <QCoreApplication>
#include <QEventLoop>
#include <QMouseEvent>

namespace wattill::kiosk::test {

namespace {
constexpr int kMostRounds = 20;

QQuickItem* find(QQuickItem* item, const QString& name) {
    if (!item->isVisible()) return nullptr;
    if (item->objectName() == name) return item;
    for (QQuickItem* child : item->childItems()) {
        if (QQuickItem* found = find(child, name)) return found;
    }
    return nullptr;
}

void collect(QQuickItem* item, std::vector<QQuickItem*>& items) {
    if (!item->isVisible()) return;
    items.push_back(item);
    for (QQuickItem* child : item->childItems())
        collect(child, items);
}
}  // namespace

Stage::Stage(const Look& look)
    : desk(look.language), m_screen(desk.terminal, desk.theme, desk.language, look.inches) {
    desk.theme.setStill(true);
    desk.theme.setDark(look.dark);
    m_screen.resize(look.pixels);
}

void Stage::show() {
    if (!m_screen.isVisible()) {
        WATTILL_ASSERT(m_screen.open(), "the screens do not load");
        m_screen.show();
    }
    QCoreApplication::processEvents();
}

QImage Stage::picture() {
    show();
    // Nested layouts take a few rounds until wrapped text has its final height.
    QImage last;
    QImage next = m_screen.grabWindow();
    for (int round = 0; round < kMostRounds && next != last; ++round) {
        QCoreApplication::processEvents();
        last = next;
        next = m_screen.grabWindow();
    }
    return next.convertToFormat(QImage::Format_RGB32);
}

QQuickItem* Stage::item(const QString& name) const {
    return find(m_screen.contentItem(), name);
}

bool Stage::tap(const QString& name) {
    QQuickItem* touched = item(name);
    if (touched == nullptr || !touched->isEnabled()) return false;
    const QPointF at = touched->mapToScene({touched->width() / 2, touched->height() / 2});
    QMouseEvent press(QEvent::MouseButtonPress, at, at, Qt::LeftButton, Qt::LeftButton,
                      Qt::NoModifier);
    QCoreApplication::sendEvent(&m_screen, &press);
    // Made only now: events of one pointer share its point, and this one says "released".
    QMouseEvent release(QEvent::MouseButtonRelease, at, at, Qt::LeftButton, Qt::NoButton,
                        Qt::NoModifier);
    QCoreApplication::sendEvent(&m_screen, &release);
    desk.settle();
    desk.hear();
    return true;
}

void Stage::untilTouchable() {
    while (item(QStringLiteral("page-shield")) != nullptr) {
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    }
}

std::vector<QQuickItem*> Stage::visibleItems() const {
    std::vector<QQuickItem*> items;
    collect(m_screen.contentItem(), items);
    return items;
}

}  // namespace wattill::kiosk::test
