#include "meters/dlt_face.hpp"

#include <algorithm>

namespace wattill::sim {
namespace {

using Data = std::span<const std::uint8_t>;

constexpr std::uint32_t kBlock = 0xFF;
constexpr int kDayTables = 8;

std::optional<std::int64_t> number(Data data, std::size_t bytes) {
    if (data.size() != bytes) return std::nullopt;
    return fromBcd(data);
}

/// YYMMDDWW: the time of day stays.
std::uint8_t writeDate(SimMeter& meter, Data data) {
    const auto told = number(data, 4);
    if (!told) return kDltOther;
    LocalTime time = localTime(meter.clock());
    time.year = 2000 + static_cast<int>(*told / 1'000'000);
    time.month = static_cast<int>(*told / 10'000 % 100);
    time.day = static_cast<int>(*told / 100 % 100);
    const auto at = instantOf(time);
    if (at) meter.setClock(*at);
    return at ? 0 : kDltOther;
}

/// hhmmss: the date stays.
std::uint8_t writeTime(SimMeter& meter, Data data) {
    const auto told = number(data, 3);
    if (!told) return kDltOther;
    LocalTime time = localTime(meter.clock());
    time.hour = static_cast<int>(*told / 10'000);
    time.minute = static_cast<int>(*told / 100 % 100);
    time.second = static_cast<int>(*told % 100);
    const auto at = instantOf(time);
    if (at) meter.setClock(*at);
    return at ? 0 : kDltOther;
}

/// All zero: never.
std::uint8_t writeSwitch(std::optional<Instant>& into, Data data) {
    if (data.size() != 5) return kDltOther;
    const bool never = std::all_of(data.begin(), data.end(), [](auto byte) { return byte == 0; });
    const auto at = momentOf(data);
    if (!never && !at) return kDltOther;
    into = never ? std::nullopt : at;
    return 0;
}

std::uint8_t writeClock(SimMeter& meter, std::uint32_t which, Data data) {
    DltMemory& dlt = meter.memory().dlt;
    switch (which) {
        case 0x01:
            return writeDate(meter, data);
        case 0x02:
            return writeTime(meter, data);
        case 0x06:
            return writeSwitch(dlt.seasonSwitch, data);
        case 0x07:
            return writeSwitch(dlt.daySwitch, data);
        case 0x08:
            return writeSwitch(dlt.priceSwitch, data);
        default:
            return kDltNoData;
    }
}

std::uint8_t writeCount(DltMemory& dlt, std::uint32_t which, Data data) {
    struct Bound {
        int* value;
        int most;
        std::uint8_t error;
    };
    const std::array<Bound, 4> bounds{{{&dlt.seasonCount, 14, kDltSeasons},
                                       {&dlt.tableCount, kDayTables, kDltOther},
                                       {&dlt.slotCount, 14, kDltSlots},
                                       {&dlt.rateCount, 63, kDltRates}}};
    if (which < 1 || which > bounds.size()) return kDltNoData;
    const Bound& bound = bounds[which - 1];
    const auto told = number(data, 1);
    if (!told || *told < 1) return kDltOther;
    if (*told > bound.most) return bound.error;
    *bound.value = static_cast<int>(*told);
    return 0;
}

std::uint8_t writeLimit(MeterMemory& memory, std::uint32_t which, Data data) {
    const std::array<Money*, 5> all{&memory.alarm1, &memory.alarm2, &memory.overdraft,
                                    &memory.hoarding, &memory.dlt.permitAmount};
    if (which < 1 || which > all.size()) return kDltNoData;
    const auto fen = number(data, 4);
    if (!fen) return kDltOther;
    *all[which - 1] = Money::fromFen(*fen);
    return 0;
}

std::uint8_t writeCustomer(MeterMemory& memory, Data data) {
    const auto told = number(data, 6);
    if (!told) return kDltOther;
    const std::string digits = std::to_string(*told);
    memory.customer = std::string(12 - digits.size(), '0') + digits;
    return 0;
}

std::uint8_t writeParameter(SimMeter& meter, std::uint32_t id, Data data) {
    MeterMemory& memory = meter.memory();
    const std::uint32_t which = id & 0xFFU;
    switch (id >> 8U & 0xFFU) {
        case 0x01:
            return writeClock(meter, which, data);
        case 0x02:
            return writeCount(memory.dlt, which, data);
        case 0x04:
            return which == 0x0E ? writeCustomer(memory, data) : kDltPassword;
        case 0x0E: {
            const auto told = number(data, 3);
            if (which != 0x01) return kDltNoData;
            if (!told) return kDltOther;
            memory.dlt.powerLimitDeciWatt = static_cast<int>(*told);
            return 0;
        }
        case 0x10:
            return writeLimit(memory, which, data);
        default:
            return dltRead(meter, id) ? kDltPassword : kDltNoData;
    }
}

/// Entries of three bytes, the rest is cleared. Each is the digits AABBCC, told low byte first.
template <class Entries, class Decode>
bool readTable(Data data, Entries& entries, Decode decode) {
    if (data.empty() || data.size() % 3 != 0) return false;
    Entries read{};
    for (std::size_t i = 0; i < data.size() / 3; ++i) {
        const auto told = fromBcd(data.subspan(3 * i, 3));
        if (!told || !decode(static_cast<int>(*told), read[i])) return false;
    }
    entries = read;
    return true;
}

std::uint8_t writeTable(MeterMemory& memory, std::uint32_t id, Data data) {
    Timetable& set = (id >> 16U & 0xFFU) == 1 ? memory.timetable : memory.dlt.spare;
    const std::uint32_t which = id & 0xFFU;
    if ((id >> 8U & 0xFFU) != 0 || which > set.tables.size()) return kDltNoData;
    const bool seasons = which == 0;
    if (data.size() > 42) return seasons ? kDltSeasons : kDltSlots;
    const bool good =
        seasons ? readTable(data, set.seasons,
                            [](int digits, Season& season) {
                                season = {digits / 10'000, digits / 100 % 100, digits % 100};
                                return Timetable::valid(season, kDayTables);
                            })
                : readTable(data, set.tables[which - 1], [](int digits, DaySlot& slot) {
                      slot = {digits % 100, digits / 100 % 100, digits / 10'000};
                      return Timetable::valid(slot);
                  });
    return good ? 0 : kDltOther;
}

/// Only the spare set can be written.
std::uint8_t writePrices(SimMeter& meter, std::uint32_t id, Data data) {
    const std::uint32_t set = id >> 8U & 0xFFU;
    const std::uint32_t which = id & 0xFFU;
    if (set != 2) return set == 1 ? kDltPassword : kDltNoData;
    const bool block = which == kBlock;
    if (!block && (which < 1 || which > kRates)) return which > kRates ? kDltRates : kDltNoData;
    if (data.size() != (block ? 4 * kRates : 4)) return kDltOther;
    auto prices = meter.memory().dlt.sparePrices;
    for (std::size_t i = 0; i < data.size() / 4; ++i) {
        const auto told = fromBcd(data.subspan(4 * i, 4));
        if (!told) return kDltOther;
        prices[block ? i : which - 1] = Money::fromMicroYuan(*told * 100);
    }
    meter.memory().dlt.sparePrices = prices;
    return 0;
}

}  // namespace

std::uint8_t dltWrite(SimMeter& meter, std::uint32_t id, std::span<const std::uint8_t> data) {
    const std::uint32_t group = id >> 24U;
    const std::uint32_t kind = id >> 16U & 0xFFU;
    std::uint8_t error = kDltNoData;
    if (group == 4 && kind == 0) {
        error = writeParameter(meter, id, data);
    } else if (group == 4 && kind <= 2) {
        error = writeTable(meter.memory(), id, data);
    } else if (group == 4 && kind == 5) {
        error = writePrices(meter, id, data);
    } else if (dltRead(meter, id)) {
        error = kDltPassword;
    }
    meter.settle();
    return error;
}

}  // namespace wattill::sim
