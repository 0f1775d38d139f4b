#include "node/frame_text.hpp"

#include "metering/modbus/crc.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <set>
#include <string_view>

#include <fmt/format.h>

namespace wattill::node {

using metering::Direction;
using metering::ProfileLibrary;
using metering::Protocol;

namespace {
constexpr std::size_t kMbapBytes = 6;  // Modbus TCP: transaction, protocol and length
constexpr std::uint8_t kExceptionBit = 0x80;
constexpr std::uint8_t kDltOffset = 0x33;  // facts 2.1: added to every byte of data
constexpr std::uint8_t kDltStart = 0x68;
constexpr std::uint8_t kDltEnd = 0x16;
constexpr std::size_t kDltControlAt = 8;
constexpr std::size_t kDltHead = 10;  // up to the length
constexpr std::uint8_t kDltPasswordChanged = 0x98;

struct Named {
    int code;
    std::string_view name;
};
template <std::size_t Count>
std::string_view nameIn(const std::array<Named, Count>& table, int code) {
    const auto found =
        std::find_if(table.begin(), table.end(), [code](const Named& n) { return n.code == code; });
    return found == table.end() ? std::string_view() : found->name;
}

int wordAt(FrameBytes bytes, std::size_t at) {
    return bytes[at] * 256 + bytes[at + 1];
}

// ---- Modbus
/// A frame without what carries it.
struct ModbusFrame {
    int unit = 0;
    FrameBytes pdu;  ///< from the function code on
    bool crcWrong = false;
};

std::optional<ModbusFrame> modbusFrame(Protocol protocol, FrameBytes bytes) {
    if (protocol == Protocol::ModbusTcp) {
        if (bytes.size() < kMbapBytes + 2) return std::nullopt;
        return ModbusFrame{bytes[kMbapBytes], bytes.subspan(kMbapBytes + 1), false};
    }
    if (bytes.size() < 4) return std::nullopt;
    return ModbusFrame{bytes[0], bytes.subspan(1, bytes.size() - 3),
                       !metering::modbus::crcFits(bytes)};
}

std::string_view exceptionName(int code) {
    static constexpr std::array<Named, 9> kExceptions{{{1, "no such function"},
                                                       {2, "no such address"},
                                                       {3, "no such value"},
                                                       {4, "device failure"},
                                                       {5, "acknowledged, under way"},
                                                       {6, "busy"},
                                                       {8, "memory parity"},
                                                       {10, "gateway path not available"},
                                                       {11, "gateway target silent"}}};
    return nameIn(kExceptions, code);
}

bool writesTo(const metering::Command& command, int function, int address) {
    return std::any_of(command.writes.begin(), command.writes.end(), [&](const auto& write) {
        return write.function == function && write.address == address;
    });
}

/// What profiles call the commands that write to this address, "sell"; empty when none does.
std::string commandAt(int function, int address, const ProfileLibrary& profiles) {
    std::set<std::string> names;
    for (const std::string& id : profiles.ids()) {
        const metering::Profile& profile = *profiles.find(id);
        if (profile.protocol() != metering::ProfileProtocol::Modbus) continue;
        for (const auto& [name, command] : profile.commands()) {
            if (writesTo(command, function, address)) names.insert(name);
        }
    }
    return fmt::format("{}", fmt::join(names, "/"));
}

std::string modbusRequest(const ModbusFrame& frame, const ProfileLibrary& profiles) {
    const int function = frame.pdu[0];
    if (frame.pdu.size() < 5) return fmt::format("{:02X}H, cut, to {}", function, frame.unit);
    const int address = wordAt(frame.pdu, 1);
    const int count = wordAt(frame.pdu, 3);
    if (function == 3 || function == 4) {
        return fmt::format("{:02} read {:04X}H×{} to {}", function, address, count, frame.unit);
    }
    if (function == 6) {
        return fmt::format("06 write {:04X}H = {} to {}", address, count, frame.unit);
    }
    const std::string command = commandAt(function, address, profiles);
    const std::string_view verb = function == 16 ? "write" : "command";
    return fmt::format("{:02X}H {} {:04X}H×{}{} to {}", function, verb, address, count,
                       command.empty() ? "" : " (" + command + ")", frame.unit);
}

std::string modbusAnswer(const ModbusFrame& frame) {
    const int function = frame.pdu[0];
    const auto size = frame.pdu.size();
    if ((function & kExceptionBit) != 0) {
        const int code = size > 1 ? frame.pdu[1] : 0;
        const std::string_view name = exceptionName(code);
        return fmt::format("{:02X}H refused by {}: {:02} {}", function, frame.unit, code,
                           name.empty() ? "unknown reason" : name);
    }
    if (function == 3 || function == 4) {
        return fmt::format("{:02} {} bytes from {}", function, size > 1 ? frame.pdu[1] : 0,
                           frame.unit);
    }
    if (function == 16 && size >= 5) {
        return fmt::format("10H written {:04X}H×{} at {}", wordAt(frame.pdu, 1),
                           wordAt(frame.pdu, 3), frame.unit);
    }
    return fmt::format("{:02X}H answer of {} bytes from {}", function, size - 1, frame.unit);
}

std::string modbusText(Protocol protocol, Direction direction, FrameBytes bytes,
                       const ProfileLibrary& profiles) {
    const auto frame = modbusFrame(protocol, bytes);
    if (!frame || frame->pdu.empty()) return "no frame: " + std::to_string(bytes.size()) + " bytes";
    if (frame->crcWrong) return fmt::format("no frame: CRC wrong, {} bytes", bytes.size());
    return direction == Direction::ToMeter ? modbusRequest(*frame, profiles) : modbusAnswer(*frame);
}

// ---- DL/T 645
struct DltFrame {
    std::string address;
    int control = 0;
    std::vector<std::uint8_t> data;  ///< the offset of 33H taken off
    bool sumWrong = false;
};

bool isDltHead(FrameBytes bytes, std::size_t at) {
    return bytes[at] == kDltStart && bytes[at + 7] == kDltStart;
}

/// The first whole frame, after any FE (facts 2.1: 68 A0…A5 68 C L DATA CS 16).
std::optional<DltFrame> dltFrame(FrameBytes bytes) {
    constexpr std::size_t kTail = 2;
    for (std::size_t at = 0; at + kDltHead + kTail <= bytes.size(); ++at) {
        if (!isDltHead(bytes, at)) continue;
        const std::size_t length = bytes[at + 9];
        if (at + kDltHead + length + kTail > bytes.size()) continue;
        if (bytes[at + kDltHead + length + 1] != kDltEnd) continue;
        DltFrame frame;
        for (std::size_t i = 6; i >= 1; --i)
            frame.address += fmt::format("{:02X}", bytes[at + i]);
        frame.control = bytes[at + kDltControlAt];
        for (const std::uint8_t each : bytes.subspan(at + kDltHead, length))
            frame.data.push_back(static_cast<std::uint8_t>(each - kDltOffset));
        const auto covered = bytes.subspan(at, kDltHead + length);
        const unsigned sum = std::accumulate(covered.begin(), covered.end(), 0U);
        frame.sumWrong = (sum & 0xFFU) != bytes[at + kDltHead + length];
        return frame;
    }
    return std::nullopt;
}

std::string identifierOf(const DltFrame& frame) {
    if (frame.data.size() < 4) return {};
    return fmt::format("{:02X}{:02X}{:02X}{:02X}", frame.data[3], frame.data[2], frame.data[1],
                       frame.data[0]);
}

/// Where in the data of a frame password and operator stand.
struct SecretPart {
    std::size_t from = 0;
    std::size_t until = 0;
};
/// Behind the identifier, or first where there is none; the answer to a change of password brings
/// the new one.
SecretPart secretPart(int control) {
    switch (control) {
        case 0x03:
            return {4, 8};
        case 0x14:
        case 0x18:
            return {4, 12};
        case 0x19:
        case 0x1A:
        case 0x1B:
        case 0x1C:
            return {0, 8};
        case kDltPasswordChanged:
            return {0, 4};
        default:
            return {};
    }
}

std::vector<std::uint8_t> withoutSecrets(FrameBytes bytes) {
    std::vector<std::uint8_t> masked(bytes.begin(), bytes.end());
    const SecretBytes secret = secretBytes(Protocol::Dlt645, bytes);
    std::fill(masked.begin() + static_cast<std::ptrdiff_t>(secret.from),
              masked.begin() + static_cast<std::ptrdiff_t>(secret.until), secret.standIn);
    return masked;
}

/// Whether the data begins with an identifier.
bool hasIdentifier(int control) {
    const int function = control & 0x1F;
    if (control == kDltPasswordChanged) return false;
    return function == 0x03 || function == 0x11 || function == 0x12 || function == 0x14 ||
           function == 0x18;
}

std::string_view functionName(int function) {
    static constexpr std::array<Named, 14> kFunctions{{{0x03, "security"},
                                                       {0x08, "broadcast time"},
                                                       {0x11, "read"},
                                                       {0x12, "read on"},
                                                       {0x13, "read address"},
                                                       {0x14, "write"},
                                                       {0x15, "write address"},
                                                       {0x16, "freeze"},
                                                       {0x17, "set baud rate"},
                                                       {0x18, "set password"},
                                                       {0x19, "clear demand"},
                                                       {0x1A, "clear meter"},
                                                       {0x1B, "clear events"},
                                                       {0x1C, "switch"}}};
    const auto name = nameIn(kFunctions, function);
    return name.empty() ? "function" : name;
}

std::string refusalText(const DltFrame& frame) {
    static constexpr std::array<std::string_view, 7> kBits{
        "other fault",     "no such data",     "wrong password or not authorised",
        "baud rate fixed", "too many seasons", "too many time slots",
        "too many rates"};
    if (frame.data.empty()) return "no reason given";
    std::string text = fmt::format("{:02X}", frame.data[0]);
    for (std::size_t bit = 0; bit < kBits.size(); ++bit) {
        if ((frame.data[0] & (1U << bit)) != 0) text += " " + std::string(kBits[bit]);
    }
    return text;
}

std::string dltText(Direction direction, FrameBytes bytes) {
    const auto frame = dltFrame(bytes);
    if (!frame) return fmt::format("no frame: {} bytes", bytes.size());
    if (frame->sumWrong && secretBytes(Protocol::Dlt645, bytes).until == 0) {
        return fmt::format("no frame: check sum wrong, {} bytes", bytes.size());
    }
    const int function = frame->control & 0x1F;
    std::string text = fmt::format("{:02X}H {}", frame->control, functionName(function));
    const bool refused = (frame->control & 0x40) != 0;
    if (refused) return text + " refused by " + frame->address + ": " + refusalText(*frame);
    if (hasIdentifier(frame->control) && frame->data.size() >= 4)
        text += " " + identifierOf(*frame);
    if (direction == Direction::ToMeter) return text + " to " + frame->address;
    text += fmt::format(", {} bytes from {}", frame->data.size(), frame->address);
    return (frame->control & 0x20) != 0 ? text + ", more follows" : text;
}
}  // namespace

SecretBytes secretBytes(Protocol protocol, FrameBytes bytes) {
    if (protocol != Protocol::Dlt645) return {};
    SecretBytes secret{0, 0, kDltOffset};
    // Every head counts, whatever its frame is worth: the echo of a command may be cut or spoilt,
    // or come behind another frame.
    for (std::size_t at = 0; at + kDltHead <= bytes.size(); ++at) {
        if (!isDltHead(bytes, at)) continue;
        const SecretPart part = secretPart(bytes[at + kDltControlAt]);
        const std::size_t from = std::min(at + kDltHead + part.from, bytes.size());
        const std::size_t until = std::min(at + kDltHead + part.until, bytes.size());
        if (from == until) continue;
        secret.from = secret.until == 0 ? from : std::min(secret.from, from);
        secret.until = std::max(secret.until, until);
    }
    return secret;
}

std::string frameText(Protocol protocol, Direction direction, FrameBytes frame,
                      const ProfileLibrary& profiles) {
    if (protocol == Protocol::Dlt645) return dltText(direction, withoutSecrets(frame));
    return modbusText(protocol, direction, frame, profiles);
}

}  // namespace wattill::node
