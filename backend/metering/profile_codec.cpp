#include "metering/profile_codec.hpp"

#include <fmt/format.h>

namespace wattill::metering {
namespace {

std::uint8_t low(std::int64_t value) {
    return static_cast<std::uint8_t>(value & 0xFF);
}

void append(Bytes& out, ValueType type, std::int64_t value) {
    for (int shift = 8 * (byteCount(type) - 1); shift >= 0; shift -= 8) {
        out.push_back(low(value >> shift));
    }
}

/// 10H and 20H have the same request layout (facts 1.6).
Bytes commandHead(const Command& command) {
    int bytes = 0;
    for (const Field& each : command.fields)
        bytes += byteCount(each.type);
    Bytes out;
    append(out, ValueType::U8, command.function);
    append(out, ValueType::U16, command.address);
    append(out, ValueType::U16, bytes / 2);
    append(out, ValueType::U8, bytes);
    return out;
}

std::int64_t scaled(const Profile& profile, std::string_view id,
                    std::span<const std::uint8_t> data) {
    const Point* point = profile.point(id);
    WATTILL_ASSERT(point != nullptr, "the parser lets no profile pass without this point");
    return rawValue(*point, data) * point->factor;
}

bool bit(const Profile& profile, std::string_view id, std::span<const std::uint8_t> data) {
    const Point* point = profile.point(id);
    return point != nullptr && rawValue(*point, data) != 0;
}

std::optional<std::int32_t> optional(const Profile& profile, const std::string& id,
                                     std::span<const std::uint8_t> data) {
    const Point* point = profile.point(id);
    if (point == nullptr) return std::nullopt;
    const std::int64_t value = rawValue(*point, data) * point->factor;
    if (value > INT32_MAX || value < INT32_MIN) return std::nullopt;
    return static_cast<std::int32_t>(value);
}

Quantities quantities(const Profile& profile, std::span<const std::uint8_t> data) {
    Quantities all;
    for (std::size_t phase = 0; phase < 3; ++phase) {
        const std::string suffix = ".l" + std::to_string(phase + 1);
        all.voltageDeciVolt[phase] = optional(profile, "voltage" + suffix, data);
        all.currentCentiAmp[phase] = optional(profile, "current" + suffix, data);
    }
    all.powerWatt = optional(profile, "power.total", data);
    return all;
}

Control control(const Profile& profile, std::span<const std::uint8_t> data) {
    if (!bit(profile, "force.on", data)) return Control::Prepaid;
    return bit(profile, "force.l1", data) ? Control::ForcedClosed : Control::ForcedOpen;
}

Error badSale(std::string what) {
    return invalidInput("sale: " + std::move(what));
}

}  // namespace

std::int64_t rawValue(const Point& point, std::span<const std::uint8_t> data) {
    const auto first = static_cast<std::size_t>(point.byte);
    const auto count = static_cast<std::size_t>(byteCount(point.type));
    WATTILL_ASSERT(first + count <= data.size(), "a point outside its block");
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
        value = (value << 8U) | data[first + i];
    switch (point.type) {
        case ValueType::S16:
            return static_cast<std::int16_t>(value);
        case ValueType::S32:
            return static_cast<std::int32_t>(value);
        case ValueType::Bit:
            return (value >> static_cast<unsigned>(point.bit)) & 1U;
        default:
            return value;
    }
}

Result<MeterReading> decodeLive(const Profile& profile, std::span<const std::uint8_t> data,
                                Instant at) {
    if (data.size() != static_cast<std::size_t>(profile.live().bytes())) {
        return Error{ErrorCode::BadReply,
                     Retry::Now,
                     fmt::format("a live block of {} bytes instead of {}", data.size(),
                                 profile.live().bytes()),
                     {}};
    }
    for (const auto& [id, point] : profile.points()) {
        if (!point.expect || point.block != kLiveBlock) continue;
        const std::int64_t raw = rawValue(point, data);
        if (raw == *point.expect) continue;
        return Error{ErrorCode::BadReply,
                     Retry::Never,
                     fmt::format("the meter shows {} = {}, profile {} expects {}; check which "
                                 "model stands at this address and give it the right profile",
                                 id, raw, profile.id(), *point.expect),
                     {}};
    }
    MeterReading reading;
    reading.at = at;
    reading.total = Energy::fromWh(scaled(profile, "energy.total", data));
    reading.byRate = {Energy::fromWh(scaled(profile, "energy.sharp", data)),
                      Energy::fromWh(scaled(profile, "energy.peak", data)),
                      Energy::fromWh(scaled(profile, "energy.flat", data)),
                      Energy::fromWh(scaled(profile, "energy.valley", data))};
    reading.balance = Money::fromMicroYuan(scaled(profile, "balance", data));
    reading.purchaseCount = static_cast<std::uint32_t>(scaled(profile, "purchaseCount", data));
    // Power flows if one phase is on; which phases a command must have moved is its own "verify".
    const bool closed = bit(profile, "relay.l1", data) || bit(profile, "relay.l2", data) ||
                        bit(profile, "relay.l3", data);
    reading.relay = closed ? Relay::Closed : Relay::Open;
    reading.control = control(profile, data);
    reading.fault = bit(profile, "status.fault", data);
    reading.overload = bit(profile, "status.overload", data);
    reading.arrears = bit(profile, "status.arrears", data);
    reading.alarm1 = bit(profile, "status.alarm1", data);
    reading.alarm2 = bit(profile, "status.alarm2", data);
    reading.quantities = quantities(profile, data);
    return reading;
}

bool shows(const Command& command, const Profile& profile, std::span<const std::uint8_t> live) {
    for (const Verify& each : command.verify) {
        if (bit(profile, each.point, live) != each.wanted) return false;
    }
    return true;
}

Result<const Command*> permitted(const Profile& profile, std::string_view name, bool unlocked) {
    const Command* command = profile.command(name);
    if (command == nullptr) {
        return Error{ErrorCode::Unsupported,
                     Retry::Never,
                     fmt::format("profile {} has no command \"{}\"", profile.id(), name),
                     {}};
    }
    if (!unlocked && command->confidence < Confidence::SiteConfirmed) {
        return Error{ErrorCode::Unsupported,
                     Retry::Never,
                     fmt::format("profile {} locks \"{}\": its source is {} and no site has "
                                 "confirmed it; try it on one meter of this model, then set "
                                 "unlocked = true for the meter in the configuration",
                                 profile.id(), name, metering::name(command->confidence)),
                     {}};
    }
    return command;
}

std::string_view profileName(RelayCommand command) {
    switch (command) {
        case RelayCommand::Trip:
            return "trip";
        case RelayCommand::KeepOn:
            return "keepOn";
        case RelayCommand::ToPrepaid:
            return "toPrepaid";
    }
    assertionFailed("command", "an enumerator without a name", __FILE__, __LINE__);
}

Bytes encodeRead(const Block& block) {
    Bytes out;
    append(out, ValueType::U8, block.function);
    append(out, ValueType::U16, block.start);
    append(out, ValueType::U16, block.count);
    return out;
}

Bytes encodeConstant(const Command& command) {
    Bytes out = commandHead(command);
    for (const Field& each : command.fields) {
        WATTILL_ASSERT(each.value == Field::Value::Constant, "a command that needs a sale");
        append(out, each.type, each.constant);
    }
    return out;
}

Result<Bytes> encodeSale(const Profile& profile, const Command& command, const Sale& sale) {
    const std::int64_t most = (std::int64_t{1} << profile.semantics().countBits) - 1;
    if (sale.purchaseCount == 0 || sale.purchaseCount > most) {
        return badSale(fmt::format("purchase count {} is not 1 … {}", sale.purchaseCount, most));
    }
    if (sale.amount.isNegative() || sale.amount.isZero())
        return badSale("the amount is not above 0");
    Bytes out = commandHead(command);
    for (const Field& each : command.fields) {
        std::int64_t value = each.constant;
        if (each.value == Field::Value::PurchaseCount) value = sale.purchaseCount;
        if (each.value == Field::Value::Amount) {
            if (sale.amount.microYuan() % each.unitMicroYuan != 0) {
                return badSale("the amount is finer than the meter counts");
            }
            value = sale.amount.microYuan() / each.unitMicroYuan;
        }
        if (value >> (8 * byteCount(each.type)) != 0) {
            return badSale(fmt::format("{} does not fit the meter's field", value));
        }
        append(out, each.type, value);
    }
    return out;
}

}  // namespace wattill::metering
