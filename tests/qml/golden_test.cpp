#include "qml/stage.hpp"

#include <QDir>
#include <QFile>
#include <QImage>
#include <cstdlib>

#include <gtest/gtest.h>

namespace wattill::kiosk::test {
namespace {

using Param = std::tuple<Scene, const char*, bool>;

/// Pictures are kept with 16 levels a channel, which makes them a third as large. Blending differs
/// by a level or two between processors, so one step is no difference.
constexpr int kStep = 17;
constexpr int kSameLevel = kStep;

const QString kGolden = QStringLiteral(WATTILL_SOURCE_DIR "/tests/qml/golden");
const QString kActual = QStringLiteral(WATTILL_BINARY_DIR "/tests/qml/pictures");

bool sameLevel(QRgb one, QRgb other) {
    return std::abs(qRed(one) - qRed(other)) <= kSameLevel &&
           std::abs(qGreen(one) - qGreen(other)) <= kSameLevel &&
           std::abs(qBlue(one) - qBlue(other)) <= kSameLevel;
}

int coarse(int level) {
    return (level + kStep / 2) / kStep * kStep;
}

QImage coarsened(const QImage& fine) {
    QImage picture = fine.copy();
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            const QRgb pixel = picture.pixel(x, y);
            picture.setPixel(
                x, y, qRgb(coarse(qRed(pixel)), coarse(qGreen(pixel)), coarse(qBlue(pixel))));
        }
    }
    return picture;
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
        const QImage kept = coarsened(actual).convertToFormat(
            QImage::Format_Indexed8, Qt::ThresholdDither | Qt::AvoidDither);
        ASSERT_TRUE(kept.save(kGolden + name, "PNG", 0));
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
    marked.save(kActual +
                QString(name).replace(QStringLiteral(".png"), QStringLiteral("-diff.png")));
    FAIL() << count << " pixels differ (-1: the size); see " << kActual.toStdString()
           << name.toStdString() << " and the -diff.png beside it";
}

INSTANTIATE_TEST_SUITE_P(Pages, Golden,
                         testing::Combine(testing::ValuesIn(scenes()), testing::Values("zh", "en"),
                                          testing::Bool()),
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
