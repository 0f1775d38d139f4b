#include "api/bus_client.hpp"
#include "bus_commands.hpp"
#include "node/bus_making.hpp"
#include "port_scan.hpp"
#include "table.hpp"

#include <csignal>
#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

namespace wattill::cli {

using metering::Protocol;

namespace {
volatile std::sig_atomic_t g_stopped = 0;

/// Ctrl+C ends a scan between two questions, so that the line is left quiet.
class StopAtSignal {
  public:
    StopAtSignal() : m_before(std::signal(SIGINT, [](int) { g_stopped = 1; })) { g_stopped = 0; }
    StopAtSignal(const StopAtSignal&) = delete;
    StopAtSignal& operator=(const StopAtSignal&) = delete;
    ~StopAtSignal() { std::signal(SIGINT, m_before); }

  private:
    void (*m_before)(int);
};

std::string probeText(const api::ProbeView& view) {
    std::string text = fmt::format("address {}: {} ({}), fits {} %\n", view.address, view.profile,
                                   view.title, view.plausiblePermille / 10);
    Table table({"POINT", "PLACE", "RAW", "VALUE", "CONFIDENCE", "SOURCE"});
    table.alignRight({3});
    for (const auto& point : view.points)
        table.add(
            {point.point, point.place, point.raw, point.value, point.confidence, point.source});
    text += table.text();
    for (const auto& other : view.others)
        text += "not " + printable(other) + "\n";
    for (const auto& note : view.notes)
        text += printable(note) + "\n";
    return text;
}

int probeThroughNode(Session& session, const ProbeArguments& arguments) {
    const auto node = session.lines();
    if (!node) return session.fail(node.error());
    if (arguments.address.empty()) {
        return session.fail(invalidInput(
            "--address: is missing; through the node one address is looked at, so that the line's "
            "own work goes on. To look for meters stop the node and give --port"));
    }
    const auto addresses = addressesFrom(Protocol::Dlt645, arguments.address);
    if (!addresses) return session.fail(addresses.error());
    api::ProbeBody body{addresses->front(), {}};
    if (!arguments.profile.empty()) body.profile = arguments.profile;
    return session.show<api::ProbeView>((*node)->probe(BusId(arguments.bus), body), probeText);
}

Result<ScanPlan> planOf(const ProbeArguments& arguments, const metering::ProfileLibrary& library) {
    ScanPlan plan;
    const auto protocol = metering::protocolFrom(arguments.protocol);
    if (!protocol) {
        return invalidInput(fmt::format("--protocol {}: must be modbus-rtu, modbus-tcp or dlt645",
                                        arguments.protocol));
    }
    const auto tcp = metering::tcpPort(arguments.port);
    if (!tcp) return tcp.error();
    plan.bus = {.name = BusId("probe"), .port = arguments.port, .protocol = *protocol};
    const char parity = arguments.parity.empty() ? '\0' : arguments.parity.front();
    plan.settings = settingsToTry(*protocol, tcp->has_value(), arguments.baud, parity);
    if (plan.settings.empty()) {
        return invalidInput("--baud: must be 1200, 2400, 4800, 9600, 19200 or 38400");
    }
    // Whoever is on a DL/T 645 line can be asked for its address.
    const bool ask = *protocol == Protocol::Dlt645 && arguments.address.empty();
    auto addresses = ask ? Result<std::vector<std::int64_t>>(std::vector<std::int64_t>())
                         : addressesFrom(*protocol, arguments.address.empty() ? arguments.addresses
                                                                              : arguments.address);
    if (!addresses) return addresses.error();
    plan.addresses = std::move(*addresses);
    std::optional<std::string> wanted;
    if (!arguments.profile.empty()) wanted = arguments.profile;
    auto profiles = node::profilesToTry(library, *protocol, wanted);
    if (!profiles) return profiles.error();
    if (profiles->empty()) {
        return notFound(
            fmt::format("no profile speaks {}; look at --profiles", arguments.protocol));
    }
    plan.profiles = std::move(*profiles);
    return plan;
}

Error withRemedy(Error error, const std::string& port) {
    if (error.code == ErrorCode::Unreachable) {
        error.message += fmt::format(
            "\nif the node holds {}, ask through it: wattill meter probe --bus BUS --address A",
            port);
    }
    return error;
}

int showFound(Session& session, const ScanPlan& plan, const std::vector<Found>& all) {
    auto list = nlohmann::json::array();
    std::string words;
    for (const Found& each : all) {
        const std::string where = fmt::format("{} address {}", text(each.setting),
                                              node::addressText(plan.bus.protocol, each.address));
        nlohmann::json one{{"line", text(each.setting)}, {"address", each.address}};
        if (each.view) {
            one["meter"] = nlohmann::json::parse(api::toJson(*each.view));
            words += where + "\n" + probeText(*each.view) + "\n";
        } else {
            one["fault"] = each.view.error().message;
            words += where + ": something answers: " + each.view.error().message + "\n\n";
        }
        list.push_back(std::move(one));
    }
    if (all.empty()) {
        words =
            "nobody answers: look at power, at A and B, at the address on the meter's display "
            "and at --addresses\n";
    }
    session.print(session.json() ? nlohmann::json{{"found", list}}.dump() + "\n" : words);
    return all.empty() ? kFailed : kDone;
}

int probePort(Session& session, const ProbeArguments& arguments) {
    const auto library = metering::ProfileLibrary::load(arguments.profiles);
    if (!library) return session.fail(library.error());
    auto plan = planOf(arguments, *library);
    if (!plan) return session.fail(plan.error());
    if (plan->bus.protocol == Protocol::Dlt645 && arguments.address.empty()) {
        const auto asked = askAddress(*plan);
        if (!asked) return session.fail(withRemedy(asked.error(), arguments.port));
        plan->settings = {asked->setting};
        plan->addresses = {asked->address};
    }
    const bool person = ::isatty(STDERR_FILENO) == 1;
    if (person) {
        const auto most = std::chrono::ceil<std::chrono::seconds>(longestScan(*plan));
        fmt::print(stderr, "{} settings, {} addresses: at most {} s; Ctrl+C ends it\n",
                   plan->settings.size(), plan->addresses.size(), most.count());
    }
    const StopAtSignal guard;
    ScanHooks hooks;
    hooks.stopped = [] { return g_stopped != 0; };
    if (person) {
        hooks.progress = [](const std::string& where) {
            fmt::print(stderr, "\r{:<40}", where);
            std::fflush(stderr);
        };
    }
    const auto found = scan(*plan, *library, hooks);
    if (person) fmt::print(stderr, "\r{:<40}\r", "");
    if (!found) return session.fail(withRemedy(found.error(), arguments.port));
    return showFound(session, *plan, *found);
}
}  // namespace

int probe(Session& session, const ProbeArguments& arguments) {
    if (arguments.bus.empty() == arguments.port.empty()) {
        return session.fail(
            invalidInput("give either --bus (through the node) or --port (on the port itself, the "
                         "node stopped)"));
    }
    return arguments.bus.empty() ? probePort(session, arguments)
                                 : probeThroughNode(session, arguments);
}

}  // namespace wattill::cli
