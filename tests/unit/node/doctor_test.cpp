#include "node/doctor.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace wattill::node {
namespace {

/// A folder with a site in it that has never been started and has no payment channel.
class Doctor : public testing::Test {
  protected:
    Doctor() {
        std::string folder = (std::filesystem::temp_directory_path() / "wattill-XXXXXX").string();
        m_folder = ::mkdtemp(folder.data());
        write("token", "0123456789abcdef0123456789abcdef");
        ::chmod((m_folder / "token").c_str(), 0600);
        writeSite("");
    }
    ~Doctor() override { std::filesystem::remove_all(m_folder); }

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(m_folder / name) << text;
    }
    void writeSite(const std::string& more) const {
        write("site.toml",
              "[site]\nname = \"Mall\"\nhotline = \"400\"\n[node]\nstate_dir = \"state\"\n"
              "socket = \"node.sock\"\nstaff_token_file = \"token\"\nprofiles_dir = \"" +
                  std::string(WATTILL_SOURCE_DIR "/assets/profiles") +
                  "\"\n[kiosk]\nterminal = \"K01\"\n" + more);
    }
    [[nodiscard]] std::vector<Check> look() const {
        return doctor((m_folder / "site.toml").string());
    }
    /// Only the checks that are not good.
    [[nodiscard]] std::vector<Check> faults() const {
        auto checks = look();
        checks.erase(
            std::remove_if(checks.begin(), checks.end(), [](const Check& each) { return each.ok; }),
            checks.end());
        return checks;
    }

    std::filesystem::path m_folder;
};

TEST_F(Doctor, FindsNothingWrongWithASiteBeforeItsFirstStartAndChangesNothing) {
    for (const Check& fault : faults())
        ADD_FAILURE() << fault.name << ": " << fault.finding;
    EXPECT_GT(look().size(), 5U);
    EXPECT_FALSE(std::filesystem::exists(m_folder / "state"));
}

TEST_F(Doctor, NamesTheConfigurationsFault) {
    writeSite("[kisok]\n");
    const auto found = faults();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.at(0).name, "configuration");
    EXPECT_NE(found.at(0).finding.find("did you mean 'kiosk'?"), std::string::npos);
}

TEST_F(Doctor, NamesATokenThatOthersMayRead) {
    ::chmod((m_folder / "token").c_str(), 0644);
    const auto found = faults();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.at(0).name, "staff token");
    EXPECT_NE(found.at(0).remedy.find("chmod"), std::string::npos);
}

TEST_F(Doctor, NamesPortsThatAreNotThereOrNoSerialPorts) {
    write("file", "x");
    writeSite("[[bus]]\nname = \"a\"\nport = \"none\"\n[[bus]]\nname = \"b\"\nport = \"file\"\n");
    const auto found = faults();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found.at(0).name, "port of a");
    EXPECT_NE(found.at(0).finding.find("does not exist"), std::string::npos);
    EXPECT_EQ(found.at(1).name, "port of b");
    EXPECT_NE(found.at(1).finding.find("is not a serial port"), std::string::npos);
}

TEST_F(Doctor, NamesADatabaseThatIsNone) {
    std::filesystem::create_directory(m_folder / "state");
    write("state/wattill.db", std::string(8192, 'x'));
    const auto found = faults();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.at(0).name, "database");
    EXPECT_FALSE(found.at(0).remedy.empty());
}

TEST_F(Doctor, NamesAnUnlockedProfileThatDoesNotExist) {
    writeSite("[profile.\"acrel\"]\nunlocked = true\n");
    const auto found = faults();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.at(0).name, "unlocked profile");
}

}  // namespace
}  // namespace wattill::node
