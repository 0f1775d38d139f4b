#include "unit/node/small_site.hpp"

namespace wattill::node {
namespace {

const std::string kHeader =
    "meter,profile,bus,address,premises,building,account,tenant,phone,price,alarm1,alarm2,open,"
    "replaces\n";
const std::string kFirst =
    "202411110001,acrel-ddsy1352-nk,bus-1,1,1025,A,800101,Wang,,0.90,100,30,yes,\n";
const std::string kSecond =
    "202411110002,acrel-ddsy1352-nk,bus-1,2,1027,A,800102,Li,,0.90,100,30,yes,\n";

std::string newMeterInstead(const std::string& old) {
    return "202611220009,acrel-ddsy1352-nk,bus-1,1,1025,A,800101,Wang,,0.90,100,30,yes," + old +
           "\n";
}

/// The small site with both meters imported and read; the electrician has a third one with him.
class ImportOfAReplacement : public SmallSite {
  protected:
    ImportOfAReplacement() {
        m_wire.emplace(m_third, std::make_unique<SharedMeter>(m_clock));
        EXPECT_TRUE(import("meters", kHeader + kFirst + kSecond).ok());
        EXPECT_TRUE(fresh(m_first).ok());
    }
    Result<api::MeterView> view(const MeterId& meter) {
        return ask<api::MeterView>([&](auto reply) { m_service->meter(meter, reply); });
    }
    void refusedBecause(const std::string& sheet, const std::string& why) {
        const auto report = import("meters", sheet);
        ASSERT_FALSE(report.ok()) << why;
        EXPECT_EQ(report.error().code, ErrorCode::InvalidInput);
        EXPECT_NE(report.error().message.find(why), std::string::npos) << report.error().message;
        EXPECT_TRUE(view(m_first).ok()) << "nothing changed";
        EXPECT_FALSE(view(m_third).ok());
    }

    const MeterId m_third{"202611220009"};
};

TEST_F(ImportOfAReplacement, PollsTheNewMeterAndReportsWhatWasLeftOnTheOldOne) {
    const auto report = import("meters", kHeader + newMeterInstead("202411110001"));
    ASSERT_TRUE(report.ok()) << report.error().message;
    ASSERT_EQ(report->warnings.size(), 1U);
    EXPECT_NE(report->warnings.front().find("meter 202411110001 was replaced by 202611220009: "
                                            "50.00 yuan were left on it"),
              std::string::npos)
        << report->warnings.front();
    const auto now = fresh(m_third);
    ASSERT_TRUE(now.ok()) << now.error().message;
    EXPECT_FALSE(now->stale);
    EXPECT_FALSE(view(m_first).ok());
}

TEST_F(ImportOfAReplacement, IsNoneWithoutTheOldMetersNumber) {
    refusedBecause(kHeader + newMeterInstead(""),
                   "meters.csv:2: premises \"1025\": belong to meter 202411110001 already");
    refusedBecause(kHeader + newMeterInstead(""), "write 202411110001 into this row's column");
    refusedBecause(kHeader + newMeterInstead(""),
                   "meters.csv:2: address \"1\": of bus bus-1 belongs to meter 202411110001");
}

TEST_F(ImportOfAReplacement, OfAMeterElsewhereOrOfNoneIsRefused) {
    refusedBecause(kHeader + newMeterInstead("202411110002"),
                   "meters.csv:2: replaces \"202411110002\": is at premises 1027, not at 1025");
    refusedBecause(kHeader + newMeterInstead("202411110007"),
                   "meters.csv:2: replaces \"202411110007\": is in no place");
}

TEST_F(ImportOfAReplacement, WaitsForAnOrderOfTheOldMeter) {
    const auto order = create("request-1", 10'000);
    ASSERT_TRUE(order.ok()) << order.error().message;
    refusedBecause(kHeader + newMeterInstead("202411110001"),
                   "meters.csv:2: replaces \"202411110001\": order " + order->id.text());
}

TEST_F(ImportOfAReplacement, IsUndoneByAnyBadRow) {
    refusedBecause(kHeader + newMeterInstead("202411110001") +
                       "202411110003,acrel-ddsy1352-nk,bus-1,2,1031,A,800103,A,,0.9,1,0,yes,\n",
                   "meters.csv:3: address \"2\": of bus bus-1 belongs to meter 202411110002");
}

TEST_F(ImportOfAReplacement, IsNotDoneTwice) {
    const std::string sheet = kHeader + newMeterInstead("202411110001");
    ASSERT_TRUE(import("meters", sheet).ok());
    const auto again = import("meters", sheet);
    ASSERT_FALSE(again.ok());
    EXPECT_NE(again.error().message.find("hangs at premises 1025 already"), std::string::npos)
        << again.error().message;
    EXPECT_TRUE(import("meters", kHeader + newMeterInstead("")).ok()) << "as any known meter";
}

class ReplacementByHand : public ImportOfAReplacement {
  protected:
    Result<api::ReplacementView> replace(const MeterId& old, const api::NewMeter& now) {
        return ask<api::ReplacementView>(
            [&](auto reply) { m_service->replaceMeter(old, now, reply); });
    }
};

TEST_F(ReplacementByHand, KeepsThePlaceAndTellsWhatWasLeft) {
    const auto replaced = replace(m_first, {m_third, {}, {}});
    ASSERT_TRUE(replaced.ok()) << replaced.error().message;
    EXPECT_EQ(replaced->old, m_first);
    EXPECT_EQ(replaced->meter, m_third);
    EXPECT_EQ(replaced->premises, "1025");
    EXPECT_EQ(replaced->balance, Money::fromFen(5'000));
    EXPECT_TRUE(replaced->readAt);
    const auto now = fresh(m_third);
    ASSERT_TRUE(now.ok()) << now.error().message;
    EXPECT_FALSE(now->stale);
    EXPECT_EQ(now->address, 1);
    EXPECT_EQ(now->place.account, AccountId("800101"));
    EXPECT_FALSE(view(m_first).ok());
}

TEST_F(ReplacementByHand, RefusesWhatCannotBeThere) {
    const auto code = [&](const MeterId& old, const api::NewMeter& now) {
        const auto replaced = replace(old, now);
        return replaced.ok() ? ErrorCode::Internal : replaced.error().code;
    };
    EXPECT_EQ(code(MeterId("202411119999"), {m_third, {}, {}}), ErrorCode::NotFound);
    EXPECT_EQ(code(m_first, {m_second, {}, {}}), ErrorCode::Conflict) << "hangs elsewhere";
    EXPECT_EQ(code(m_first, {m_first, {}, {}}), ErrorCode::Conflict) << "itself";
    EXPECT_EQ(code(m_first, {m_third, {}, 2}), ErrorCode::Conflict) << "the second one's address";
    EXPECT_EQ(code(m_first, {m_third, {}, 248}), ErrorCode::InvalidInput);
    EXPECT_EQ(code(m_first, {m_third, "acrel-ddsy", {}}), ErrorCode::InvalidInput);
    EXPECT_EQ(code(m_first, {m_third, "dlt645-2007", {}}), ErrorCode::InvalidInput)
        << "another language than the line's";
    ASSERT_TRUE(create("request-1", 10'000).ok());
    EXPECT_EQ(code(m_first, {m_third, {}, {}}), ErrorCode::Conflict) << "an order is under way";
    EXPECT_TRUE(view(m_first).ok());
    EXPECT_FALSE(view(m_third).ok());
}

TEST_F(ImportOfAReplacement, TwoMetersMayExchangeTheirAddresses) {
    const auto exchanged = [](std::string row, const std::string& from, const std::string& to) {
        return row.replace(row.find(from), from.size(), to);
    };
    const auto report = import("meters", kHeader + exchanged(kFirst, "bus-1,1,", "bus-1,2,") +
                                             exchanged(kSecond, "bus-1,2,", "bus-1,1,"));
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_TRUE(fresh(m_first).ok());
}

}  // namespace
}  // namespace wattill::node
