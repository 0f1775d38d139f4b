#include "theme/palette.hpp"

#include <algorithm>
#include <cmath>

namespace wattill::kiosk {

namespace {
QColor rgb(QRgb value) {
    return QColor::fromRgb(value);
}

double luminance(const QColor& colour) {
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(static_cast<double>(colour.redF())) +
           0.7152 * linear(static_cast<double>(colour.greenF())) +
           0.0722 * linear(static_cast<double>(colour.blueF()));
}
}  // namespace

Palette Palette::light() {
    Palette p;
    p.ground = rgb(0xF4F6F3);
    p.surface = rgb(0xFFFFFF);
    p.pressed = rgb(0xE3E9E4);
    p.line = rgb(0xDDE3DE);
    p.ink = rgb(0x13201A);
    p.inkSoft = rgb(0x4C5A53);
    p.accent = rgb(0x0A6B4E);
    p.accentPressed = rgb(0x07523B);
    p.onAccent = rgb(0xFFFFFF);
    p.accentInk = rgb(0x0A6B4E);
    p.accentGround = rgb(0xE6F2EC);
    p.bar = rgb(0xBAD6C9);
    p.disabled = rgb(0xDDE3DE);
    p.onDisabled = rgb(0x4C5A53);
    p.amber = rgb(0xE2A100);
    p.amberGround = rgb(0xFFF6DB);
    p.amberInk = rgb(0x6B4A00);
    p.orange = rgb(0xD9661F);
    p.orangeGround = rgb(0xFFEFE3);
    p.orangeInk = rgb(0x803000);
    p.red = rgb(0xC5372C);
    p.redGround = rgb(0xFDEDEC);
    p.redInk = rgb(0x8A1B13);
    p.blue = rgb(0x2F62C9);
    p.blueGround = rgb(0xE9EFFC);
    p.blueInk = rgb(0x1D479F);
    p.grey = rgb(0x7B857F);
    p.greyGround = rgb(0xE9EDEA);
    p.greyInk = rgb(0x46524B);
    p.alipay = rgb(0x1677FF);
    p.alipayGround = rgb(0xE8F2FF);
    p.alipayInk = rgb(0x0A50C2);
    p.unionpay = rgb(0x017B84);
    p.unionpayGround = rgb(0xE2F3F4);
    p.unionpayInk = rgb(0x025A61);
    p.codeGround = rgb(0xFFFFFF);
    p.codeInk = rgb(0x000000);
    return p;
}

Palette Palette::dark() {
    Palette p;
    p.ground = rgb(0x0E1512);
    p.surface = rgb(0x18211D);
    p.pressed = rgb(0x26322C);
    p.line = rgb(0x33403A);
    p.ink = rgb(0xEAF2ED);
    p.inkSoft = rgb(0xA9B8B0);
    p.accent = rgb(0x35B88A);
    p.accentPressed = rgb(0x2A9670);
    p.onAccent = rgb(0x04150E);
    p.accentInk = rgb(0x5FD3A9);
    p.accentGround = rgb(0x133227);
    p.bar = rgb(0x2F5C4A);
    p.disabled = rgb(0x2A352F);
    p.onDisabled = rgb(0xA9B8B0);
    p.amber = rgb(0xE2A100);
    p.amberGround = rgb(0x352A0B);
    p.amberInk = rgb(0xFFD978);
    p.orange = rgb(0xE88145);
    p.orangeGround = rgb(0x3A2010);
    p.orangeInk = rgb(0xFFBE94);
    p.red = rgb(0xE5655B);
    p.redGround = rgb(0x3A1815);
    p.redInk = rgb(0xFFB6AE);
    p.blue = rgb(0x7BA0F2);
    p.blueGround = rgb(0x17243F);
    p.blueInk = rgb(0xA9C3FF);
    p.grey = rgb(0x8A958F);
    p.greyGround = rgb(0x232B27);
    p.greyInk = rgb(0xBBC6C0);
    p.alipay = rgb(0x4A97FF);
    p.alipayGround = rgb(0x12274A);
    p.alipayInk = rgb(0x9CC6FF);
    p.unionpay = rgb(0x27A9B3);
    p.unionpayGround = rgb(0x0B3134);
    p.unionpayInk = rgb(0x8ADFE5);
    p.codeGround = rgb(0xFFFFFF);
    p.codeInk = rgb(0x000000);
    return p;
}

QColor Palette::inkOf(Tone tone) const {
    switch (tone) {
        case Tone::Good:
            return accentInk;
        case Tone::Amber:
            return amberInk;
        case Tone::Orange:
            return orangeInk;
        case Tone::Red:
            return redInk;
        case Tone::Blue:
            return blueInk;
        case Tone::Grey:
            return greyInk;
        case Tone::Alipay:
            return alipayInk;
        case Tone::UnionPay:
            return unionpayInk;
        case Tone::Plain:
            break;
    }
    return ink;
}

QColor Palette::groundOf(Tone tone) const {
    switch (tone) {
        case Tone::Good:
            return accentGround;
        case Tone::Amber:
            return amberGround;
        case Tone::Orange:
            return orangeGround;
        case Tone::Red:
            return redGround;
        case Tone::Blue:
            return blueGround;
        case Tone::Grey:
            return greyGround;
        case Tone::Alipay:
            return alipayGround;
        case Tone::UnionPay:
            return unionpayGround;
        case Tone::Plain:
            break;
    }
    return surface;
}

QColor Palette::lineOf(Tone tone) const {
    switch (tone) {
        case Tone::Good:
            return accent;
        case Tone::Amber:
            return amber;
        case Tone::Orange:
            return orange;
        case Tone::Red:
            return red;
        case Tone::Blue:
            return blue;
        case Tone::Grey:
            return grey;
        case Tone::Alipay:
            return alipay;
        case Tone::UnionPay:
            return unionpay;
        case Tone::Plain:
            break;
    }
    return line;
}

double contrast(const QColor& one, const QColor& other) {
    const double a = luminance(one);
    const double b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

}  // namespace wattill::kiosk
