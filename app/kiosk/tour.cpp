#include "tour.hpp"

#include <QCoreApplication>
#include <QDir>
#include <QImage>
#include <QMouseEvent>
#include <QQuickItem>
#include <cstdio>
#include <tuple>
#include <utility>

namespace wattill::kiosk {

namespace {
using namespace std::chrono_literals;
using Page = Terminal::Page;

/// Longer than the debounce time, so that the second of two equal digits counts.
constexpr auto kBetweenEqualTaps = 450ms;
constexpr auto kAppear = 60ms;
/// A meter that is silent for a moment may still answer while somebody watches.
constexpr auto kSilentPatience = 20s;
constexpr auto kReadingPatience = 8s;
const QString kUnknownNumber = QStringLiteral("40404");

QQuickItem* find(QQuickItem* item, const QString& name) {
    if (!item->isVisible()) return nullptr;
    if (item->objectName() == name) return item;
    for (QQuickItem* child : item->childItems()) {
        if (QQuickItem* found = find(child, name)) return found;
    }
    return nullptr;
}
}  // namespace

Tour::Tour(Screen& screen, Terminal& terminal, TourOptions options)
    : m_screen(screen), m_terminal(terminal), m_options(std::move(options)) {
    m_payer.setProcessChannelMode(QProcess::ForwardedChannels);
    m_payer.setInputChannelMode(QProcess::ForwardedInputChannel);
}

int Tour::run() {
    m_time.start();
    if (!QDir().mkpath(m_options.folder)) {
        std::fprintf(stderr, "tour: cannot make the folder %s\n", qPrintable(m_options.folder));
        return 1;
    }
    if (welcome() == Go::Stuck || account() == Go::Stuck || asides() == Go::Stuck ||
        chooseAmount() == Go::Stuck || pay() == Go::Stuck) {
        settle();
        std::ignore = save("stuck");
        return 1;
    }
    return follow();
}

Tour::Go Tour::welcome() {
    if (expect("the welcome page", [this] { return on(Page::Welcome); }) == Go::Stuck ||
        picture("welcome", Page::Welcome) == Go::Stuck ||
        tap(QStringLiteral("header-language")) == Go::Stuck ||
        picture("welcome-english", Page::Welcome) == Go::Stuck ||
        tap(QStringLiteral("header-language")) == Go::Stuck || type(kUnknownNumber) == Go::Stuck ||
        tap(QStringLiteral("key-submit")) == Go::Stuck) {
        return Go::Stuck;
    }
    if (expect("the unknown number to be said so",
               [this] { return !m_terminal.welcome()->notice().isEmpty(); }) == Go::Stuck ||
        picture("unknown-number", Page::Welcome) == Go::Stuck) {
        return Go::Stuck;
    }
    if (tap(QStringLiteral("key-clear")) == Go::Stuck || type(m_options.number) == Go::Stuck ||
        picture("number", Page::Welcome) == Go::Stuck) {
        return Go::Stuck;
    }
    return tap(QStringLiteral("key-submit"));
}

Tour::Go Tour::account() {
    const auto arrived = [this] { return on(Page::Account) || on(Page::Choice); };
    if (expect("the account", arrived) == Go::Stuck) return Go::Stuck;
    if (on(Page::Choice)) {
        if (picture("choice", Page::Choice) == Go::Stuck ||
            tap(QStringLiteral("choice-0")) == Go::Stuck ||
            expect("the account", [this] { return on(Page::Account); }) == Go::Stuck) {
            return Go::Stuck;
        }
    }
    // The meter is asked while the page stands already; picture it with the answer if one comes.
    std::ignore = waitFor([this] { return !m_terminal.account()->asking(); }, kReadingPatience);
    if (picture("account", Page::Account) == Go::Stuck ||
        tap(QStringLiteral("header-language")) == Go::Stuck ||
        picture("account-english", Page::Account) == Go::Stuck) {
        return Go::Stuck;
    }
    return tap(QStringLiteral("header-language"));
}

Tour::Go Tour::asides() {
    if (tap(QStringLiteral("header-large-type")) == Go::Stuck ||
        picture("account-large-type", Page::Account) == Go::Stuck ||
        tap(QStringLiteral("header-large-type")) == Go::Stuck ||
        tap(QStringLiteral("account-recent")) == Go::Stuck ||
        picture("recent", Page::Recent) == Go::Stuck ||
        tap(QStringLiteral("recent-leave")) == Go::Stuck) {
        return Go::Stuck;
    }
    if (tap(QStringLiteral("header-help")) == Go::Stuck ||
        picture("help", Page::Help) == Go::Stuck) {
        return Go::Stuck;
    }
    return tap(QStringLiteral("help-leave"));
}

Tour::Go Tour::chooseAmount() {
    if (expect("the account's keys", [this] {
            return tappable(QStringLiteral("account-pay")) != nullptr;
        }) == Go::Stuck) {
        return Go::Stuck;
    }
    const QString tile = QStringLiteral("amount-¥ ") + QString::number(m_options.amountYuan);
    if (tappable(tile) != nullptr) {
        if (tap(tile) == Go::Stuck) return Go::Stuck;
    } else if (tap(QStringLiteral("amount-other")) == Go::Stuck ||
               type(QString::number(m_options.amountYuan)) == Go::Stuck ||
               picture("other-amount", Page::Amount) == Go::Stuck ||
               tap(QStringLiteral("key-submit")) == Go::Stuck) {
        return Go::Stuck;
    }
    if (!m_options.channel.isEmpty() &&
        (tap(QStringLiteral("channel-") + m_options.channel) == Go::Stuck ||
         picture("way-to-pay", Page::Account) == Go::Stuck)) {
        return Go::Stuck;
    }
    return tap(QStringLiteral("account-pay"));
}

Tour::Go Tour::pay() {
    if (expect("the code", [this] { return on(Page::Code); }) == Go::Stuck ||
        picture("code", Page::Code) == Go::Stuck) {
        return Go::Stuck;
    }
    const QString code = QString::fromStdString(m_terminal.code()->text());
    if (m_options.pay.isEmpty()) {
        std::printf("code=%s\n", qPrintable(code));
        std::fflush(stdout);
        return Go::On;
    }
    QStringList arguments = m_options.pay.mid(1);
    arguments += code;
    m_payer.start(m_options.pay.first(), arguments);
    return expect("the paying command to start",
                  [this] { return m_payer.state() != QProcess::Starting; });
}

int Tour::follow() {
    const auto moved = [this] { return !on(Page::Code); };
    if (expect("the payment to be seen", moved) == Go::Stuck) return report(false);
    if (passing("sending", Page::Progress) == Go::Stuck) return 1;
    const auto ended = [this] { return on(Page::Done) || on(Page::Notice); };
    if (expect("the meter to be credited", ended) == Go::Stuck) return report(false);
    if (on(Page::Notice)) {
        if (passing("notice", Page::Notice) == Go::Stuck) return 1;
        std::ignore = waitFor([this] { return on(Page::Done); }, kSilentPatience);
    }
    const bool done = on(Page::Done);
    if (done && picture("done", Page::Done) == Go::Stuck) return 1;
    return report(done);
}

Tour::Go Tour::type(const QString& digits) {
    for (const QChar digit : digits) {
        if (tap(QStringLiteral("key-") + digit) == Go::Stuck) return Go::Stuck;
    }
    return Go::On;
}

Tour::Go Tour::tap(const QString& name) {
    if (name == m_lastTapped) {
        std::ignore = waitFor([] { return false; }, kBetweenEqualTaps);
    }
    const QByteArray what = name.toUtf8();
    if (expect(what.constData(), [&] { return tappable(name) != nullptr; }) == Go::Stuck) {
        return Go::Stuck;
    }
    QQuickItem* item = tappable(name);
    const QPointF at = item->mapToScene(QPointF(item->width() / 2, item->height() / 2));
    const QPointF global = m_screen.mapToGlobal(at);
    QMouseEvent press(QEvent::MouseButtonPress, at, global, Qt::LeftButton, Qt::LeftButton,
                      Qt::NoModifier);
    QCoreApplication::sendEvent(&m_screen, &press);
    // Made only now: events of one pointer share its point, and this one says "released".
    QMouseEvent release(QEvent::MouseButtonRelease, at, global, Qt::LeftButton, Qt::NoButton,
                        Qt::NoModifier);
    QCoreApplication::sendEvent(&m_screen, &release);
    m_lastTapped = name;
    return Go::On;
}

Tour::Go Tour::picture(const char* name, Page page) {
    settle();
    // No event is handled between this look and the grab: the page cannot go in between.
    if (on(page)) return save(name);
    std::fprintf(stderr, "tour: the page went before the picture \"%s\" was taken\n", name);
    return Go::Stuck;
}

Tour::Go Tour::passing(const char* name, Page page) {
    settle();
    return on(page) ? save(name) : Go::On;
}

Tour::Go Tour::save(const char* name) {
    const QString file = QStringLiteral("%1/%2-%3.png")
                             .arg(m_options.folder)
                             .arg(++m_pictures, 2, 10, QLatin1Char('0'))
                             .arg(QString::fromUtf8(name));
    if (m_screen.grabWindow().save(file)) {
        std::printf("picture=%s\n", qPrintable(file));
        std::fflush(stdout);
        return Go::On;
    }
    std::fprintf(stderr, "tour: cannot write %s\n", qPrintable(file));
    return Go::Stuck;
}

Tour::Go Tour::expect(const char* what, const Condition& condition) {
    const auto left =
        std::chrono::seconds(m_options.limitSeconds) - std::chrono::milliseconds(m_time.elapsed());
    if (waitFor(condition, std::chrono::duration_cast<std::chrono::milliseconds>(left))) {
        return Go::On;
    }
    std::fprintf(stderr, "tour: waited in vain for %s\n", what);
    return Go::Stuck;
}

bool Tour::waitFor(const Condition& condition, std::chrono::milliseconds limit) {
    QElapsedTimer since;
    since.start();
    while (!condition()) {
        if (std::chrono::milliseconds(since.elapsed()) >= limit || outOfTime()) return false;
        // The screen's own beat wakes the loop up several times a second.
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    }
    return true;
}

void Tour::settle() {
    std::ignore = waitFor([] { return false; }, kAppear);
}

QQuickItem* Tour::tappable(const QString& name) const {
    // A page that has just come up takes no touch yet.
    if (find(m_screen.contentItem(), QStringLiteral("page-shield")) != nullptr) return nullptr;
    QQuickItem* item = find(m_screen.contentItem(), name);
    return item != nullptr && item->isEnabled() && item->width() > 0 ? item : nullptr;
}

bool Tour::outOfTime() const {
    return std::chrono::milliseconds(m_time.elapsed()) >
           std::chrono::seconds(m_options.limitSeconds);
}

int Tour::report(bool done) const {
    const std::optional<api::OrderView>& order = m_terminal.order();
    std::printf("order=%s state=%s\n", order ? order->id.text().c_str() : "-",
                order ? order->state.c_str() : "-");
    std::fflush(stdout);
    return done ? 0 : 3;
}

}  // namespace wattill::kiosk
