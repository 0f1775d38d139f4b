#pragma once

#include "node/config.hpp"
#include "node/doctor.hpp"
#include "payment/gateway.hpp"

namespace wattill::node {

/// The single looks of doctor(). Each adds one or more checks; none changes anything.
using Checks = std::vector<Check>;

void checkSecrets(const Config& config, Checks& checks);
void checkPlace(const Config& config, Checks& checks);     ///< state directory, disk, clock
void checkDatabase(const Config& config, Checks& checks);  ///< quick_check, ledger
void checkProfiles(const Config& config, Checks& checks);
void checkPorts(const Config& config, bool nodeRuns, Checks& checks);
/// Meters, profiles and addresses against the lines, times of a round, adapters; and what a running
/// node sees.
void checkBuses(const Config& config, bool nodeRuns, Checks& checks);
/// Keys and how long they last, whether each channel can be reached and believes us, and what it
/// says of this machine's clock; the port for notifications.
void checkPayment(const Config& config, bool nodeRuns, Checks& checks);
/// True when a node answers at the socket.
bool checkSocket(const Config& config, Checks& checks);

/// The texts of our errors hold finding and remedy: "…: what is wrong; what to do".
[[nodiscard]] Check faultCheck(std::string name, const Error& error);
/// Whether a TCP connection to the URL's host can be made.
[[nodiscard]] Check reachCheck(const std::string& name, const std::string& url);
/// How long a key or certificate of a channel lasts: within a month a warning, within a week bad.
[[nodiscard]] Check expiryCheck(const std::string& channel, const payment::Expiry& expiry,
                                Instant now, const TimeZone& zone);
/// What the channel's last answer says of this machine's clock.
[[nodiscard]] Check clockCheck(const std::string& channel, Duration ahead,
                               const ClockBounds& bounds);

}  // namespace wattill::node
