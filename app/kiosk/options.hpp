#pragma once

#include <QSize>
#include <QString>
#include <QStringList>
#include <optional>

namespace wattill::kiosk {

/// A walk through the real screens by synthetic taps.
struct TourOptions {
    QString folder;  ///< pictures go there
    QString number;  ///< what is typed on the welcome page
    int amountYuan = 100;
    QString channel;  ///< the way to pay that is tapped; empty: the one that is chosen already
    QStringList pay;  ///< program and arguments; what the code says is appended
    int limitSeconds = 120;
};

struct Options {
    QString socket;
    QString terminal;
    QString language = QStringLiteral("zh");
    double panelInches = 21.5;
    bool dark = false;
    bool fullscreen = true;
    bool headless = false;
    QSize size{1080, 1920};  ///< of the window, or of the panel where there is none
    bool sizeGiven = false;
    bool quitAfterFirstFrame = false;
    std::optional<TourOptions> tour;
};

/// Says on stderr what is wrong and how to put it right; nothing when the program should end.
/// `exitCode` is 0 after --help.
[[nodiscard]] std::optional<Options> readOptions(const QStringList& arguments, int& exitCode);

}  // namespace wattill::kiosk
