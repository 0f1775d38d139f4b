#include "dlt645_frames.hpp"
#include "metering/dlt645/answer_hunter.hpp"
#include "metering/dlt645/refusal.hpp"

#include <gtest/gtest.h>

namespace wattill::metering::dlt645 {
namespace {

constexpr std::uint32_t kForward = 0x00010000;
constexpr std::uint32_t kRemaining = 0x00900200;
const Address kCaptured = Address::fromNumber(260305510012).value();

Bytes relayData(std::uint8_t order) {
    return joined({{0x02, 0, 0, 0}, {0, 0, 0, 0}, {order, 0x00}, hex("59 59 23 31 12 99")});
}

TEST(Dlt645Message, EncodesTheGoldenRequests) {
    EXPECT_EQ(encode({golden(), function::kRead, identifierBytes(kForward)}),
              hex("68 02 00 11 11 24 20 68 11 04 33 33 34 33 1A 16"));
    EXPECT_EQ(encode({golden(), function::kRead, identifierBytes(kRemaining)}),
              hex("68 02 00 11 11 24 20 68 11 04 33 35 C3 33 AB 16"));
    EXPECT_EQ(encode({Address::wildcard(), function::kReadAddress, {}}),
              hex("68 AA AA AA AA AA AA 68 13 00 DF 16"));
    EXPECT_EQ(encode({Address::broadcast(), function::kBroadcastTime, hex("56 34 12 26 08 26")}),
              hex("68 99 99 99 99 99 99 68 08 06 89 67 45 59 3B 59 96 16"));
    EXPECT_EQ(encode({kCaptured, function::kRead, identifierBytes(0x070104FF)}),
              hex("68 12 00 51 05 03 26 68 11 04 32 37 34 3A 4D 16"));
}

TEST(Dlt645Message, EncodesTheGoldenRelayCommands) {
    EXPECT_EQ(encode({golden(), function::kRelay, relayData(0x1A)}),
              hex("68 02 00 11 11 24 20 68 1C 10 35 33 33 33 33 33 33 33 4D 33 8C 8C 56 64 45 CC "
                  "61 16"));
    const std::map<std::uint8_t, std::pair<std::uint8_t, std::uint8_t>> orders = {
        {0x1B, {0x4E, 0x62}}, {0x1C, {0x4F, 0x63}}, {0x3A, {0x6D, 0x81}}, {0x3B, {0x6E, 0x82}}};
    for (const auto& [order, shown] : orders) {
        const Bytes frame = encode({golden(), function::kRelay, relayData(order)});
        EXPECT_EQ(frame[18], shown.first);
        EXPECT_EQ(frame[26], shown.second);
    }
}

TEST(Dlt645Address, IsTwelveDigitsLowFirst) {
    EXPECT_EQ(golden().wire(), (Address::Wire{0x02, 0x00, 0x11, 0x11, 0x24, 0x20}));
    EXPECT_EQ(golden().number(), kGoldenNumber);
    EXPECT_EQ(golden().text(), "202411110002");
    EXPECT_EQ(Address::fromNumber(12)->text(), "000000000012");
    EXPECT_EQ(Address::wildcard().number(), std::nullopt);
}

TEST(Dlt645Address, NobodysAndEverybodysAreNoMeters) {
    for (const std::int64_t number : {std::int64_t{0}, std::int64_t{-1}, 999'999'999'999,
                                      1'000'000'000'000, INT64_MAX, INT64_MIN}) {
        const auto address = Address::fromNumber(number);
        ASSERT_FALSE(address.ok()) << number;
        EXPECT_NE(address.error().message.find("plate"), std::string::npos);
    }
    EXPECT_TRUE(Address::fromNumber(1).ok());
    EXPECT_TRUE(Address::fromNumber(999'999'999'998).ok());
}

// ---- refusals ----

std::string said(std::uint8_t control, const Bytes& data) {
    return refusalOf({golden(), control, data}).text;
}

TEST(Dlt645Refusal, EveryBitHasItsWords) {
    const std::vector<std::string> errors = {"another", "no such value", "password", "baud",
                                             "seasons", "slots",         "rates"};
    for (std::size_t bit = 0; bit < errors.size(); ++bit) {
        const auto byte = static_cast<std::uint8_t>(1U << bit);
        EXPECT_NE(said(0xD1, {byte}).find(errors[bit]), std::string::npos) << bit;
        EXPECT_NE(said(0xD4, {byte}).find(errors[bit]), std::string::npos) << bit;
    }
    const std::vector<std::string> prepaid = {"another",   "done already",    "security module",
                                              "authentic", "customer number", "purchase count",
                                              "hoarding",  "address",         "suspended"};
    for (std::size_t bit = 0; bit < prepaid.size(); ++bit) {
        const auto low = static_cast<std::uint8_t>(1U << bit);
        const auto high = static_cast<std::uint8_t>(1U << bit >> 8U);
        EXPECT_NE(said(0xC3, {low, high}).find(prepaid[bit]), std::string::npos) << bit;
    }
    const std::vector<std::string> relay = {"suspended", "MAC",    "password",
                                            "timed out", "expiry", "power is kept on"};
    for (std::size_t bit = 0; bit < relay.size(); ++bit) {
        const auto byte = static_cast<std::uint8_t>(1U << bit);
        EXPECT_NE(said(0xDC, {byte}).find(relay[bit]), std::string::npos) << bit;
        EXPECT_NE(said(0xDC, {byte, 0}).find(relay[bit]), std::string::npos) << bit;
    }
}

TEST(Dlt645Refusal, OnlyTheWordOfAPrepaidCommandSaysRepeated) {
    EXPECT_TRUE(refusalOf({golden(), 0xC3, {0x02, 0x00}}).repeated);
    EXPECT_FALSE(refusalOf({golden(), 0xC3, {0x22, 0x00}}).repeated) << "and a wrong count";
    EXPECT_FALSE(refusalOf({golden(), 0xC3, {0x02}}).repeated)
        << "one byte is the general error: no such value";
    EXPECT_FALSE(refusalOf({golden(), 0xD1, {0x02, 0x00}}).repeated);
}

TEST(Dlt645Refusal, WhatNobodyKnowsIsShownAsItIs) {
    EXPECT_NE(said(0xC3, {}).find("not known"), std::string::npos);
    EXPECT_NE(said(0xDC, {1, 2, 3, 0xAB}).find("01 02 03 AB"), std::string::npos);
    EXPECT_NE(said(0xD1, {0x80}).find("bit 7"), std::string::npos);
    EXPECT_NE(said(0xD1, {0x00}).find("no reason"), std::string::npos);
}

}  // namespace
}  // namespace wattill::metering::dlt645
