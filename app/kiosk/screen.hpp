#pragma once

#include "terminal/terminal.hpp"

#include <QQuickView>

namespace wattill::kiosk {

/// The window: shows Main.qml, tells the terminal of touches and the theme of its size. GUI thread.
class Screen : public QQuickView {
    Q_OBJECT

  public:
    Screen(Terminal& terminal, Theme& theme, Language& language, double panelInches);
    /// Loads the page; false when that failed (already said on stderr).
    [[nodiscard]] bool open();

  signals:
    /// Once: the first picture stands.
    void firstFrame();

  protected:
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void measure();

    Terminal& m_terminal;
    Theme& m_theme;
    double m_panelInches;
    bool m_shown = false;
};

}  // namespace wattill::kiosk
