#include <QGuiApplication>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QQuickWindow>
#include <cstdio>
#include <memory>

/// The floor: the least that Qt Quick can show, a window of the kiosk's size with nothing in it.
int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_QUICK_BACKEND", "software");
    QGuiApplication application(argc, argv);
    QQmlEngine engine;
    QQmlComponent component(&engine);
    component.setData("import QtQuick\nWindow { width: 1080; height: 1920; visible: true }",
                      QUrl());
    const std::unique_ptr<QObject> object(component.create());
    auto* window = qobject_cast<QQuickWindow*>(object.get());
    if (window == nullptr) {
        std::fprintf(stderr, "%s\n", qPrintable(component.errorString()));
        return 1;
    }
    QObject::connect(window, &QQuickWindow::frameSwapped, &application, [] {
        std::printf("first frame\n");
        std::fflush(stdout);
        QCoreApplication::quit();
    });
    return QGuiApplication::exec();
}
