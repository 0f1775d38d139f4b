#include "options.hpp"

#include <QCommandLineParser>
#include <QProcess>
#include <cstdio>

namespace wattill::kiosk {

namespace {
constexpr double kLeastInches = 5;
constexpr double kMostInches = 100;

using Parser = QCommandLineParser;

QString say(const char* text) {
    return QString::fromUtf8(text);
}

void declare(Parser& parser) {
    const auto option = [&](const char* name, const char* what, const char* value = nullptr,
                            const char* standard = nullptr) {
        QCommandLineOption declared(say(name), say(what));
        if (value != nullptr) declared.setValueName(say(value));
        if (standard != nullptr) declared.setDefaultValue(say(standard));
        parser.addOption(declared);
    };
    parser.setApplicationDescription(say("The touchscreen of a Wattill terminal."));
    parser.addHelpOption();
    parser.addVersionOption();
    option("socket", "The Unix socket of this machine's node.", "path");
    option("terminal", "This terminal's name, 1-8 letters and digits.", "name");
    option("panel-inches", "Diagonal of the panel; sizes come from it.", "inches", "21.5");
    option("fullscreen", "Take the whole screen (the default).");
    option("windowed", "Show a window that fits a desk display.");
    option("window-size", "Size of the window or of the headless panel.", "WxH");
    option("language", "zh or en: what the welcome page begins with.", "code", "zh");
    option("theme", "light or dark.", "name", "light");
    option("headless", "No display: draw in memory.");
    option("quit-after-first-frame", "End as soon as the first picture stands.");
    option("tour", "Walk through the screens by taps; pictures go to this folder.", "folder");
    option("tour-number", "What the tour types on the welcome page.", "digits");
    option("tour-amount", "What the tour tops up, in whole yuan.", "yuan", "100");
    option("tour-channel", "The way to pay that the tour chooses, as the node calls it.", "name");
    option("tour-pay", "A command that pays; what the code says is appended.", "command");
    option("tour-limit", "Seconds that the whole tour may take.", "seconds", "120");
}

std::nullopt_t wrong(const QString& what) {
    std::fprintf(stderr, "wattill-kiosk: %s\n", qPrintable(what));
    return std::nullopt;
}

std::optional<QSize> sizeFrom(const QString& text) {
    const QStringList parts = text.split(QLatin1Char('x'));
    if (parts.size() != 2) return std::nullopt;
    const QSize size(parts[0].toInt(), parts[1].toInt());
    if (size.width() < 240 || size.height() < 320) return std::nullopt;
    return size;
}

std::optional<TourOptions> readTour(const Parser& parser) {
    TourOptions tour;
    tour.folder = parser.value(say("tour"));
    tour.number = parser.value(say("tour-number"));
    tour.amountYuan = parser.value(say("tour-amount")).toInt();
    tour.channel = parser.value(say("tour-channel"));
    tour.pay = QProcess::splitCommand(parser.value(say("tour-pay")));
    tour.limitSeconds = parser.value(say("tour-limit")).toInt();
    if (tour.number.isEmpty()) {
        return wrong(say("--tour needs --tour-number, the digits to type on the welcome page"));
    }
    if (tour.amountYuan <= 0 || tour.limitSeconds <= 0) {
        return wrong(say("--tour-amount and --tour-limit are whole numbers above 0"));
    }
    return tour;
}

std::optional<Options> checked(const Parser& parser) {
    Options options;
    options.socket = parser.value(say("socket"));
    options.terminal = parser.value(say("terminal"));
    options.language = parser.value(say("language"));
    options.panelInches = parser.value(say("panel-inches")).toDouble();
    options.headless = parser.isSet(say("headless"));
    options.fullscreen = !parser.isSet(say("windowed"));
    options.quitAfterFirstFrame = parser.isSet(say("quit-after-first-frame"));
    const QString theme = parser.value(say("theme"));
    options.dark = theme == say("dark");
    if (options.socket.isEmpty()) {
        return wrong(
            say("--socket is missing: the path of the node's Unix socket, as in its "
                "configuration"));
    }
    if (options.panelInches < kLeastInches || options.panelInches > kMostInches) {
        return wrong(say("--panel-inches is the diagonal in inches, 5 to 100, such as 21.5"));
    }
    if (options.language != say("zh") && options.language != say("en")) {
        return wrong(say("--language is zh or en"));
    }
    if (!options.dark && theme != say("light")) return wrong(say("--theme is light or dark"));
    if (parser.isSet(say("window-size"))) {
        const std::optional<QSize> size = sizeFrom(parser.value(say("window-size")));
        if (!size) return wrong(say("--window-size is WIDTHxHEIGHT in pixels, such as 540x960"));
        options.size = *size;
        options.sizeGiven = true;
    }
    if (parser.isSet(say("tour"))) {
        options.tour = readTour(parser);
        if (!options.tour) return std::nullopt;
    }
    return options;
}
}  // namespace

std::optional<Options> readOptions(const QStringList& arguments, int& exitCode) {
    Parser parser;
    declare(parser);
    exitCode = 2;
    if (!parser.parse(arguments)) return wrong(parser.errorText());
    if (!parser.positionalArguments().isEmpty()) {
        return wrong(say("nothing is expected besides options; see --help"));
    }
    if (parser.isSet(say("help")) || parser.isSet(say("version"))) {
        exitCode = 0;
        std::printf("%s\n", parser.isSet(say("help")) ? qPrintable(parser.helpText()) : "0.1.0");
        return std::nullopt;
    }
    return checked(parser);
}

}  // namespace wattill::kiosk
