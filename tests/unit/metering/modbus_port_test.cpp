#include "metering/bus.hpp"
#include "metering/modbus/modbus_bus.hpp"
#include "profile_files.hpp"

#include <gtest/gtest.h>

namespace wattill::metering {
namespace {

TEST(TcpPort, IsTakenApart) {
    EXPECT_EQ(tcpPort("tcp:192.168.1.20:4001").value(), (TcpPort{"192.168.1.20", 4001}));
    EXPECT_EQ(tcpPort("tcp:gateway.local:502").value(), (TcpPort{"gateway.local", 502}));
    EXPECT_EQ(tcpPort("tcp:[fd00::7]:65535").value(), (TcpPort{"fd00::7", 65535}));
    EXPECT_EQ(tcpPort("/dev/ttyS1").value(), std::nullopt);
    EXPECT_EQ(tcpPort("/dev/serial/by-id/usb-FTDI:1").value(), std::nullopt);
}

TEST(TcpPort, AMistakeIsSaidWithTheRemedy) {
    for (const char* wrong :
         {"", "tcp:", "tcp:host", "tcp:host:", "tcp::502", "tcp:host:0", "tcp:host:65536",
          "tcp:host:5o2", "tcp:host:-1", "tcp:fd00::7:502", "tcp:[fd00::7]", "tcp:[fd00::7:502",
          "tcp:[]:502", "tcp:[fd00::7]502", "tcp://host:502", "tcp:a b:502", "tcp:host:502 "}) {
        const auto port = tcpPort(wrong);
        ASSERT_FALSE(port.ok()) << wrong;
        EXPECT_EQ(port.error().code, ErrorCode::InvalidInput);
        EXPECT_NE(port.error().message.find("tcp:192.168.1.20:4001"), std::string::npos);
    }
}

TEST(ModbusBus, SettingsThatNoMeterSpeaksAreRefused) {
    const ProfileLibrary profiles;
    const SystemClock clock;
    NullLog log;
    const auto refusal = [&](const BusConfig& config) {
        const auto bus = modbus::makeModbusBus(config, profiles, clock, log);
        return bus ? std::string() : bus.error().message;
    };
    EXPECT_NE(refusal({BusId("b"), "/dev/ttyS1", 300}).find("baud 300"), std::string::npos);
    EXPECT_NE(refusal({BusId("b"), "/dev/ttyS1", 9600, Parity::None, 3}).find("stop bits"),
              std::string::npos);
    EXPECT_NE(refusal({BusId("b"), "tcp:host"}).find("bus b: port \"tcp:host\""),
              std::string::npos);
    EXPECT_NE(
        refusal({BusId("b"), "/dev/ttyS1", 9600, Parity::None, 1, Protocol::ModbusTcp}).find("502"),
        std::string::npos);
    EXPECT_NE(
        refusal({BusId("b"), "/dev/ttyS1", 2400, Parity::Even, 1, Protocol::Dlt645}).find("645"),
        std::string::npos);
    EXPECT_EQ(refusal({BusId("b"), "tcp:host:502", 9600, Parity::None, 1, Protocol::ModbusTcp}),
              "");
    EXPECT_EQ(refusal({BusId("b"), "tcp:host:4001"}), "");
}

TEST(ModbusBus, MetersThatCannotBeThereAreNotAdded) {
    ProfileLibrary profiles;
    ASSERT_TRUE(profiles.add(profileOf("acrel-dtsy1352-nk")).ok());
    ASSERT_TRUE(profiles.add(profileOf("dlt645-2007")).ok());
    const SystemClock clock;
    NullLog log;
    const auto bus =
        modbus::makeModbusBus({BusId("b"), "/dev/ttyS1"}, profiles, clock, log).value();
    ASSERT_TRUE(bus->addMeter({MeterId("202411110001"), "acrel-dtsy1352-nk", 1, false}).ok());
    const std::vector<std::pair<MeterOnBus, std::string>> wrong = {
        {{MeterId("202411110002"), "acrel-dtsy1352-nk", 1, false}, "address 1 is taken"},
        {{MeterId("202411110001"), "acrel-dtsy1352-nk", 2, false}, "on the bus already"},
        {{MeterId("202411110002"), "acrel-dtsy1352-nk", 0, false}, "address 0"},
        {{MeterId("202411110002"), "acrel-dtsy1352-nk", 248, false}, "address 248"},
        {{MeterId("202411110002"), "other", 2, false}, "known are: "},
        {{MeterId("202411110002"), "dlt645-2007", 2, false}, "protocol \"dlt645\""}};
    for (const auto& [meter, what] : wrong) {
        const auto added = bus->addMeter(meter);
        ASSERT_FALSE(added.ok()) << what;
        EXPECT_EQ(added.error().code, ErrorCode::InvalidInput);
        EXPECT_NE(added.error().message.find(what), std::string::npos) << added.error().message;
    }
    EXPECT_EQ(bus->meterHealth().size(), 1U);
}

}  // namespace
}  // namespace wattill::metering
