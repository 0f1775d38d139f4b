#include "bus_commands.hpp"

#include "command_fixture.hpp"

#include <gmock/gmock.h>

namespace wattill::cli {
namespace {
using testing::HasSubstr;
using testing::Not;

class BusCommands : public CommandTest {
  protected:
    int status(const std::string& bus, bool json) {
        return run({{}, tokenFile(0600), json}, [&](Session& session) {
            return busStatus(session, {bus, false});
        });
    }
};

TEST_F(BusCommands, StatusShowsEveryLineAndWhatToDo) {
    serve();
    EXPECT_EQ(status("", false), kDone) << said();
    EXPECT_EQ(service().asked(), "buses");
    EXPECT_THAT(out(), HasSubstr("bus-1  /dev/ttyS1  modbus-rtu 9600 8N1  yes"));
    EXPECT_THAT(out(), HasSubstr("43.7 %"));
    EXPECT_THAT(out(), HasSubstr("42.0 %"));
    EXPECT_THAT(out(), HasSubstr("5.4 s"));
    EXPECT_THAT(out(), HasSubstr("61.0 s"));
    EXPECT_THAT(out(), HasSubstr("bus-1: 1 of 32 meters is lost\n"));
}

TEST_F(BusCommands, StatusOfOneLineShowsItsMeters) {
    serve();
    EXPECT_EQ(status("bus-1", false), kDone) << said();
    EXPECT_THAT(out(), HasSubstr("last minute: 200 sent, 190 answered, 3 refused, 4 time-outs, "
                                 "5 CRC errors, 6 broken, 7 stray bytes\n"));
    EXPECT_THAT(out(), HasSubstr("202611220001       18  acrel-ddsy1352-nk  LOST"));
    EXPECT_THAT(out(), HasSubstr("-1 s"));
}

TEST_F(BusCommands, ADltMetersAddressHasAllItsDigits) {
    serve();
    auto detail = api::samples::busDetail();
    detail.bus.protocol = "dlt645";
    detail.meters.front().address = 18;
    detail.meters.front().lost = false;
    detail.meters.front().medianMs.reset();
    detail.meters.front().lastGoodAt.reset();
    detail.meters.front().clockAheadMs.reset();
    service().show(detail);
    EXPECT_EQ(status("bus-1", false), kDone) << said();
    EXPECT_THAT(out(), HasSubstr("000000000018  acrel-ddsy1352-nk  answers"));
    EXPECT_THAT(out(), HasSubstr("never"));
}

TEST_F(BusCommands, JsonOfTheStatusIsTheApisOwn) {
    serve();
    EXPECT_EQ(status("", true), kDone) << said();
    const auto all = api::fromJson<std::vector<api::BusView>>(out(), api::UnknownKeys::Refuse);
    ASSERT_TRUE(all.ok()) << all.error().message;
    EXPECT_EQ(api::toJson(*all), api::toJson(std::vector{api::samples::bus()}));
    EXPECT_EQ(status("bus-1", true), kDone) << said();
    const auto one = api::fromJson<api::BusDetailView>(out(), api::UnknownKeys::Refuse);
    ASSERT_TRUE(one.ok()) << one.error().message;
    EXPECT_EQ(api::toJson(*one), api::toJson(api::samples::busDetail()));
}

TEST_F(BusCommands, ALineThatIsNotThereFailsWithTheNodesWords) {
    serve();
    service().fail(notFound("no bus 'bus-9' here; this node has: bus-1"));
    EXPECT_EQ(status("bus-9", false), kFailed);
    EXPECT_THAT(said(), HasSubstr("no bus 'bus-9' here; this node has: bus-1"));
    EXPECT_EQ(out(), "");
    EXPECT_EQ(status("bus-9", true), kFailed);
    EXPECT_EQ(api::errorFrom(out()).code, ErrorCode::NotFound);
}

TEST_F(BusCommands, ANameThatCannotBeABussNeverReachesTheNode) {
    serve();
    EXPECT_EQ(status("../meters", false), kFailed);
    EXPECT_EQ(service().asked(), "");
}

TEST_F(BusCommands, WhatANoteHoldsCommandsNoTerminal) {
    serve();
    auto detail = api::samples::busDetail();
    detail.bus.notes = {"a\x1b[2Jb"};
    service().show(detail);
    EXPECT_EQ(status("bus-1", false), kDone) << said();
    EXPECT_THAT(out(), Not(HasSubstr("\x1b")));
}

TEST_F(BusCommands, ATraceThatCannotBeWrittenIsNotStarted) {
    serve();
    const auto trace = [this](Session& session) {
        BusTraceArguments arguments;
        arguments.bus = "bus-1";
        arguments.textFile = (folder() / "none" / "trace.txt").string();
        return busTrace(session, arguments);
    };
    EXPECT_EQ(run({{}, tokenFile(0600), false}, trace), kFailed);
    EXPECT_THAT(said(), HasSubstr("cannot be written"));
    EXPECT_EQ(service().asked(), "bus bus-1") << "the line was looked at, and no more";
}

TEST_F(BusCommands, AModbusTcpLineHasNoCaptureFile) {
    serve();
    auto detail = api::samples::busDetail();
    detail.bus.protocol = "modbus-tcp";
    service().show(detail);
    const auto trace = [this](Session& session) {
        BusTraceArguments arguments;
        arguments.bus = "bus-1";
        arguments.pcapFile = (folder() / "trace.pcap").string();
        return busTrace(session, arguments);
    };
    EXPECT_EQ(run({{}, tokenFile(0600), false}, trace), kFailed);
    EXPECT_THAT(said(), HasSubstr("tcpdump"));
    EXPECT_FALSE(std::filesystem::exists(folder() / "trace.pcap"));
}

}  // namespace
}  // namespace wattill::cli
