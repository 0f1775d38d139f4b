#include "node/bus_making.hpp"

#include <gtest/gtest.h>

namespace wattill::node {
namespace {
using metering::Protocol;

class AddressRange : public testing::Test {
  protected:
    /// Whether a line of this protocol takes a meter at the address; nothing is opened.
    [[nodiscard]] bool taken(Protocol protocol, const std::string& profile, std::int64_t address) {
        metering::BusConfig config;
        config.name = BusId("bus-1");
        config.port = protocol == Protocol::ModbusTcp ? "tcp:192.0.2.1:502" : "/dev/no-such-port";
        config.protocol = protocol;
        const auto bus = makeBus(config, m_profiles, m_clock, m_log);
        EXPECT_TRUE(bus.ok()) << bus.error().message;
        return (*bus)->addMeter({MeterId("202611220001"), profile, address, false}).ok();
    }

  private:
    metering::ProfileLibrary m_profiles =
        *metering::ProfileLibrary::load(WATTILL_SOURCE_DIR "/assets/profiles");
    SystemClock m_clock;
    NullLog m_log;
};

TEST_F(AddressRange, IsTheLinesOwnOnModbus) {
    for (const Protocol protocol : {Protocol::ModbusRtu, Protocol::ModbusTcp}) {
        for (const std::int64_t address : {-1, 0, 1, 247, 248, 255}) {
            EXPECT_EQ(checkAddress(protocol, address).ok(),
                      taken(protocol, "acrel-ddsy1352-nk", address))
                << address;
        }
        EXPECT_TRUE(checkAddress(protocol, 247).ok());
        EXPECT_FALSE(checkAddress(protocol, 248).ok());
    }
}

TEST_F(AddressRange, IsTheLinesOwnOnDlt645AndNobodyHasTheAddressOfAll) {
    for (const std::int64_t address :
         {std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}, std::int64_t{999'999'999'998},
          std::int64_t{999'999'999'999}, std::int64_t{1'000'000'000'000}}) {
        EXPECT_EQ(checkAddress(Protocol::Dlt645, address).ok(),
                  taken(Protocol::Dlt645, "dlt645-2007", address))
            << address;
    }
    EXPECT_TRUE(checkAddress(Protocol::Dlt645, 999'999'999'998).ok());
    EXPECT_FALSE(checkAddress(Protocol::Dlt645, 999'999'999'999).ok());
}

TEST_F(AddressRange, ADltAddressIsWrittenWithAllItsDigits) {
    EXPECT_EQ(addressText(Protocol::Dlt645, 18), "000000000018");
    EXPECT_EQ(addressText(Protocol::ModbusRtu, 18), "18");
}

}  // namespace
}  // namespace wattill::node
