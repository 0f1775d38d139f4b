#pragma once

#include <QObject>
#include <QSize>

#include <QtQml/qqmlregistration.h>

namespace wattill::kiosk {

/// The glass: how many pixels, and how large they are in the world.
struct Panel {
    QSize pixels{1080, 1920};
    double diagonalInches = 21.5;

    [[nodiscard]] double pixelsPerMm() const;
};

/// Every length of the terminal, in pixels of this panel, derived from millimetres. A panel lower
/// than the 476 mm of a 21.5" portrait one gets tighter gaps and lower keys, down to the least
/// sizes that a finger and an eye need; those do not shrink.
class Sizes {
    Q_GADGET
    QML_VALUE_TYPE(kioskSizes)
    Q_PROPERTY(int margin MEMBER margin CONSTANT FINAL)
    Q_PROPERTY(int gap MEMBER gap CONSTANT FINAL)
    Q_PROPERTY(int smallGap MEMBER smallGap CONSTANT FINAL)
    Q_PROPERTY(int touch MEMBER touch CONSTANT FINAL)
    Q_PROPERTY(int key MEMBER key CONSTANT FINAL)
    Q_PROPERTY(int tile MEMBER tile CONSTANT FINAL)
    Q_PROPERTY(int field MEMBER field CONSTANT FINAL)
    Q_PROPERTY(int mark MEMBER mark CONSTANT FINAL)
    Q_PROPERTY(int badge MEMBER badge CONSTANT FINAL)
    Q_PROPERTY(int code MEMBER code CONSTANT FINAL)
    Q_PROPERTY(int bars MEMBER bars CONSTANT FINAL)
    Q_PROPERTY(int bar MEMBER bar CONSTANT FINAL)
    Q_PROPERTY(int barCorner MEMBER barCorner CONSTANT FINAL)
    Q_PROPERTY(int dot MEMBER dot CONSTANT FINAL)
    Q_PROPERTY(int caret MEMBER caret CONSTANT FINAL)
    Q_PROPERTY(int stroke MEMBER stroke CONSTANT FINAL)
    Q_PROPERTY(int thickStroke MEMBER thickStroke CONSTANT FINAL)
    Q_PROPERTY(int cardCorner MEMBER cardCorner CONSTANT FINAL)
    Q_PROPERTY(int keyCorner MEMBER keyCorner CONSTANT FINAL)
    Q_PROPERTY(int textTiny MEMBER textTiny CONSTANT FINAL)
    Q_PROPERTY(int textSmall MEMBER textSmall CONSTANT FINAL)
    Q_PROPERTY(int textBody MEMBER textBody CONSTANT FINAL)
    Q_PROPERTY(int textStrong MEMBER textStrong CONSTANT FINAL)
    Q_PROPERTY(int textKey MEMBER textKey CONSTANT FINAL)
    Q_PROPERTY(int textTitle MEMBER textTitle CONSTANT FINAL)
    Q_PROPERTY(int textAmount MEMBER textAmount CONSTANT FINAL)
    Q_PROPERTY(int textBalance MEMBER textBalance CONSTANT FINAL)
    Q_PROPERTY(int digitSpacing MEMBER digitSpacing CONSTANT FINAL)

  public:
    [[nodiscard]] static Sizes of(const Panel& panel, bool largeType);

    int margin = 0, gap = 0, smallGap = 0;
    int touch = 0;  ///< the least height and width of anything that is touched
    int key = 0, tile = 0, field = 0;
    int mark = 0, badge = 0, code = 0, bars = 0, bar = 0, barCorner = 0, dot = 0, caret = 0;
    int stroke = 0, thickStroke = 0, cardCorner = 0, keyCorner = 0;
    int textTiny = 0, textSmall = 0, textBody = 0, textStrong = 0, textKey = 0;
    int textTitle = 0, textAmount = 0, textBalance = 0;
    int digitSpacing = 0;

    bool operator==(const Sizes&) const = default;
};

}  // namespace wattill::kiosk
