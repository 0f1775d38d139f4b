#pragma once

#include "base/result.hpp"
#include "metering/bus.hpp"
#include "metering/reading_store.hpp"
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
/// tenant, phone, price, alarm1, alarm2, open. InvalidInput with every fault of every row.
[[nodiscard]] Result<std::vector<tenancy::MeterPlace>> readMeterSheet(
    const SheetText& sheet, const SiteInventory& inventory);
/// The rows of a sheet of daily use: meter, day, energy_kwh. `today` is the first day that cannot
/// be taken over.
[[nodiscard]] Result<std::vector<HistoryRow>> readHistorySheet(const SheetText& sheet,
                                                               LocalDay today);

/// Within one transaction: all rows or none. InvalidInput when a row takes a bus address or
/// premises that another meter, not in the sheet, has, or when a bus would have more than 247
/// meters.
[[nodiscard]] Result<void> importMeters(order::UnitOfWork& unit, const std::string& fileName,
                                        const std::vector<tenancy::MeterPlace>& places);
/// InvalidInput when a meter is not known.
[[nodiscard]] Result<void> importHistory(order::UnitOfWork& unit, const std::string& fileName,
                                         const std::vector<HistoryRow>& rows);

}  // namespace wattill::node
