#include "metering/profile.hpp"
#include "profile_files.hpp"

#include <functional>
#include <regex>
#include <stdexcept>

#include <gtest/gtest.h>

namespace wattill::metering {
namespace {

using Json = nlohmann::json;

Json& item(Json& list, const char* key, const char* id) {
    for (auto& each : list) {
        if (each[key] == id) return each;
    }
    throw std::runtime_error(id);
}
Json& point(Json& d, const char* id) {
    return item(d["points"], "id", id);
}
Json& block(Json& d, const char* id) {
    return item(d["blocks"], "id", id);
}
Json& command(Json& d, const char* name) {
    return item(d["commands"], "name", name);
}
Json& field(Json& d, const char* name, std::size_t index) {
    return command(d, name)["writes"][0]["fields"][index];
}

struct Broken {
    const char* name;
    const char* profile;
    std::function<void(Json&)> change;
    const char* place;  ///< JSON pointer, a regular expression
    const char* says;
};

class BrokenProfile : public ::testing::TestWithParam<Broken> {};

TEST_P(BrokenProfile, IsRefusedWithFilePlaceAndRemedy) {
    Json document = shipped(GetParam().profile);
    GetParam().change(document);
    const auto profile = Profile::parse(document.dump(), "site.json");
    ASSERT_FALSE(profile.ok());
    EXPECT_EQ(profile.error().code, ErrorCode::InvalidInput);
    const std::string& message = profile.error().message;
    EXPECT_TRUE(std::regex_search(
        message, std::regex("^site.json: " + std::string(GetParam().place) + ": ")))
        << message;
    EXPECT_NE(message.find(GetParam().says), std::string::npos) << message;
}

constexpr const char* kAcrel = "acrel-dtsy1352-nk";
constexpr const char* kAdl = "acrel-adl-dtsd1352";
constexpr const char* kDlt = "dlt645-2007";
constexpr const char* kOrder = "dlt645-2007-orderno";

INSTANTIATE_TEST_SUITE_P(
    Blocks, BrokenProfile,
    ::testing::Values(
        Broken{"Protocol", kAcrel, [](Json& d) { d["protocol"] = "iec"; }, "/protocol",
               "must be one of: modbus, dlt645"},
        Broken{"PollClass", kAcrel, [](Json& d) { d["blocks"][0]["poll"] = "fast"; },
               "/blocks/0/poll", "must be one of: live, slow, onDemand"},
        Broken{"RegisterOnDlt645", kDlt, [](Json& d) { block(d, "state")["start"] = "0x0200"; },
               "/blocks/[0-9]+/start", "is not a key"},
        Broken{"ShortIdentifier", kDlt,
               [](Json& d) { block(d, "state")["identifier"] = "0x040503"; },
               "/blocks/[0-9]+/identifier", "eight hexadecimal digits"},
        Broken{"LengthOfNothing", kDlt, [](Json& d) { block(d, "state")["length"] = 0; },
               "/blocks/[0-9]+/length", "from 1 to 250"},
        Broken{"PreambleOnModbus", kAcrel, [](Json& d) { d["link"]["leadingFe"] = 4; },
               "/link/leadingFe", "is not a key"},
        Broken{"NoPreamble", kDlt, [](Json& d) { d["link"].erase("leadingFe"); }, "/link",
               "\"leadingFe\" is missing"}),
    [](const auto& tested) { return std::string(tested.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Points, BrokenProfile,
    ::testing::Values(
        Broken{"Coding", kDlt, [](Json& d) { point(d, "balance")["type"] = "bcd9le"; },
               "/points/[0-9]+/type", "bcd1 … bcd8"},
        Broken{"TooWide", kDlt, [](Json& d) { point(d, "balance")["type"] = "bcd5le"; },
               "/points/[0-9]+/byte", "ends outside block"},
        Broken{"NoSource", kDlt, [](Json& d) { point(d, "balance")["source"] = ""; },
               "/points/[0-9]+/source", "where this is known from"},
        Broken{"HalfAClock", kDlt,
               [](Json& d) {
                   auto& points = d["points"];
                   std::erase_if(points.get_ref<Json::array_t&>(),
                                 [](const Json& each) { return each["id"] == "clock.hour"; });
                   d["commands"] = Json::array();
               },
               "/points", "a part of the clock is missing"},
        Broken{"RatioOfNothing", kAdl,
               [](Json& d) { point(d, "energy.total")["multiplyBy"] = {"ratio.none"}; }, "/points",
               "no plain point of a live block"},
        Broken{"RatioNotRead", kAdl, [](Json& d) { block(d, "ratio")["poll"] = "slow"; }, "/points",
               "no plain point of a live block"},
        Broken{"InvertedSpan", kDlt,
               [](Json& d) {
                   point(d, "prepaid.kind")["inverted"] = true;
                   point(d, "prepaid.kind")["zeroMeans"] = "x";
                   point(d, "prepaid.kind").erase("trueMeans");
               },
               "/points/[0-9]+/inverted", "a single bit"},
        Broken{"InexactMoney", kDlt, [](Json& d) { point(d, "balance")["scale"] = "0.0000001"; },
               "/points/[0-9]+/scale", "whole Wh or micro-yuan"},
        Broken{"Drifting", kAcrel, [](Json& d) { d["drifting"].push_back("enrgy.*"); }, "/drifting",
               "fits no point"},
        Broken{"TablePoint", kAcrel, [](Json& d) { d["timetable"]["slots"] = 12; },
               "/timetable/tablePoints", "type raw36"},
        Broken{"FewerTablesThanWritten", kAcrel,
               [](Json& d) { d["timetable"]["tablesInMeter"] = 1; }, "/timetable/tablesInMeter",
               "fewer than"},
        Broken{"SlotBytes", kAcrel,
               [](Json& d) {
                   d["timetable"]["slotBytes"] = {"rate", "hour", "hour"};
               },
               "/timetable/slotBytes", "rate, hour and minute"}),
    [](const auto& tested) { return std::string(tested.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Commands, BrokenProfile,
    ::testing::Values(
        Broken{"OldName", kAcrel, [](Json& d) { command(d, "keep-on")["name"] = "keepOn"; },
               "/commands/1/name", "must be one of: sell, trip, keep-on"},
        Broken{"UnknownValue", kAcrel,
               [](Json& d) { field(d, "sell", 0)["value"] = "price.shrap"; },
               "/commands/3/writes/0/fields/0/value", "correct it"},
        Broken{"ForeignValue", kAcrel, [](Json& d) { field(d, "trip", 0)["value"] = "amount"; },
               "/commands/0/writes/0/fields/0/scale|/commands/0/writes/0/fields/0", "scale"},
        Broken{"OnePriceTwice", kAcrel,
               [](Json& d) {
                   for (auto& each : command(d, "set-prices")["writes"][0]["fields"]) {
                       if (each["value"] == "price.sharp") each["value"] = "price.peak";
                   }
               },
               "/commands/[0-9]+/writes", "each of the four prices once"},
        Broken{"ProofNotWatched", kAcrel,
               [](Json& d) { command(d, "set-alarms")["watch"] = {"prepaid"}; },
               "/commands/[0-9]+/watch", "lacks \"readback\""},
        Broken{"WatchOfNothing", kAcrel,
               [](Json& d) { command(d, "trip")["watch"].push_back("lives"); }, "/commands/0/watch",
               "no block \"lives\""},
        Broken{"TwoWantedValues", kAcrel,
               [](Json& d) { command(d, "trip")["verify"][0]["risesBy"] = 1; },
               "/commands/0/verify/0/point", "one of: equals, risesBy, fallsBy"},
        Broken{"MayChangeNothing", kAcrel,
               [](Json& d) { command(d, "trip")["mayChange"] = {"rely.*"}; },
               "/commands/0/mayChange", "fits no point"},
        Broken{"TableOfNoTimetable", kAcrel, [](Json& d) { d.erase("timetable"); },
               "/commands/[0-9]+/writes/0/fields/0/value", "needs a \"timetable\""},
        Broken{"OddRegisters", kAcrel, [](Json& d) { field(d, "trip", 0)["type"] = "u8"; },
               "/commands/0/writes/0/fields", "whole registers"},
        Broken{"EchoOf20H", kAcrel,
               [](Json& d) {
                   command(d, "trip")["writes"][0]["answer"] = {{"rule", "normal"}};
               },
               "/commands/0/writes/0/answer/rule", "echo, length, status"},
        Broken{"MaintenanceOfDlt645", kDlt,
               [](Json& d) { command(d, "trip")["writes"][0]["function"] = 0x1A; },
               "/commands/0/writes/0/function", "3 (03H)"},
        Broken{"ExpiryWithoutTime", kDlt, [](Json& d) { command(d, "trip").erase("expireAfterS"); },
               "/commands/0/expireAfterS", "an expiry is sent"},
        Broken{
            "SaleWithoutOrderNumber", kOrder,
            [](Json& d) {
                field(d, "sell", 2) = {{"value", "constant"}, {"type", "u64le"}, {"constant", 0}};
            },
            "/commands/[0-9]+/writes", "what semantics/countRule goes by"},
        Broken{"SecretInTheFile", kDlt,
               [](Json& d) { field(d, "trip", 1)["value"] = "secret:operator"; },
               "/commands/0/writes/0/fields/1/type", "must be raw"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(ProfileVocabulary, ASecretIsNamedAndComesFromTheSite) {
    Json document = shipped(kDlt);
    field(document, "trip", 1) = {{"value", "secret:dlt645.password"}, {"type", "raw3"}};
    EXPECT_TRUE(Profile::parse(document.dump(), "site.json").ok());
}

}  // namespace
}  // namespace wattill::metering
