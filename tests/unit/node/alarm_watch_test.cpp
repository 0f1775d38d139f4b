#include "node/alarm_watch.hpp"

#include <gtest/gtest.h>

namespace wattill::node {
namespace {

using metering::MeterReading;
using Verdict = AlarmWatch::Verdict;

const MeterId kMeter("202411110001");

MeterReading showing(bool fault, bool arrears = false) {
    MeterReading reading;
    reading.fault = fault;
    reading.arrears = arrears;
    return reading;
}

TEST(AlarmWatch, WhatIsGoodIsTakenAtOnce) {
    AlarmWatch watch;
    EXPECT_EQ(watch.look(kMeter, std::nullopt, showing(false)), Verdict::Take);
    EXPECT_EQ(watch.look(kMeter, showing(true), showing(false)), Verdict::Take);
    EXPECT_EQ(watch.look(kMeter, showing(true), showing(true)), Verdict::Take) << "known already";
}

TEST(AlarmWatch, WhatIsNewlyBadIsTakenOnTheSecondReadingThatShowsIt) {
    AlarmWatch watch;
    EXPECT_EQ(watch.look(kMeter, showing(false), showing(true)), Verdict::ReadAgain);
    EXPECT_TRUE(watch.waits(kMeter));
    EXPECT_EQ(watch.look(kMeter, showing(false), showing(true)), Verdict::Confirmed);
    EXPECT_FALSE(watch.waits(kMeter));
}

TEST(AlarmWatch, WhatIsGoneOnTheSecondReadingWasNever) {
    AlarmWatch watch;
    EXPECT_EQ(watch.look(kMeter, showing(false), showing(true)), Verdict::ReadAgain);
    EXPECT_EQ(watch.look(kMeter, showing(false), showing(false)), Verdict::NotConfirmed);
    EXPECT_FALSE(watch.waits(kMeter));
}

TEST(AlarmWatch, AnotherBadThingIsConfirmedByItselfButNotForEver) {
    AlarmWatch watch;
    EXPECT_EQ(watch.look(kMeter, showing(false), showing(true)), Verdict::ReadAgain);
    EXPECT_EQ(watch.look(kMeter, showing(false), showing(false, true)), Verdict::ReadAgain);
    EXPECT_EQ(watch.look(kMeter, showing(false), showing(true)), Verdict::Confirmed);
}

TEST(AlarmWatch, ARelayThatOpensIsBadAndOneThatTheModelHasNotIsNot) {
    AlarmWatch watch;
    MeterReading open;
    open.relay = metering::Relay::Open;
    EXPECT_EQ(AlarmWatch::newlyBad(showing(false), open), "relay open");
    EXPECT_EQ(watch.look(kMeter, showing(false), open), Verdict::ReadAgain);
    open.has.relay = false;
    EXPECT_EQ(AlarmWatch::newlyBad(showing(false), open), "");
}

TEST(AlarmWatch, NamesEverythingThatIsNew) {
    EXPECT_EQ(AlarmWatch::newlyBad(std::nullopt, showing(true, true)), "fault, arrears");
    EXPECT_EQ(AlarmWatch::newlyBad(showing(true), showing(true, true)), "arrears");
}

}  // namespace
}  // namespace wattill::node
