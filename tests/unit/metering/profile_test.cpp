#include "metering/profile.hpp"

#include "metering/decimal.hpp"
#include "metering/profile_library.hpp"
#include "profile_files.hpp"

#include <functional>

#include <gtest/gtest.h>

namespace wattill::metering {
namespace {

using Change = std::function<void(nlohmann::json&)>;

/// The message for the three-phase profile after a change, or "" when it is still taken.
std::string refusal(const Change& change) {
    nlohmann::json document = shipped("acrel-dtsy1352-nk");
    change(document);
    const auto profile = Profile::parse(document.dump(), "some.json");
    return profile.ok() ? "" : profile.error().message;
}

nlohmann::json& item(nlohmann::json& list, const char* key, const char* id) {
    for (auto& each : list) {
        if (each[key] == id) return each;
    }
    throw std::runtime_error(id);
}
nlohmann::json& point(nlohmann::json& document, const char* id) {
    return item(document["points"], "id", id);
}
nlohmann::json& command(nlohmann::json& document, const char* name) {
    return item(document["commands"], "name", name);
}

TEST(Profile, TheShippedOnesAreGood) {
    const auto library = ProfileLibrary::load(WATTILL_SOURCE_DIR "/assets/profiles");
    ASSERT_TRUE(library.ok()) << library.error().message;
    for (const char* id : {"acrel-dtsy1352-nk", "acrel-ddsy1352-nk"}) {
        const Profile* profile = library->find(id);
        ASSERT_NE(profile, nullptr) << id;
        EXPECT_EQ(profile->live().start, 0x0200);
        EXPECT_EQ(profile->live().count, 48);
        EXPECT_EQ(profile->point("energy.total")->byte, 42);
        EXPECT_EQ(profile->point("energy.total")->factor, 10);
        EXPECT_EQ(profile->point("balance")->byte, 62);
        EXPECT_EQ(profile->point("balance")->factor, 10'000);
        EXPECT_EQ(profile->point("purchaseCount")->byte, 66);
        EXPECT_EQ(profile->point("relay.l1")->byte, 72);
        EXPECT_EQ(profile->point("clock.year")->byte, 80);
        EXPECT_EQ(profile->command("sell")->writes.front().answerBytes, 15);
        EXPECT_LT(profile->command("sell")->confidence, Confidence::SiteConfirmed);
    }
    EXPECT_EQ(library->find("acrel-none"), nullptr);
}

TEST(Profile, AFolderThatIsNotThereIsSaidByName) {
    const auto library = ProfileLibrary::load("/there/is/no/such/folder");
    ASSERT_FALSE(library.ok());
    EXPECT_EQ(library.error().code, ErrorCode::NotFound);
    EXPECT_NE(library.error().message.find("/there/is/no/such/folder"), std::string::npos);
}

TEST(Profile, TheSameIdTwiceIsRefused) {
    ProfileLibrary library;
    ASSERT_TRUE(library.add(profileOf("acrel-dtsy1352-nk")).ok());
    EXPECT_FALSE(library.add(profileOf("acrel-dtsy1352-nk")).ok());
}

struct Bad {
    const char* name;
    Change change;
    const char* place;  ///< must be in the message
};

class BadProfile : public ::testing::TestWithParam<Bad> {};

TEST_P(BadProfile, IsRefusedWithFileAndPlace) {
    const std::string message = refusal(GetParam().change);
    EXPECT_EQ(message.find("some.json: "), 0U) << message;
    EXPECT_NE(message.find(GetParam().place), std::string::npos) << message;
}

using Json = nlohmann::json;
INSTANTIATE_TEST_SUITE_P(
    Files, BadProfile,
    ::testing::Values(
        Bad{"UnknownKey", [](Json& d) { d["colour"] = "red"; }, "/colour"},
        Bad{"UnknownKeyInAPoint", [](Json& d) { point(d, "balance")["scael"] = "1"; }, "scael"},
        Bad{"MissingKey", [](Json& d) { d.erase("link"); }, "link"},
        Bad{"WrongType", [](Json& d) { d["version"] = "1"; }, "/version"},
        Bad{"FloatForScale", [](Json& d) { point(d, "balance")["scale"] = 0.01; }, "/scale"},
        Bad{"InexactScale", [](Json& d) { point(d, "balance")["scale"] = "0.0000001"; }, "/scale"},
        Bad{"NegativeScale", [](Json& d) { point(d, "balance")["scale"] = "-1"; }, "/scale"},
        Bad{"WrongUnit", [](Json& d) { point(d, "balance")["unit"] = "kWh"; }, "/unit"},
        Bad{"Overlap", [](Json& d) { point(d, "balance")["byte"] = 64; }, "lies over"},
        Bad{"BitOverlap", [](Json& d) { point(d, "relay.l1")["bit"] = 6; }, "lies over"},
        Bad{"OutsideTheBlock", [](Json& d) { point(d, "clock.second")["byte"] = 96; }, "outside"},
        Bad{"NumberInsteadOfABit",
            [](Json& d) {
                point(d, "load.on").erase("bit");
                point(d, "load.on").erase("trueMeans");
                point(d, "load.on")["type"] = "u8";
            },
            "/type"},
        Bad{"UnknownPoint", [](Json& d) { point(d, "balance")["id"] = "balence"; }, "balence"},
        Bad{"UnknownBlock", [](Json& d) { point(d, "energies.total")["block"] = "x"; }, "/points/"},
        Bad{"NoLiveBlock", [](Json& d) { d["blocks"][0]["poll"] = "slow"; }, "live"},
        Bad{"ShortLiveBlock", [](Json& d) { d["blocks"][0]["count"] = 20; }, "outside"},
        Bad{"RegisterInDecimal", [](Json& d) { d["blocks"][0]["start"] = "512"; }, "/start"},
        Bad{"UnknownConfidence", [](Json& d) { point(d, "balance")["confidence"] = "sure"; },
            "/confidence"},
        Bad{"RetriesOfASale", [](Json& d) { d["link"]["retries"]["sell"] = 1; }, "/retries/sell"},
        Bad{"AnotherCountRule", [](Json& d) { d["semantics"]["countRule"] = "plusOne"; },
            "/countRule"},
        Bad{"UnknownCommand", [](Json& d) { command(d, "trip")["name"] = "erase"; }, "/name"},
        Bad{"MaintenanceFunction",
            [](Json& d) { command(d, "trip")["writes"][0]["function"] = 0xAA; }, "/function"},
        Bad{"RelayCommandWithoutProof",
            [](Json& d) { command(d, "trip")["verify"] = Json::array(); }, "/verify"},
        Bad{"ProofByNothing",
            [](Json& d) { command(d, "trip")["verify"][0]["point"] = "relay.l9"; }, "relay.l9"},
        Bad{"SaleWithoutACount",
            [](Json& d) { command(d, "sell")["writes"][0]["fields"].erase(1); }, "/writes"},
        Bad{"ConstantTooLarge",
            [](Json& d) { command(d, "trip")["writes"][0]["fields"][0]["constant"] = 65536; },
            "/constant"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(Profile, AMissingRequiredPointIsNamed) {
    const std::string message = refusal([](Json& document) {
        auto& points = document["points"];
        for (auto it = points.begin(); it != points.end(); ++it) {
            if ((*it)["id"] == "purchaseCount") {
                points.erase(it);
                break;
            }
        }
    });
    EXPECT_NE(message.find("purchaseCount"), std::string::npos) << message;
}

TEST(Profile, AKeyThatIsThereTwiceIsRefused) {
    const auto profile = Profile::parse(R"({"id":"a","id":"b"})", "some.json");
    ASSERT_FALSE(profile.ok());
    EXPECT_NE(profile.error().message.find("some.json: line 1"), std::string::npos);
}

TEST(ExactScale, IsExactOrNothing) {
    EXPECT_EQ(exactScale("0.01", 1000), 10);
    EXPECT_EQ(exactScale("0.0001", 1'000'000), 100);
    EXPECT_EQ(exactScale("1", 1), 1);
    EXPECT_EQ(exactScale("2.5", 10), 25);
    for (const char* text : {"", ".", "0", "0.0", "1.", ".5", "+1", "-1", "1e3", "0x1", " 1",
                             "0.05", "1234567890", "0.0000000001"}) {
        EXPECT_EQ(exactScale(text, 10), std::nullopt) << text;
    }
    EXPECT_EQ(exactScale("999999999", 1'000'000), std::nullopt);
}

}  // namespace
}  // namespace wattill::metering
