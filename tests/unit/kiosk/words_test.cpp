#include "words/format.hpp"
#include "words/language.hpp"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QXmlStreamReader>

#include <gtest/gtest.h>

namespace wattill::kiosk {
namespace {

const QString kSources = QStringLiteral(WATTILL_SOURCE_DIR);

class Words : public testing::Test {
  protected:
    Language language;
};

TEST_F(Words, MoneyHasGroupsAndARealMinus) {
    EXPECT_EQ(moneyText(Money::fromFen(123'456)), QStringLiteral("¥ 1,234.56"));
    EXPECT_EQ(moneyText(Money::fromFen(-320)), QStringLiteral("¥ \u22123.20"));
    EXPECT_EQ(shortMoneyText(Money::fromFen(10'000)), QStringLiteral("¥ 100"));
    EXPECT_EQ(shortMoneyText(Money::fromFen(10'050)), QStringLiteral("¥ 100.50"));
}

TEST_F(Words, UnitsAreOfTheLanguage) {
    EXPECT_EQ(energyText(Energy::fromWh(12'600)), QStringLiteral("12.6 度"));
    EXPECT_EQ(daysText(3), QStringLiteral("3 天"));
    language.set(QStringLiteral("en"));
    EXPECT_EQ(energyText(Energy::fromWh(12'600)), QStringLiteral("12.6 kWh"));
    EXPECT_EQ(daysText(1), QStringLiteral("1 day"));
    EXPECT_EQ(daysText(3), QStringLiteral("3 days"));
}

TEST_F(Words, NumbersAreGroupedForReadingAloud) {
    EXPECT_EQ(meterText(MeterId("202411110002")), QStringLiteral("2024 1111 0002"));
    EXPECT_EQ(meterTail(MeterId("202411110002")), QStringLiteral("0002"));
    EXPECT_EQ(orderText(OrderId("K01261122143207"), "K01"), QStringLiteral("K01 2611 2214 3207"));
    EXPECT_EQ(orderText(OrderId("X9261122"), "K01"), QStringLiteral("X926 1122"));
}

TEST_F(Words, APlaceInPublicShowsOnlyTheTail) {
    api::MatchView place;
    place.meter = MeterId("202411110002");
    place.premises = "1027";
    place.tenant = "王*";
    EXPECT_EQ(placeLine(place), QStringLiteral("1027 · 王* · 电表尾号 0002"));
    place.tenant.clear();
    EXPECT_EQ(placeTitle(place), QStringLiteral("1027"));
}

TEST_F(Words, WeekdaysAreTheirs) {
    EXPECT_EQ(weekdayText(*parseDay("2026-11-22")), QStringLiteral("周日"));
    EXPECT_EQ(weekdayText(*parseDay("2026-11-23")), QStringLiteral("周一"));
}

struct Entry {
    QString source;
    QString translation;
    bool open = false;
};

QMap<QString, Entry> catalogue(const QString& code) {
    QFile file(kSources + QStringLiteral("/assets/translations/wattill_%1.ts").arg(code));
    EXPECT_TRUE(file.open(QIODevice::ReadOnly));
    QMap<QString, Entry> entries;
    QXmlStreamReader xml(&file);
    QString id;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) continue;
        if (xml.name() == QStringLiteral("message")) {
            id = xml.attributes().value(QStringLiteral("id")).toString();
        } else if (xml.name() == QStringLiteral("source")) {
            entries[id].source = xml.readElementText();
        } else if (xml.name() == QStringLiteral("translation")) {
            entries[id].open = xml.attributes().hasAttribute(QStringLiteral("type"));
            entries[id].translation =
                xml.readElementText(QXmlStreamReader::IncludeChildElements).trimmed();
        }
    }
    return entries;
}

QSet<QString> idsInSources() {
    static const QRegularExpression use(QStringLiteral("qs?t?TrId\\(\\s*\"([^\"]+)\""));
    QSet<QString> ids;
    for (const QString& folder : {QStringLiteral("/qml"), QStringLiteral("/app/kiosk")}) {
        QDirIterator files(kSources + folder, {QStringLiteral("*.qml"), QStringLiteral("*.cpp")},
                           QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            EXPECT_TRUE(file.open(QIODevice::ReadOnly));
            auto match = use.globalMatch(QString::fromUtf8(file.readAll()));
            while (match.hasNext())
                ids.insert(match.next().captured(1));
        }
    }
    return ids;
}

TEST(Catalogues, NoTextIsMissingOrLeftOverInEither) {
    const QSet<QString> used = idsInSources();
    EXPECT_GT(used.size(), 100);
    for (const char* code : {"zh_CN", "en"}) {
        const QMap<QString, Entry> entries = catalogue(QString::fromUtf8(code));
        const QList<QString> keys = entries.keys();
        const QSet<QString> known(keys.begin(), keys.end());
        for (const QString& id : used - known)
            ADD_FAILURE() << code << " lacks " << qPrintable(id);
        for (const QString& id : known - used)
            ADD_FAILURE() << code << " keeps " << qPrintable(id);
        for (auto entry = entries.begin(); entry != entries.end(); ++entry) {
            EXPECT_FALSE(entry->open) << code << " " << qPrintable(entry.key());
            EXPECT_FALSE(entry->translation.isEmpty()) << code << " " << qPrintable(entry.key());
        }
    }
}

TEST(Catalogues, EveryTranslationHasTheSourcesBlanks) {
    static const QRegularExpression blank(QStringLiteral("%(\\d|n)"));
    for (const char* code : {"zh_CN", "en"}) {
        const QMap<QString, Entry> entries = catalogue(QString::fromUtf8(code));
        for (auto entry = entries.begin(); entry != entries.end(); ++entry) {
            QSet<QString> wanted;
            QSet<QString> given;
            auto match = blank.globalMatch(entry->source);
            while (match.hasNext())
                wanted.insert(match.next().captured());
            match = blank.globalMatch(entry->translation);
            while (match.hasNext())
                given.insert(match.next().captured());
            EXPECT_EQ(wanted, given) << code << " " << qPrintable(entry.key());
        }
    }
}

}  // namespace
}  // namespace wattill::kiosk
