#include "port_scan.hpp"
#include "trace_text.hpp"

#include <gtest/gtest.h>

namespace wattill::cli {
namespace {
using metering::Protocol;

TEST(Scan, TriesTheUsualSettingsFirstAndEachOnce) {
    const auto modbus = settingsToTry(Protocol::ModbusRtu, false, 0, 0);
    ASSERT_EQ(modbus.size(), 18U);
    EXPECT_EQ(text(modbus.front()), "9600 8N1");
    EXPECT_EQ(text(settingsToTry(Protocol::Dlt645, false, 0, 0).front()), "2400 8E1");
    EXPECT_EQ(settingsToTry(Protocol::ModbusRtu, false, 4800, 'E').size(), 1U);
    EXPECT_EQ(settingsToTry(Protocol::ModbusRtu, true, 0, 0).size(), 1U);
    EXPECT_TRUE(settingsToTry(Protocol::ModbusRtu, false, 9601, 0).empty());
}

TEST(Scan, ReadsAddressesAndNamesWhatIsWrong) {
    EXPECT_EQ(addressesFrom(Protocol::ModbusRtu, "1,5,9-11").value(),
              (std::vector<std::int64_t>{1, 5, 9, 10, 11}));
    EXPECT_EQ(addressesFrom(Protocol::Dlt645, "202411110002").value(),
              std::vector<std::int64_t>{202411110002});
    for (const char* bad : {"", "0", "248", "x", "5-1", "1,", "1-", "-3", "202411110002"})
        EXPECT_FALSE(addressesFrom(Protocol::ModbusRtu, bad).ok()) << bad;
}

TEST(Capture, IsAPcapFileWithTheBytesOfTheWire) {
    const std::string head = pcapHead();
    ASSERT_EQ(head.size(), 24U);
    EXPECT_EQ(head.substr(0, 4), "\xD4\xC3\xB2\xA1");
    EXPECT_EQ(static_cast<unsigned char>(head[20]), 147U);
    const std::string frame =
        pcapFrame({1, fromMillis(1'795'228'200'123), true, 0, "01 ** FF", ""});
    ASSERT_EQ(frame.size(), 19U);
    EXPECT_EQ(frame.substr(16), "\x01\x33\xFF");
}

TEST(Capture, ALineShowsDirectionGapAndMeaning) {
    EXPECT_EQ(traceLine({1, {}, true, 12, "01 03", "03 read"}, "02:30:00.123"),
              "02:30:00.123 →     12 ms  01 03  03 read\n");
}

}  // namespace
}  // namespace wattill::cli
