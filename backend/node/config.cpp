#include "node/config.hpp"

#include "node/config_bus.hpp"
#include "node/config_payment.hpp"
#include "node/config_table.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

namespace wattill::node {

namespace {
using std::filesystem::path;

/// What the sections need to share while the file is read.
struct Reading {
    Config config;
    Faults faults;
    path folder;
    explicit Reading(const std::string& file) : faults(path(file).filename().string()) {
        config.file = file;
        folder = std::filesystem::absolute(file).parent_path();
    }
    [[nodiscard]] std::string absolute(const std::string& given) const {
        return given.empty() ? given : (folder / given).lexically_normal().string();
    }
};

void readSite(Reading& reading, const toml::table& table) {
    ConfigTable site(table, "[site]", reading.faults);
    reading.config.siteName = site.text("name", "\"阳光广场\"");
    reading.config.hotline = site.text("hotline", "\"400-820-1234\"");
    reading.config.timeZone = site.textOr("time_zone", "Asia/Shanghai");
    if (!TimeZone::find(reading.config.timeZone)) {
        site.reject("time_zone", fmt::format("'{}' is not known to this system; use a name such as "
                                             "\"Asia/Shanghai\"",
                                             reading.config.timeZone));
    }
    site.finish();
}

void readNode(Reading& reading, const toml::table& table) {
    ConfigTable node(table, "[node]", reading.faults);
    Config& config = reading.config;
    config.stateDir = reading.absolute(node.text("state_dir", "\"/var/lib/wattill\""));
    config.socket = reading.absolute(node.text("socket", "\"/run/wattill/node.sock\""));
    constexpr std::size_t kLongestSocketPath = 107;  // sockaddr_un
    if (config.socket.size() > kLongestSocketPath) {
        node.reject("socket", fmt::format("is longer than {} characters; choose a shorter path",
                                          kLongestSocketPath));
    }
    config.staffTokenFile =
        reading.absolute(node.text("staff_token_file", "\"secrets/staff-token\""));
    config.profilesDir =
        reading.absolute(node.text("profiles_dir", "\"/usr/share/wattill/profiles\""));
    node.finish();
}

void readStaff(Reading& reading, const toml::table& table) {
    ConfigTable section(table, "[[staff]]", reading.faults);
    const StaffConfig member{section.text("name", "\"Wang Fang\""),
                             reading.absolute(section.text("token_file", "\"secrets/wang\""))};
    constexpr std::size_t kLongestName = 40;
    if (member.name.size() > kLongestName) {
        section.reject("name", fmt::format("is longer than {} bytes", kLongestName));
    }
    for (const StaffConfig& other : reading.config.staff) {
        if (other.name == member.name) section.reject("name", "names two people; tell them apart");
    }
    reading.config.staff.push_back(member);
    section.finish();
}

void readKiosk(Reading& reading, const toml::table& table) {
    ConfigTable kiosk(table, "[kiosk]", reading.faults);
    Config& config = reading.config;
    config.terminal = kiosk.text("terminal", "\"K01\"");
    if (config.terminal.size() > 8 || !isLettersAndDigits(config.terminal)) {
        kiosk.reject("terminal", "must be 1 to 8 letters and digits: it begins every order number");
    }
    constexpr std::int64_t kMostYuan = 100'000;
    order::Policy& policy = config.policy;
    const std::int64_t least = kiosk.integerOr("min_yuan", 1, 1, kMostYuan);
    const std::int64_t most = kiosk.integerOr("max_yuan", 5000, 1, kMostYuan);
    policy.minAmount = Money::fromFen(least * 100);
    policy.maxAmount = Money::fromFen(most * 100);
    if (least > most) kiosk.reject("min_yuan", "is above max_yuan; exchange them");
    for (const auto yuan : kiosk.integersOr("presets", {50, 100, 200, 500, 1000}, 1, kMostYuan)) {
        if (yuan < least || yuan > most) {
            kiosk.reject("presets", fmt::format("holds {}, outside min_yuan to max_yuan ({} to {})",
                                                yuan, least, most));
        }
        config.presets.push_back(Money::fromFen(yuan * 100));
    }
    kiosk.finish();
}

void readProfiles(Reading& reading, const toml::table& table) {
    for (const auto& [key, node] : table) {
        const auto* one = node.as_table();
        if (one == nullptr) {
            reading.faults.add(node.source().begin.line,
                               fmt::format("[profile] holds '{}', which is not a table; write "
                                           "[profile.\"{}\"]",
                                           key.str(), key.str()));
            continue;
        }
        ConfigTable profile(*one, fmt::format("[profile.\"{}\"]", key.str()), reading.faults);
        if (profile.booleanOr("unlocked", false)) {
            reading.config.unlockedProfiles.emplace_back(key.str());
        }
        profile.finish();
    }
}

void readMetrics(Reading& reading, const toml::table& table) {
    ConfigTable metrics(table, "[metrics]", reading.faults);
    reading.config.metricsListen = listenAddress(metrics, "listen", "127.0.0.1:9466");
    metrics.finish();
}

struct PolicyTime {
    std::string_view key;
    Duration order::Policy::*field;
};
constexpr std::array<PolicyTime, 18> kPolicyTimes{{
    {"pay_within_s", &order::Policy::payWithin},
    {"gateway_expiry_s", &order::Policy::gatewayExpiry},
    {"stay_open_s", &order::Policy::stayOpen},
    {"create_within_s", &order::Policy::createWithin},
    {"create_retry_s", &order::Policy::createRetry},
    {"query_every_s", &order::Policy::queryEvery},
    {"query_seen_every_s", &order::Policy::querySeenEvery},
    {"cancel_retry_s", &order::Policy::cancelRetry},
    {"cancel_settle_s", &order::Policy::cancelSettle},
    {"late_credit_within_s", &order::Policy::lateCreditWithin},
    {"sweep_first_s", &order::Policy::sweepFirst},
    {"sweep_longest_s", &order::Policy::sweepLongest},
    {"meter_busy_retry_s", &order::Policy::meterBusyRetry},
    {"meter_retry_s", &order::Policy::meterRetry},
    {"meter_retry_longest_s", &order::Policy::meterRetryLongest},
    {"meter_alarm_after_s", &order::Policy::meterAlarmAfter},
    {"deliver_within_s", &order::Policy::deliverWithin},
    {"refund_query_after_s", &order::Policy::refundQueryAfter},
}};

void readOrder(Reading& reading, const toml::table& table) {
    ConfigTable section(table, "[order]", reading.faults);
    order::Policy& policy = reading.config.policy;
    constexpr double kLongest = 90.0 * 24 * 3600;
    for (const PolicyTime& each : kPolicyTimes) {
        policy.*each.field = secondsOr(section, each.key, policy.*each.field, 0.05, kLongest);
    }
    if (policy.gatewayExpiry < std::chrono::minutes(1) ||
        policy.gatewayExpiry % std::chrono::minutes(1) != Duration::zero()) {
        section.reject("gateway_expiry_s", "must be whole minutes: the channel counts in minutes");
    }
    if (policy.payWithin > policy.gatewayExpiry) {
        section.reject("pay_within_s",
                       "is longer than gateway_expiry_s: the code would be shown when "
                       "the channel no longer takes money for it; shorten it");
    }
    constexpr std::int64_t kMostYuan = 100'000;
    constexpr std::int64_t kMostFenPerKwh = 100'000;
    policy.use.mostPerHour =
        Money::fromFen(section.integerOr("most_use_per_hour_yuan", 100, 1, kMostYuan) * 100);
    policy.use.mostPerKwh =
        Money::fromFen(section.integerOr("most_price_per_kwh_fen", 500, 1, kMostFenPerKwh));
    policy.use.tolerance =
        Money::fromFen(section.integerOr("fit_tolerance_fen", 100, 1, kMostYuan));
    policy.reverseAlone =
        Money::fromFen(section.integerOr("reverse_alone_yuan", 500, 0, kMostYuan) * 100);
    section.finish();
}

void readCommands(Reading& reading, const toml::table& table) {
    using namespace std::chrono_literals;
    ConfigTable section(table, "[commands]", reading.faults);
    order::CommandPolicy& policy = reading.config.commandPolicy;
    const auto read = [&section](std::string_view key, Duration& time, Duration least,
                                 Duration most) {
        using Seconds = std::chrono::duration<double>;
        time = secondsOr(section, key, time, Seconds(least).count(), Seconds(most).count());
    };
    read("give_up_after_s", policy.giveUpAfter, 1min, 30 * 24h);
    read("retry_s", policy.retry, 100ms, 1h);
    read("retry_longest_s", policy.retryLongest, 100ms, 24h);
    if (policy.retry > policy.retryLongest) {
        section.reject("retry_s", "is longer than retry_longest_s; shorten it");
    }
    // A profile may let a meter take 30 s until it shows what it was told.
    read("settled_after_s", policy.settledAfter, 31s, 10min);
    read("alarm_after_s", policy.alarmAfter, 1s, 24h);
    read("order_busy_retry_s", policy.orderBusyRetry, 100ms, 1min);
    policy.mostAttempts = static_cast<int>(section.integerOr("most_attempts", 5, 1, 20));
    const auto most = static_cast<std::int64_t>(policy.mostMeters);
    policy.unconfirmedTrips =
        static_cast<std::size_t>(section.integerOr("unconfirmed_trips", 10, 0, most));
    policy.tripsAtOnce = static_cast<std::size_t>(section.integerOr("trips_at_once", 3, 1, 100));
    section.finish();
}

/// "09:30" as a time after midnight.
std::optional<Duration> timeOfDay(const std::string& text) {
    const auto digit = [&text](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
    const bool shaped =
        text.size() == 5 && text[2] == ':' && digit(0) && digit(1) && digit(3) && digit(4);
    if (!shaped) return std::nullopt;
    const int hours = (text[0] - '0') * 10 + (text[1] - '0');
    const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
    if (hours > 23 || minutes > 59) return std::nullopt;
    return std::chrono::hours(hours) + std::chrono::minutes(minutes);
}

void readReconciliation(Reading& reading, const toml::table& table) {
    ConfigTable section(table, "[reconciliation]", reading.faults);
    ReconciliationTimes& times = reading.config.reconciliation;
    const std::string runAt = section.textOr("run_at", "09:30");
    if (const auto parsed = timeOfDay(runAt)) {
        times.runAt = *parsed;
    } else {
        section.reject("run_at", fmt::format("is \"{}\"; it must be a time in Beijing, such as "
                                             "\"09:30\": bills are there from 09:00",
                                             runAt));
    }
    times.retryEvery = secondsOr(section, "retry_every_s", times.retryEvery, 60, 86'400);
    reading.config.refundOverdueAfter =
        std::chrono::hours(24) * section.integerOr("refund_overdue_days", 3, 1, 90);
    section.finish();
}

void readAll(Reading& reading, const toml::table& table) {
    ConfigTable root(table, "the file", reading.faults);
    if (const auto* site = root.requiredTable("site")) readSite(reading, *site);
    if (const auto* node = root.requiredTable("node")) readNode(reading, *node);
    for (const auto* member : root.tables("staff"))
        readStaff(reading, *member);
    if (const auto* kiosk = root.requiredTable("kiosk")) readKiosk(reading, *kiosk);
    for (const auto* bus : root.tables("bus"))
        readBus(*bus, reading.folder, reading.faults, reading.config.buses);
    if (const auto* profile = root.table("profile")) readProfiles(reading, *profile);
    if (const auto* metrics = root.table("metrics")) readMetrics(reading, *metrics);
    if (const auto* payment = root.table("payment"))
        readPayment(*payment, reading.folder, reading.faults, reading.config);
    if (const auto* order = root.table("order")) readOrder(reading, *order);
    if (const auto* commands = root.table("commands")) readCommands(reading, *commands);
    // How much a tenant can use is a fact of the site, whatever is read back.
    reading.config.commandPolicy.use = reading.config.policy.use;
    // And how late a frame may arrive is one of its lines.
    reading.config.policy.saleSettle = reading.config.commandPolicy.settledAfter;
    // One person with a token cannot be a second one, too.
    reading.config.policy.knowsTwoPersons = reading.config.staff.size() >= 2;
    if (const auto* reconciliation = root.table("reconciliation")) {
        readReconciliation(reading, *reconciliation);
    }
    root.finish();
}
}  // namespace

Result<Config> parseConfig(const std::string& text, const std::string& file) {
    Reading reading(file);
    try {
        readAll(reading, toml::parse(text, file));
    } catch (const toml::parse_error& error) {
        reading.faults.add(error.source().begin.line,
                           fmt::format("is not TOML: {}", error.description()));
    }
    if (!reading.faults.empty()) return invalidInput(reading.faults.text());
    return reading.config;
}

Result<Config> loadConfig(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        return notFound(
            fmt::format("{}: cannot be opened; name the configuration with --config", path));
    }
    std::ostringstream text;
    text << in.rdbuf();
    return parseConfig(text.str(), path);
}

}  // namespace wattill::node
