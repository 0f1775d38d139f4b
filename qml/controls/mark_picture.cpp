#include "controls/mark_picture.hpp"

#include <QPainter>
#include <QPainterPath>
#include <QPen>
#include <algorithm>

namespace wattill::kiosk {

namespace {
/// The sign on a square of 100 × 100.
QPainterPath pathOf(Mark mark) {
    QPainterPath path;
    switch (mark) {
        case Mark::Check:
            path.moveTo(16, 54);
            path.lineTo(40, 78);
            path.lineTo(86, 26);
            break;
        case Mark::Clock:
            path.moveTo(50, 14);
            path.lineTo(50, 54);
            path.lineTo(78, 72);
            break;
        case Mark::Person:
            path.addEllipse(QPointF(50, 30), 18, 18);
            path.moveTo(14, 88);
            path.cubicTo(14, 50, 86, 50, 86, 88);
            break;
        case Mark::Back:
            path.moveTo(36, 18);
            path.lineTo(14, 40);
            path.lineTo(36, 62);
            path.moveTo(16, 40);
            path.lineTo(64, 40);
            path.cubicTo(92, 40, 92, 82, 64, 82);
            path.lineTo(44, 82);
            break;
        case Mark::Cross:
            path.moveTo(24, 24);
            path.lineTo(76, 76);
            path.moveTo(76, 24);
            path.lineTo(24, 76);
            break;
        case Mark::Link:
            path.moveTo(10, 50);
            path.lineTo(32, 50);
            path.moveTo(68, 50);
            path.lineTo(90, 50);
            path.moveTo(44, 36);
            path.lineTo(56, 64);
            break;
        case Mark::Erase:
            path.moveTo(32, 22);
            path.lineTo(92, 22);
            path.lineTo(92, 78);
            path.lineTo(32, 78);
            path.lineTo(8, 50);
            path.closeSubpath();
            path.moveTo(48, 38);
            path.lineTo(72, 62);
            path.moveTo(72, 38);
            path.lineTo(48, 62);
            break;
        case Mark::Question:
            path.moveTo(30, 34);
            path.cubicTo(30, 6, 72, 8, 70, 36);
            path.cubicTo(68, 52, 50, 50, 50, 66);
            path.moveTo(50, 87);
            path.lineTo(50, 88);
            break;
    }
    return path;
}
}  // namespace

MarkPicture::MarkPicture(QQuickItem* parent) : QQuickPaintedItem(parent) {
    setAntialiasing(true);
    connect(this, &MarkPicture::changed, this, [this] { update(); });
}

void MarkPicture::paint(QPainter* painter) {
    const double side = std::min(width(), height());
    painter->setRenderHint(QPainter::Antialiasing);
    painter->translate((width() - side) / 2, (height() - side) / 2);
    painter->scale(side / 100, side / 100);
    const double stroke = m_mark == Mark::Erase ? 7 : 12;
    painter->setPen(QPen(m_ink, stroke, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawPath(pathOf(m_mark));
}

}  // namespace wattill::kiosk
