#include "node/config.hpp"

#include <gtest/gtest.h>

namespace wattill::node {
namespace {

std::string siteWith(const std::string& bus) {
    return "[site]\nname = \"M\"\nhotline = \"4\"\n[node]\nstate_dir = \"s\"\nsocket = \"n\"\n"
           "staff_token_file = \"t\"\nprofiles_dir = \"p\"\n[kiosk]\nterminal = \"K01\"\n" +
           bus;
}

Result<Config> read(const std::string& bus) {
    return parseConfig(siteWith(bus), "/etc/wattill/site.toml");
}

TEST(BusConfiguration, TheSampleOfAMixedSiteIsGood) {
    const auto config = loadConfig(WATTILL_SOURCE_DIR "/assets/sites/mixed/site.toml");
    ASSERT_TRUE(config.ok()) << config.error().message;
    ASSERT_EQ(config->buses.size(), 4U);
    EXPECT_EQ(config->buses.at(1).protocol, metering::Protocol::ModbusTcp);
    EXPECT_EQ(config->buses.at(2).port, "tcp:192.0.2.22:4001");
    EXPECT_EQ(config->buses.at(3).baud, 2400) << "usual for DL/T 645";
    EXPECT_EQ(config->buses.at(3).parity, 'E');
    ASSERT_TRUE(config->metricsListen);
    EXPECT_EQ(config->metricsListen->port, 9466);
}

struct Fault {
    const char* name;
    const char* bus;
    const char* said;
};
void PrintTo(const Fault& fault, std::ostream* out) {
    *out << fault.name;
}
class BusFault : public testing::TestWithParam<Fault> {};

TEST_P(BusFault, IsNamedWithLineAndRemedy) {
    const auto config = read(GetParam().bus);
    ASSERT_FALSE(config.ok());
    EXPECT_NE(config.error().message.find("site.toml:1"), std::string::npos)
        << config.error().message;
    EXPECT_NE(config.error().message.find(GetParam().said), std::string::npos)
        << config.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    All, BusFault,
    testing::Values(
        Fault{"TcpWithoutPort", "[[bus]]\nname = \"a\"\nport = \"tcp:gateway\"\n",
              "the port's number is missing"},
        Fault{"ModbusTcpOnASerialPort",
              "[[bus]]\nname = \"a\"\nport = \"/dev/ttyS1\"\nprotocol = \"modbus-tcp\"\n",
              "name the gateway"},
        Fault{"UnknownProtocol",
              "[[bus]]\nname = \"a\"\nport = \"/dev/ttyS1\"\nprotocol = \"modbus-rtv\"\n",
              "did you mean 'modbus-rtu'?"},
        Fault{"TwoBusesOnOnePort",
              "[[bus]]\nname = \"a\"\nport = \"tcp:h:1\"\n[[bus]]\nname = \"b\"\n"
              "port = \"tcp:h:1\"\n",
              "is used by two buses, a and b"},
        Fault{"Baud", "[[bus]]\nname = \"a\"\nport = \"/dev/ttyS1\"\nbaud = 9601\n",
              "must be one of 1200"},
        Fault{"MetricsAddress", "[metrics]\nlisten = \"9466\"\n", "must be address:port"}),
    [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace wattill::node
