#include "order/command_codec.hpp"

#include "order/ticket_rules.hpp"

#include <gtest/gtest.h>
// rapidcheck needs gtest before it
#include <rapidcheck/gtest.h>

namespace wattill::order {
namespace {

using metering::CommandProof;

TEST(CommandChecks, WhatNoMeterCouldMeanIsNamed) {
    const auto text = [](const metering::MeterCommand& command) {
        const auto checked = validate(command);
        return checked.ok() ? std::string() : checked.error().message;
    };
    metering::SetPrices prices;
    EXPECT_EQ(text(prices), "");
    prices.perKwh[1] = Money::fromMicroYuan(150);
    EXPECT_NE(text(prices).find("peak"), std::string::npos);
    EXPECT_NE(text(metering::SetAlarms{Money::fromFen(1), Money::fromFen(2)}), "");
    EXPECT_NE(text(metering::SetOverload{0}), "");
    EXPECT_NE(text(metering::TakeCredit{Money(), 0, 0}), "");
    EXPECT_NE(text(metering::TakeCredit{Money::fromMicroYuan(1), 0, 0}), "");
    EXPECT_NE(text(metering::SetClock{Duration(0), Duration(0)}), "");
    using metering::Rate;
    const auto timetable = [](metering::DayTable day, std::vector<metering::Season> seasons) {
        return metering::SetTimetable{{std::move(day)}, std::move(seasons), {}};
    };
    const std::vector<metering::Season> year{{1, 1, 1}};
    EXPECT_EQ(text(timetable({{0, Rate::Flat}, {480, Rate::Peak}}, year)), "");
    EXPECT_NE(text(timetable({{60, Rate::Flat}}, year)), "");
    EXPECT_NE(text(timetable({{0, Rate::Flat}, {480, Rate::Flat}}, year)), "");
    EXPECT_NE(text(timetable({{0, Rate::Flat}, {0, Rate::Peak}}, year)), "");
    EXPECT_NE(text(timetable({{0, Rate::Flat}}, {{2, 30, 1}})), "");
    EXPECT_NE(text(timetable({{0, Rate::Flat}}, {{1, 1, 2}})), "");
    EXPECT_NE(text(timetable({{0, Rate::Flat}}, {{3, 1, 1}, {3, 1, 1}})), "");
    EXPECT_NE(text(timetable({{0, Rate::Flat}}, {})), "");
}

rc::Gen<metering::MeterCommand> anyCommand() {
    return rc::gen::exec([]() -> metering::MeterCommand {
        const auto number = [](int least, int most) {
            return *rc::gen::inRange<int>(least, most + 1);
        };
        const auto fen = [&] { return Money::fromFen(number(0, 99'999'999)); };
        std::optional<metering::CivilTime> from;
        if (number(0, 1) == 1) {
            from = metering::CivilTime{number(2020, 2099), number(1, 12), number(1, 28),
                                       number(0, 23),      number(0, 59), number(0, 59)};
        }
        switch (number(0, 8)) {
            case 0:
                return static_cast<metering::RelayCommand>(number(0, 2));
            case 1: {
                metering::SetPrices prices;
                for (Money& price : prices.perKwh)
                    price = Money::fromMicroYuan(number(0, 1'000'000) * 100);
                prices.from = from;
                return prices;
            }
            case 2: {
                metering::SetTimetable timetable;
                for (int tables = number(0, 3); tables > 0; --tables) {
                    metering::DayTable day;
                    for (int slots = number(0, 4); slots > 0; --slots) {
                        day.push_back({number(0, 1439), static_cast<metering::Rate>(number(0, 3))});
                    }
                    timetable.tables.push_back(day);
                }
                timetable.seasons.push_back({number(1, 12), number(1, 28), number(1, 8)});
                timetable.from = from;
                return timetable;
            }
            case 3:
                return metering::SetAlarms{fen(), fen()};
            case 4:
                return metering::SetOverload{number(0, 1'000'000)};
            case 5:
                return metering::SetClock{Duration(number(-50'400, 50'400) * 1000),
                                          Duration(number(0, 3'600'000))};
            case 6:
                return metering::OpenAccount{};
            case 7:
                return metering::CloseAccount{};
            default:
                return metering::TakeCredit{fen(), *rc::gen::arbitrary<std::uint32_t>(),
                                            *rc::gen::arbitrary<std::uint64_t>()};
        }
    });
}

RC_GTEST_PROP(CommandCodec, EveryCommandComesBackAsItWent, ()) {
    const metering::MeterCommand command = *anyCommand();
    const auto back = commandFromText(commandText(command), OtherKeys::Refuse);
    RC_ASSERT(back.ok());
    RC_ASSERT(*back == command);
}

TEST(CommandCodec, StrangeKeysAreRefusedOrIgnored) {
    const std::string text = R"({"command":"trip","soon":true})";
    EXPECT_TRUE(commandFromText(text, OtherKeys::Ignore).ok());
    const auto refused = commandFromText(text, OtherKeys::Refuse);
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.error().message.find("soon"), std::string::npos);
    EXPECT_FALSE(commandFromText(R"({"command":"explode"})", OtherKeys::Ignore).ok());
    EXPECT_FALSE(commandFromText(R"({"command":"set-prices"})", OtherKeys::Ignore).ok());
}

TEST(CommandCodec, AProofKeepsItsFramesAndPoints) {
    CommandProof proof;
    proof.outcome = CommandProof::Outcome::Partial;
    proof.answer = "error 02";
    proof.points = {{"priceSharp", "0.9000 yuan/kWh", "1.2000 yuan/kWh", "1.2000 yuan/kWh", true}};
    proof.frames = {{true, {0x68, 0x11, 0xFF}}, {false, {}}};
    const auto back = proofFrom(proofText(proof));
    ASSERT_TRUE(back.ok()) << back.error().message;
    EXPECT_EQ(back->outcome, proof.outcome);
    EXPECT_EQ(back->answer, proof.answer);
    EXPECT_EQ(back->points, proof.points);
    ASSERT_EQ(back->frames.size(), 2U);
    EXPECT_EQ(back->frames[0].bytes, proof.frames[0].bytes);
}

}  // namespace
}  // namespace wattill::order
