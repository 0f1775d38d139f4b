#pragma once

#include <QColor>
#include <QQuickPaintedItem>
#include <QString>

namespace wattill::kiosk {

/// Draws the modules of a code, each a whole number of pixels, in the middle of the item.
class QrPicture : public QQuickPaintedItem {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString modules MEMBER m_modules NOTIFY changed FINAL)
    Q_PROPERTY(int side MEMBER m_side NOTIFY changed FINAL)
    Q_PROPERTY(QColor ink MEMBER m_ink NOTIFY changed FINAL)

  public:
    explicit QrPicture(QQuickItem* parent = nullptr);
    void paint(QPainter* painter) override;

  signals:
    void changed();

  private:
    QString m_modules;
    int m_side = 0;
    QColor m_ink;
};

}  // namespace wattill::kiosk
