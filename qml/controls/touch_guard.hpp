#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>

#include <QtQml/qqmlregistration.h>

namespace wattill::kiosk {

/// Tells a bounced or double touch from two touches. The same key twice within the time is one
/// touch; another key in between makes it two, so that "1010" can be typed as fast as one likes.
class TouchGuard : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON

  public:
    using QObject::QObject;

    Q_INVOKABLE bool admits(QObject* key, int withinMs);

  private:
    QPointer<QObject> m_last;
    QElapsedTimer m_since;
};

}  // namespace wattill::kiosk
