#pragma once

#include "metering/profile_library.hpp"
#include "node/probe.hpp"

#include <functional>
#include <string>
#include <vector>

namespace wattill::cli {

/// One setting of a serial line.
struct LineSetting {
    int baud = 9600;
    metering::Parity parity = metering::Parity::None;
};
/// "9600 8N1"
[[nodiscard]] std::string text(const LineSetting& setting);

/// The settings to be tried, the usual ones first; a wanted baud (0: any) or parity ('N', 'E', 'O';
/// 0: any) leaves out the others. A port in the network has none of its own: one.
[[nodiscard]] std::vector<LineSetting> settingsToTry(metering::Protocol protocol, bool network,
                                                     int baud, char parity);

/// "18", "1-32", "1,5,9-12". InvalidInput says what is wrong.
[[nodiscard]] Result<std::vector<std::int64_t>> addressesFrom(metering::Protocol protocol,
                                                              const std::string& text);

struct ScanPlan {
    metering::BusConfig bus;  ///< name, port, protocol
    std::vector<LineSetting> settings;
    std::vector<std::int64_t> addresses;
    std::vector<const metering::Profile*> profiles;
};

struct Found {
    LineSetting setting;
    std::int64_t address = 0;
    Result<api::ProbeView> view;
};

/// Who answers on a DL/T 645 line with ONE meter, and how the line is set.
struct Asked {
    LineSetting setting;
    std::int64_t address = 0;
};
[[nodiscard]] Result<Asked> askAddress(const ScanPlan& plan);

/// What the scan is told and what it tells.
struct ScanHooks {
    std::function<bool()> stopped = [] { return false; };
    std::function<void(const std::string&)> progress = [](const std::string&) {};
};

/// How long a scan takes when nobody answers.
[[nodiscard]] Duration longestScan(const ScanPlan& plan);
/// Looks for meters, writing nothing: every setting, every address, and where something answers,
/// every model. Ends with the first setting at which anybody answered. Unreachable: the port cannot
/// be opened.
[[nodiscard]] Result<std::vector<Found>> scan(const ScanPlan& plan,
                                              const metering::ProfileLibrary& profiles,
                                              const ScanHooks& hooks);

}  // namespace wattill::cli
