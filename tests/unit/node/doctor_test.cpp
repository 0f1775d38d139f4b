#include "unit/node/doctor_site.hpp"

namespace wattill::node {
namespace {

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

TEST_F(Doctor, NamesATokenThatTwoPeopleShareOrOthersMayRead) {
    const auto person = [](const std::string& name) {
        return "[[staff]]\nname = \"" + name + "\"\ntoken_file = \"" + name + "\"\n";
    };
    for (const char* name : {"li", "wang"}) {
        write(name, std::string("a token long enough of ") + name);
        ::chmod((m_folder / name).c_str(), 0600);
    }
    writeSite(person("li") + person("wang"));
    EXPECT_TRUE(faults().empty());
    write("wang", "a token long enough of li");
    ASSERT_EQ(faults().size(), 1U);
    EXPECT_NE(faults().at(0).finding.find("holds the same token"), std::string::npos);
    ::chmod((m_folder / "li").c_str(), 0640);
    ASSERT_EQ(faults().size(), 1U);
    EXPECT_NE(faults().at(0).finding.find("li"), std::string::npos);
    EXPECT_NE(faults().at(0).remedy.find("chmod"), std::string::npos);
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
