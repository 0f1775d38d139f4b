#include "theme/theme.hpp"

#include <QQmlEngine>
#include <QVariant>

namespace wattill::kiosk {

namespace {
constexpr const char* kLentTheme = "wattillTheme";
}

Theme::Theme(Panel panel, QObject* parent)
    : QObject(parent), m_panel(panel), m_size(Sizes::of(panel, false)) {}

void Theme::lend(Theme& theme, QQmlEngine& engine) {
    QQmlEngine::setObjectOwnership(&theme, QQmlEngine::CppOwnership);
    engine.setProperty(kLentTheme, QVariant::fromValue(&theme));
}

Theme* Theme::create(QQmlEngine* engine, QJSEngine* /*script*/) {
    return engine->property(kLentTheme).value<Theme*>();
}

void Theme::setPanel(Panel panel) {
    m_panel = panel;
    m_size = Sizes::of(m_panel, m_largeType);
    emit changed();
}

void Theme::setDark(bool dark) {
    m_colour = dark ? Palette::dark() : Palette::light();
    emit changed();
}

void Theme::setLargeType(bool large) {
    if (large == m_largeType) return;
    m_largeType = large;
    m_size = Sizes::of(m_panel, m_largeType);
    emit changed();
}

void Theme::setStill(bool still) {
    m_still = still;
    emit changed();
}

}  // namespace wattill::kiosk
