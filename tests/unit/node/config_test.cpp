#include "node/config.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace wattill::node {
namespace {

const std::string kGood = R"(
[site]
name = "Mall"
hotline = "400"
[node]
state_dir = "state"
socket = "node.sock"
staff_token_file = "secrets/staff-token"
profiles_dir = "/profiles"
[kiosk]
terminal = "K01"
[[bus]]
name = "bus-1"
port = "/dev/ttyS0"
[profile."acrel-ddsy1352-nk"]
unlocked = true
[payment.alipay]
gateway = "https://openapi.alipay.com/gateway.do"
app_id = "2021000000000001"
private_key_file = "secrets/app.pem"
alipay_public_key_file = "secrets/alipay.pem"
)";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), with);
}

TEST(Config, ReconcilesInTheMorningUnlessToldOtherwise) {
    const auto plain = parseConfig(kGood, "site.toml");
    ASSERT_TRUE(plain.ok());
    EXPECT_EQ(plain->reconciliation.runAt, std::chrono::minutes(570));
    EXPECT_EQ(plain->reconciliation.retryEvery, std::chrono::hours(1));
    const auto changed =
        parseConfig(kGood +
                        "[reconciliation]\nrun_at = \"10:05\"\nretry_every_s = 600\n"
                        "refund_overdue_days = 5\n",
                    "site.toml");
    ASSERT_TRUE(changed.ok()) << changed.error().message;
    EXPECT_EQ(changed->reconciliation.runAt, std::chrono::minutes(605));
    EXPECT_EQ(changed->refundOverdueAfter, std::chrono::hours(120));
    for (const char* wrong : {"9:30", "24:00", "09:60", "0930", "", "ab:cd"}) {
        const auto refused =
            parseConfig(kGood + "[reconciliation]\nrun_at = \"" + wrong + "\"\n", "site.toml");
        ASSERT_FALSE(refused.ok()) << wrong;
        EXPECT_NE(refused.error().message.find("run_at"), std::string::npos);
    }
}

TEST(Config, ReadsAWholeSite) {
    const auto config = parseConfig(kGood, "/etc/wattill/site.toml");
    ASSERT_TRUE(config.ok()) << config.error().message;
    EXPECT_EQ(config->siteName, "Mall");
    EXPECT_EQ(config->timeZone, "Asia/Shanghai");
    EXPECT_EQ(config->buses.at(0).baud, 9600);
    EXPECT_EQ(config->buses.at(0).pollEvery, std::chrono::seconds(60));
    EXPECT_EQ(config->unlockedProfiles, std::vector<std::string>{"acrel-ddsy1352-nk"});
    EXPECT_EQ(config->presets.size(), 5U);
    ASSERT_TRUE(config->notifyListen);
    EXPECT_EQ(config->notifyListen->port, 0);
}

TEST(Config, PeopleHaveNamesAndTokensOfTheirOwn) {
    const std::string li = "[[staff]]\nname = \"li\"\ntoken_file = \"secrets/li\"\n";
    const auto config = parseConfig(kGood + li, "/etc/wattill/site.toml");
    ASSERT_TRUE(config.ok()) << config.error().message;
    ASSERT_EQ(config->staff.size(), 1U);
    EXPECT_EQ(config->staff[0].name, "li");
    EXPECT_EQ(config->staff[0].tokenFile, "/etc/wattill/secrets/li");
    EXPECT_FALSE(config->policy.knowsTwoPersons) << "one cannot be the second, too";
    EXPECT_FALSE(parseConfig(kGood, "site.toml")->policy.knowsTwoPersons);
    const std::string wang = "[[staff]]\nname = \"wang\"\ntoken_file = \"secrets/wang\"\n";
    EXPECT_TRUE(parseConfig(kGood + li + wang, "site.toml")->policy.knowsTwoPersons);
    const auto twice = parseConfig(kGood + li + li, "site.toml");
    ASSERT_FALSE(twice.ok());
    EXPECT_NE(twice.error().message.find("names two people"), std::string::npos);
}

TEST(Config, RelativePathsStartInTheFolderOfTheFile) {
    const auto config = parseConfig(kGood, "/etc/wattill/site.toml");
    ASSERT_TRUE(config.ok());
    EXPECT_EQ(config->stateDir, "/etc/wattill/state");
    EXPECT_EQ(config->socket, "/etc/wattill/node.sock");
    EXPECT_EQ(config->profilesDir, "/profiles");
    EXPECT_EQ(config->alipay->privateKeyFile, "/etc/wattill/secrets/app.pem");
}

TEST(Config, TheSampleOfTheDemonstrationSiteIsGoodButForThePlaceholder) {
    const auto config = loadConfig(WATTILL_SOURCE_DIR "/assets/sites/demo/site.toml");
    ASSERT_FALSE(config.ok());
    EXPECT_EQ(config.error().message.find("site.toml:"), 0U) << config.error().message;
    const std::string& faults = config.error().message;
    for (const char* key : {"[payment.alipay] gateway", "[payment.unionpay] gateway",
                            "[payment.unionpay] file_host"}) {
        EXPECT_NE(faults.find(std::string(key) + " must begin with https://"), std::string::npos)
            << faults;
    }
    EXPECT_EQ(std::count(faults.begin(), faults.end(), '\n'), 2) << faults;
}

TEST(Config, SaysFromWhichAmountOnAReversalNeedsTwoPersons) {
    const auto usual = parseConfig(kGood, "/x/site.toml");
    ASSERT_TRUE(usual.ok());
    EXPECT_EQ(usual->policy.reverseAlone, Money::fromFen(500'00));
    const auto always = parseConfig(kGood + "[order]\nreverse_alone_yuan = 0\n", "/x/site.toml");
    ASSERT_TRUE(always.ok()) << always.error().message;
    EXPECT_EQ(always->policy.reverseAlone, Money());
    EXPECT_FALSE(parseConfig(kGood + "[order]\nreverse_alone_yuan = -1\n", "/x/site.toml").ok());
}

TEST(Config, CommandsHaveTheirOwnTimesAndBrake) {
    const auto usual = parseConfig(kGood, "/x/site.toml");
    ASSERT_TRUE(usual.ok());
    EXPECT_EQ(usual->commandPolicy.unconfirmedTrips, order::CommandPolicy{}.unconfirmedTrips);
    EXPECT_EQ(usual->commandPolicy.giveUpAfter, order::CommandPolicy{}.giveUpAfter);
    const auto config =
        parseConfig(kGood +
                        "[order]\nmost_use_per_hour_yuan = 7\nfit_tolerance_fen = 5\n"
                        "most_price_per_kwh_fen = 180\n"
                        "[commands]\nunconfirmed_trips = 0\ntrips_at_once = 1\n"
                        "give_up_after_s = 3600\nretry_s = 0.5\n"
                        "retry_longest_s = 60\nmost_attempts = 2\n"
                        "settled_after_s = 50\nalarm_after_s = 120\n"
                        "order_busy_retry_s = 2\n",
                    "/x/site.toml");
    ASSERT_TRUE(config.ok()) << config.error().message;
    const order::CommandPolicy& policy = config->commandPolicy;
    EXPECT_EQ(policy.unconfirmedTrips, 0U);
    EXPECT_EQ(policy.tripsAtOnce, 1U);
    EXPECT_EQ(policy.giveUpAfter, std::chrono::hours(1));
    EXPECT_EQ(policy.retry, std::chrono::milliseconds(500));
    EXPECT_EQ(policy.retryLongest, std::chrono::minutes(1));
    EXPECT_EQ(policy.mostAttempts, 2);
    EXPECT_EQ(policy.settledAfter, std::chrono::seconds(50));
    EXPECT_EQ(policy.alarmAfter, std::chrono::minutes(2));
    EXPECT_EQ(policy.orderBusyRetry, std::chrono::seconds(2));
    const order::UseBounds bounds{Money::fromFen(700), Money::fromFen(180), Money::fromFen(5)};
    EXPECT_EQ(policy.use, bounds);
    EXPECT_EQ(config->policy.use, bounds) << "the same figures for sales and commands";
    EXPECT_EQ(config->policy.saleSettle, policy.settledAfter);
}

struct Fault {
    std::string name;
    std::string what;   ///< of the good text
    std::string with;   ///< what stands there instead
    std::string error;  ///< what the message must hold
};

class ConfigFault : public testing::TestWithParam<Fault> {};

TEST_P(ConfigFault, IsNamedWithItsPlaceAndRemedy) {
    const Fault& fault = GetParam();
    const auto config = parseConfig(replaced(kGood, fault.what, fault.with), "/x/site.toml");
    ASSERT_FALSE(config.ok());
    EXPECT_EQ(config.error().code, ErrorCode::InvalidInput);
    EXPECT_NE(config.error().message.find(fault.error), std::string::npos)
        << config.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    All, ConfigFault,
    testing::Values(
        Fault{"UnknownKey", "port = ", "prot = ",
              "site.toml:14: [[bus]] has no key 'prot'; did you "
              "mean 'port'?"},
        Fault{"UnknownSection", "[kiosk]", "[kisok]",
              "the file has no key 'kisok'; did you mean "
              "'kiosk'?"},
        Fault{"MissingSection", "[kiosk]\nterminal = \"K01\"", "",
              "the section [kiosk] is missing"},
        Fault{"MissingKey", "name = \"Mall\"", "",
              "[site] lacks 'name'; add a line such as: name ="},
        Fault{"WrongType", "name = \"Mall\"", "name = 5",
              "site.toml:3: [site] name must be a text in quotes, but is a whole number"},
        Fault{"Empty", "hotline = \"400\"", "hotline = \"\"", "[site] hotline is empty"},
        Fault{"NotToml", "[site]", "[site", "site.toml:2: is not TOML"},
        Fault{"TimeZone", "hotline = \"400\"", "hotline = \"400\"\ntime_zone = \"Mars/Base\"",
              "'Mars/Base' is not known to this system"},
        Fault{"Terminal", "\"K01\"", "\"K-01\"", "1 to 8 letters and digits"},
        Fault{"Preset", "terminal = \"K01\"", "terminal = \"K01\"\nmax_yuan = 100",
              "holds 200, outside min_yuan to max_yuan"},
        Fault{"Baud", "port = \"/dev/ttyS0\"", "port = \"/dev/ttyS0\"\nbaud = 9601",
              "must be one of 1200, 2400, 4800, 9600, 19200, 38400"},
        Fault{"Parity", "port = \"/dev/ttyS0\"", "port = \"/dev/ttyS0\"\nparity = \"X\"",
              "it must be \"N\", \"E\" or \"O\""},
        Fault{"PollTooSeldom", "port = \"/dev/ttyS0\"", "port = \"/dev/ttyS0\"\npoll_every_s = 600",
              "it must lie between 0.1 and 150"},
        Fault{"BusTwice", "[profile.",
              "[[bus]]\nname = \"bus-1\"\nport = \"/dev/ttyS1\"\n[profile.", "names two buses"},
        Fault{"PortTwice", "[profile.",
              "[[bus]]\nname = \"bus-2\"\nport = \"/dev/ttyS0\"\n[profile.",
              "is used by two buses"},
        Fault{"BusAsTable", "[[bus]]", "[bus]", "must be written as [[bus]]"},
        Fault{"ProfileKey", "unlocked = true", "unlock = true", "did you mean 'unlocked'?"},
        Fault{"Gateway", "https://openapi", "openapi", "must begin with https://"},
        Fault{"NotifyListen", "[payment.alipay]",
              "[payment]\nnotify_listen = \"localhost\"\n[payment.alipay]",
              "it must be address:port"},
        Fault{"PayLongerThanTheChannel", "[payment.alipay]",
              "[order]\npay_within_s = 600\n[payment.alipay]", "is longer than gateway_expiry_s"},
        Fault{"ExpiryInSeconds", "[payment.alipay]",
              "[order]\ngateway_expiry_s = 330\n[payment.alipay]", "must be whole minutes"},
        Fault{"NegativeTime", "[payment.alipay]", "[order]\nmeter_retry_s = -1\n[payment.alipay]",
              "meter_retry_s is -1"},
        Fault{"TripsAtOnce", "[payment.alipay]", "[commands]\ntrips_at_once = 0\n[payment.alipay]",
              "trips_at_once is 0"},
        Fault{"Brake", "[payment.alipay]", "[commands]\nunconfirmed_trips = -1\n[payment.alipay]",
              "unconfirmed_trips is -1"},
        Fault{"SettledTooSoon", "[payment.alipay]",
              "[commands]\nsettled_after_s = 10\n[payment.alipay]", "settled_after_s is 10"},
        Fault{"RetryAboveLongest", "[payment.alipay]",
              "[commands]\nretry_s = 400\n[payment.alipay]",
              "[commands] retry_s is longer than retry_longest_s"},
        Fault{"CommandKey", "[payment.alipay]", "[commands]\ntrips_at_one = 2\n[payment.alipay]",
              "did you mean 'trips_at_once'?"},
        Fault{"LongSocket", "\"node.sock\"", "\"" + std::string(120, 'a') + "\"",
              "is longer than 107 characters"}),
    [](const auto& each) { return each.param.name; });

TEST(Config, NamesEveryFaultAtOnce) {
    auto text = replaced(kGood, "port = ", "prot = ");
    text = replaced(text, "name = \"Mall\"", "name = 5");
    const auto config = parseConfig(text, "site.toml");
    ASSERT_FALSE(config.ok());
    EXPECT_NE(config.error().message.find("site.toml:3:"), std::string::npos);
    EXPECT_NE(config.error().message.find("site.toml:14:"), std::string::npos);
}

}  // namespace
}  // namespace wattill::node
