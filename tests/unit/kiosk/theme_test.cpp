#include "theme/palette.hpp"
#include "theme/sizes.hpp"

#include <gtest/gtest.h>

namespace wattill::kiosk {
namespace {

constexpr double kReadable = 4.5;
/// Borders and signs, WCAG 1.4.11.
constexpr double kVisible = 3.0;

class EveryTheme : public testing::TestWithParam<bool> {
  protected:
    Palette p = GetParam() ? Palette::dark() : Palette::light();
};

TEST_P(EveryTheme, TextStandsOutFromItsGround) {
    struct Pair {
        const char* name;
        QColor text;
        QColor ground;
    };
    const Pair pairs[] = {
        {"ink on ground", p.ink, p.ground},
        {"ink on surface", p.ink, p.surface},
        {"ink on pressed", p.ink, p.pressed},
        {"ink on accent ground", p.ink, p.accentGround},
        {"soft ink on ground", p.inkSoft, p.ground},
        {"soft ink on surface", p.inkSoft, p.surface},
        {"on accent", p.onAccent, p.accent},
        {"on pressed accent", p.onAccent, p.accentPressed},
        {"accent ink on surface", p.accentInk, p.surface},
        {"accent ink on ground", p.accentInk, p.ground},
        {"on disabled", p.onDisabled, p.disabled},
        {"disabled on surface", p.onDisabled, p.surface},
        {"amber ink on ground", p.amberInk, p.ground},
        {"amber ink on surface", p.amberInk, p.surface},
        {"red ink on surface", p.redInk, p.surface},
        {"red ink on ground", p.redInk, p.ground},
        {"countdown", p.ground, p.ink},
        {"code", p.codeInk, p.codeGround},
    };
    for (const Pair& pair : pairs) {
        EXPECT_GE(contrast(pair.text, pair.ground), kReadable) << pair.name;
    }
}

TEST_P(EveryTheme, EveryToneIsReadable) {
    for (int tone = 0; tone <= static_cast<int>(Tone::UnionPay); ++tone) {
        const auto at = static_cast<Tone>(tone);
        EXPECT_GE(contrast(p.inkOf(at), p.groundOf(at)), kReadable) << tone;
        EXPECT_GE(contrast(p.inkOf(at), p.surface), kReadable) << tone;
    }
}

TEST_P(EveryTheme, WhatIsDoneCanBeSeen) {
    EXPECT_GE(contrast(p.accent, p.surface), kVisible);
    EXPECT_GE(contrast(p.accent, p.ground), kVisible);
    EXPECT_GE(contrast(p.alipay, p.surface), kVisible);
    EXPECT_GE(contrast(p.unionpay, p.surface), kVisible);
}

INSTANTIATE_TEST_SUITE_P(Themes, EveryTheme, testing::Bool(),
                         [](const testing::TestParamInfo<bool>& at) {
                             return at.param ? "dark" : "light";
                         });

TEST(Contrast, IsThatOfWcag) {
    EXPECT_NEAR(contrast(Qt::black, Qt::white), 21.0, 0.01);
    EXPECT_NEAR(contrast(QColor(0x77, 0x77, 0x77), Qt::white), 4.48, 0.01);
}

TEST(Palette, HasTheColoursOfTheDesign) {
    const Palette p = Palette::light();
    EXPECT_EQ(p.ground, QColor(0xF4, 0xF6, 0xF3));
    EXPECT_EQ(p.ink, QColor(0x13, 0x20, 0x1A));
    EXPECT_EQ(p.accent, QColor(0x0A, 0x6B, 0x4E));
    EXPECT_EQ(p.red, QColor(0xC5, 0x37, 0x2C));
    EXPECT_EQ(p.alipay, QColor(0x16, 0x77, 0xFF));
}

TEST(Sizes, AreMillimetresOfThePanel) {
    const Panel panel{{1080, 1920}, 21.5};
    EXPECT_NEAR(panel.pixelsPerMm(), 4.03, 0.01);
    EXPECT_NEAR(Sizes::of(panel, false).touch, 22 * 4.03, 1);
    EXPECT_NEAR(Sizes::of(panel, true).touch, 30 * 4.03, 1);
    EXPECT_EQ(Sizes::of({{2160, 3840}, 21.5}, false).touch, 2 * Sizes::of(panel, false).touch - 1);
}

TEST(Sizes, FingersAndEyesDoNotShrinkWithThePanel) {
    for (const double inches : {15.6, 21.5, 32.0, 43.0}) {
        for (const bool large : {false, true}) {
            const Panel panel{{1080, 1920}, inches};
            const Sizes s = Sizes::of(panel, large);
            const double least = (large ? 30 : 22) * panel.pixelsPerMm() - 1;
            EXPECT_GE(s.touch, least);
            EXPECT_GE(s.key, least);
            EXPECT_GE(s.tile, least);
            EXPECT_GE(s.textTiny, 6.5 * panel.pixelsPerMm() - 1);
            EXPECT_GE(s.smallGap, 3 * panel.pixelsPerMm() - 1);
            EXPECT_GE(s.gap, 3 * panel.pixelsPerMm() - 1);
            // Capitals are 0.73 of an em in Noto Sans CJK: 6.1 mm at arm's length.
            EXPECT_GE(s.textStrong * 0.733, 6.0 * panel.pixelsPerMm() - 1);
        }
    }
}

}  // namespace
}  // namespace wattill::kiosk
