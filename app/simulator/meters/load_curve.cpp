#include "meters/load_curve.hpp"

#include <array>

namespace wattill::sim {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;

// Per mille of the span between standby and peak, by hour: closed at night, lunch, evening trade.
constexpr std::array<int, 25> kShopDay = {20,  15,  15,  15,  15,  25,  60,  180, 380,
                                          620, 760, 880, 940, 900, 820, 780, 800, 870,
                                          960, 980, 920, 700, 350, 90,  20};
// Monday first.
constexpr std::array<int, 7> kWeek = {860, 840, 870, 900, 1000, 1150, 1100};

std::uint64_t mix(const std::string& seed, std::int64_t slot) {
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    for (const char c : seed)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    hash ^= static_cast<std::uint64_t>(slot) * 0x9E3779B97F4A7C15ULL;
    hash ^= hash >> 29U;
    return hash * 0xBF58476D1CE4E5B9ULL >> 32U;
}

/// 1000 ± spread, the same for the same slot.
std::int64_t wobble(const std::string& seed, std::int64_t slot, std::int64_t spread) {
    const auto width = static_cast<std::uint64_t>(2 * spread + 1);
    return 1000 - spread + static_cast<std::int64_t>(mix(seed, slot) % width);
}

}  // namespace

int powerWatt(const LoadCurve& curve, Instant at) {
    const Instant local = at + kLocalOffset;
    const auto day = floor<days>(local);
    const auto inDay = floor<minutes>(local - day).count();
    const auto hour = static_cast<std::size_t>(inDay / 60);
    const std::int64_t here = kShopDay[hour];
    const std::int64_t shape = here + (kShopDay[hour + 1] - here) * (inDay % 60) / 60;
    const std::chrono::weekday weekday{std::chrono::sys_days(day)};
    const std::int64_t week = kWeek[weekday.iso_encoding() - 1];
    const std::int64_t dayNumber = day.time_since_epoch().count();
    const std::int64_t slot = dayNumber * 144 + inDay / 10 + 1'000'000'000;
    std::int64_t watt = std::int64_t{curve.peakWatt - curve.standbyWatt} * shape / 1000;
    watt = watt * week / 1000 * wobble(curve.seed, dayNumber, 120) / 1000;
    watt = watt * wobble(curve.seed, slot, 180) / 1000;
    return static_cast<int>(curve.standbyWatt + watt);
}

std::vector<DayUse> history(const LoadCurve& curve, Instant now, int count) {
    const auto today = floor<days>(now + kLocalOffset);
    std::vector<DayUse> all;
    for (auto day = today - days(count); day < today; day += days(1)) {
        std::int64_t wattMinutes = 0;
        for (minutes minute{0}; minute < days(1); ++minute) {
            wattMinutes += powerWatt(curve, Instant(day + minute) - kLocalOffset);
        }
        const std::chrono::local_days local{day.time_since_epoch()};
        all.push_back({dayText(local), wattMinutes / 60});
    }
    return all;
}

}  // namespace wattill::sim
