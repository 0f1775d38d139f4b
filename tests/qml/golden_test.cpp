#include <QDir>
#include <QFile>
#include <QImage>
#include <cstdlib>
#include <gtest/gtest.h>

#include "qml/stage.hpp"

namespace wattill::kiosk::test {
namespace {

using Param = std::tuple<Scene, const char*, bool>;

/// Blending differs by a level or two between processors; that is no difference to anybody.
constexpr int kSameLevel = 4;

const QString kGolden = QStringLiteral(WATTILL_SOURCE_DIR "/tests/qml/golden");
const QString kActual = QStringLiteral(WATTILL_BINARY_DIR "/tests/qml/pictures");

bool sameLevel(QRgb one, QRgb other) {
    return std::abs(qRed(one) - qRed(other)) <= kSameLevel &&
           std::abs(qGreen(one) - qGreen(other)) <= kSameLevel &&
           std::abs(qBlue(one) - qBlue(other)) <= kSameLevel;
}

/// Differing pixels; `marked` shows them in red over the pale picture.
int differences(const QImage& golden, const QImage& actual, QImage& marked) {
    marked = actual.copy();
    int count = 0;
    for (int y = 0; y < actual.height(); ++y) {
        for (int x = 0; x < actual.width(); ++x) {
            const QRgb pixel = actual.pixel(x, y);
            if (sameLevel(pixel, golden.pixel(x, y))) {
                const int grey = 192 + qGray(pixel) / 4;
                marked.setPixel(x, y, qRgb(grey, grey, grey));
                continue;
            }
            marked.setPixel(x, y, qRgb(220, 0, 0));
            ++count;
        }
    }
    return count;
}

class Golden : public testing::TestWithParam<Param> {};

TEST_P(Golden, LooksAsItDid) {
    const auto& [scene, language, dark] = GetParam();
    Stage stage({.language = QString::fromUtf8(language), .dark = dark});
    scene.play(stage.desk);
    const QImage actual = stage.picture();
    const QString name = QStringLiteral("/%1-%2-%3.png")
                             .arg(QString::fromStdString(scene.name), QString::fromUtf8(language),
                                  dark ? QStringLiteral("dark") : QStringLiteral("light"));
    if (qEnvironmentVariableIsSet("WATTILL_UPDATE_GOLDEN")) {
        QDir().mkpath(kGolden);
        ASSERT_TRUE(actual.save(kGolden + name, "PNG", 0));
        return;
    }
    const QImage golden = QImage(kGolden + name).convertToFormat(QImage::Format_RGB32);
    ASSERT_FALSE(golden.isNull()) << "no picture " << name.toStdString()
                                  << "; WATTILL_UPDATE_GOLDEN=1 writes it";
    QImage marked;
    const bool sameSize = golden.size() == actual.size();
    const int count = sameSize ? differences(golden, actual, marked) : -1;
    if (count == 0) return;
    QDir().mkpath(kActual);
    actual.save(kActual + name);
    marked.save(kActual + QString(name).replace(QStringLiteral(".png"), QStringLiteral("-diff.png")));
    FAIL() << count << " pixels differ (-1: the size); see " << kActual.toStdString()
           << name.toStdString() << " and the -diff.png beside it";
}

INSTANTIATE_TEST_SUITE_P(Pages, Golden,
                         testing::Combine(testing::ValuesIn(scenes()),
                                          testing::Values("zh", "en"), testing::Bool()),
                         [](const testing::TestParamInfo<Param>& at) {
                             std::string name = std::get<0>(at.param).name;
                             for (char& letter : name) {
                                 if (letter == '-') letter = '_';
                             }
                             return name + "_" + std::get<1>(at.param) +
                                    (std::get<2>(at.param) ? "_dark" : "_light");
                         });

}  // namespace
}  // namespace wattill::kiosk::test
