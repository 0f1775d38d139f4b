#include "node/import.hpp"

#include "node/bus_making.hpp"
#include "node/sheet.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

namespace wattill::node {

using tenancy::MeterPlace;

namespace {
constexpr std::size_t kMeterDigits = 12;
constexpr std::size_t kMostDigits = 20;  // of what a tenant types
constexpr std::int64_t kMicroYuanPerFen = 10'000;
constexpr std::size_t kDltDigits = 12;
constexpr std::size_t kUnitLoads = 32;    // of one RS-485 segment (facts 4.1)
constexpr std::size_t kMostMeters = 247;  // of one line

std::string phoneOf(const Sheet::Row& row) {
    const std::string phone = row.text("phone");
    const bool good =
        phone.size() <= kMostDigits && std::all_of(phone.begin(), phone.end(), [](char c) {
            return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == ' ';
        });
    if (!good) row.reject("phone", "may hold digits, '+', '-' and blanks only, or be empty");
    return phone;
}

metering::Protocol protocolOf(const SiteInventory& inventory, const BusId& bus) {
    const auto found = inventory.protocols.find(bus.text());
    return found == inventory.protocols.end() ? metering::Protocol::ModbusRtu : found->second;
}

/// 1–247, or the twelve digits of a DL/T 645 meter as a number.
std::int64_t addressOf(const Sheet::Row& row, metering::Protocol protocol) {
    if (protocol != metering::Protocol::Dlt645) {
        return row.integer("address", 1, static_cast<std::int64_t>(kMostMeters));
    }
    const std::string digits = row.digits("address", kDltDigits, kDltDigits);
    std::int64_t address = 0;
    for (const char digit : digits)
        address = address * 10 + (digit - '0');
    if (digits.empty()) return address;
    if (const auto good = checkAddress(protocol, address); !good) {
        row.reject("address", good.error().message);
    }
    return address;
}

void checkProfileFits(const Sheet::Row& row, const MeterPlace& place,
                      const SiteInventory& inventory, metering::Protocol protocol) {
    if (!inventory.speaks || place.profile.empty() || place.bus.empty()) return;
    if (inventory.speaks(place.profile, protocol)) return;
    row.reject("profile", fmt::format("does not speak {}, as bus {} does; name a bus of its own "
                                      "protocol, or the meter's other profile",
                                      metering::name(protocol), place.bus.text()));
}

MeterPlace placeOf(const Sheet::Row& row, const SiteInventory& inventory) {
    MeterPlace place;
    place.meter = MeterId(row.digits("meter", kMeterDigits, kMeterDigits));
    place.profile = row.oneOf("profile", inventory.profiles, "meter profile");
    place.bus = BusId(row.oneOf("bus", inventory.buses, "bus"));
    const metering::Protocol protocol = protocolOf(inventory, place.bus);
    place.address = addressOf(row, protocol);
    checkProfileFits(row, place, inventory, protocol);
    place.premises = row.digits("premises", 1, kMostDigits);
    place.building = row.text("building");
    place.account = AccountId(row.digits("account", 1, kMostDigits));
    place.tenant = Personal(row.text("tenant"));
    place.phone = Personal(phoneOf(row));
    constexpr std::int64_t kMostPrice = 100'000'000;  // 100 yuan a kWh
    place.pricePerKwh = Money::fromMicroYuan(row.decimal("price", 6, kMostPrice));
    if (place.pricePerKwh.isZero() &&
        row.text("price").find_first_not_of("0.") == std::string::npos) {
        row.reject("price", "must be above zero");
    }
    constexpr std::int64_t kMostAlarmFen = 10'000'000;
    place.alarm1 = Money::fromMicroYuan(row.decimal("alarm1", 2, kMostAlarmFen) * kMicroYuanPerFen);
    place.alarm2 = Money::fromMicroYuan(row.decimal("alarm2", 2, kMostAlarmFen) * kMicroYuanPerFen);
    if (place.alarm2 > place.alarm1) row.reject("alarm2", "is above alarm1; exchange them");
    place.open = row.yesOrNo("open");
    return place;
}

std::optional<MeterId> replacedBy(const Sheet::Row& row) {
    if (row.text("replaces").empty()) return std::nullopt;
    const std::string old = row.digits("replaces", kMeterDigits, kMeterDigits);
    return old.empty() ? std::nullopt : std::optional(MeterId(old));
}

/// Who has a bus address or a premises first; a second one is a fault.
class Taken {
  public:
    /// The line that has it already; 0 when nobody had.
    int take(const std::string& key, int line) {
        const auto [found, added] = m_lines.emplace(key, line);
        return added ? 0 : found->second;
    }
    [[nodiscard]] bool has(const std::string& key) const { return m_lines.contains(key); }

  private:
    std::map<std::string, int> m_lines;
};

std::map<BusId, std::size_t> metersByBus(const std::vector<MeterPlace>& places) {
    std::map<BusId, std::size_t> counts;
    for (const MeterPlace& place : places)
        ++counts[place.bus];
    return counts;
}

std::string busAddress(const MeterPlace& place) {
    return fmt::format("{} {}", place.bus.text(), place.address);
}

/// What is in the places of a site beside the sheet's own meters and those that it replaces.
struct Others {
    std::map<std::string, MeterId> addresses;
    std::map<std::string, MeterId> premises;
    std::vector<MeterPlace> places;
};

Others othersThan(const std::vector<MeterRow>& rows, const std::vector<MeterPlace>& standing) {
    std::set<MeterId> ours;
    for (const MeterRow& row : rows) {
        ours.insert(row.place.meter);
        if (row.replaces) ours.insert(*row.replaces);
    }
    Others others;
    for (const MeterPlace& old : standing) {
        if (ours.contains(old.meter)) continue;
        others.addresses.emplace(busAddress(old), old.meter);
        others.premises.emplace(old.premises, old.meter);
        others.places.push_back(old);
    }
    return others;
}

void checkPlace(const MeterRow& row, const Others& others, SheetFaults& faults) {
    const MeterPlace& place = row.place;
    if (const auto other = others.addresses.find(busAddress(place));
        other != others.addresses.end()) {
        faults.add(row.line,
                   fmt::format("address \"{}\": of bus {} belongs to meter {} already; put that "
                               "meter into the sheet with its new place",
                               place.address, place.bus.text(), other->second.text()));
    }
    if (const auto other = others.premises.find(place.premises); other != others.premises.end()) {
        faults.add(row.line,
                   fmt::format("premises \"{}\": belong to meter {} already; put that meter into "
                               "the sheet with its new place, or, if meter {} hangs there in its "
                               "stead, write {} into this row's column 'replaces'",
                               place.premises, other->second.text(), place.meter.text(),
                               other->second.text()));
    }
}

void checkLines(const std::vector<MeterRow>& rows, Others others, SheetFaults& faults) {
    for (const MeterRow& row : rows)
        others.places.push_back(row.place);
    for (const auto& [bus, count] : metersByBus(others.places)) {
        if (count <= kMostMeters) continue;
        faults.add(0, fmt::format("bus {} would have {} meters; a line carries 247 at most: put "
                                  "some on another bus",
                                  bus.text(), count));
    }
}

/// Two meters may exchange their addresses, so all leave before any takes its new place.
Result<void> leavePlaces(order::UnitOfWork& unit, const std::vector<MeterRow>& rows,
                         const std::vector<MeterPlace>& standing) {
    std::set<MeterId> inSheet;
    for (const MeterRow& row : rows)
        inSheet.insert(row.place.meter);
    for (const MeterPlace& old : standing) {
        if (!inSheet.contains(old.meter)) continue;
        if (auto left = unit.tenancy().remove(old.meter); !left) return left;
    }
    return {};
}

/// The error is the database's; what is wrong with the sheet goes to `faults`.
Result<void> checkReplaced(const order::UnitOfWork& unit, const MeterRow& row,
                           SheetFaults& faults) {
    if (!row.replaces) return {};
    const auto can = replaceable(unit, *row.replaces, row.place);
    if (can) return {};
    const Error& error = can.error();
    if (error.code != ErrorCode::Conflict && error.code != ErrorCode::NotFound) return can;
    faults.add(row.line, fmt::format("replaces \"{}\": {}", row.replaces->text(), error.message));
    return {};
}
}  // namespace

std::vector<std::string> crowdedBuses(const std::vector<MeterPlace>& places) {
    std::vector<std::string> warnings;
    for (const auto& [bus, count] : metersByBus(places)) {
        if (count <= kUnitLoads) continue;
        warnings.push_back(
            fmt::format("bus {} has {} meters; without a repeater RS-485 carries "
                        "32: split it, or make sure that there is one",
                        bus.text(), count));
    }
    return warnings;
}

Result<std::vector<MeterRow>> readMeterSheet(const SheetText& text,
                                             const SiteInventory& inventory) {
    static const std::vector<std::string> kColumns{
        "meter",  "profile", "bus",   "address", "premises", "building", "account",
        "tenant", "phone",   "price", "alarm1",  "alarm2",   "open"};
    const auto sheet = Sheet::parse(text.text, text.fileName, kColumns, {"replaces"});
    if (!sheet) return sheet.error();
    SheetFaults faults(text.fileName);
    std::vector<MeterRow> rows;
    Taken meters, addresses, premises, replaced;
    const auto checkTaken = [](const Sheet::Row& row, Taken& taken, const std::string& column,
                               const std::string& key) {
        if (const int line = taken.take(key, row.line()); line != 0) {
            row.reject(column, fmt::format("is in row {} already; each needs its own", line));
        }
    };
    for (const Sheet::Row& row : sheet->rows(faults)) {
        const MeterPlace place = placeOf(row, inventory);
        if (!place.meter.empty()) checkTaken(row, meters, "meter", place.meter.text());
        if (!place.bus.empty()) checkTaken(row, addresses, "address", busAddress(place));
        if (!place.premises.empty()) checkTaken(row, premises, "premises", place.premises);
        const auto old = replacedBy(row);
        if (old) checkTaken(row, replaced, "replaces", old->text());
        rows.push_back({row.line(), place, old});
    }
    for (const MeterRow& row : rows) {
        if (!row.replaces || !meters.has(row.replaces->text())) continue;
        faults.add(row.line, fmt::format("replaces \"{}\": has a row of its own, but a meter that "
                                         "is replaced goes; remove that row, or empty this cell",
                                         row.replaces->text()));
    }
    if (!faults.empty()) return faults.error();
    return rows;
}

Result<std::vector<HistoryRow>> readHistorySheet(const SheetText& text, LocalDay today) {
    const auto sheet = Sheet::parse(text.text, text.fileName, {"meter", "day", "energy_kwh"});
    if (!sheet) return sheet.error();
    SheetFaults faults(text.fileName);
    std::vector<HistoryRow> rows;
    Taken taken;
    for (const Sheet::Row& row : sheet->rows(faults)) {
        HistoryRow one;
        one.line = row.line();
        one.meter = MeterId(row.digits("meter", kMeterDigits, kMeterDigits));
        const auto day = parseDay(row.text("day"));
        if (!day) row.reject("day", "must be a day such as 2026-11-22");
        if (day && *day >= today)
            row.reject("day", "is not past; only past days can be taken over");
        constexpr std::int64_t kMostWh = 1'000'000'000;
        one.day = {day.value_or(LocalDay{}), Energy::fromWh(row.decimal("energy_kwh", 3, kMostWh))};
        const std::string key = one.meter.text() + " " + row.text("day");
        if (const int line = taken.take(key, row.line()); line != 0) {
            row.reject("day", fmt::format("of this meter is in row {} already", line));
        }
        rows.push_back(one);
    }
    if (!faults.empty()) return faults.error();
    return rows;
}

Result<std::vector<LeftOver>> importMeters(order::UnitOfWork& unit, const std::string& fileName,
                                           const std::vector<MeterRow>& rows, Instant at) {
    const auto standing = unit.tenancy().all();
    if (!standing) return standing.error();
    SheetFaults faults(fileName);
    const Others others = othersThan(rows, *standing);
    for (const MeterRow& row : rows) {
        checkPlace(row, others, faults);
        if (const auto asked = checkReplaced(unit, row, faults); !asked) return asked.error();
    }
    checkLines(rows, others, faults);
    if (!faults.empty()) return faults.error();
    if (auto cleared = leavePlaces(unit, rows, *standing); !cleared) return cleared.error();
    std::vector<LeftOver> left;
    for (const MeterRow& row : rows) {
        if (row.replaces) {
            auto replaced = replaceMeter(unit, *row.replaces, row.place, at);
            if (!replaced) return replaced.error();
            left.push_back(*replaced);
        } else if (const auto put = unit.tenancy().put(row.place); !put) {
            return put.error();
        }
    }
    return left;
}

Result<void> importHistory(order::UnitOfWork& unit, const std::string& fileName,
                           const std::vector<HistoryRow>& rows) {
    SheetFaults faults(fileName);
    std::map<MeterId, bool> known;
    for (const HistoryRow& row : rows) {
        if (!known.contains(row.meter)) {
            const auto place = unit.tenancy().find(row.meter);
            if (!place) return place.error();
            known[row.meter] = place->has_value();
        }
        if (!known.at(row.meter)) {
            faults.add(row.line,
                       fmt::format("meter \"{}\": is not known; import the sheet of meters "
                                   "first",
                                   row.meter.text()));
        }
    }
    if (!faults.empty()) return faults.error();
    for (const HistoryRow& row : rows) {
        if (const auto taken = unit.readings().adopt(row.meter, row.day); !taken) {
            return taken.error();
        }
    }
    return {};
}

}  // namespace wattill::node
