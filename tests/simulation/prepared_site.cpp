#include "simulation/prepared_site.hpp"

#include "simulation/timeline.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::simulation {

MeterId meterId(int number) {
    return MeterId(fmt::format("{:012}", number));
}

BusId busOf(int number, bool twoBuses) {
    return BusId(twoBuses && number > kMeters / 2 ? "yard" : "hall");
}

namespace {

tenancy::MeterPlace placeOf(int number, bool twoBuses) {
    tenancy::MeterPlace place;
    place.meter = meterId(number);
    place.profile = "acrel-ddsy1352-nk";
    place.bus = busOf(number, twoBuses);
    place.address = number;
    place.premises = std::to_string(1000 + number);
    place.building = "A";
    place.account = AccountId(std::to_string(20000 + (number + 1) / 2));  // two meters an account
    place.pricePerKwh = Money::fromMicroYuan(1'000'000);
    place.alarm1 = Money::fromMicroYuan(20'000'000);
    place.alarm2 = Money::fromMicroYuan(5'000'000);
    return place;
}

MemoryDisk prepareDisk(bool twoBuses) {
    MemoryDisk disk;
    SeededRandom chance(1);
    MemoryVfs vfs(disk, chance, [] { return NodeClock::at(Duration{0}); });
    auto store = storage::SqliteStore::open({"node.db", vfs.name(), true, nullptr});
    WATTILL_ASSERT(store.ok(), "the database of the simulation cannot be made");
    storage::Pending work;
    work.work = [twoBuses](order::UnitOfWork& unit) -> Result<void> {
        for (int number = 1; number <= kMeters; ++number) {
            if (const auto put = unit.tenancy().put(placeOf(number, twoBuses)); !put.ok())
                return put;
        }
        return {};
    };
    const auto results = (*store)->runBatch({work});
    WATTILL_ASSERT(results.front().ok(), "the site of the simulation cannot be imported");
    store->reset();
    disk.syncAll();
    return disk;
}

}  // namespace

std::array<MemoryDisk, 2> PreparedSite::makeDisks() {
    return {prepareDisk(false), prepareDisk(true)};
}

KeptDatabase& PreparedSite::kept(int checkpointPages) {
    return m_kept.try_emplace(checkpointPages, disk(false), std::max(checkpointPages, 0))
        .first->second;
}

}  // namespace wattill::simulation
