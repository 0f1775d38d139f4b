#include "meters/fleet.hpp"

#include <numeric>
#include <sstream>

namespace wattill::sim {
namespace {

const char* kindName(PortKind kind) {
    switch (kind) {
        case PortKind::Pty:
            return "pty";
        case PortKind::SerialTcp:
            return "tcp";
        case PortKind::ModbusTcp:
            return "modbus-tcp";
    }
    return "";
}

bool isNumber(const std::string& word) {
    return word.size() == 12 && word.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

Fleet::Fleet(std::vector<BusSetup> buses) : m_loop(std::make_unique<Loop>()) {
    for (BusSetup& each : buses) {
        auto bus = std::make_unique<MeterBus>(each.meters, each.options, m_loop.get());
        each.meters.clear();
        m_members.push_back({std::move(each), std::move(bus)});
    }
}

Result<void> Fleet::open() {
    for (const Member& each : m_members) {
        const auto opened = each.bus->open();
        if (opened) continue;
        close();
        Error error = opened.error();
        error.message = "bus " + each.setup.name + ": " + error.message;
        return error;
    }
    return {};
}

void Fleet::close() {
    for (const Member& each : m_members)
        each.bus->close();
}

std::size_t Fleet::meters() const {
    return std::accumulate(
        m_members.begin(), m_members.end(), std::size_t{0},
        [](std::size_t sum, const Member& each) { return sum + each.bus->meters(); });
}

std::vector<nlohmann::json> Fleet::ports() const {
    std::vector<nlohmann::json> all;
    for (const Member& each : m_members) {
        const MeterBusOptions& options = each.setup.options;
        all.push_back({{"bus", each.setup.name},
                       {"port", each.bus->port()},
                       {"link", options.link},
                       {"kind", kindName(options.port)},
                       {"protocol", each.bus->speaksDlt() ? "dlt645" : "modbus"},
                       {"baud", options.baud},
                       {"parity", std::string(1, options.parity)},
                       {"meters", each.bus->meters()}});
    }
    return all;
}

std::string Fleet::control(const std::string& line) {
    std::istringstream stream(line);
    std::string first;
    std::string second;
    stream >> first >> second;
    if (first == "ports") return nlohmann::json(ports()).dump();
    if (first.starts_with("@")) {
        const std::size_t rest = line.find(' ', line.find('@'));
        for (const Member& each : m_members) {
            if ("@" + each.setup.name != first) continue;
            return each.bus->control(rest == std::string::npos ? "" : line.substr(rest + 1));
        }
        return "error: no bus " + first.substr(1);
    }
    if (m_members.size() == 1) return m_members[0].bus->control(line);
    if (isNumber(second)) {
        for (const Member& each : m_members) {
            if (each.bus->has(second)) return each.bus->control(line);
        }
        return "error: no meter " + second + " on any bus";
    }
    if (!second.empty() && second != "all" &&
        second.find_first_not_of("0123456789") == std::string::npos) {
        return "error: several buses may have an address " + second + "; say @BUS first";
    }
    return toAll(line);
}

std::string Fleet::toAll(const std::string& line) {
    auto answers = nlohmann::json::object();
    for (const Member& each : m_members) {
        const std::string answer = each.bus->control(line);
        auto parsed = nlohmann::json::parse(answer, nullptr, false);
        answers[each.setup.name] = parsed.is_discarded() ? nlohmann::json(answer) : parsed;
    }
    return answers.dump();
}

}  // namespace wattill::sim
