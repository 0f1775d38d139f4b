#include "end-to-end/site.hpp"

#include <fstream>

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

/// A line with one meter that understands only who has set speed and parity as it has them.
class StrictLine {
  public:
    StrictLine() {
        const json meter{{"number", "202411110017"},
                         {"model", "ddsy"},
                         {"address", 17},
                         {"balance_yuan", "123.45"},
                         {"count", 9},
                         {"standby_w", 0},
                         {"peak_w", 0}};
        const json bus{{"name", "line"},       {"link", port()},      {"baud", 4800},
                       {"parity", "E"},        {"strict_baud", true}, {"strict_parity", true},
                       {"meters", json{meter}}};
        std::ofstream(m_folder.path() / "line.json") << json{{"buses", json{bus}}};
        m_meters.emplace(test::Command{program("wattill-sim"), "meters", "--config",
                                       m_folder.path() / "line.json", "--control", control()});
        EXPECT_TRUE(m_meters->line("ready")) << m_meters->output();
        copyProfiles();
    }

    /// What `wattill --json meter probe --port …` finds.
    [[nodiscard]] json probed(std::vector<std::string> words) {
        test::Command command{program("wattill"), "--json", "meter",      "probe",
                              "--port",           port(),   "--profiles", profiles()};
        command.insert(command.end(), words.begin(), words.end());
        const auto found = test::runToEnd(command, std::chrono::minutes(2));
        EXPECT_EQ(found.status, 0) << found.errors << found.output;
        return json::parse(found.output, nullptr, false);
    }
    /// One line of the simulator's control socket.
    std::string ask(const std::string& line) {
        std::string answer =
            test::runToEnd({program("wattill-sim"), "meters-control", "--control", control(), line})
                .output;
        while (answer.ends_with('\n'))
            answer.pop_back();
        return answer;
    }

  private:
    [[nodiscard]] std::string port() const { return m_folder.path() / "rs485"; }
    [[nodiscard]] std::string control() const { return m_folder.path() / "control"; }
    [[nodiscard]] std::string profiles() const { return m_folder.path() / "profiles"; }

    /// The shipped ones, less patient: nobody answers at most of the settings that are tried.
    void copyProfiles() const {
        std::filesystem::create_directory(profiles());
        for (const auto& each : std::filesystem::directory_iterator(kProfiles)) {
            if (each.path().extension() != ".json") continue;
            json profile = json::parse(readText(each.path()));
            if (profile.contains("link")) {
                profile["link"]["timeoutMs"]["read"] = 600;
                profile["link"]["lateAnswerMs"] = 100;
            }
            std::ofstream(std::filesystem::path(profiles()) / each.path().filename()) << profile;
        }
    }

    test::TemporaryFolder m_folder;
    std::optional<test::Process> m_meters;
};

json pointOf(const json& view, const std::string& id) {
    for (const json& point : view.at("points")) {
        if (point.at("point") == id) return point;
    }
    return {};
}
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

TEST(Probe, OfAPortFindsSpeedParityAndAddressAndWritesNothing) {
    StrictLine line;
    const json before = json::parse(line.ask("state 17"));
    // What would be written is counted, and lost.
    ASSERT_EQ(line.ask("fault 17 lose-before always on writes"), "ok");
    const json all = line.probed({"--addresses", "16-17"});
    ASSERT_EQ(all.at("found").size(), 1U) << all;
    const json& found = all.at("found").front();
    EXPECT_EQ(found.at("line"), "4800 8E1");
    EXPECT_EQ(found.at("address"), 17);
    ASSERT_TRUE(found.contains("meter")) << found;
    const json& view = found.at("meter");
    EXPECT_EQ(view.at("profile"), "acrel-ddsy1352-nk");
    const json balance = pointOf(view, "balance");
    EXPECT_EQ(balance.at("raw"), "00 00 30 39");
    EXPECT_EQ(balance.at("value"), "123.45 yuan");
    EXPECT_EQ(pointOf(view, "purchaseCount").at("value"), "9");
    const json health = json::parse(line.ask("bus"));
    EXPECT_GT(health.at("not_understood"), 0) << "other settings were tried before";
    EXPECT_FALSE(health.at("faults").contains("lose-before")) << health;
    EXPECT_EQ(json::parse(line.ask("state 17")), before);
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
