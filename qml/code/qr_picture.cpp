#include "code/qr_picture.hpp"

#include <QPainter>
#include <algorithm>

namespace wattill::kiosk {

QrPicture::QrPicture(QQuickItem* parent) : QQuickPaintedItem(parent) {
    setAntialiasing(false);
    connect(this, &QrPicture::changed, this, [this] { update(); });
}

void QrPicture::paint(QPainter* painter) {
    if (m_side <= 0 || m_modules.size() != static_cast<qsizetype>(m_side) * m_side) return;
    const int room = static_cast<int>(std::min(width(), height()));
    const int module = room / m_side;
    const int left = (static_cast<int>(width()) - module * m_side) / 2;
    const int top = (static_cast<int>(height()) - module * m_side) / 2;
    for (int row = 0; row < m_side; ++row) {
        for (int column = 0; column < m_side; ++column) {
            if (m_modules.at(row * m_side + column) != QLatin1Char('1')) continue;
            painter->fillRect(left + column * module, top + row * module, module, module, m_ink);
        }
    }
}

}  // namespace wattill::kiosk
