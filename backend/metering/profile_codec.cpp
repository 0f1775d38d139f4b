#include "metering/profile_codec.hpp"

#include "metering/decimal.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::metering {
namespace {

using Kind = Coding::Kind;

Error badReply(Retry retry, std::string what) {
    return {ErrorCode::BadReply, retry, std::move(what), {}};
}

std::optional<std::uint64_t> binary(std::span<const std::uint8_t> bytes, bool lowFirst) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        value = (value << 8U) | bytes[lowFirst ? bytes.size() - 1 - i : i];
    return value;
}

std::optional<std::int64_t> digits(std::span<const std::uint8_t> bytes, const Coding& coding) {
    std::int64_t value = 0;
    bool negative = false;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        unsigned byte = bytes[coding.lowByteFirst ? bytes.size() - 1 - i : i];
        if (i == 0 && coding.kind == Kind::SignedBcd) {
            negative = (byte & 0x80U) != 0;
            byte &= 0x7FU;
        }
        const unsigned tens = byte >> 4U;
        const unsigned ones = byte & 0x0FU;
        if (tens > 9 || ones > 9) return std::nullopt;
        value = value * 100 + tens * 10 + ones;
    }
    return negative ? -value : value;
}

std::optional<std::int64_t> twosComplement(std::uint64_t value, int bytes) {
    const unsigned unused = 64U - 8U * static_cast<unsigned>(bytes);
    return static_cast<std::int64_t>(value << unused) >> unused;
}

const Bytes* bytesOf(const Point& point, const BlockBytes& blocks) {
    const auto found = blocks.find(point.block);
    return found == blocks.end() ? nullptr : &found->second;
}

std::string hex(std::span<const std::uint8_t> bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes)
        text += fmt::format("{}{:02X}", text.empty() ? "" : " ", byte);
    return text;
}

/// The product of what multiplies a point.
Result<std::int64_t> ratios(const Profile& profile, const Point& point, const BlockBytes& blocks) {
    std::int64_t product = 1;
    for (const std::string& id : point.multiplyBy) {
        const Point* ratio = profile.point(id);
        const Bytes* data = bytesOf(*ratio, blocks);
        const auto raw = data == nullptr ? std::nullopt : rawValue(*ratio, *data);
        if (!raw || *raw < 1 || __builtin_mul_overflow(product, *raw, &product)) {
            return badReply(Retry::Later,
                            fmt::format("{} of the meter is no ratio; check its setting", id));
        }
    }
    return product;
}

}  // namespace

std::span<const std::uint8_t> pointBytes(const Point& point, std::span<const std::uint8_t> data) {
    const auto first = static_cast<std::size_t>(point.byte);
    const auto count = static_cast<std::size_t>(point.coding.bytes);
    WATTILL_ASSERT(first + count <= data.size(), "a point outside its block");
    return data.subspan(first, count);
}

std::optional<std::int64_t> rawValue(const Point& point, std::span<const std::uint8_t> data) {
    const auto bytes = pointBytes(point, data);
    const Coding& coding = point.coding;
    switch (coding.kind) {
        case Kind::Bit: {
            const unsigned mask = (1U << static_cast<unsigned>(point.width)) - 1U;
            const unsigned value = (unsigned{bytes[0]} >> static_cast<unsigned>(point.bit)) & mask;
            return point.inverted ? value ^ mask : value;
        }
        case Kind::Bcd:
        case Kind::SignedBcd:
            return digits(bytes, coding);
        case Kind::Raw:
            return std::nullopt;
        case Kind::Signed:
            return twosComplement(*binary(bytes, coding.lowByteFirst), coding.bytes);
        case Kind::Unsigned:
            break;
    }
    const std::uint64_t value = *binary(bytes, coding.lowByteFirst);
    if (value > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
    return static_cast<std::int64_t>(value);
}

Result<std::int64_t> baseValue(const Profile& profile, const Point& point,
                               const BlockBytes& blocks) {
    const Bytes* data = bytesOf(point, blocks);
    WATTILL_ASSERT(data != nullptr, "a point of a block that was not read");
    const auto raw = rawValue(point, *data);
    if (!raw) {
        return badReply(Retry::Now, fmt::format("{} is no number: {}", point.id,
                                                hex(pointBytes(point, *data))));
    }
    const auto ratio = ratios(profile, point, blocks);
    if (!ratio) return ratio.error();
    std::int64_t value = 0;
    if (__builtin_mul_overflow(*raw, *ratio, &value) ||
        __builtin_mul_overflow(value, point.factor, &value)) {
        return badReply(Retry::Later,
                        fmt::format("{} is beyond all measure: {} x {}", point.id, *raw, *ratio));
    }
    return value / point.divisor;
}

std::string valueText(const Profile& profile, const Point& point, const BlockBytes& blocks) {
    const Bytes* data = bytesOf(point, blocks);
    if (data == nullptr) return {};
    const auto raw = rawValue(point, *data);
    if (!raw) return hex(pointBytes(point, *data));
    if (point.coding.kind == Kind::Bit && point.width == 1) {
        return *raw == 1 ? point.meaning : "not " + point.meaning;
    }
    const auto ratio = ratios(profile, point, blocks);
    std::int64_t value = 0;
    if (!ratio || __builtin_mul_overflow(*raw, *ratio, &value)) return std::to_string(*raw);
    const auto text = decimalText(value, {point.mantissa, point.decimals});
    if (!text) return std::to_string(*raw);
    return point.unit.empty() ? *text : *text + " " + point.unit;
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

}  // namespace wattill::metering
