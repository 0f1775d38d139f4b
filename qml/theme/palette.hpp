#pragma once

#include "theme/tone.hpp"

#include <QColor>

#include <QtQml/qqmlregistration.h>

namespace wattill::kiosk {

/// Every colour of the terminal. One accent means "go on"; amber, orange and red mean alarm 1,
/// alarm 2 and arrears; grey is lost or not opened; blue is kept on. An `…Ink` is the text that
/// stands on its `…Ground` with a contrast of at least 4.5:1.
class Palette {
    Q_GADGET
    QML_VALUE_TYPE(kioskPalette)
    Q_PROPERTY(QColor ground MEMBER ground CONSTANT FINAL)
    Q_PROPERTY(QColor surface MEMBER surface CONSTANT FINAL)
    Q_PROPERTY(QColor pressed MEMBER pressed CONSTANT FINAL)
    Q_PROPERTY(QColor line MEMBER line CONSTANT FINAL)
    Q_PROPERTY(QColor ink MEMBER ink CONSTANT FINAL)
    Q_PROPERTY(QColor inkSoft MEMBER inkSoft CONSTANT FINAL)
    Q_PROPERTY(QColor accent MEMBER accent CONSTANT FINAL)
    Q_PROPERTY(QColor accentPressed MEMBER accentPressed CONSTANT FINAL)
    Q_PROPERTY(QColor onAccent MEMBER onAccent CONSTANT FINAL)
    Q_PROPERTY(QColor accentInk MEMBER accentInk CONSTANT FINAL)
    Q_PROPERTY(QColor accentGround MEMBER accentGround CONSTANT FINAL)
    Q_PROPERTY(QColor bar MEMBER bar CONSTANT FINAL)
    Q_PROPERTY(QColor disabled MEMBER disabled CONSTANT FINAL)
    Q_PROPERTY(QColor onDisabled MEMBER onDisabled CONSTANT FINAL)
    Q_PROPERTY(QColor amber MEMBER amber CONSTANT FINAL)
    Q_PROPERTY(QColor amberGround MEMBER amberGround CONSTANT FINAL)
    Q_PROPERTY(QColor amberInk MEMBER amberInk CONSTANT FINAL)
    Q_PROPERTY(QColor orange MEMBER orange CONSTANT FINAL)
    Q_PROPERTY(QColor orangeGround MEMBER orangeGround CONSTANT FINAL)
    Q_PROPERTY(QColor orangeInk MEMBER orangeInk CONSTANT FINAL)
    Q_PROPERTY(QColor red MEMBER red CONSTANT FINAL)
    Q_PROPERTY(QColor redGround MEMBER redGround CONSTANT FINAL)
    Q_PROPERTY(QColor redInk MEMBER redInk CONSTANT FINAL)
    Q_PROPERTY(QColor blue MEMBER blue CONSTANT FINAL)
    Q_PROPERTY(QColor blueGround MEMBER blueGround CONSTANT FINAL)
    Q_PROPERTY(QColor blueInk MEMBER blueInk CONSTANT FINAL)
    Q_PROPERTY(QColor grey MEMBER grey CONSTANT FINAL)
    Q_PROPERTY(QColor greyGround MEMBER greyGround CONSTANT FINAL)
    Q_PROPERTY(QColor greyInk MEMBER greyInk CONSTANT FINAL)
    Q_PROPERTY(QColor alipay MEMBER alipay CONSTANT FINAL)
    Q_PROPERTY(QColor alipayGround MEMBER alipayGround CONSTANT FINAL)
    Q_PROPERTY(QColor alipayInk MEMBER alipayInk CONSTANT FINAL)
    Q_PROPERTY(QColor unionpay MEMBER unionpay CONSTANT FINAL)
    Q_PROPERTY(QColor unionpayGround MEMBER unionpayGround CONSTANT FINAL)
    Q_PROPERTY(QColor unionpayInk MEMBER unionpayInk CONSTANT FINAL)
    Q_PROPERTY(QColor codeGround MEMBER codeGround CONSTANT FINAL)
    Q_PROPERTY(QColor codeInk MEMBER codeInk CONSTANT FINAL)

  public:
    [[nodiscard]] static Palette light();
    [[nodiscard]] static Palette dark();

    QColor ground, surface, pressed, line, ink, inkSoft;
    QColor accent, accentPressed, onAccent, accentInk, accentGround, bar;
    QColor disabled, onDisabled;
    QColor amber, amberGround, amberInk;
    QColor orange, orangeGround, orangeInk;
    QColor red, redGround, redInk;
    QColor blue, blueGround, blueInk;
    QColor grey, greyGround, greyInk;
    QColor alipay, alipayGround, alipayInk;
    /// The green-blue of its three colours: its red would say "arrears" here.
    QColor unionpay, unionpayGround, unionpayInk;
    QColor codeGround, codeInk;  ///< a code is black on white in every theme, or phones miss it

    /// Text, ground and outline of what has a tone.
    Q_INVOKABLE QColor inkOf(wattill::kiosk::ToneNames::Tone tone) const;
    Q_INVOKABLE QColor groundOf(wattill::kiosk::ToneNames::Tone tone) const;
    Q_INVOKABLE QColor lineOf(wattill::kiosk::ToneNames::Tone tone) const;

    bool operator==(const Palette&) const = default;
};

/// WCAG 2.2 contrast of two opaque colours, 1 … 21.
[[nodiscard]] double contrast(const QColor& one, const QColor& other);

}  // namespace wattill::kiosk
