#include "base/money.hpp"

#include "base/energy.hpp"

#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace wattill {
namespace {

constexpr std::int64_t kMostYuan = 9'999'999'999;
constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();

TEST(Money, ReadsYuan) {
    const std::vector<std::pair<const char*, std::int64_t>> cases{
        {"100", 10'000}, {"86.4", 8'640}, {"86.40", 8'640}, {"0.01", 1},
        {"-3.20", -320}, {"-0.05", -5},   {"0", 0},         {"9999999999.99", 999'999'999'999}};
    for (const auto& [text, fen] : cases) {
        const auto money = Money::parseYuan(text);
        ASSERT_TRUE(money.ok()) << text;
        EXPECT_EQ(money->fen(), fen) << text;
    }
}

TEST(Money, RefusesWhatIsNotYuan) {
    for (const char* text : {"", "-", ".", ".5", "5.", "1.234", "1,5", "1 ", " 1", "+1", "--1",
                             "1e3", "0x1", "10000000000", "1.2.3", "１", "NaN"}) {
        const auto money = Money::parseYuan(text);
        ASSERT_FALSE(money.ok()) << text;
        EXPECT_EQ(money.error().code, ErrorCode::InvalidInput) << text;
    }
}

TEST(Money, ShowsWholeFenWithoutPromisingMore) {
    EXPECT_EQ(Money::fromFen(8'640).yuanText(), "86.40");
    EXPECT_EQ(Money::fromFen(-320).yuanText(), "-3.20");
    EXPECT_EQ(Money::fromFen(-5).yuanText(), "-0.05");
    EXPECT_EQ(Money::fromMicroYuan(9'999).yuanText(), "0.00");
    EXPECT_EQ(Money::fromMicroYuan(19'999).yuanText(), "0.01");
    EXPECT_EQ(Money::fromMicroYuan(-1).yuanText(), "-0.01");
    EXPECT_EQ(Money().yuanText(), "0.00");
}

TEST(Money, GroupsDigitsByThree) {
    EXPECT_EQ(Money::fromFen(123'456).groupedText(), "1,234.56");
    EXPECT_EQ(Money::fromFen(-123'456'789).groupedText(), "-1,234,567.89");
    EXPECT_EQ(Money::fromFen(99'999).groupedText(), "999.99");
    EXPECT_EQ(Money::fromFen(-99'999).groupedText(), "-999.99");
    EXPECT_EQ(Money::fromFen(0).groupedText(), "0.00");
}

TEST(Money, KnowsWholeFen) {
    EXPECT_TRUE(Money::fromFen(-7).isWholeFen());
    EXPECT_FALSE(Money::fromMicroYuan(10'001).isWholeFen());
    EXPECT_EQ(Money::fromMicroYuan(-10'001).fenFloor(), -2);
}

TEST(MoneyDeathTest, EndsTheProcessBeforeASumIsWrong) {
    EXPECT_DEATH((void)(Money::fromMicroYuan(kMost) + Money::fromMicroYuan(1)), "overflow");
    EXPECT_DEATH((void)(Money::fromMicroYuan(kLeast) - Money::fromMicroYuan(1)), "overflow");
    EXPECT_DEATH((void)-Money::fromMicroYuan(kLeast), "overflow");
    EXPECT_DEATH((void)Money::fromFen(kMost / 10'000 + 1), "overflow");
}

TEST(MoneyDeathTest, PartOfAFenCannotBePaid) {
    EXPECT_DEATH((void)Money::fromMicroYuan(1).fen(), "part of a fen");
}

RC_GTEST_PROP(MoneyProperty, TextOfWholeFenReadsBack, ()) {
    const Money money =
        Money::fromFen(*rc::gen::inRange<std::int64_t>(-kMostYuan * 100, kMostYuan * 100));
    const auto back = Money::parseYuan(money.yuanText());
    RC_ASSERT(back.ok());
    RC_ASSERT(*back == money);
}

RC_GTEST_PROP(MoneyProperty, GroupingOnlyAddsCommas, ()) {
    const Money money =
        Money::fromMicroYuan(*rc::gen::inRange<std::int64_t>(kLeast / 2, kMost / 2));
    std::string text = money.groupedText();
    std::erase(text, ',');
    RC_ASSERT(text == money.yuanText());
}

RC_GTEST_PROP(MoneyProperty, ShownAmountIsTheLargestWholeFenNotAboveIt, (std::int64_t microYuan)) {
    const std::int64_t bounded = microYuan / 2;
    const Money money = Money::fromMicroYuan(bounded);
    const Money shown = Money::fromFen(money.fenFloor());
    RC_ASSERT(shown <= money);
    RC_ASSERT(money - shown < Money::fromFen(1));
    RC_ASSERT(money.isWholeFen() == (shown == money));
}

RC_GTEST_PROP(MoneyProperty, AdditionAndSubtractionUndoEachOther,
              (std::int32_t left, std::int32_t right)) {
    const Money a = Money::fromFen(left);
    const Money b = Money::fromFen(right);
    RC_ASSERT((a + b) - b == a);
    RC_ASSERT(a - b == a + -b);
    Money sum = a;
    sum += b;
    RC_ASSERT(sum == b + a);
    sum -= a;
    RC_ASSERT(sum == b);
}

TEST(Energy, ShowsKilowattHoursWithOneDecimal) {
    const std::vector<std::pair<std::int64_t, const char*>> cases{
        {12'600, "12.6"}, {0, "0.0"},   {49, "0.0"},      {50, "0.1"},
        {949, "0.9"},     {950, "1.0"}, {-1'250, "-1.3"}, {-49, "0.0"}};
    for (const auto& [wattHours, text] : cases) {
        EXPECT_EQ(Energy::fromWh(wattHours).kwhText(), text) << wattHours;
    }
}

TEST(Energy, CostsExactlyItsShareOfTheKilowattHour) {
    const Money price = *Money::parseYuan("0.86");
    EXPECT_EQ(Energy::fromWh(1'000).costAt(price), price);
    EXPECT_EQ(Energy::fromWh(1).costAt(price), Money::fromMicroYuan(860));
    EXPECT_EQ(Energy::fromWh(1).costAt(Money::fromMicroYuan(1'999)), Money::fromMicroYuan(1));
    // Larger than 64 bits on the way, though not at the end.
    EXPECT_EQ(Energy::fromWh(9'999'999'990).costAt(Money::fromFen(100'000)),
              Money::fromMicroYuan(9'999'999'990'000'000));
}

RC_GTEST_PROP(EnergyProperty, PartsCostTheWholeButForAMicroYuan, ()) {
    const auto a = Energy::fromWh(*rc::gen::inRange<std::int64_t>(0, 10'000'000'000));
    const auto b = Energy::fromWh(*rc::gen::inRange<std::int64_t>(0, 10'000'000'000));
    const auto price = Money::fromMicroYuan(*rc::gen::inRange<std::int64_t>(0, 10'000'000));
    const Money difference = (a + b).costAt(price) - (a.costAt(price) + b.costAt(price));
    RC_ASSERT(difference >= Money() && difference <= Money::fromMicroYuan(1));
    RC_ASSERT((a + b) - b == a);
}

}  // namespace
}  // namespace wattill
