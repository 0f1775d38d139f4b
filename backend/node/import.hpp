#pragma once

#include "base/result.hpp"
#include "metering/bus.hpp"
#include "metering/reading_store.hpp"
#include "node/meter_replacement.hpp"
#include "order/stores.hpp"
#include "tenancy/site.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace wattill::node {

/// What a row may refer to.
struct SiteInventory {
    std::vector<std::string> profiles;
    std::vector<std::string> buses;
    std::map<std::string, metering::Protocol> protocols;  ///< of buses; absent: Modbus
    /// Whether meters of a profile can be on a line of the protocol; absent: all can.
    std::function<bool(const std::string& profile, metering::Protocol)> speaks;
};

/// Warnings about meters that share a line: more than 32 need a repeater.
[[nodiscard]] std::vector<std::string> crowdedBuses(const std::vector<tenancy::MeterPlace>& places);

struct MeterRow {
    int line = 0;
    tenancy::MeterPlace place;
    /// The meter that hung at these premises until now. Only a row that names it replaces one: a
    /// mistyped number must not.
    std::optional<MeterId> replaces;
};
struct HistoryRow {
    int line = 0;
    MeterId meter;
    metering::DailyEnergy day;
};
struct SheetText {
    std::string fileName;  ///< for error texts
    std::string text;
};

/// The rows of a sheet of meters: meter, profile, bus, address, premises, building, account,
/// tenant, phone, price, alarm1, alarm2, open, and, if it is there, replaces. InvalidInput with
/// every fault of every row.
[[nodiscard]] Result<std::vector<MeterRow>> readMeterSheet(const SheetText& sheet,
                                                           const SiteInventory& inventory);
/// The rows of a sheet of daily use: meter, day, energy_kwh. `today` is the first day that cannot
/// be taken over.
[[nodiscard]] Result<std::vector<HistoryRow>> readHistorySheet(const SheetText& sheet,
                                                               LocalDay today);

/// Within one transaction: all rows or none; what was left on each meter that was replaced.
/// InvalidInput when a row takes a bus address or premises that another meter, not in the sheet and
/// not replaced, has, when it replaces a meter that cannot be (replaceMeter), or when a bus would
/// have more than 247 meters.
[[nodiscard]] Result<std::vector<LeftOver>> importMeters(order::UnitOfWork& unit,
                                                         const std::string& fileName,
                                                         const std::vector<MeterRow>& rows,
                                                         Instant at);
/// InvalidInput when a meter is not known.
[[nodiscard]] Result<void> importHistory(order::UnitOfWork& unit, const std::string& fileName,
                                         const std::vector<HistoryRow>& rows);

}  // namespace wattill::node
