#include "bus_commands.hpp"
#include "command_fixture.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace wattill::cli {
namespace {
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

const std::string kProfiles = WATTILL_SOURCE_DIR "/assets/profiles";

class ProfileShow : public CommandTest {
  protected:
    int show(const std::string& profile, bool json, const std::string& folder = kProfiles) {
        return run({{}, {}, json},
                   [&](Session& session) { return showProfile(session, folder, profile); });
    }
    /// A folder with one profile whose sale a site has confirmed.
    std::string confirmedFolder() {
        std::ifstream in(kProfiles + "/acrel-ddsy1352-nk.json");
        auto profile = nlohmann::json::parse(in);
        for (auto& command : profile["commands"]) {
            if (command["name"] == "sell") command["confidence"] = "site-confirmed";
        }
        const auto path = folder() / "profiles";
        std::filesystem::create_directory(path);
        std::ofstream(path / "acrel-ddsy1352-nk.json") << profile.dump();
        return path.string();
    }
};

TEST_F(ProfileShow, ListsCommandsWithTheirLockSourceAndConfidence) {
    EXPECT_EQ(show("acrel-ddsy1352-nk", false), kDone) << said();
    EXPECT_THAT(out(), ContainsRegex("COMMAND +LOCKED +CONFIDENCE +SOURCE\n"));
    EXPECT_THAT(out(), ContainsRegex("\nsell +locked +single-source +TOOL"));
    EXPECT_THAT(out(), ContainsRegex("\ntrip +locked +confirmed-twice +"));
    EXPECT_THAT(out(), HasSubstr("[profile.\"acrel-ddsy1352-nk\"] unlocked = true\n"));
}

TEST_F(ProfileShow, WhatASiteConfirmedIsNotLocked) {
    EXPECT_EQ(show("acrel-ddsy1352-nk", false, confirmedFolder()), kDone) << said();
    EXPECT_THAT(out(), ContainsRegex("\nsell +- +site-confirmed +"));
    EXPECT_THAT(out(), ContainsRegex("\ntrip +locked +"));
}

TEST_F(ProfileShow, AModelThatIsOnlyReadSaysSo) {
    EXPECT_EQ(show("acrel-adl-dtsd1352", false), kDone) << said();
    EXPECT_THAT(out(), HasSubstr("no commands: it is only read\n"));
    EXPECT_THAT(out(), Not(HasSubstr("unlocked")));
}

TEST_F(ProfileShow, TheCommandsAreInTheJsonToo) {
    EXPECT_EQ(show("acrel-ddsy1352-nk", true, confirmedFolder()), kDone) << said();
    const auto shown = nlohmann::json::parse(out());
    EXPECT_FALSE(shown.at("points").empty());
    for (const auto& command : shown.at("commands")) {
        const bool sale = command.at("command") == "sell";
        EXPECT_EQ(command.at("locked"), !sale) << command;
        EXPECT_FALSE(command.at("source").get<std::string>().empty()) << command;
    }
}

TEST_F(ProfileShow, AnUnknownOneIsAnError) {
    EXPECT_EQ(show("acrel-ddsy1352", false), kFailed);
    EXPECT_THAT(said(), HasSubstr("did you mean 'acrel-ddsy1352-nk'?"));
}

}  // namespace
}  // namespace wattill::cli
