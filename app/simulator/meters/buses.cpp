#include "base/json.hpp"
#include "meters/config_node.hpp"
#include "meters/fleet.hpp"
#include "meters/site.hpp"

#include <charconv>
#include <fstream>
#include <set>
#include <sstream>

#include <fmt/format.h>

namespace wattill::sim {
namespace {

constexpr int kDltBaud = 2400;
constexpr Duration kDltTurnaround{20};

void readPort(ConfigNode& node, MeterBusOptions& options) {
    std::string kind = "pty";
    std::string listen;
    node.text("port", kind);
    node.text("listen", listen);
    node.text("link", options.link);
    if (kind == "tcp") {
        options.port = PortKind::SerialTcp;
    } else if (kind == "modbus-tcp") {
        options.port = PortKind::ModbusTcp;
    } else if (kind != "pty") {
        node.complain("port must be pty, tcp or modbus-tcp");
    }
    if (listen.empty()) return;
    const auto read = readListen(listen, options);
    if (!read) node.complain(read.error().message);
}

void readMillis(ConfigNode& node, const char* key, Duration& into) {
    std::int64_t millis = into.count();
    node.integer(key, 0, 60'000, millis);
    into = Duration(millis);
}

void readWire(ConfigNode& node, MeterBusOptions& options) {
    std::string parity(1, options.parity);
    std::int64_t gapUs = 0;
    node.integer("baud", 300, 115'200, options.baud);
    node.text("parity", parity);
    if (parity != "N" && parity != "E" && parity != "O") node.complain("parity must be N, E or O");
    options.parity = parity[0];
    node.flag("paced", options.paced);
    node.flag("strict_gap", options.strictGap);
    node.integer("gap_us", 0, 1'000'000, gapUs);
    options.gap = std::chrono::microseconds(gapUs);
    node.flag("strict_baud", options.strictBaud);
    node.flag("strict_parity", options.strictParity);
    node.flag("echo", options.echo);
    readMillis(node, "turnaround_ms", options.turnaround);
    readMillis(node, "latency_ms", options.latency);
    node.integer("chunk_bytes", 0, 256, options.chunkBytes);
    readMillis(node, "chunk_pause_ms", options.chunkPause);
    readMillis(node, "gateway_timeout_ms", options.gatewayTimeout);
    node.integer("speed", 1, 100'000, options.speed);
    node.text("state", options.stateFile);
    node.integer("seed", 0, 1LL << 62, options.seed);
}

/// {"count": 32, "model": "dtsy", "first_number": "202411110001"}; without a model DTSY and DDSY
/// in turn.
Result<std::vector<MeterSetup>> fill(const nlohmann::json& json, int copy) {
    ConfigNode node(json);
    int count = 32;
    std::string first = std::to_string(kFirstNumber);
    node.integer("count", 1, 247, count);
    node.text("first_number", first);
    const auto& name = node.member("model");
    const auto model = modelOf(name);
    if (!name.is_null() && !model) node.complain("there is no such model");
    std::int64_t number = 0;
    const auto parsed = std::from_chars(first.data(), first.data() + first.size(), number);
    if (first.size() != 12 || parsed.ptr != first.data() + 12) {
        node.complain("first_number must be 12 digits");
    }
    const auto read = node.done();
    if (!read) return invalidInput("/fill: " + read.error().message);
    auto meters = demoMeters(count, number + std::int64_t{copy} * count);
    for (MeterSetup& each : meters)
        each.model = model.value_or(each.model);
    return meters;
}

struct Copies {
    int count = 1;
    int index = 0;
};

/// One bus, or one of several that are alike.
Result<BusSetup> readBus(const nlohmann::json& json, MeterBusOptions options, Copies& copies) {
    ConfigNode node(json);
    BusSetup setup;
    node.text("name", setup.name);
    if (setup.name.empty() || setup.name.find_first_of(" @") != std::string::npos) {
        node.complain("name must be one word");
    }
    node.integer("copies", 1, 1000, copies.count);
    const auto& filling = node.member("fill");
    const auto& list = node.member("meters");
    if (filling.is_null() == list.is_null()) node.complain("give either meters or fill");
    const auto meters = filling.is_null() ? readMeters(list) : fill(filling, copies.index);
    if (!meters) node.complain(meters.error().message);
    const bool dlt = meters && !meters->empty() && speaksDlt((*meters)[0].model);
    if (dlt) {
        options.baud = kDltBaud;
        options.parity = 'E';
        options.turnaround = kDltTurnaround;
    }
    readPort(node, options);
    readWire(node, options);
    if (dlt && options.port == PortKind::ModbusTcp) {
        node.complain("a modbus-tcp gateway has no DL/T 645 meters; choose tcp");
    }
    const auto read = node.done();
    if (!read) return read.error();
    if (copies.count > 1) {
        const std::string suffix = std::to_string(copies.index + 1);
        setup.name += suffix;
        if (!options.link.empty()) options.link += suffix;
        if (!options.stateFile.empty()) options.stateFile += suffix;
    }
    setup.options = options;
    setup.meters = *meters;
    return setup;
}

Result<std::vector<BusSetup>> readList(const nlohmann::json& list, const MeterBusOptions& options) {
    if (!list.is_array() || list.empty()) return invalidInput("buses must be a list");
    std::vector<BusSetup> buses;
    std::set<std::string> names;
    for (std::size_t at = 0; at < list.size(); ++at) {
        Copies copies;
        for (copies.index = 0; copies.index < copies.count; ++copies.index) {
            auto bus = readBus(list[at], options, copies);
            const std::string place = fmt::format("/buses/{}: ", at);
            if (!bus) return invalidInput(place + bus.error().message);
            if (!names.insert(bus->name).second) {
                return invalidInput(place + "the name " + bus->name + " is there twice");
            }
            buses.push_back(std::move(bus).value());
        }
    }
    return buses;
}

}  // namespace

Result<void> readListen(const std::string& text, MeterBusOptions& options) {
    const std::size_t colon = text.rfind(':');
    if (colon != std::string::npos) options.address = text.substr(0, colon);
    const std::string port = colon == std::string::npos ? text : text.substr(colon + 1);
    const char* end = port.data() + port.size();
    const auto parsed = std::from_chars(port.data(), end, options.tcpPort);
    if (parsed.ec == std::errc() && parsed.ptr == end && options.tcpPort >= 0 &&
        options.tcpPort <= 65535) {
        return {};
    }
    return invalidInput(text + " is no place to listen; write PORT or ADDRESS:PORT, 0 for any");
}

Result<std::vector<BusSetup>> readBuses(const std::string& file, const MeterBusOptions& options) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) return notFound(file + " cannot be read; check the path");
    const auto document = parseStrict(text.str());
    if (!document) return invalidInput(file + ": " + document.error().message);
    const bool one = document->is_object() && document->size() == 1;
    if (!one || (!document->contains("meters") && !document->contains("buses"))) {
        return invalidInput(file + ": must be {\"meters\": [ … ]} or {\"buses\": [ … ]}");
    }
    if (document->contains("buses")) {
        auto buses = readList((*document)["buses"], options);
        if (!buses) return invalidInput(file + ": " + buses.error().message);
        return buses;
    }
    const auto meters = readMeters((*document)["meters"]);
    if (!meters) return invalidInput(file + ": " + meters.error().message);
    return std::vector<BusSetup>{{"bus", options, *meters}};
}

}  // namespace wattill::sim
