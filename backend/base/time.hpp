#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wattill {

using Duration = std::chrono::milliseconds;
/// A moment, UTC, to the millisecond. Stored as milliseconds since 1970.
using Instant = std::chrono::sys_time<Duration>;

/// A day of the calendar where the site stands.
using LocalDay = std::chrono::local_days;

/// Where the time comes from. Nothing else calls now(). Safe from any thread.
class Clock {
  public:
    virtual ~Clock() = default;
    /// Civil time: may jump when it is set.
    [[nodiscard]] virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
  public:
    [[nodiscard]] Instant now() const override;
};

[[nodiscard]] inline std::int64_t toMillis(Instant at) {
    return at.time_since_epoch().count();
}
[[nodiscard]] inline Instant fromMillis(std::int64_t millis) {
    return Instant(Duration(millis));
}

/// "2026-11-22T02:30:00.123Z"
[[nodiscard]] std::string isoText(Instant at);
[[nodiscard]] std::optional<Instant> parseIso(std::string_view text);

/// Civil time of one place, from the system's tz database. Immutable; safe from any thread.
class TimeZone {
  public:
    /// Empty for a name the system does not know ("Asia/Shanghai" is known).
    [[nodiscard]] static std::optional<TimeZone> find(const std::string& name);
    [[nodiscard]] LocalDay dayOf(Instant at) const;
    [[nodiscard]] Instant startOf(LocalDay day) const;
    /// strftime-like: "%Y-%m-%d %H:%M:%S", "%y%m%d%H%M%S", "%H:%M".
    [[nodiscard]] std::string format(const char* pattern, Instant at) const;

  private:
    explicit TimeZone(const void* zone) : m_zone(zone) {}
    const void* m_zone;  // date::time_zone, owned by the library for the life of the process
};

/// "2026-11-22"
[[nodiscard]] std::string dayText(LocalDay day);
[[nodiscard]] std::optional<LocalDay> parseDay(std::string_view text);

}  // namespace wattill
