#include "screen.hpp"

#include <QQmlEngine>
#include <QQmlError>
#include <QResizeEvent>
#include <QUrl>
#include <cstdio>
#include <utility>

namespace wattill::kiosk {

Screen::Screen(Terminal& terminal, Theme& theme, Language& language, double panelInches)
    : m_terminal(terminal), m_theme(theme), m_panelInches(panelInches) {
    setResizeMode(QQuickView::SizeRootObjectToView);
    setColor(theme.colour().ground);
    setTitle(QStringLiteral("Wattill"));
    engine()->addImportPath(QStringLiteral("qrc:/qt/qml"));
    Theme::lend(theme, *engine());
    connect(&language, &Language::changed, engine(), &QQmlEngine::retranslate);
    connect(this, &QQuickWindow::frameSwapped, this, [this] {
        if (!std::exchange(m_shown, true)) emit firstFrame();
    });
}

bool Screen::open() {
    measure();
    setInitialProperties({{QStringLiteral("terminal"), QVariant::fromValue(&m_terminal)}});
    setSource(QUrl(QStringLiteral("qrc:/qt/qml/Wattill/Terminal/Main.qml")));
    for (const QQmlError& error : errors()) {
        std::fprintf(stderr, "wattill-kiosk: %s\n", qPrintable(error.toString()));
    }
    return status() == QQuickView::Ready;
}

bool Screen::event(QEvent* event) {
    // The items first: a touch on the countdown must not go through to the key that it covers.
    const QEvent::Type type = event->type();
    const bool taken = QQuickView::event(event);
    switch (type) {
        case QEvent::MouseButtonPress:
        case QEvent::TouchBegin:
        case QEvent::KeyPress:
            m_terminal.touched();
            break;
        default:
            break;
    }
    return taken;
}

void Screen::resizeEvent(QResizeEvent* event) {
    QQuickView::resizeEvent(event);
    measure();
}

void Screen::measure() {
    if (size().isEmpty()) return;
    m_theme.setPanel({size(), m_panelInches});
}

}  // namespace wattill::kiosk
