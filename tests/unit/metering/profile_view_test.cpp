#include "metering/profile_view.hpp"

#include "profile_image.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace wattill::metering {
namespace {

PointRow row(const std::vector<PointRow>& rows, const std::string& point) {
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [&](const PointRow& each) { return each.point == point; });
    return found == rows.end() ? PointRow{} : *found;
}

bool likely(const std::vector<Plausibility>& all, const std::string& point) {
    return std::all_of(all.begin(), all.end(), [&](const Plausibility& each) {
        return each.point != point || each.likely;
    });
}

TEST(ProfileView, ShowsRawAndScaledSideBySide) {
    const Profile profile = profileOf("acrel-dtsy1352-nk");
    StandingClock clock;
    MeterImage meter(profile, clock);
    meter.set("voltage.l1", 2301);
    meter.set("balance", -320);
    meter.set("relay.l1", 1);
    const auto rows = describeBlock(profile, "live", meter.block("live"));
    ASSERT_TRUE(rows.ok());
    EXPECT_EQ(rows->front().point, "modelCode");
    EXPECT_EQ(row(*rows, "voltage.l1"), (PointRow{"voltage.l1", "0x0201, byte 2", "08 FD",
                                                  "230.1 V", Confidence::SingleSource, "TOOL"}));
    EXPECT_EQ(row(*rows, "balance").value, "-3.20 yuan");
    EXPECT_EQ(row(*rows, "relay.l1").value, "closed");
    EXPECT_EQ(row(*rows, "relay.l1").place, "0x0224, byte 72, bit 5");
    EXPECT_EQ(row(*rows, "relay.l2").value, "not closed");
    EXPECT_EQ(describeBlock(profile, "lives", {}).error().code, ErrorCode::NotFound);
    EXPECT_EQ(describeBlock(profile, "live", {}).error().code, ErrorCode::BadReply);
}

TEST(ProfileView, NamesDataIdentifiersAndShowsWhatIsNoNumber) {
    const Profile profile = profileOf("dlt645-2007");
    const auto rows = describeBlock(profile, "remaining", Bytes{0x45, 0x23, 0x01, 0xFF});
    ASSERT_TRUE(rows.ok());
    EXPECT_EQ(rows->front().place, "DI 00900200, byte 0");
    EXPECT_EQ(rows->front().value, "45 23 01 FF");
}

TEST(ProfileView, WhatAMeterOfTheModelShowsIsLikely) {
    for (const char* id : {"acrel-dtsy1352-nk", "acrel-ddsy1352-nk", "dlt645-2007"}) {
        const Profile profile = profileOf(id);
        StandingClock clock;
        MeterImage meter(profile, clock);
        meter.set("voltage.l1", 2301);
        meter.set("energy.total", 30'000);
        meter.set("energy.sharp", 10'000);
        meter.set("energy.flat", 20'000);
        for (const char* ratio : {"ratio.voltage", "ratio.current"}) {
            if (profile.point(ratio) != nullptr) meter.set(ratio, 1);
        }
        BlockBytes blocks;
        for (const auto& [name, block] : profile.blocks())
            blocks[name] = meter.readBlock(block).value();
        const auto now = civilTime(clock.now(), MeterImage::kOffset);
        for (const Plausibility& each : plausibility(profile, blocks, now))
            EXPECT_TRUE(each.likely) << id << " " << each.point << ": " << each.why;
    }
}

TEST(ProfileView, WhatAnotherModelShowsIsUnlikelyAndWhy) {
    const Profile profile = profileOf("acrel-dtsy1352-nk");
    StandingClock clock;
    MeterImage meter(profile, clock);
    meter.set("modelCode", 7);
    meter.set("voltage.l1", 9120);
    meter.set("factor.l1", 1500);
    meter.set("energy.total", 30'000);
    const BlockBytes blocks = {{"live", meter.block("live")}};
    const auto all = plausibility(profile, blocks, {2026, 11, 22, 12, 0, 0});
    for (const char* point : {"modelCode", "voltage.l1", "factor.l1", "energy", "clock"})
        EXPECT_FALSE(likely(all, point)) << point;
    EXPECT_TRUE(likely(all, "voltage.l2"));
}

}  // namespace
}  // namespace wattill::metering
