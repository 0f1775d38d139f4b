#include "dlt645_line.hpp"
#include "metering/dlt645/read_address.hpp"

#include <gtest/gtest.h>

namespace wattill::metering::dlt645 {
namespace {

const Bytes kNumber = hex("02 00 11 11 24 20");

class Dlt645ReadAddress : public ::testing::Test {
  protected:
    void answerWith(const Bytes& frame) {
        script.answer = [this, frame](const Bytes&) { script.arrive(milliseconds(150), frame); };
    }
    Script script;
    SystemClock clock;
    NullLog log;
    Link link{lineConfig(), std::make_unique<ScriptedLine>(script), clock, log};
};

TEST_F(Dlt645ReadAddress, TheOnlyMeterNamesItself) {
    answerWith(joined({hex("FE FE"), answerFrame(0x93, kNumber)}));
    EXPECT_EQ(*readAddress(link), kGoldenNumber);
    EXPECT_EQ(script.sent[0], hex("FE FE FE FE 68 AA AA AA AA AA AA 68 13 00 DF 16"));
}

TEST_F(Dlt645ReadAddress, SilenceIsAskedThreeTimesAndExplained) {
    const auto read = readAddress(link);
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, ErrorCode::Timeout);
    EXPECT_NE(read.error().message.find("baud"), std::string::npos);
    EXPECT_EQ(script.sent.size(), 3U);
}

TEST_F(Dlt645ReadAddress, TwoMetersAtOnceAreNotUnderstood) {
    Bytes clash = answerFrame(0x93, kNumber);
    for (std::size_t i = 10; i < clash.size(); ++i)
        clash[i] &= 0x35;
    answerWith(clash);
    const auto read = readAddress(link);
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, ErrorCode::BadReply);
    EXPECT_NE(read.error().message.find("only one meter"), std::string::npos);
}

TEST_F(Dlt645ReadAddress, AMeterThatNamesAnotherIsNotBelieved) {
    answerWith(answerFrame(0x93, hex("03 00 11 11 24 20")));
    const auto read = readAddress(link);
    ASSERT_FALSE(read.ok());
    EXPECT_NE(read.error().message.find("202411110002"), std::string::npos);
}

TEST(Dlt645ReadAddressOver, APortThatIsNotThereIsSaid) {
    const SystemClock clock;
    NullLog log;
    const auto read = readAddress(
        {BusId("west"), "/dev/there-is-no-such-port", 2400, Parity::Even, 1, Protocol::Dlt645},
        clock, log);
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, ErrorCode::Unreachable);
    EXPECT_NE(read.error().message.find("there-is-no-such-port"), std::string::npos);
}

}  // namespace
}  // namespace wattill::metering::dlt645
