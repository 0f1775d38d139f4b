#include "metering/command_codec.hpp"

#include "metering/civil_time.hpp"
#include "metering/timetable.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::metering {
namespace {

using Kind = Source::Kind;

std::uint8_t low(std::uint64_t value) {
    return static_cast<std::uint8_t>(value & 0xFFU);
}

Result<Bytes> encodeNumber(const Coding& coding, std::int64_t value) {
    const auto width = static_cast<std::size_t>(coding.bytes);
    const bool bcd = coding.kind == Coding::Kind::Bcd || coding.kind == Coding::Kind::SignedBcd;
    const bool isSigned =
        coding.kind == Coding::Kind::Signed || coding.kind == Coding::Kind::SignedBcd;
    const Error tooLarge =
        invalidInput(fmt::format("{} does not fit the meter's field of {} bytes", value, width));
    if (value < 0 && !isSigned) return tooLarge;
    Bytes bytes(width);
    auto rest = static_cast<std::uint64_t>(bcd && value < 0 ? -value : value);
    for (std::size_t i = 0; i < width; ++i) {
        bytes[i] = bcd ? low(rest % 10 + rest / 10 % 10 * 16) : low(rest);
        rest = bcd ? rest / 100 : rest >> 8U;
    }
    const unsigned top = bytes[width - 1] & 0x80U;
    if (coding.kind == Coding::Kind::Signed) {
        const std::int64_t limit = width == 8 ? 0 : std::int64_t{1} << (8 * width - 1);
        if (limit != 0 && (value >= limit || value < -limit)) return tooLarge;
    } else if (rest != 0 || (isSigned && top != 0)) {
        return tooLarge;
    }
    if (coding.kind == Coding::Kind::SignedBcd && value < 0) bytes[width - 1] |= 0x80U;
    if (!coding.lowByteFirst) std::reverse(bytes.begin(), bytes.end());
    return bytes;
}

int weekday(const CivilTime& time) {
    const auto local = localTime(time);
    if (!local) return 0;
    const std::chrono::weekday day(std::chrono::floor<std::chrono::days>(*local));
    return static_cast<int>(day.c_encoding());
}

int part(const CivilTime& time, TimePart wanted) {
    switch (wanted) {
        case TimePart::Year:
            return time.year % 100;
        case TimePart::Month:
            return time.month;
        case TimePart::Day:
            return time.day;
        case TimePart::Weekday:
            return weekday(time);
        case TimePart::IsoWeekday:
            return (weekday(time) + 6) % 7 + 1;
        case TimePart::Hour:
            return time.hour;
        case TimePart::Minute:
            return time.minute;
        case TimePart::Second:
            return time.second;
    }
    assertionFailed("wanted", "a part of a time without a value", __FILE__, __LINE__);
}

Result<std::int64_t> timePart(const std::optional<CivilTime>& time, int index, const char* what) {
    if (!time) return invalidInput(fmt::format("no {} is known", what));
    return part(*time, static_cast<TimePart>(index));
}

Result<std::int64_t> pointNumber(const Profile& profile, const Source& source,
                                 const CommandValues& values) {
    const Point* point = profile.point(source.name);
    WATTILL_ASSERT(point != nullptr, "the parser lets no profile pass without this point");
    if (!values.before.contains(point->block)) {
        return invalidInput(fmt::format("{} was not read before", source.name));
    }
    const auto value = baseValue(profile, *point, values.before);
    if (!value || source.kind == Kind::Point) return value;
    const std::int64_t left = *value - values.amount.microYuan();
    if (left < 0) {
        return Error{ErrorCode::Conflict,
                     Retry::Never,
                     fmt::format("only {} yuan are left on the meter; take at most that",
                                 Money::fromMicroYuan(*value).yuanText()),
                     {}};
    }
    return left;
}

/// Source::Kind::Point is sent as it is shown, so its field has the point's own step.
Result<std::int64_t> rawNumber(const Profile& profile, const Field& field,
                               const CommandValues& values) {
    if (field.source.kind == Kind::Point) {
        const Point* point = profile.point(field.source.name);
        const auto data = values.before.find(point->block);
        const bool absent = data == values.before.end();
        if (absent && profile.block(point->block)->optional) return std::int64_t{0};
        const auto raw = absent ? std::nullopt : rawValue(*point, data->second);
        if (!raw) return invalidInput(fmt::format("{} could not be read before", point->id));
        return *raw;
    }
    auto number = numberOf(profile, field.source, values);
    if (!number) return number;
    if (field.source.kind == Kind::Amount && values.negativeAmount) number = -*number;
    std::int64_t scaled = 0;
    if (__builtin_mul_overflow(*number, field.divisor, &scaled)) {
        return invalidInput(fmt::format("{} is beyond all measure", *number));
    }
    if (scaled % field.factor != 0) {
        return invalidInput(
            fmt::format("{} is finer than the meter counts: it counts in steps of "
                        "{}/{} (micro-yuan or watt)",
                        *number, field.factor, field.divisor));
    }
    return scaled / field.factor;
}

}  // namespace

CommandValues valuesOf(const Sale& sale) {
    CommandValues values;
    values.amount = sale.amount;
    values.purchaseCount = sale.purchaseCount;
    values.orderNumber = sale.orderNumber;
    return values;
}

CommandValues valuesOf(const MeterCommand& command) {
    CommandValues values;
    if (const auto* prices = std::get_if<SetPrices>(&command)) {
        values.prices = prices->perKwh;
        values.from = prices->from;
    }
    if (const auto* timetable = std::get_if<SetTimetable>(&command)) {
        values.timetable = *timetable;
        values.from = timetable->from;
    }
    if (const auto* alarms = std::get_if<SetAlarms>(&command)) {
        values.alarms = {alarms->alarm1, alarms->alarm2};
    }
    if (const auto* overload = std::get_if<SetOverload>(&command)) {
        values.overloadWatt = overload->thresholdWatt;
    }
    if (const auto* credit = std::get_if<TakeCredit>(&command)) {
        values.amount = credit->amount;
        values.purchaseCount = credit->purchaseCount;
        values.orderNumber = credit->orderNumber;
    }
    return values;
}

Result<std::int64_t> numberOf(const Profile& profile, const Source& source,
                              const CommandValues& values) {
    const auto index = static_cast<std::size_t>(source.index);
    switch (source.kind) {
        case Kind::Constant:
            return source.constant;
        case Kind::Amount:
            return values.amount.microYuan();
        case Kind::PurchaseCount:
            return std::int64_t{values.purchaseCount};
        case Kind::OrderNumber:
            if (values.orderNumber > static_cast<std::uint64_t>(INT64_MAX)) {
                return invalidInput("the order number has more than 63 bits");
            }
            return static_cast<std::int64_t>(values.orderNumber);
        case Kind::Price:
            return values.prices[index].microYuan();
        case Kind::Alarm:
            return values.alarms[index].microYuan();
        case Kind::Overload:
            return std::int64_t{values.overloadWatt};
        case Kind::Clock:
            return timePart(values.clock, source.index, "right time");
        case Kind::From:
            return timePart(values.from, source.index, "time for the spare set");
        case Kind::Expiry:
            return timePart(values.expiry, source.index, "time of the meter's own clock");
        case Kind::Point:
        case Kind::PointLess:
            return pointNumber(profile, source, values);
        case Kind::Slots:
        case Kind::Seasons:
        case Kind::Secret:
            break;
    }
    assertionFailed("source.kind", "a number was asked of bytes", __FILE__, __LINE__);
}

Result<Bytes> bytesOf(const Profile& profile, const Source& source, const CommandValues& values) {
    const TimetableLayout* layout = profile.timetable();
    if (source.kind == Kind::Secret) {
        if (values.secret) return values.secret(source.name);
        return notFound(fmt::format("the secret \"{}\" is not set for this site", source.name));
    }
    WATTILL_ASSERT(layout != nullptr && values.timetable, "a table without its layout");
    if (source.kind == Kind::Seasons) return encodeSeasons(values.timetable->seasons, *layout);
    return encodeDayTable(values.timetable->tables[static_cast<std::size_t>(source.index - 1)],
                          *layout);
}

bool leftOut(const Write& write, const CommandValues& values) {
    if (!values.timetable) return false;
    const auto given = static_cast<int>(values.timetable->tables.size());
    return std::any_of(write.fields.begin(), write.fields.end(), [&](const Field& field) {
        if (field.source.kind == Kind::Slots) return field.source.index > given;
        return field.source.kind == Kind::Seasons && values.timetable->seasons.empty();
    });
}

Result<Bytes> encodeData(const Profile& profile, const Write& write, const CommandValues& values) {
    Bytes data;
    for (const Field& field : write.fields) {
        if (field.coding.kind == Coding::Kind::Raw) {
            const auto bytes = bytesOf(profile, field.source, values);
            if (!bytes) return bytes.error();
            if (bytes->size() != static_cast<std::size_t>(field.coding.bytes)) {
                return invalidInput(fmt::format("{} bytes instead of {} for \"{}\"", bytes->size(),
                                                field.coding.bytes, field.source.name));
            }
            data.insert(data.end(), bytes->begin(), bytes->end());
            continue;
        }
        const auto raw = rawNumber(profile, field, values);
        if (!raw) return raw.error();
        const auto bytes = encodeNumber(field.coding, *raw);
        if (!bytes) return bytes.error();
        data.insert(data.end(), bytes->begin(), bytes->end());
    }
    return data;
}

Result<void> checkSale(const Profile& profile, const Sale& sale) {
    const Semantics& semantics = profile.semantics();
    const std::int64_t most = (std::int64_t{1} << semantics.countBits) - 1;
    const bool counts = semantics.countRule == CountRule::PlusOne;
    if (counts && (sale.purchaseCount == 0 || sale.purchaseCount > most)) {
        return invalidInput(
            fmt::format("sale: purchase count {} is not 1 … {}", sale.purchaseCount, most));
    }
    if (semantics.countRule == CountRule::OrderNumber && sale.orderNumber == 0) {
        return invalidInput("sale: the model goes by order numbers, and there is none");
    }
    if (sale.amount <= Money()) return invalidInput("sale: the amount is not above 0");
    if (!sale.amount.isWholeFen()) return invalidInput("sale: the amount is not in whole fen");
    if (semantics.maxAmount && sale.amount > *semantics.maxAmount) {
        return invalidInput(
            fmt::format("sale: {} yuan are more than the {} that the meter takes "
                        "at once",
                        sale.amount.yuanText(), semantics.maxAmount->yuanText()));
    }
    return {};
}

Bytes encodeRead(const Block& block) {
    const auto start = static_cast<std::uint64_t>(block.start);
    const auto count = static_cast<std::uint64_t>(block.count);
    return {low(static_cast<std::uint64_t>(block.function)), low(start >> 8U), low(start),
            low(count >> 8U), low(count)};
}

/// 10H and 20H have the same request layout (facts 1.6).
Bytes encodeWrite(const Write& write, const Bytes& data) {
    const auto address = static_cast<std::uint64_t>(write.address);
    const std::uint64_t registers = data.size() / 2;
    Bytes out{low(static_cast<std::uint64_t>(write.function)),
              low(address >> 8U),
              low(address),
              low(registers >> 8U),
              low(registers),
              low(data.size())};
    out.insert(out.end(), data.begin(), data.end());
    return out;
}

}  // namespace wattill::metering
