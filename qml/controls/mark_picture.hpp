#pragma once

#include "theme/tone.hpp"

#include <QColor>
#include <QQuickPaintedItem>

namespace wattill::kiosk {

/// A sign in round strokes, as large as the item.
class MarkPicture : public QQuickPaintedItem {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(wattill::kiosk::MarkNames::Mark mark MEMBER m_mark NOTIFY changed FINAL)
    Q_PROPERTY(QColor ink MEMBER m_ink NOTIFY changed FINAL)

  public:
    explicit MarkPicture(QQuickItem* parent = nullptr);
    void paint(QPainter* painter) override;

  signals:
    void changed();

  private:
    Mark m_mark = Mark::Check;
    QColor m_ink;
};

}  // namespace wattill::kiosk
