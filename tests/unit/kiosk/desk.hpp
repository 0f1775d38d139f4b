#pragma once

#include "terminal/terminal.hpp"
#include "unit/kiosk/scripted_client.hpp"

#include <QCoreApplication>

namespace wattill::kiosk::test {

using namespace std::chrono_literals;

/// A terminal at a desk: a scripted node, answers that come when the test says so, and time that
/// the test passes.
class Desk {
  public:
    explicit Desk(QString language = QStringLiteral("zh"));

    /// Lets every short question be answered.
    void settle();
    /// Lets the long polls that wait now be answered, once.
    void hear();
    /// Passes time in steps as the window's beat does; questions are answered as they come.
    void pass(Duration time);
    /// Up to the welcome page.
    void start();
    void type(const char* digits);
    /// Up to the account page of the meter of 1027.
    void openAccount();
    /// Up to the code.
    void openCode();
    /// The same by another of the node's ways to pay; both are offered.
    void openUnionPayCode();
    /// The node commits a new state of the order and the terminal hears of it.
    void commit(const char* state);
    /// The node learns that somebody scanned the code, and the terminal hears of it.
    void scan();
    /// The node takes no orders because its clock is wrong, and says so from now on.
    void clockGoesWrong();

    ScriptedNode node;
    Theme theme{Panel{}};
    Language language;

  private:
    SteppedLane::Waiting m_calls;
    SteppedLane::Waiting m_waits;
    NodeLink m_link;
    Duration m_now{};
    int m_keys = 0;

  public:
    Terminal terminal;
};

[[nodiscard]] api::SiteView demoSite();
[[nodiscard]] api::MeterView demoMeter();
[[nodiscard]] api::OrderView demoOrder(const char* state);

}  // namespace wattill::kiosk::test
