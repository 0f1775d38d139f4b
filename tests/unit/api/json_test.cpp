#include "api/json.hpp"

#include "command_samples.hpp"
#include "samples.hpp"

#include <gtest/gtest.h>

namespace wattill::api {
namespace {

/// Equal texts mean equal values here: the writer names every member.
template <class View>
void expectRoundTrip(const View& view) {
    const std::string text = toJson(view);
    const auto back = fromJson<View>(text, UnknownKeys::Refuse);
    ASSERT_TRUE(back.ok()) << back.error().message << " in " << text;
    EXPECT_EQ(toJson(*back), text);
}

TEST(ApiJson, EveryViewComesBackAsItWent) {
    expectRoundTrip(samples::site());
    expectRoundTrip(samples::match());
    expectRoundTrip(samples::meter());
    expectRoundTrip(samples::newOrder());
    expectRoundTrip(samples::order());
    expectRoundTrip(samples::alarm());
    expectRoundTrip(samples::ledger());
    expectRoundTrip(ImportReport{8, 240});
    expectRoundTrip(samples::replacement());
    expectRoundTrip(NewMeter{MeterId("202611220009"), "dlt645-2007", 202'611'220'009});
    expectRoundTrip(samples::health());
    expectRoundTrip(samples::command());
    expectRoundTrip(samples::commandBatch());
    expectRoundTrip(samples::newCommands());
    expectRoundTrip(ResolutionBody{"done", "王", "看过"});
    expectRoundTrip(SignedDecisionBody{"refund", "王", "换表"});
    expectRoundTrip(AlarmEndBody{"王", "看过"});
    expectRoundTrip(CaseBookingBody{"王", "看过"});
    expectRoundTrip(SheetUpload{"meters", "表.csv", "meter,bus\r\n1,\"a\"\n"});
}

TEST(ApiJson, EveryViewComesBackAsItWentWithoutItsOptionals) {
    MeterView meter;
    meter.place = samples::match();
    expectRoundTrip(meter);
    OrderView order;
    order.place = samples::match();
    expectRoundTrip(order);
    AlarmView alarm = samples::alarm();
    alarm.clearedAt.reset();
    expectRoundTrip(alarm);
}

TEST(ApiJson, ListsTravelAsItems) {
    expectRoundTrip(std::vector<MeterView>{samples::meter(), samples::meter()});
    expectRoundTrip(std::vector<OrderView>{samples::order()});
    expectRoundTrip(std::vector<AlarmView>{samples::alarm()});
    expectRoundTrip(std::vector<MatchView>{samples::match()});
    EXPECT_EQ(toJson(std::vector<DayView>{}), R"({"items":[]})");
}

TEST(ApiJson, ValuesSurviveInTheirUnits) {
    const auto meter = fromJson<MeterView>(toJson(samples::meter()), UnknownKeys::Refuse);
    ASSERT_TRUE(meter.ok());
    EXPECT_EQ(meter->balance, Money::fromFen(-320));
    EXPECT_EQ(meter->pricePerKwh, Money::fromMicroYuan(617'301));
    EXPECT_EQ(meter->readAt, samples::moment(1));
    EXPECT_EQ(meter->total, Energy::fromWh(9'876'540));
    EXPECT_EQ(meter->purchaseCount, 4'294'967'295U);
    EXPECT_EQ(meter->state, MeterState::Alarm1);
    ASSERT_EQ(meter->days.size(), 2U);
    EXPECT_EQ(meter->days[1].day, samples::day(1));
    EXPECT_FALSE(meter->days[1].energy.has_value());
}

TEST(ApiJson, AmountsTravelAsWholeFen) {
    EXPECT_NE(toJson(samples::newOrder()).find(R"("amountFen":10001)"), std::string::npos);
}

TEST(ApiJson, ANewerNodeMayTellMoreButAClientMayNot) {
    const std::string text = R"({"verdict":"done","who":"li","reason":"x","soon":true})";
    EXPECT_TRUE(fromJson<ResolutionBody>(text, UnknownKeys::Ignore).ok());
    const auto refused = fromJson<ResolutionBody>(text, UnknownKeys::Refuse);
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.error().message.find("soon"), std::string::npos);
}

TEST(ApiJson, AFaultInsideIsNamedByItsPath) {
    std::string text = toJson(std::vector<MeterView>{samples::meter()});
    const std::string whole = R"("premises":"1027")";
    text.replace(text.find(whole), whole.size(), R"("premises":1027)");
    const auto fault = fromJson<std::vector<MeterView>>(text, UnknownKeys::Ignore);
    ASSERT_FALSE(fault.ok());
    EXPECT_EQ(fault.error().message, "items[0].place.premises: must be a text");
}

TEST(ApiJson, NumbersThatDoNotFitAreRefused) {
    for (const char* number : {"2147483648", "-2147483649", "1.5", "1e3", "\"7\"", "null"}) {
        const std::string text = std::string(R"({"meters":)") + number + R"(,"days":0})";
        EXPECT_FALSE(fromJson<ImportReport>(text, UnknownKeys::Ignore).ok()) << number;
    }
}

TEST(ApiJson, EveryErrorCodeReachesTheClientByName) {
    for (int each = 0; each <= static_cast<int>(ErrorCode::Internal); ++each) {
        const auto code = static_cast<ErrorCode>(each);
        const Error back = errorFrom(errorJson({code, Retry::Never, "why \"so\"", "secret"}));
        EXPECT_EQ(back.code, code);
        EXPECT_EQ(back.message, "why \"so\"");
        EXPECT_EQ(back.context, "");
        EXPECT_GE(httpStatus(code), 400);
    }
}

TEST(ApiJson, WhatIsNoErrorTextIsABadReply) {
    for (const char* text :
         {"", "<html>", "[]", "{}", R"({"error":"x"})", R"({"error":{"code":1}})"}) {
        EXPECT_EQ(errorFrom(text).code, ErrorCode::BadReply) << text;
    }
}

TEST(ApiJson, BytesThatAreNotUtf8DoNotEndTheProcess) {
    SiteView site = samples::site();
    site.name = "\xff\xfe";
    EXPECT_TRUE(fromJson<SiteView>(toJson(site), UnknownKeys::Refuse).ok());
}

}  // namespace
}  // namespace wattill::api
