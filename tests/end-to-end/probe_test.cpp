#include "end-to-end/site.hpp"

#include <gtest/gtest.h>

/// What an electrician does at a line: asks the running node, or looks at the port itself.
namespace wattill::e2e {

namespace {
using nlohmann::json;

test::Finished wattill(const Site& site, std::vector<std::string> words) {
    test::Command command{program("wattill"), "--socket", site.folder() / "node.sock",
                          "--token-file", site.folder() / "staff-token"};
    command.insert(command.end(), words.begin(), words.end());
    return test::runToEnd(command, std::chrono::seconds(60));
}

const std::string kProfiles = WATTILL_SOURCE_DIR "/assets/profiles";
}  // namespace

TEST(Probe, ThroughTheNodeNamesTheModelAndWritesNothing) {
    Site site;
    const json before = site.meterState(MeterId("202411110002"));
    const auto probed =
        wattill(site, {"--json", "meter", "probe", "--bus", "bus-1", "--address", "2"});
    ASSERT_EQ(probed.status, 0) << probed.errors << probed.output;
    const json view = json::parse(probed.output);
    EXPECT_EQ(view.at("profile"), "acrel-ddsy1352-nk");
    EXPECT_EQ(view.at("others").size(), 2U);
    EXPECT_FALSE(view.at("points").empty());
    const json after = site.meterState(MeterId("202411110002"));
    EXPECT_EQ(after.at("count"), before.at("count"));
    EXPECT_EQ(wattill(site, {"meter", "probe", "--bus", "bus-1", "--address", "99"}).status, 1);
}

TEST(Probe, OfAPortThatTheNodeHoldsNamesTheWayThroughTheNode) {
    Site site;
    const auto bus = json::parse(wattill(site, {"--json", "bus", "status", "bus-1"}).output);
    const std::string port = bus.at("bus").at("port");
    const std::vector<std::string> words{"meter",      "probe",   "--port",    port,
                                         "--profiles", kProfiles, "--address", "2",
                                         "--baud",     "9600",    "--parity",  "N"};
    const auto refused = wattill(site, words);
    EXPECT_EQ(refused.status, 1);
    EXPECT_NE(refused.errors.find("--bus BUS"), std::string::npos) << refused.errors;
    site.node().stop();
    const auto found = wattill(site, words);
    EXPECT_EQ(found.status, 0) << found.errors;
    EXPECT_NE(found.output.find("acrel-ddsy1352-nk"), std::string::npos) << found.output;
}

TEST(Trace, ShowsTheFramesOfALine) {
    Site site;
    const auto file = site.folder() / "line.pcap";
    const auto traced = wattill(site, {"bus", "trace", "bus-1", "--seconds", "4", "--pcap", file});
    ASSERT_EQ(traced.status, 0) << traced.errors;
    EXPECT_NE(traced.output.find("03 read 0200H×48 to 2"), std::string::npos) << traced.output;
    EXPECT_GT(std::filesystem::file_size(file), 24U + 2 * 24U);
}

}  // namespace wattill::e2e
