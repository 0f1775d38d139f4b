#include "node/doctor_checks.hpp"

#include "metering/profile_library.hpp"
#include "node/staff_tokens.hpp"
#include "storage/sqlite_store.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

namespace wattill::node {

namespace {
void good(Checks& checks, std::string name, std::string finding) {
    checks.push_back({std::move(name), true, std::move(finding), {}});
}

void bad(Checks& checks, std::string name, std::string finding, std::string remedy) {
    checks.push_back({std::move(name), false, std::move(finding), std::move(remedy)});
}

void bad(Checks& checks, std::string name, const Error& error) {
    checks.push_back(faultCheck(std::move(name), error));
}

void checkDisk(const Config& config, Checks& checks) {
    std::error_code error;
    const auto space = std::filesystem::space(config.stateDir, error);
    constexpr std::uintmax_t kMegabyte = 1024 * 1024;
    constexpr std::uintmax_t kLeast = 200 * kMegabyte;
    if (error) {
        return bad(checks, "disk space", fmt::format("cannot be told: {}", error.message()),
                   fmt::format("look at the disk of {}", config.stateDir));
    }
    const auto finding =
        fmt::format("{} MB free under {}", space.available / kMegabyte, config.stateDir);
    if (space.available >= kLeast) return good(checks, "disk space", finding);
    bad(checks, "disk space", finding, "make room: below 200 MB the ledger is in danger");
}

void checkStateDirectory(const Config& config, Checks& checks) {
    const std::string name = "state directory";
    std::error_code error;
    if (!std::filesystem::exists(config.stateDir, error)) {
        const auto parent = std::filesystem::path(config.stateDir).parent_path();
        if (::access(parent.c_str(), W_OK | X_OK) == 0) {
            return good(checks, name,
                        fmt::format("{} will be made at the first start", config.stateDir));
        }
        return bad(checks, name, fmt::format("{} does not exist", config.stateDir),
                   "make it and give it to the node's user");
    }
    if (::access(config.stateDir.c_str(), R_OK | W_OK | X_OK) != 0) {
        return bad(checks, name, fmt::format("{} cannot be written by this user", config.stateDir),
                   "run as the node's user, or chown it");
    }
    good(checks, name, config.stateDir);
    checkDisk(config, checks);
}

void checkClock(const Config& config, Checks& checks) {
    // A clock that lost its battery starts in 1970 or at the firmware's birthday.
    constexpr std::string_view kBuiltIn = __DATE__;
    const int buildYear = std::stoi(std::string(kBuiltIn.substr(kBuiltIn.size() - 4)));
    const auto zone = TimeZone::find(config.timeZone);
    const Instant now = SystemClock().now();
    const std::string text = zone ? zone->format("%Y-%m-%d %H:%M:%S", now) : isoText(now);
    const int year = std::stoi(zone ? zone->format("%Y", now) : text.substr(0, 4));
    const std::string finding = fmt::format("{} in {}", text, config.timeZone);
    if (year < buildYear || year > buildYear + 30) {
        return bad(checks, "clock", finding,
                   "set the clock (timedatectl) and check the battery of the real-time clock");
    }
    good(checks, "clock", finding);
    if (std::filesystem::exists("/dev/rtc0")) return good(checks, "real-time clock", "/dev/rtc0");
    // Containers and some boards have none; then the time must come from the network.
    good(checks, "real-time clock", "none: the time must come from the network at every start");
}
}  // namespace

Check faultCheck(std::string name, const Error& error) {
    const auto cut = error.message.rfind("; ");
    if (cut == std::string::npos) return {std::move(name), false, error.message, error.message};
    return {std::move(name), false, error.message.substr(0, cut), error.message.substr(cut + 2)};
}

void checkSecrets(const Config& config, Checks& checks) {
    const auto authorizer = makeAuthorizer(config);
    if (!authorizer) return bad(checks, "staff token", authorizer.error());
    good(checks, "staff token",
         config.staff.empty() ? config.staffTokenFile
                              : fmt::format("{}, and of {} people their own", config.staffTokenFile,
                                            config.staff.size()));
}

void checkPlace(const Config& config, Checks& checks) {
    checkStateDirectory(config, checks);
    checkClock(config, checks);
}

void checkDatabase(const Config& config, Checks& checks) {
    const std::string path = config.databasePath();
    if (!std::filesystem::exists(path)) {
        return good(checks, "database", fmt::format("{} will be made at the first start", path));
    }
    const auto store = storage::SqliteStore::openReadOnly(path);
    if (!store) return bad(checks, "database", store.error());
    good(checks, "database", fmt::format("{} opens", path));
    Result<ledger::Verification> verification = Error{};
    const auto read =
        (*store)->read([&verification](const order::UnitOfWork& unit) -> Result<void> {
            verification = ledger::verify(unit.ledger());
            if (!verification.ok()) return verification.error();
            return {};
        });
    if (!read.ok()) return bad(checks, "ledger", read.error());
    if (verification->violations.empty()) {
        return good(checks, "ledger",
                    fmt::format("{} entries, chain and sums are proven", verification->entries));
    }
    bad(checks, "ledger", fmt::format("{}", fmt::join(verification->violations, "\n")),
        "stop the node, keep a copy of the state directory, and restore the last good backup");
}

void checkProfiles(const Config& config, Checks& checks) {
    const auto profiles = metering::ProfileLibrary::load(config.profilesDir);
    if (!profiles) return bad(checks, "meter profiles", profiles.error());
    good(checks, "meter profiles", fmt::format("{}", fmt::join(profiles->ids(), ", ")));
    for (const std::string& unlocked : config.unlockedProfiles) {
        if (profiles->find(unlocked) != nullptr) continue;
        bad(checks, "unlocked profile", fmt::format("[profile.\"{}\"] names no profile", unlocked),
            fmt::format("known are: {}", fmt::join(profiles->ids(), ", ")));
    }
}

}  // namespace wattill::node
