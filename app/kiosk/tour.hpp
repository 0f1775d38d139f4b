#pragma once

#include "options.hpp"
#include "screen.hpp"

#include <QElapsedTimer>
#include <QProcess>
#include <functional>

class QQuickItem;

namespace wattill::kiosk {

/// Drives the real screens as a finger would, and saves a picture of each. It sees what a tenant
/// sees: an item that is hidden or disabled cannot be tapped.
class Tour {
  public:
    Tour(Screen& screen, Terminal& terminal, TourOptions options);
    /// Blocks with the event loop turning. The exit status: 0 only when the credit is on the meter;
    /// 1 when the tour got stuck, 3 when the order ended or stands otherwise.
    [[nodiscard]] int run();

  private:
    using Condition = std::function<bool()>;
    enum class Go { On, Stuck };

    [[nodiscard]] Go welcome();
    [[nodiscard]] Go account();
    [[nodiscard]] Go asides();
    [[nodiscard]] Go chooseAmount();
    [[nodiscard]] Go pay();
    [[nodiscard]] int follow();

    [[nodiscard]] Go type(const QString& digits);
    [[nodiscard]] Go tap(const QString& name);
    /// Of `page`, and of nothing else: stuck when it is not there once it has settled.
    [[nodiscard]] Go picture(const char* name, Terminal::Page page);
    /// The same of a page that goes by itself; no picture when it is gone already.
    [[nodiscard]] Go passing(const char* name, Terminal::Page page);
    /// What is on the screen at this moment.
    [[nodiscard]] Go save(const char* name);
    [[nodiscard]] Go expect(const char* what, const Condition& condition);
    [[nodiscard]] bool waitFor(const Condition& condition, std::chrono::milliseconds limit);
    void settle();
    [[nodiscard]] QQuickItem* tappable(const QString& name) const;
    [[nodiscard]] bool on(Terminal::Page page) const { return m_terminal.page() == page; }
    [[nodiscard]] bool outOfTime() const;
    [[nodiscard]] int report(bool done) const;

    Screen& m_screen;
    Terminal& m_terminal;
    TourOptions m_options;
    QElapsedTimer m_time;
    QProcess m_payer;
    QString m_lastTapped;
    int m_pictures = 0;
};

}  // namespace wattill::kiosk
