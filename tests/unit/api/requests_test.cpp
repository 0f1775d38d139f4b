#include "api/requests.hpp"

#include "api/json.hpp"
#include "samples.hpp"

#include <gtest/gtest.h>

namespace wattill::api {
namespace {

template <class Value>
void expectFault(const Result<Value>& result, const std::string& place) {
    ASSERT_FALSE(result.ok()) << place;
    EXPECT_EQ(result.error().code, ErrorCode::InvalidInput);
    EXPECT_NE(result.error().message.find(place), std::string::npos) << result.error().message;
}

TEST(NewOrderRequest, AGoodOneIsTaken) {
    const auto order = newOrderFrom(toJson(samples::newOrder()));
    ASSERT_TRUE(order.ok());
    EXPECT_EQ(order->amount, Money::fromFen(10'001));
    EXPECT_EQ(order->request, "kiosk-0001-abcd");
}

struct BadValue {
    const char* key;
    nlohmann::json value;
};

class BadNewOrder : public testing::TestWithParam<BadValue> {};

TEST_P(BadNewOrder, IsRefusedAndNamesTheKey) {
    auto body = nlohmann::json::parse(toJson(samples::newOrder()));
    body[GetParam().key] = GetParam().value;
    expectFault(newOrderFrom(body.dump()), GetParam().key);
}

INSTANTIATE_TEST_SUITE_P(
    Values, BadNewOrder,
    testing::Values(BadValue{"request", "short"}, BadValue{"request", std::string(65, 'a')},
                    BadValue{"request", "with blank 1"}, BadValue{"request", 12345678},
                    BadValue{"meter", "20261122000"}, BadValue{"meter", "20261122000x"},
                    BadValue{"amountFen", 0}, BadValue{"amountFen", -100},
                    BadValue{"amountFen", 10.5}, BadValue{"amountFen", "100"},
                    BadValue{"amountFen", 9'223'372'036'854'775'807},
                    BadValue{"amountFen", 18'446'744'073'709'551'615U}, BadValue{"channel", ""},
                    BadValue{"channel", "Alipay"}, BadValue{"terminal", ""},
                    BadValue{"terminal", "K01-abcdefg"}, BadValue{"terminal", nullptr},
                    BadValue{"amount", 1}));

TEST(NewOrderRequest, EachKeyIsNeeded) {
    const auto whole = nlohmann::json::parse(toJson(samples::newOrder()));
    for (const auto& [key, value] : whole.items()) {
        auto body = whole;
        body.erase(key);
        expectFault(newOrderFrom(body.dump()), key + ": is missing");
    }
}

TEST(NewOrderRequest, AKeyTwiceIsRefused) {
    std::string body = toJson(samples::newOrder());
    body.insert(1, R"("amountFen":1,)");
    EXPECT_FALSE(newOrderFrom(body).ok());
}

TEST(NewOrderRequest, AnUnknownKeyCannotForgeTheMessage) {
    auto body = nlohmann::json::parse(toJson(samples::newOrder()));
    body["x\nnode: all is well"] = 1;
    const auto fault = newOrderFrom(body.dump());
    ASSERT_FALSE(fault.ok());
    EXPECT_EQ(fault.error().message.find('\n'), std::string::npos);
}

TEST(DecisionRequest, NeedsAReasonOfAtMost200Characters) {
    const auto text = [](const std::string& reason) {
        return toJson(SignedDecisionBody{"refund", "li", reason});
    };
    std::string chinese;
    for (int each = 0; each < 200; ++each)
        chinese += "退";
    const auto decision = decisionFrom(text(chinese));
    ASSERT_TRUE(decision.ok());
    EXPECT_EQ(decision->decision, order::Decision::Refund);
    EXPECT_EQ(decision->why, chinese);
    expectFault(decisionFrom(text(chinese + "款")), "reason");
    expectFault(decisionFrom(text("")), "reason");
    expectFault(decisionFrom(toJson(SignedDecisionBody{"maybe", "li", "x"})), "decision");
    EXPECT_EQ(decisionFrom(toJson(SignedDecisionBody{"refund-unproven", "li", "x"}))->decision,
              order::Decision::RefundUnproven);
    EXPECT_EQ(decisionFrom(toJson(SignedDecisionBody{"delivered", "li", "x"}))->decision,
              order::Decision::ItWasDelivered);
}

TEST(DecisionRequest, NeedsAName) {
    EXPECT_EQ(decisionFrom(toJson(SignedDecisionBody{"refund", "王", "x"}))->who, "王");
    expectFault(decisionFrom(toJson(SignedDecisionBody{"refund", "", "x"})), "who");
    expectFault(decisionFrom(R"({"decision":"refund","reason":"x"})"), "who");
    expectFault(alarmEndFrom(toJson(AlarmEndBody{"", "x"})), "who");
    expectFault(alarmEndFrom(toJson(AlarmEndBody{"li", ""})), "reason");
    EXPECT_EQ(alarmEndFrom(toJson(AlarmEndBody{"li", "x"}))->who, "li");
}

TEST(SheetRequest, KnowsTwoKinds) {
    EXPECT_TRUE(sheetFrom(toJson(SheetUpload{"history", "a.csv", "x"})).ok());
    expectFault(sheetFrom(toJson(SheetUpload{"tariffs", "a.csv", "x"})), "kind");
    expectFault(sheetFrom(toJson(SheetUpload{"meters", "", "x"})), "fileName");
}

TEST(PathParts, AreCheckedByShape) {
    EXPECT_TRUE(meterIdFrom("202611220001").ok());
    expectFault(meterIdFrom("2026112200012"), "meter");
    expectFault(meterIdFrom("..%2F..%2Fsite"), "meter");
    EXPECT_TRUE(orderIdFrom("K0120261122").ok());
    expectFault(orderIdFrom("K01"), "id");
    expectFault(orderIdFrom(std::string(33, 'a')), "id");
}

TEST(Bodies, OfAReplacementAreChecked) {
    EXPECT_TRUE(newMeterFrom(R"({"meter":"202611220009"})").ok());
    EXPECT_EQ(newMeterFrom(R"({"meter":"202611220009","address":7})")->address, 7);
    expectFault(newMeterFrom(R"({"meter":"20261122000"})"), "meter");
    expectFault(newMeterFrom(R"({"address":7})"), "meter");
    expectFault(newMeterFrom(R"({"meter":"202611220009","address":0})"), "address");
    expectFault(newMeterFrom(R"({"meter":"202611220009","address":1000000000000})"), "address");
    expectFault(newMeterFrom(R"({"meter":"202611220009","profile":""})"), "profile");
    expectFault(newMeterFrom(R"({"meter":"202611220009","bus":"b"})"), "bus");
}

TEST(Queries, AreCheckedToTheLastParameter) {
    EXPECT_EQ(*numberFrom({{"number", "1027"}}), "1027");
    expectFault(numberFrom({}), "number");
    expectFault(numberFrom({{"number", ""}}), "number");
    expectFault(numberFrom({{"number", "10a"}}), "number");
    expectFault(numberFrom({{"number", std::string(21, '1')}}), "number");
    expectFault(numberFrom({{"number", "1"}, {"number", "2"}}), "number");
    expectFault(numberFrom({{"number", "1"}, {"numbr", "2"}}), "number");
    EXPECT_TRUE(*flagFrom({{"fresh", "true"}}, "fresh"));
    EXPECT_FALSE(*flagFrom({}, "fresh"));
    expectFault(flagFrom({{"fresh", "yes"}}, "fresh"), "fresh");
    expectFault(emptyQueryFrom({{"a", "b"}}), "query");
}

TEST(Queries, ADayRangeHasAnOrderAndAnEnd) {
    const auto range = dayRangeFrom({{"from", "2026-11-01"}, {"to", "2026-11-22"}});
    ASSERT_TRUE(range.ok());
    EXPECT_EQ(dayText(range->from), "2026-11-01");
    EXPECT_TRUE(dayRangeFrom({{"from", "2026-11-22"}, {"to", "2026-11-22"}}).ok());
    EXPECT_TRUE(dayRangeFrom({{"from", "2024-01-01"}, {"to", "2024-12-31"}}).ok());
    expectFault(dayRangeFrom({{"from", "2024-01-01"}, {"to", "2025-01-01"}}), "to");
    expectFault(dayRangeFrom({{"from", "2026-11-23"}, {"to", "2026-11-22"}}), "from");
    expectFault(dayRangeFrom({{"from", "2026-11-01"}}), "to");
    expectFault(dayRangeFrom({{"from", "2026-02-30"}, {"to", "2026-11-22"}}), "from");
}

TEST(Queries, FollowingNeedsBothOrNeither) {
    EXPECT_FALSE(followFrom({})->has_value());
    const auto follow = followFrom({{"version", "3"}, {"waitMs", "25000"}});
    ASSERT_TRUE(follow.ok());
    EXPECT_EQ((*follow)->version, 3);
    EXPECT_EQ((*follow)->wait, Duration(25'000));
    expectFault(followFrom({{"version", "3"}}), "waitMs");
    expectFault(followFrom({{"waitMs", "3"}}), "version");
    expectFault(followFrom({{"version", "3"}, {"waitMs", "25001"}}), "waitMs");
    expectFault(followFrom({{"version", "-1"}, {"waitMs", "1"}}), "version");
    expectFault(followFrom({{"version", "3x"}, {"waitMs", "1"}}), "version");
}

TEST(Queries, StatesMayBeRepeated) {
    EXPECT_EQ(*statesFrom({{"state", "paid"}, {"state", "suspect"}}),
              (std::vector{order::State::Paid, order::State::Suspect}));
    EXPECT_TRUE(statesFrom({})->empty());
    expectFault(statesFrom({{"state", "Paid"}}), "state");
}

}  // namespace
}  // namespace wattill::api
