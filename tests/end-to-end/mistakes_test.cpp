#include "end-to-end/site.hpp"

#include <algorithm>
#include <fstream>

#include <gtest/gtest.h>

/// What people get wrong when they put a site to work: the message names file, place and remedy,
/// and nothing is half-done.
namespace wattill::e2e {

namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

struct Mistake {
    const char* name;
    const char* from;  ///< in the configuration of a good site
    const char* to;
    /// What stands in the line of site.toml that the node must name; empty when another file is at
    /// fault.
    const char* line;
    std::vector<const char*> said;  ///< what the node must say on its way out; last the remedy
};

void PrintTo(const Mistake& mistake, std::ostream* out) {
    *out << mistake.name;
}

constexpr const char* kNoSuchFile =
    ": there is no such file; create it or correct its path in the configuration";

const std::vector<Mistake> kMistakes = {
    {"UnknownKey", "baud", "buad", "buad", {"[[bus]]", "buad", "did you mean 'baud'?"}},
    {"UnknownSection", "[order]", "[ordre]", "[ordre]", {"ordre", "did you mean 'order'?"}},
    {"WrongType",
     "poll_every_s = 2",
     "poll_every_s = \"often\"",
     "poll_every_s",
     {"[[bus]] poll_every_s must be a number, but is a text"}},
    {"OutOfRange",
     "poll_every_s = 2",
     "poll_every_s = 900",
     "poll_every_s",
     {"[[bus]] poll_every_s is 900", "must lie between", "150"}},
    {"NotToml", "[kiosk]", "[kiosk", "[kiosk", {"is not TOML", "expected ']'"}},
    {"MissingValue",
     "terminal = \"T01\"",
     "",
     "[kiosk]",
     {"[kiosk] lacks 'terminal'", "add a line such as: terminal = \"K01\""}},
    {"MissingSecret",
     "app-private-key.pem",
     "nowhere.pem",
     "",
     {"/bad/gateway/nowhere.pem: ", kNoSuchFile}},
    {"MissingToken", "\"staff-token\"", "\"no-token\"", "", {"/bad/no-token: ", kNoSuchFile}},
    {"MissingProfiles",
     "/assets/profiles",
     "/assets/no-profiles",
     "",
     {"/assets/no-profiles cannot be read", "check the path in the configuration"}},
};

/// "site.toml:18: ": where `text` stands.
std::string placeOf(const std::string& text, const std::string& configuration) {
    const std::size_t at = configuration.find(text);
    EXPECT_NE(at, std::string::npos) << text;
    const auto begin = configuration.begin();
    const auto line = std::count(begin, begin + static_cast<std::ptrdiff_t>(at), '\n') + 1;
    return "site.toml:" + std::to_string(line) + ": ";
}

class Configuration : public testing::TestWithParam<Mistake> {};

/// A folder with everything a node needs, put together by a site that has ended.
const test::TemporaryFolder& goodFolder() {
    static const test::TemporaryFolder folder;
    static const bool filled = [] {
        Site site;
        site.node().stop();
        std::filesystem::copy(site.folder() / "gateway", folder.path() / "gateway");
        std::filesystem::copy(site.configuration(), folder.path());
        std::filesystem::copy(site.folder() / "staff-token", folder.path());
        return true;
    }();
    EXPECT_TRUE(filled);
    return folder;
}

std::string withBus(const std::string& bus, const std::string& row) {
    return "meter,profile,bus,address,premises,building,account,tenant,phone,price,alarm1,alarm2,"
           "open\n"
           "202499990001,acrel-ddsy1352-nk," +
           bus + ",21,2001,B,900001,,,0.90,100.00,30.00,yes\n" + row;
}

test::Finished importSheet(const Site& site, const std::string& file) {
    return test::runToEnd({program("wattill"), "--socket", site.folder() / "node.sock",
                           "--token-file", site.folder() / "staff-token", "import",
                           site.folder() / file});
}

}  // namespace

TEST_P(Configuration, IsRefusedWithPlaceAndRemedy) {
    const auto& folder = goodFolder().path();
    const std::string good = readText(folder / "site.toml");
    const auto bad = folder / "bad";
    std::filesystem::create_directory(bad);
    for (const char* name : {"gateway", "staff-token"}) {
        std::filesystem::copy(folder / name, bad / name,
                              std::filesystem::copy_options::recursive |
                                  std::filesystem::copy_options::overwrite_existing);
    }
    const std::string spoilt = replaced(good, GetParam().from, GetParam().to);
    std::ofstream(bad / "site.toml") << spoilt;
    const auto run = test::runToEnd({program("wattill-node"), "--config", bad / "site.toml"});
    EXPECT_GT(run.status, 0);
    EXPECT_LT(run.status, 128) << run.errors;
    std::vector<std::string> wanted(GetParam().said.begin(), GetParam().said.end());
    if (*GetParam().line != '\0') wanted.push_back(placeOf(GetParam().line, spoilt));
    for (const std::string& said : wanted) {
        EXPECT_NE(run.errors.find(said), std::string::npos) << said << " not in: " << run.errors;
    }
    EXPECT_EQ(run.output.find("ready"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(bad / "state" / "wattill.db")) << "half-done";
    std::filesystem::remove_all(bad);
}

INSTANTIATE_TEST_SUITE_P(Mistakes, Configuration, testing::ValuesIn(kMistakes),
                         [](const auto& mistake) { return mistake.param.name; });

TEST(Secrets, ReadableByOthersAreRefusedAndNeverShown) {
    Site site;
    site.node().stop();
    site.write("staff-token", "an-open-secret-of-the-staff");
    const auto run = test::runToEnd({program("wattill-node"), "--config", site.configuration()});
    EXPECT_GT(run.status, 0);
    EXPECT_NE(run.errors.find("staff-token"), std::string::npos) << run.errors;
    EXPECT_NE(run.errors.find("chmod"), std::string::npos) << run.errors;
    EXPECT_EQ((run.errors + run.output).find("open-secret"), std::string::npos);
}

TEST(Ports, OneThatDoesNotExistIsNamedWithARemedy) {
    Site site;
    site.node().stop();
    site.write("site.toml", replaced(readText(site.configuration()), "port = \"rs485\"",
                                     "port = \"/dev/serial/no-such-adapter\""));
    const auto run =
        test::runToEnd({program("wattill-node"), "--config", site.configuration(), "--check"});
    EXPECT_EQ(run.status, 1) << run.output << run.errors;
    const std::string finding =
        "BAD  port of bus-1: /dev/serial/no-such-adapter does not exist\n"
        "     plug the adapter in, or correct [[bus]] port (ls /dev/serial/by-id)\n";
    EXPECT_NE(run.output.find(finding), std::string::npos) << run.output;
    EXPECT_NE(run.output.find(site.configuration().string()), std::string::npos) << run.output;
}

struct BadRow {
    const char* name;
    const char* row;
    std::vector<const char*> said;
};

void PrintTo(const BadRow& row, std::ostream* out) {
    *out << row.name;
}

TEST(Import, ASheetWithABadRowChangesNothing) {
    const std::vector<BadRow> rows = {
        {"address",
         "202499990002,acrel-ddsy1352-nk,bus-1,300,2002,B,900002,,,0.90,100.00,30.00,yes\n",
         {"sheet.csv:3", "address", "300"}},
        {"bus",
         "202499990002,acrel-ddsy1352-nk,bus-9,22,2002,B,900002,,,0.90,100.00,30.00,yes\n",
         {"sheet.csv:3", "bus-9"}},
        {"profile",
         "202499990002,acme-1,bus-1,22,2002,B,900002,,,0.90,100.00,30.00,yes\n",
         {"sheet.csv:3", "acme-1"}},
        {"price",
         "202499990002,acrel-ddsy1352-nk,bus-1,22,2002,B,900002,,,cheap,100.00,30.00,yes\n",
         {"sheet.csv:3", "price", "cheap"}},
        {"cells", "202499990002,acrel-ddsy1352-nk\n", {"sheet.csv:3"}},
        {"same address",
         "202499990002,acrel-ddsy1352-nk,bus-1,21,2002,B,900002,,,0.90,100.00,30.00,yes\n",
         {"sheet.csv:3", "21"}},
    };
    Site site;
    const auto before = site.client().meters();
    ASSERT_TRUE(before.ok());
    for (const BadRow& row : rows) {
        site.write("sheet.csv", withBus("bus-1", row.row));
        const auto run = importSheet(site, "sheet.csv");
        EXPECT_GT(run.status, 0) << row.name;
        for (const char* said : row.said) {
            EXPECT_NE(run.errors.find(said), std::string::npos)
                << row.name << ": " << said << " not in: " << run.errors;
        }
        const auto after = site.client().meters();
        ASSERT_TRUE(after.ok());
        EXPECT_EQ(after->size(), before->size()) << row.name << ": half-done";
    }
    site.write("sheet.csv", withBus("bus-1", ""));
    EXPECT_EQ(importSheet(site, "sheet.csv").status, 0);
    EXPECT_EQ(site.client().meters()->size(), before->size() + 1);
}

}  // namespace wattill::e2e
