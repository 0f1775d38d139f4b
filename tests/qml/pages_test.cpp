#include "qml/stage.hpp"

#include <QAccessible>
#include <QAccessibleInterface>

#include <gtest/gtest.h>

namespace wattill::kiosk::test {
namespace {

using Page = Terminal::Page;

struct Variant {
    const char* name;
    Look look;
};

const std::vector<Variant>& variants() {
    static const QString english = QStringLiteral("en");
    static const std::vector<Variant> all{
        {"zh", {.pixels = {1080, 1920}}},
        {"en", {.language = english, .pixels = {1080, 1920}}},
        {"zh_large", {.largeType = true, .pixels = {1080, 1920}}},
        {"en_large", {.language = english, .largeType = true, .pixels = {1080, 1920}}},
        {"zh_15_inches", {.pixels = {1080, 1920}, .inches = 15.6}},
        {"en_15_inches", {.language = english, .pixels = {1080, 1920}, .inches = 15.6}},
    };
    return all;
}

using Param = std::tuple<Scene, Variant>;

class EveryPage : public testing::TestWithParam<Param> {
  protected:
    EveryPage() : stage(std::get<1>(GetParam()).look) {
        std::get<0>(GetParam()).play(stage.desk);
        if (std::get<1>(GetParam()).look.largeType) stage.desk.theme.setLargeType(true);
        std::ignore = stage.picture();
    }
    void noTextIsCutOffOrLeavesThePage();
    void noTextCoversAnother();
    void whatIsTouchedIsLargeEnoughAndOnThePage();
    void whatIsTouchedHasAName();

    Stage stage;
};

bool isText(const QQuickItem* item) {
    return item->inherits("QQuickText");
}

bool isKey(const QQuickItem* item) {
    return item->inherits("QQuickMouseArea") && item->objectName() != QStringLiteral("page-shield");
}

std::string named(const QQuickItem* item) {
    std::string name = item->metaObject()->className();
    for (const QObject* at = item; at != nullptr; at = at->parent()) {
        if (!at->objectName().isEmpty()) return name + " in " + at->objectName().toStdString();
    }
    return name;
}

void EveryPage::noTextIsCutOffOrLeavesThePage() {
    const QSize panel = std::get<1>(GetParam()).look.pixels;
    const QRectF page(QPointF(0, 0), QSizeF(panel));
    int texts = 0;
    for (QQuickItem* item : stage.visibleItems()) {
        if (!isText(item) || item->property("text").toString().isEmpty()) continue;
        ++texts;
        const std::string text = item->property("text").toString().toStdString();
        EXPECT_FALSE(item->property("truncated").toBool()) << text;
        const QRectF painted(item->mapToScene(QPointF(0, 0)),
                             QSizeF(item->property("paintedWidth").toReal(),
                                    item->property("paintedHeight").toReal()));
        EXPECT_LE(painted.width(), item->width() + 1) << text;
        EXPECT_TRUE(page.contains(painted)) << text << " reaches down to " << painted.bottom();
    }
    EXPECT_GT(texts, 3);
}

void EveryPage::noTextCoversAnother() {
    // The countdown lies over the page on purpose.
    if (stage.item(QStringLiteral("idle-banner")) != nullptr) return;
    std::vector<std::pair<QRectF, std::string>> seen;
    for (QQuickItem* item : stage.visibleItems()) {
        const QString text = isText(item) ? item->property("text").toString() : QString();
        if (text.isEmpty()) continue;
        const QRectF box = item->mapRectToScene(QRectF(0, 0, item->width(), item->height()));
        // The line box holds room for accents; what overlaps by less is not seen.
        const qreal slack = item->property("font").value<QFont>().pixelSize() / 3.0;
        const QRectF core = box.adjusted(1, slack, -1, -slack);
        for (const auto& [other, words] : seen) {
            EXPECT_FALSE(core.intersects(other)) << text.toStdString() << " over " << words;
        }
        seen.emplace_back(core, text.toStdString());
    }
}

void EveryPage::whatIsTouchedIsLargeEnoughAndOnThePage() {
    const Look& look = std::get<1>(GetParam()).look;
    const double perMm = Panel{look.pixels, look.inches}.pixelsPerMm();
    const double least = (look.largeType ? 30.0 : 22.0) * perMm - 1;
    const QRectF page(QPointF(0, 0), QSizeF(look.pixels));
    for (QQuickItem* item : stage.visibleItems()) {
        if (!isKey(item)) continue;
        EXPECT_GE(item->width(), least) << named(item);
        EXPECT_GE(item->height(), least) << named(item);
        EXPECT_TRUE(
            page.contains(item->mapRectToScene(QRectF(0, 0, item->width(), item->height()))))
            << named(item);
    }
}

void EveryPage::whatIsTouchedHasAName() {
    QAccessible::setActive(true);
    for (QQuickItem* item : stage.visibleItems()) {
        if (!isKey(item)) continue;
        QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(item->parentItem());
        ASSERT_NE(spoken, nullptr) << named(item);
        EXPECT_FALSE(spoken->text(QAccessible::Name).isEmpty()) << named(item);
        EXPECT_EQ(spoken->role(), QAccessible::Button) << named(item);
    }
}

// One test: bringing a page on takes longer than all that is looked at.
TEST_P(EveryPage, CanBeReadAndTouched) {
    noTextIsCutOffOrLeavesThePage();
    noTextCoversAnother();
    whatIsTouchedIsLargeEnoughAndOnThePage();
    whatIsTouchedHasAName();
}

INSTANTIATE_TEST_SUITE_P(Pages, EveryPage,
                         testing::Combine(testing::ValuesIn(scenes()),
                                          testing::ValuesIn(variants())),
                         [](const testing::TestParamInfo<Param>& at) {
                             std::string name = std::get<0>(at.param).name;
                             for (char& letter : name) {
                                 if (letter == '-') letter = '_';
                             }
                             return name + "_" + std::get<1>(at.param).name;
                         });

class Taps : public testing::Test {
  protected:
    void begin() {
        stage.desk.start();
        stage.show();
        stage.untilTouchable();
    }
    [[nodiscard]] bool tap(const char* name) {
        stage.show();
        stage.untilTouchable();
        return stage.tap(QString::fromUtf8(name));
    }
    [[nodiscard]] Page page() const { return stage.desk.terminal.page(); }
    Stage stage{Look{}};
};

TEST_F(Taps, FromTheKeypadToTheCode) {
    begin();
    for (const char* key : {"key-1", "key-0", "key-2", "key-7"})
        ASSERT_TRUE(tap(key));
    EXPECT_EQ(stage.desk.terminal.welcome()->digits(), QStringLiteral("1027"));
    ASSERT_TRUE(tap("key-submit"));
    ASSERT_EQ(page(), Page::Account);
    ASSERT_TRUE(tap("amount-¥ 200"));
    stage.desk.node.order = demoOrder("awaiting-payment");
    ASSERT_TRUE(tap("account-pay"));
    EXPECT_EQ(page(), Page::Code);
    ASSERT_EQ(stage.desk.node.created.size(), 1U);
    EXPECT_EQ(stage.desk.node.created[0].amount, Money::fromFen(20'000));
    EXPECT_EQ(stage.desk.node.created[0].channel, "alipay");
    EXPECT_EQ(stage.desk.node.created[0].terminal, "K01");
}

TEST_F(Taps, ASecondTouchAtOnceDoesNotCount) {
    begin();
    ASSERT_TRUE(tap("key-7"));
    ASSERT_TRUE(tap("key-7"));
    EXPECT_EQ(stage.desk.terminal.welcome()->digits(), QStringLiteral("7"));
}

TEST_F(Taps, EqualDigitsWithAnotherBetweenCountAtAnySpeed) {
    begin();
    for (const char* key : {"key-1", "key-0", "key-1", "key-0"})
        ASSERT_TRUE(tap(key));
    EXPECT_EQ(stage.desk.terminal.welcome()->digits(), QStringLiteral("1010"));
}

TEST_F(Taps, ADoubleTapDoesNotReachThePageThatHasJustComeUp) {
    begin();
    stage.desk.type("1027");
    ASSERT_TRUE(tap("key-submit"));
    ASSERT_EQ(page(), Page::Account);
    stage.show();
    // No waiting here: the finger is still where the key was.
    ASSERT_TRUE(stage.tap(QStringLiteral("account-leave")));
    EXPECT_EQ(page(), Page::Account);
}

TEST_F(Taps, ADisabledKeyDoesNothing) {
    begin();
    EXPECT_FALSE(tap("key-submit"));
    EXPECT_EQ(page(), Page::Welcome);
}

TEST_F(Taps, AnotherAmountByTheKeypad) {
    stage.desk.openAccount();
    ASSERT_TRUE(tap("amount-other"));
    ASSERT_EQ(page(), Page::Amount);
    ASSERT_TRUE(tap("key-7"));
    ASSERT_TRUE(tap("key-3"));
    ASSERT_TRUE(tap("key-submit"));
    EXPECT_EQ(page(), Page::Account);
    EXPECT_EQ(stage.desk.terminal.account()->amount(), Money::fromFen(7'300));
}

TEST_F(Taps, NewsOfAPaymentStandsInThePlaceOfTheLastDays) {
    stage.desk.openAccount();
    stage.show();
    EXPECT_EQ(stage.item(QStringLiteral("account-news")), nullptr);
    EXPECT_NE(stage.item(QStringLiteral("account-days")), nullptr);
    stage.desk.terminal.home();
    api::OrderView order = demoOrder("delivered");
    order.paidLate = true;
    stage.desk.node.recent["202411110002"] = {order};
    stage.desk.openAccount();
    stage.show();
    EXPECT_NE(stage.item(QStringLiteral("account-news")), nullptr);
    EXPECT_EQ(stage.item(QStringLiteral("account-days")), nullptr);
    ASSERT_TRUE(tap("account-recent"));
    EXPECT_EQ(page(), Page::Recent) << "where each order stands";
}

TEST_F(Taps, CancellingIsTheNodesToDecide) {
    stage.desk.openCode();
    ASSERT_TRUE(tap("code-cancel"));
    EXPECT_EQ(stage.desk.node.cancels, 1);
    EXPECT_EQ(page(), Page::Code);
    stage.desk.commit("cancelled");
    EXPECT_EQ(page(), Page::Notice);
    ASSERT_TRUE(tap("notice-leave"));
    EXPECT_EQ(page(), Page::Welcome);
}

TEST_F(Taps, TheLanguageChangesInPlace) {
    begin();
    ASSERT_TRUE(tap("header-language"));
    EXPECT_EQ(stage.desk.language.code(), QStringLiteral("en"));
    EXPECT_EQ(page(), Page::Welcome);
    EXPECT_EQ(stage.item(QStringLiteral("key-clear"))->property("label").toString(),
              QStringLiteral("Clear"));
}

TEST_F(Taps, HelpComesAndGoes) {
    stage.desk.openAccount();
    ASSERT_TRUE(tap("header-help"));
    EXPECT_EQ(page(), Page::Help);
    ASSERT_TRUE(tap("help-leave"));
    EXPECT_EQ(page(), Page::Account);
}

TEST_F(Taps, OneTouchEndsTheCountdown) {
    stage.desk.openAccount();
    stage.desk.pass(50s);
    ASSERT_FALSE(stage.desk.terminal.idleText().isEmpty());
    ASSERT_TRUE(tap("idle-banner"));
    EXPECT_TRUE(stage.desk.terminal.idleText().isEmpty());
    EXPECT_EQ(page(), Page::Account);
}

}  // namespace
}  // namespace wattill::kiosk::test
