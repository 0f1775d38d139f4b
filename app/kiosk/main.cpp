#include "api/client.hpp"
#include "link/thread_lane.hpp"
#include "options.hpp"
#include "screen.hpp"
#include "terminal/terminal.hpp"
#include "tour.hpp"

#include <QElapsedTimer>
#include <QFont>
#include <QGuiApplication>
#include <QScreen>
#include <QTimer>
#include <QUuid>
#include <cstdio>
#include <memory>

namespace wattill::kiosk {

namespace {
using namespace std::chrono_literals;

/// A tap's question: longer silence is an outage to the tenant. A meter's own answer takes longer.
constexpr Duration kCallTimeout = 5s;
constexpr Duration kWaitTimeout = 15s;
constexpr Duration kBeat = 100ms;
/// Of a desk display's height.
constexpr double kWindowShare = 0.88;

std::unique_ptr<Lane> lane(const Options& options, Duration timeout) {
    api::ClientConfig config;
    config.socketPath = options.socket.toStdString();
    config.timeout = timeout;
    return std::make_unique<ThreadLane>(api::makeClient(std::move(config)));
}

QSize windowSize(const Options& options) {
    if (options.sizeGiven || options.headless) return options.size;
    const QScreen* display = QGuiApplication::primaryScreen();
    if (display == nullptr) return options.size;
    if (options.fullscreen) return display->size();
    const int height = static_cast<int>(display->availableSize().height() * kWindowShare);
    return {height * 9 / 16, height};
}

void present(Screen& screen, const Options& options) {
    screen.resize(windowSize(options));
    if (options.fullscreen && !options.headless) {
        screen.setCursor(Qt::BlankCursor);
        screen.showFullScreen();
    } else {
        screen.show();
    }
}

int run(QGuiApplication& application, const Options& options) {
    Theme theme({options.size, options.panelInches});
    theme.setDark(options.dark);
    // A picture in the middle of a fade shows nothing.
    theme.setStill(options.tour.has_value());
    Language language;
    TerminalConfig config;
    config.terminal = options.terminal.toStdString();
    config.language = options.language;
    config.newKey = [] { return QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString(); };
    NodeLink link(lane(options, kCallTimeout), lane(options, kWaitTimeout));
    Terminal terminal(link, language, theme, std::move(config));
    Screen screen(terminal, theme, language, options.panelInches);
    QObject::connect(&screen, &Screen::firstFrame, &application, [&] {
        std::printf("first frame\n");
        std::fflush(stdout);
        if (options.quitAfterFirstFrame) QCoreApplication::quit();
    });
    QElapsedTimer sinceStart;
    sinceStart.start();
    QTimer beat;
    QObject::connect(&beat, &QTimer::timeout, &terminal,
                     [&] { terminal.tick(Duration(sinceStart.elapsed())); });
    beat.start(kBeat);
    terminal.tick(Duration(0));
    screen.resize(windowSize(options));
    if (!screen.open()) return 1;
    present(screen, options);
    if (!options.tour) return QGuiApplication::exec();
    return Tour(screen, terminal, *options.tour).run();
}
}  // namespace

}  // namespace wattill::kiosk

int main(int argc, char** argv) {
    using namespace wattill::kiosk;
    QStringList arguments;
    for (int at = 0; at < argc; ++at)
        arguments += QString::fromLocal8Bit(argv[at]);
    int exitCode = 0;
    const std::optional<Options> options = readOptions(arguments, exitCode);
    if (!options) return exitCode;
    if (options->headless) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
        qputenv("QT_QUICK_BACKEND", "software");
    }
    QGuiApplication application(argc, argv);
    QGuiApplication::setFont(QFont(QStringLiteral("Noto Sans CJK SC")));
    return run(application, *options);
}
