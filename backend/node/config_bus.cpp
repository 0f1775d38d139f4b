#include "node/config_bus.hpp"

#include "node/spelling.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace wattill::node {

using metering::Protocol;

namespace {
constexpr std::array<std::int64_t, 6> kBauds{1200, 2400, 4800, 9600, 19200, 38400};

/// What lines of a protocol usually are (facts 1.1, 2.1).
struct UsualLine {
    std::int64_t baud;
    char parity;
};
UsualLine usualLine(Protocol protocol) {
    return protocol == Protocol::Dlt645 ? UsualLine{2400, 'E'} : UsualLine{9600, 'N'};
}

Protocol protocolOf(ConfigTable& bus) {
    const std::string text = bus.textOr("protocol", std::string(name(Protocol::ModbusRtu)));
    if (const auto protocol = metering::protocolFrom(text)) return *protocol;
    static const std::vector<std::string> kKnown{std::string(name(Protocol::ModbusRtu)),
                                                 std::string(name(Protocol::ModbusTcp)),
                                                 std::string(name(Protocol::Dlt645))};
    bus.reject("protocol", fmt::format("is \"{}\"; {}", text, suggestion(text, kKnown)));
    return Protocol::ModbusRtu;
}

std::string portOf(ConfigTable& bus, const std::filesystem::path& folder, Protocol protocol) {
    const std::string text = bus.text("port", "\"/dev/serial/by-id/…\" or \"tcp:192.0.2.10:4001\"");
    if (text.empty()) return text;
    const auto tcp = metering::tcpPort(text);
    if (!tcp) {
        bus.reject("port", fmt::format("cannot be used: {}", tcp.error().message));
        return text;
    }
    if (*tcp) return text;
    if (protocol == Protocol::ModbusTcp) {
        bus.reject("port", fmt::format("is \"{}\", a serial port, but the protocol is modbus-tcp; "
                                       "name the gateway, \"tcp:HOST:502\", or choose modbus-rtu",
                                       text));
    }
    return (folder / text).lexically_normal().string();
}

char parityOf(ConfigTable& bus, char usual) {
    const std::string parity = bus.textOr("parity", std::string(1, usual));
    if (parity == "N" || parity == "E" || parity == "O") return parity.front();
    bus.reject("parity", fmt::format("is \"{}\"; it must be \"N\", \"E\" or \"O\"", parity));
    return usual;
}

int baudOf(ConfigTable& bus, std::int64_t usual) {
    const std::int64_t baud = bus.integerOr("baud", usual, kBauds.front(), kBauds.back());
    if (std::find(kBauds.begin(), kBauds.end(), baud) == kBauds.end()) {
        bus.reject("baud",
                   fmt::format("is {}; it must be one of {}", baud, fmt::join(kBauds, ", ")));
    }
    return static_cast<int>(baud);
}

void checkOwn(ConfigTable& section, const BusConfig& bus, const std::vector<BusConfig>& others) {
    for (const BusConfig& other : others) {
        if (other.name == bus.name) section.reject("name", "names two buses; give each its own");
        if (other.port == bus.port) {
            section.reject("port",
                           fmt::format("is used by two buses, {} and {}; each needs its own",
                                       other.name.text(), bus.name.text()));
        }
    }
}
}  // namespace

bool isLettersAndDigits(const std::string& text, std::string_view also) {
    return std::all_of(text.begin(), text.end(), [also](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               also.find(c) != std::string_view::npos;
    });
}

Duration secondsOr(ConfigTable& table, std::string_view key, Duration fallback, double least,
                   double most) {
    const double usual = std::chrono::duration<double>(fallback).count();
    const double seconds = table.numberOr(key, usual, least, most);
    return std::chrono::round<Duration>(std::chrono::duration<double>(seconds));
}

void readBus(const toml::table& table, const std::filesystem::path& folder, Faults& faults,
             std::vector<BusConfig>& buses) {
    ConfigTable section(table, "[[bus]]", faults);
    BusConfig bus;
    constexpr std::size_t kLongestName = 32;
    bus.name = BusId(section.text("name", "\"bus-1\""));
    if (!isLettersAndDigits(bus.name.text(), "-_") || bus.name.text().size() > kLongestName) {
        section.reject("name", "may hold up to 32 letters, digits, '-' and '_' only");
    }
    bus.protocol = protocolOf(section);
    bus.port = portOf(section, folder, bus.protocol);
    const UsualLine usual = usualLine(bus.protocol);
    bus.baud = baudOf(section, usual.baud);
    bus.parity = parityOf(section, usual.parity);
    bus.stopBits = static_cast<int>(section.integerOr("stop", 1, 1, 2));
    // The state of a meter must never be older than 3 min, hence the upper bound.
    bus.pollEvery = secondsOr(section, "poll_every_s", bus.pollEvery, 0.1, 150);
    bus.recordEvery = secondsOr(section, "record_every_s", bus.recordEvery, 1, 3600);
    section.finish();
    checkOwn(section, bus, buses);
    buses.push_back(bus);
}

}  // namespace wattill::node
