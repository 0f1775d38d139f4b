#include "theme/sizes.hpp"

#include <algorithm>
#include <cmath>

namespace wattill::kiosk {

namespace {
constexpr double kMmPerInch = 25.4;
constexpr double kRoomyHeightMm = 476;
constexpr double kTightest = 0.66;
/// Fingers: Trace Center, Applied Ergonomics 2013, 20 mm plateau, up to 30 mm with impairments.
constexpr double kTouchMm = 22;
constexpr double kLargeTouchMm = 30;
}  // namespace

double Panel::pixelsPerMm() const {
    return std::hypot(pixels.width(), pixels.height()) / (diagonalInches * kMmPerInch);
}

Sizes Sizes::of(const Panel& panel, bool largeType) {
    const double perMm = panel.pixelsPerMm();
    const double room = std::clamp(panel.pixels.height() / perMm / kRoomyHeightMm, kTightest, 1.0);
    const auto px = [&](double mm) {
        return std::max(1, static_cast<int>(std::lround(mm * perMm)));
    };
    const auto roomy = [&](double mm, double least) { return px(std::max(least, mm * room)); };
    const double touchMm = largeType ? kLargeTouchMm : kTouchMm;
    // Large type takes its room from gaps, signs and bars, which nobody has to read.
    const double type = largeType ? 1.18 : 1.0;
    const double display = largeType ? 1.05 : 1.0;
    const double air = largeType ? 0.7 : 1.0;

    Sizes s;
    s.margin = roomy(12 * air, 6);
    s.gap = roomy(6 * air, 3);
    s.smallGap = px(3);
    s.touch = px(touchMm);
    s.key = roomy(41, touchMm);
    s.tile = roomy(largeType ? kLargeTouchMm : 34, touchMm);
    s.field = roomy(52, 34);
    s.mark = roomy(52 * air, 28);
    s.badge = roomy(16, 12);
    s.code = roomy(140, 100);
    s.bars = px(std::max(14.0, 34 * (largeType ? 0.85 : 1.0) - (1 - room) * 70));
    s.bar = roomy(18, 12);
    s.barCorner = px(2);
    s.dot = px(4);
    s.caret = px(1.2);
    s.stroke = px(0.5);
    s.thickStroke = px(1);
    s.cardCorner = px(8);
    s.keyCorner = px(7);
    s.textTiny = roomy(7.4 * type, 6.5);
    s.textSmall = roomy(8.4 * type, 6.5);
    s.textBody = roomy(9.4 * type, 6.8);
    s.textStrong = roomy(11.4 * type, 8.3);
    s.textKey = roomy(19 * display, 14);
    s.textTitle = roomy(17.5 * display, 12);
    s.textAmount = roomy(27 * display, 18);
    s.textBalance = roomy(34 * display, 22);
    s.digitSpacing = px(6);
    return s;
}

}  // namespace wattill::kiosk
