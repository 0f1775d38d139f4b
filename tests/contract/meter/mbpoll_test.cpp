#include "bus_rig.hpp"
#include "support/process.hpp"

#include <gtest/gtest.h>

// The simulator is read by a master that is not ours: what both of ours misread alike shows here.
namespace wattill::testing {
namespace {

void expectLiveBlock(const test::Finished& read) {
    EXPECT_EQ(read.status, 0) << read.output << read.errors;
    // Registers 0200H: model; 0215H: 1234.56 kWh; 021FH: 50.00 yuan; 0221H: purchase count.
    for (const char* line : {"[512]: \t0x0005", "[533]: \t0x0001", "[534]: \t0xE240",
                             "[543]: \t0x0000", "[544]: \t0x1388", "[545]: \t0x0004"}) {
        EXPECT_NE(read.output.find(line), std::string::npos) << line << " in\n" << read.output;
    }
}

const test::Command kLiveBlock{"-a", "1", "-t", "4:hex", "-0", "-r", "512", "-c", "48", "-1"};

test::Command mbpoll(test::Command begin, const test::Command& end) {
    begin.insert(begin.end(), kLiveBlock.begin(), kLiveBlock.end());
    begin.insert(begin.end(), end.begin(), end.end());
    return begin;
}

TEST(Mbpoll, ReadsTheSimulatorOverAPty) {
    BusRig rig(sim::Model::Dtsy);
    expectLiveBlock(test::runToEnd(
        mbpoll({"mbpoll", "-m", "rtu", "-b", "9600", "-P", "none"}, {rig.config().port})));
}

TEST(Mbpoll, ReadsTheSimulatorOverModbusTcp) {
    BusRig rig(sim::Model::Dtsy, behind(sim::PortKind::ModbusTcp));
    const std::string port = rig.config().port;  // "tcp:127.0.0.1:N"
    expectLiveBlock(test::runToEnd(
        mbpoll({"mbpoll", "-m", "tcp", "-p", port.substr(port.rfind(':') + 1)}, {"127.0.0.1"})));
}

}  // namespace
}  // namespace wattill::testing
