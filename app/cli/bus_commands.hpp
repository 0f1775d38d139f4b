#pragma once

#include "session.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace wattill::cli {

/// Commands of the electrician: lines, frames, meters nobody knows yet. Each gives the program's
/// exit status.
struct BusStatusArguments {
    std::string bus;     ///< empty: all
    bool watch = false;  ///< again every two seconds until the program is ended
};
int busStatus(Session& session, const BusStatusArguments& arguments);

struct BusTraceArguments {
    std::string bus;
    int seconds = 10;
    std::string pcapFile;  ///< empty: none
    std::string textFile;  ///< empty: standard output
};
int busTrace(Session& session, const BusTraceArguments& arguments);

struct ProbeArguments {
    // ---- through the node
    std::string bus;
    // ---- without a node, on the port itself
    std::string port;
    std::string protocol = "modbus-rtu";
    std::string profiles;            ///< folder of the meter profiles
    int baud = 0;                    ///< 0: every usual one is tried
    std::string parity;              ///< "N", "E", "O"; empty: every usual one is tried
    std::string addresses = "1-32";  ///< to be looked at where `address` is empty
    // ---- both
    std::string address;  ///< 1–247, or twelve digits; empty: look for meters
    std::string profile;  ///< empty: every model of the protocol is tried
};
int probe(Session& session, const ProbeArguments& arguments);

int checkProfiles(Session& session, const std::vector<std::string>& files);
int showProfile(Session& session, const std::string& folder, const std::string& id);

}  // namespace wattill::cli
