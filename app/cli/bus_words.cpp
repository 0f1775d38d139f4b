#include "bus_words.hpp"

#include <CLI/CLI.hpp>

namespace wattill::cli {

namespace {
constexpr int kLongestTrace = 3600;

void addProfileCommands(CLI::App& meter, Chosen& chosen, BusWords& words) {
    auto& profile = *meter.add_subcommand("profile", "meter models as data");
    profile.require_subcommand(1);
    auto& check = *profile.add_subcommand("check", "read profile files as a node would");
    check.add_option("FILE", words.profileFiles, "profile files")->required();
    check.callback([&] {
        chosen = [&](Session& session) { return checkProfiles(session, words.profileFiles); };
    });
    auto& show = *profile.add_subcommand("show", "what a profile knows, and how sure it is");
    show.add_option("ID", words.profile, "the profile's id")->required();
    show.add_option("--profiles", words.profilesFolder, "folder of the profiles")
        ->envname("WATTILL_PROFILES")
        ->capture_default_str();
    show.callback([&] {
        chosen = [&](Session& session) {
            return showProfile(session, words.profilesFolder, words.profile);
        };
    });
}
}  // namespace

void addBusCommands(CLI::App& app, Chosen& chosen, BusWords& words) {
    auto& bus = *app.add_subcommand("bus", "how the lines are, and what goes over them");
    bus.require_subcommand(1);
    auto& status = *bus.add_subcommand("status", "load, faults and meters of the lines");
    status.add_option("BUS", words.status.bus, "one line, with its meters");
    status.add_flag("--watch", words.status.watch, "again every two seconds");
    status.callback(
        [&] { chosen = [&](Session& session) { return busStatus(session, words.status); }; });
    auto& trace = *bus.add_subcommand("trace", "the frames of a line, as they come");
    trace.add_option("BUS", words.trace.bus, "the line")->required();
    trace.add_option("--seconds", words.trace.seconds, "for how long")
        ->check(CLI::Range(1, kLongestTrace))
        ->capture_default_str();
    trace.add_option("--pcap", words.trace.pcapFile,
                     "write a capture file; in Wireshark let DLT_USER 0 be mbrtu");
    trace.add_option("--text", words.trace.textFile, "write the lines to a file");
    trace.callback(
        [&] { chosen = [&](Session& session) { return busTrace(session, words.trace); }; });
}

void addProbeCommands(CLI::App& meter, Chosen& chosen, BusWords& words) {
    auto& probeCommand = *meter.add_subcommand(
        "probe", "read what is on a line, raw and scaled; writes nothing to any meter");
    probeCommand.add_option("--bus", words.probe.bus, "through the node: its line");
    probeCommand.add_option("--port", words.probe.port,
                            "without a node: /dev/tty… or tcp:HOST:PORT");
    probeCommand.add_option("--protocol", words.probe.protocol, "with --port")
        ->check(CLI::IsMember({"modbus-rtu", "modbus-tcp", "dlt645"}))
        ->capture_default_str();
    probeCommand.add_option("--baud", words.probe.baud, "only this; else every usual one");
    probeCommand.add_option("--parity", words.probe.parity, "only this; else every one")
        ->check(CLI::IsMember({"N", "E", "O"}));
    probeCommand.add_option("--address", words.probe.address, "1 to 247, or twelve digits");
    probeCommand.add_option("--addresses", words.probe.addresses, "where to look for meters")
        ->capture_default_str();
    probeCommand.add_option("--profile", words.probe.profile, "only as this model");
    probeCommand.add_option("--profiles", words.profilesFolder, "folder of the profiles")
        ->envname("WATTILL_PROFILES")
        ->capture_default_str();
    probeCommand.callback([&] {
        chosen = [&](Session& session) {
            words.probe.profiles = words.profilesFolder;
            return probe(session, words.probe);
        };
    });
    addProfileCommands(meter, chosen, words);
}

}  // namespace wattill::cli
