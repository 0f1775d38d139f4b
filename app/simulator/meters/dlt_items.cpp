#include "meters/dlt_face.hpp"

#include <algorithm>

// Data identifiers of facts 2.3, as bytes D3 D2 D1 D0 of one number. BCD, low byte first.
namespace wattill::sim {
namespace {

constexpr int kDeciVolt = 2304;
constexpr int kPowerFactor = 960;                // per mille
constexpr std::int64_t kRollOver = 100'000'000;  // 1,000,000.00 kWh
constexpr std::uint32_t kBlock = 0xFF;

std::uint32_t byteOf(std::uint32_t id, unsigned place) {
    return id >> 8U * place & 0xFFU;
}

void append(Bytes& all, const Bytes& more) {
    all.insert(all.end(), more.begin(), more.end());
}

Bytes amount(Money money) {
    return toBcd(std::max<std::int64_t>(money.fenFloor(), 0), 4);
}

Bytes price(Money money) {
    return toBcd(money.microYuan() / 100, 4);
}

Freeze nowFrozen(const SimMeter& meter) {
    const MeterMemory& memory = meter.memory();
    Freeze now{meter.clock(), {memory.energyMilliWh}};
    std::copy(memory.rateMilliWh.begin(), memory.rateMilliWh.end(), now.milliWh.begin() + 1);
    return now;
}

/// Total, or one rate, or all five.
std::optional<Bytes> energies(const Freeze& freeze, std::uint32_t rate) {
    Bytes all;
    for (std::uint32_t i = 0; i < freeze.milliWh.size(); ++i) {
        if (rate == kBlock || rate == i) {
            append(all, toBcd(freeze.milliWh[i] / 10'000 % kRollOver, 4));
        }
    }
    if (all.empty()) return std::nullopt;
    return all;
}

/// 00 TT RR NN: combined, forward or reverse; rate; settlement day.
std::optional<Bytes> energy(const SimMeter& meter, std::uint32_t id) {
    const std::uint32_t kind = byteOf(id, 2);
    const std::uint32_t day = byteOf(id, 0);
    if (kind > 2 || (day > 12 && day != kBlock)) return std::nullopt;
    std::vector<Freeze> frozen{nowFrozen(meter)};
    frozen.insert(frozen.end(), meter.memory().dlt.months.begin(), meter.memory().dlt.months.end());
    frozen.resize(13);
    Bytes all;
    for (std::uint32_t i = 0; i < frozen.size(); ++i) {
        if (day != kBlock && day != i) continue;
        if (kind == 2) frozen[i].milliWh = {};
        const auto part = energies(frozen[i], byteOf(id, 1));
        if (!part) return std::nullopt;
        append(all, *part);
    }
    return all;
}

std::optional<Bytes> money(const SimMeter& meter, std::uint32_t id) {
    const Money balance = meter.memory().balance;
    switch (id) {
        case 0x00900100:
        case 0x00900101:
            return toBcd(0, 4);
        case 0x00900200:
            return amount(balance);
        case 0x00900201:
            return amount(-balance);
        default:
            return std::nullopt;
    }
}

std::int64_t milliAmpere(std::int64_t watt) {
    return watt * 10'000'000 / kDeciVolt / kPowerFactor;
}

/// One value, or the block of what a meter with one phase has.
std::optional<Bytes> electric(const SimMeter& meter, std::uint32_t id) {
    const std::uint32_t phase = byteOf(id, 1);
    if (byteOf(id, 0) != 0 || (phase > 1 && phase != kBlock)) return std::nullopt;
    const std::int64_t watt = meter.watt();
    const auto withTotal = [&](const Bytes& value) {
        Bytes all = value;
        if (phase == kBlock) append(all, value);
        return all;
    };
    switch (byteOf(id, 2)) {
        case 0x01:
            if (phase == 0) return std::nullopt;
            return toBcd(kDeciVolt, 2);
        case 0x02:
            if (phase == 0) return std::nullopt;
            return toBcd(milliAmpere(watt), 3);
        case 0x03:
            return withTotal(toBcd(watt * 10, 3));
        case 0x04:
            return withTotal(toBcd(watt * 70 / 24, 3));
        case 0x05:
            return withTotal(toBcd(watt * 10'000 / kPowerFactor, 3));
        case 0x06:
            return withTotal(toBcd(kPowerFactor, 2));
        default:
            return std::nullopt;
    }
}

std::optional<Bytes> variable(const SimMeter& meter, std::uint32_t id) {
    if (byteOf(id, 2) != 0x80) return electric(meter, id);
    const auto rate = static_cast<std::size_t>(meter.rate() - 1);
    if (id == 0x02800002) return toBcd(5000, 2);
    if (id == 0x02800020 || id == 0x02800021) return price(meter.memory().prices[rate]);
    return std::nullopt;
}

/// 03 33 KK NN: the NN-th last purchase.
std::optional<Bytes> purchase(const SimMeter& meter, std::uint32_t id) {
    const std::uint32_t which = byteOf(id, 0);
    if (byteOf(id, 2) != 0x33 || which < 1 || which > 10) return std::nullopt;
    const auto& all = meter.memory().dlt.purchases;
    const bool known = which <= all.size();
    const Purchase found = known ? all[which - 1] : Purchase{};
    switch (byteOf(id, 1)) {
        case 0x01:
            return known ? toMinute(found.at) : Bytes(5, 0);
        case 0x02:
            return toBcd(which == 1 ? meter.memory().count : found.count, 2);
        case 0x03:
            return amount(found.amount);
        case 0x04:
            return amount(found.before);
        case 0x05:
            return amount(found.after);
        case 0x06:
            return amount(which == 1 ? meter.memory().totalSold : found.sum);
        default:
            return std::nullopt;
    }
}

/// Facts 2.3, word 3.
int runState(const SimMeter& meter) {
    const MeterMemory& memory = meter.memory();
    const DltMemory& dlt = memory.dlt;
    const bool low = memory.balance < memory.alarm1;
    int word = 2 << 8;  // prepaid, in money
    word |= dlt.daySet;
    word |= meter.anyClosed() ? 0 : 1 << 4;
    word |= dlt.seasonSet << 5;
    word |= dlt.tripped ? 1 << 6 : 0;
    word |= dlt.alarm || low ? 1 << 7 : 0;
    word |= dlt.priceSet << 10;
    word |= dlt.keepPower ? 1 << 12 : 0;
    word |= memory.prepaidOn ? 0 : 3 << 14;
    return word;
}

Bytes runWord(const SimMeter& meter, std::uint32_t which) {
    const int value = which == 3 ? runState(meter) : 0;
    return {static_cast<std::uint8_t>(value), static_cast<std::uint8_t>(value >> 8)};
}

Bytes switchTime(const std::optional<Instant>& at) {
    return at ? toMinute(*at) : Bytes(5, 0);
}

/// 04 00 01 NN: date, time, when the spare sets take over.
std::optional<Bytes> clockItem(const SimMeter& meter, std::uint32_t which) {
    const LocalTime now = localTime(meter.clock());
    const DltMemory& dlt = meter.memory().dlt;
    switch (which) {
        case 0x01:
            return toBcd(((now.year % 100 * 100 + now.month) * 100 + now.day) * 100 + now.weekday,
                         4);
        case 0x02:
            return toBcd((now.hour * 100 + now.minute) * 100 + now.second, 3);
        case 0x06:
            return switchTime(dlt.seasonSwitch);
        case 0x07:
            return switchTime(dlt.daySwitch);
        case 0x08:
            return switchTime(dlt.priceSwitch);
        default:
            return std::nullopt;
    }
}

std::optional<Bytes> counts(const DltMemory& dlt, std::uint32_t which) {
    const std::array<int, 4> all{dlt.seasonCount, dlt.tableCount, dlt.slotCount, dlt.rateCount};
    if (which < 1 || which > all.size()) return std::nullopt;
    return toBcd(all[which - 1], 1);
}

std::optional<Bytes> limit(const MeterMemory& memory, std::uint32_t which) {
    const std::array<Money, 5> all{
        memory.alarm1, memory.alarm2, memory.overdraft,
        memory.hoarding.isZero() ? Money::fromFen(99'999'999) : memory.hoarding,
        memory.dlt.permitAmount};
    if (which < 1 || which > all.size()) return std::nullopt;
    return amount(all[which - 1]);
}

std::optional<Bytes> parameter(const SimMeter& meter, std::uint32_t id) {
    const MeterMemory& memory = meter.memory();
    const std::uint32_t which = byteOf(id, 0);
    switch (byteOf(id, 1)) {
        case 0x01:
            return clockItem(meter, which);
        case 0x02:
            return counts(memory.dlt, which);
        case 0x03:
            if (which != 6 && which != 7) return std::nullopt;
            return toBcd(which == 6 ? memory.ct : memory.pt, 3);
        case 0x04:
            if (which == 0x01 || which == 0x02) return digitBytes(memory.number);
            if (which == 0x0E) return digitBytes(memory.customer);
            return std::nullopt;
        case 0x05: {
            Bytes all;
            for (std::uint32_t word = 1; word <= 7; ++word) {
                if (which == kBlock || which == word) append(all, runWord(meter, word));
            }
            if (all.empty()) return std::nullopt;
            return all;
        }
        case 0x0B:
            if (which < 1 || which > 3) return std::nullopt;
            return toBcd(which == 1 ? 100 : 9999, 2);
        case 0x0E:
            if (which != 0x01) return std::nullopt;
            return toBcd(memory.dlt.powerLimitDeciWatt, 3);
        case 0x10:
            return limit(memory, which);
        default:
            return std::nullopt;
    }
}

/// The unused rest repeats the last entry, as meters do.
template <class Entries, class Encode>
Bytes table(const Entries& entries, Encode encode) {
    Bytes all;
    Bytes last(3, 0);
    for (const auto& entry : entries) {
        const Bytes bytes = encode(entry);
        if (bytes[0] != 0) last = bytes;
        append(all, last);
    }
    return all;
}

/// 04 01 or 02, 00 NN: NN 0 the seasons, else a day table.
std::optional<Bytes> tableItem(const SimMeter& meter, std::uint32_t id) {
    const MeterMemory& memory = meter.memory();
    const Timetable& set = byteOf(id, 2) == 1 ? memory.timetable : memory.dlt.spare;
    const std::uint32_t which = byteOf(id, 0);
    if (byteOf(id, 1) != 0 || which > set.tables.size()) return std::nullopt;
    if (which == 0) {
        return table(set.seasons, [](const Season& season) {
            return toBcd((season.month * 100 + season.day) * 100 + season.table, 3);
        });
    }
    return table(set.tables[which - 1], [](const DaySlot& slot) {
        return toBcd((slot.hour * 100 + slot.minute) * 100 + slot.rate, 3);
    });
}

/// 04 05 01 or 02, NN: one rate's price or all.
std::optional<Bytes> priceItem(const SimMeter& meter, std::uint32_t id) {
    const std::uint32_t set = byteOf(id, 1);
    const std::uint32_t which = byteOf(id, 0);
    if (set < 1 || set > 2) return std::nullopt;
    const auto& prices = set == 1 ? meter.memory().prices : meter.memory().dlt.sparePrices;
    Bytes all;
    for (std::uint32_t rate = 0; rate < kRates; ++rate) {
        if (which == kBlock || which == rate + 1) append(all, price(prices[rate]));
    }
    if (all.empty()) return std::nullopt;
    return all;
}

/// 05 06 00 or 01, NN: the NN-th last midnight, its time or its energies.
std::optional<Bytes> dayFreeze(const SimMeter& meter, std::uint32_t id) {
    const auto& days = meter.memory().dlt.days;
    const std::uint32_t which = byteOf(id, 0);
    if (byteOf(id, 2) != 6 || which < 1 || which > days.size()) return std::nullopt;
    if (byteOf(id, 1) == 0) return toMinute(days[which - 1].at);
    if (byteOf(id, 1) == 1) return energies(days[which - 1], kBlock);
    return std::nullopt;
}

}  // namespace

std::optional<Bytes> dltRead(const SimMeter& meter, std::uint32_t id) {
    switch (byteOf(id, 3)) {
        case 0x00:
            return byteOf(id, 2) == 0x90 ? money(meter, id) : energy(meter, id);
        case 0x02:
            return variable(meter, id);
        case 0x03:
            return purchase(meter, id);
        case 0x04:
            if (byteOf(id, 2) == 0) return parameter(meter, id);
            if (byteOf(id, 2) <= 2) return tableItem(meter, id);
            return byteOf(id, 2) == 5 ? priceItem(meter, id) : std::nullopt;
        case 0x05:
            return dayFreeze(meter, id);
        default:
            return std::nullopt;
    }
}

}  // namespace wattill::sim
