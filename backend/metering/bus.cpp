#include "metering/bus.hpp"

#include "base/assertion.hpp"

#include <charconv>

namespace wattill::metering {
namespace {

constexpr std::string_view kTcp = "tcp:";

Error badPort(std::string_view port, const char* what) {
    return invalidInput("port \"" + std::string(port) + "\": " + what +
                        "; write \"tcp:192.168.1.20:4001\", \"tcp:[fd00::7]:4001\" for IPv6, or "
                        "the path of a serial port such as \"/dev/ttyS1\"");
}

}  // namespace

std::string_view name(Protocol protocol) {
    switch (protocol) {
        case Protocol::ModbusRtu:
            return "modbus-rtu";
        case Protocol::ModbusTcp:
            return "modbus-tcp";
        case Protocol::Dlt645:
            return "dlt645";
    }
    assertionFailed("protocol", "an enumerator without a name", __FILE__, __LINE__);
}

std::optional<Protocol> protocolFrom(std::string_view name) {
    for (const Protocol each : {Protocol::ModbusRtu, Protocol::ModbusTcp, Protocol::Dlt645}) {
        if (metering::name(each) == name) return each;
    }
    return std::nullopt;
}

Result<std::optional<TcpPort>> tcpPort(std::string_view port) {
    if (port.empty()) return badPort(port, "it is empty");
    if (!port.starts_with(kTcp)) return std::optional<TcpPort>();
    std::string_view rest = port.substr(kTcp.size());
    TcpPort parsed;
    const bool bracketed = rest.starts_with('[');
    const std::size_t end = bracketed ? rest.find(']') : rest.rfind(':');
    if (end == std::string_view::npos) {
        return badPort(port,
                       bracketed ? "the bracket is not closed" : "the port's number is missing");
    }
    parsed.host = rest.substr(bracketed ? 1 : 0, bracketed ? end - 1 : end);
    rest.remove_prefix(bracketed ? end + 1 : end);
    if (parsed.host.empty()) return badPort(port, "the host is missing");
    if (!bracketed && parsed.host.find(':') != std::string::npos) {
        return badPort(port, "an IPv6 address must stand in brackets");
    }
    if (parsed.host.find_first_of(" \t/[]") != std::string::npos) {
        return badPort(port, "no host is called so");
    }
    if (!rest.starts_with(':')) return badPort(port, "the port's number is missing");
    rest.remove_prefix(1);
    const auto number = std::from_chars(rest.data(), rest.data() + rest.size(), parsed.port);
    if (number.ec != std::errc() || number.ptr != rest.data() + rest.size() || parsed.port == 0) {
        return badPort(port, "the port's number must be 1 … 65535");
    }
    return std::optional<TcpPort>(parsed);
}

}  // namespace wattill::metering
