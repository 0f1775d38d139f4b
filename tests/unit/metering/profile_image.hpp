#pragma once

#include "metering/civil_time.hpp"
#include "metering/point_access.hpp"
#include "metering/profile_codec.hpp"
#include "profile_files.hpp"

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace wattill::metering {

/// Time that only moves when somebody waits or talks to a meter.
class StandingClock final : public Clock {
  public:
    [[nodiscard]] Instant now() const override { return m_now; }
    void pass(Duration time) { m_now += time; }
    void set(Instant now) { m_now = now; }

  private:
    Instant m_now = *parseIso("2026-11-22T04:00:00.000Z");
};

/// A meter as a picture of the bytes of its blocks; what writes do to them is the test's.
class MeterImage final : public PointAccess {
  public:
    static constexpr Duration kOffset{std::chrono::hours(8)};

    MeterImage(const Profile& profile, StandingClock& clock) : m_profile(profile), m_clock(clock) {
        for (const auto& [id, block] : profile.blocks())
            m_blocks[id] = Bytes(static_cast<std::size_t>(block.bytes()), 0);
        for (const auto& [id, point] : profile.points()) {
            if (point.expect) set(id, *point.expect);
        }
    }

    /// The raw value, as a profile's point has it.
    void set(const std::string& id, std::int64_t value) {
        const Point& point = *m_profile.point(id);
        Bytes& bytes = m_blocks.at(point.block);
        const auto first = static_cast<std::size_t>(point.byte);
        if (point.coding.kind == Coding::Kind::Bit) {
            const bool on = (value != 0) != point.inverted;
            const auto mask = static_cast<std::uint8_t>(1U << static_cast<unsigned>(point.bit));
            bytes[first] = static_cast<std::uint8_t>(on ? bytes[first] | mask
                                                        : bytes[first] & ~unsigned{mask});
            return;
        }
        const bool bcd =
            point.coding.kind == Coding::Kind::Bcd || point.coding.kind == Coding::Kind::SignedBcd;
        const auto count = static_cast<std::size_t>(point.coding.bytes);
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t at = point.coding.lowByteFirst ? i : count - 1 - i;
            const std::int64_t low = bcd ? value % 10 + value / 10 % 10 * 16 : value & 0xFF;
            bytes[first + at] = static_cast<std::uint8_t>(low);
            value = bcd ? value / 100 : value >> 8;
        }
    }
    void setBytes(const std::string& id, const Bytes& bytes) {
        const Point& point = *m_profile.point(id);
        std::copy(bytes.begin(), bytes.end(), m_blocks.at(point.block).begin() + point.byte);
    }
    Bytes& block(const std::string& id) { return m_blocks.at(id); }

    Result<Bytes> readBlock(const Block& block) override {
        m_clock.pass(Duration(40));
        if (failReads > 0 && writes.size() >= failAfterWrites) {
            --failReads;
            return Error{ErrorCode::Timeout, Retry::Now, "no answer", {}};
        }
        if (refusedBlocks.contains(block.id)) {
            return Error{ErrorCode::Refused, Retry::Never, "no such data", {}};
        }
        showClock(block.id);
        return m_blocks.at(block.id);
    }

    Result<std::string> writeCommand(const Write& write, const Bytes& data, Duration) override {
        m_clock.pass(Duration(100));
        writes.emplace_back(write, data);
        return onWrite ? onWrite(write, data) : Result<std::string>("taken");
    }

    void pause(Duration time) override {
        m_clock.pass(time);
        if (onPause) onPause();
    }
    std::vector<CommandFrame> takeFrames() override { return {}; }

    std::vector<std::pair<Write, Bytes>> writes;
    std::function<Result<std::string>(const Write&, const Bytes&)> onWrite;
    std::function<void()> onPause;
    std::set<std::string> refusedBlocks;
    int failReads = 0;                ///< so many reads get no answer …
    std::size_t failAfterWrites = 0;  ///< … once so many writes were sent
    Duration drift{0};                ///< how far the meter's clock is ahead

  private:
    void showClock(const std::string& block) {
        const CivilTime now = civilTime(m_clock.now() + drift, kOffset);
        const std::map<std::string, int> parts = {
            {"clock.year", now.year % 100}, {"clock.month", now.month},
            {"clock.day", now.day},         {"clock.hour", now.hour},
            {"clock.minute", now.minute},   {"clock.second", now.second}};
        for (const auto& [id, value] : parts) {
            const Point* point = m_profile.point(id);
            if (point != nullptr && point->block == block) set(id, value);
        }
    }

    const Profile& m_profile;
    StandingClock& m_clock;
    std::map<std::string, Bytes> m_blocks;
};

}  // namespace wattill::metering
