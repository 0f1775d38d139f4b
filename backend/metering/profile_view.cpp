#include "metering/profile_view.hpp"

#include "metering/civil_time.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/format.h>

namespace wattill::metering {
namespace {

namespace chrono = std::chrono;

/// What a kind of point can show, in its base unit before ratios; 0 is always likely.
struct Range {
    std::string_view begins;
    std::int64_t least;
    std::int64_t most;
    std::string_view why;
};
constexpr std::array kRanges = {
    Range{"voltage.", 1500, 3000, "a phase has 150 to 300 V"},
    Range{"factor.", -1000, 1000, "a power factor is within 1"},
    Range{"frequency", 4500, 6500, "the mains have 45 to 65 Hz"},
    Range{"current.", -100'000, 100'000, "a meter has at most 1000 A"},
    Range{"power.", -1'000'000, 1'000'000, "a meter has at most 1000 kW"},
    Range{"ratio.", 1, 9999, "a ratio is 1 to 9999"},
    Range{"balance", -100'000'000'000, 1'000'000'000'000, "nobody has that much on a meter"},
};
constexpr chrono::hours kClockNear{24};
constexpr std::int64_t kSumWithinWh = 1000;

std::string hexText(std::span<const std::uint8_t> bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes)
        text += fmt::format("{}{:02X}", text.empty() ? "" : " ", byte);
    return text;
}

std::string placeText(const Profile& profile, const Point& point) {
    const Block& block = *profile.block(point.block);
    const bool modbus = profile.protocol() == ProfileProtocol::Modbus;
    std::string text =
        modbus ? fmt::format("0x{:04X}, byte {}", block.start + point.byte / 2, point.byte)
               : fmt::format("DI {:08X}, byte {}", block.identifier, point.byte);
    if (point.coding.kind == Coding::Kind::Bit) text += fmt::format(", bit {}", point.bit);
    return text;
}

const Bytes* bytesOf(const Point& point, const BlockBytes& blocks) {
    const auto found = blocks.find(point.block);
    return found == blocks.end() ? nullptr : &found->second;
}

std::optional<std::int64_t> withoutRatio(const Point& point, const BlockBytes& blocks) {
    const Bytes* bytes = bytesOf(point, blocks);
    const auto raw = bytes == nullptr ? std::nullopt : rawValue(point, *bytes);
    std::int64_t value = 0;
    if (!raw || __builtin_mul_overflow(*raw, point.factor, &value)) return std::nullopt;
    return value / point.divisor;
}

class Doubter {
  public:
    Doubter(const Profile& profile, const BlockBytes& blocks)
        : m_profile(profile), m_blocks(blocks) {}

    void look(const Point& point) {
        if (bytesOf(point, m_blocks) == nullptr) return;
        const std::string shown = valueText(m_profile, point, m_blocks);
        const auto value = withoutRatio(point, m_blocks);
        if (!value && point.coding.kind != Coding::Kind::Raw) {
            add(point.id, false, shown + ": these are no digits");
            return;
        }
        if (point.expect) {
            const auto raw = rawValue(point, *bytesOf(point, m_blocks));
            add(point.id, raw == point.expect,
                raw == point.expect ? shown
                                    : fmt::format("{}: this model shows {}", shown, *point.expect));
        }
        if (value) lookAtRange(point, *value, shown);
    }

    void lookAtRates() {
        const std::array kRates = {"energy.sharp", "energy.peak", "energy.flat", "energy.valley"};
        std::int64_t sum = 0;
        for (const char* rate : kRates) {
            const auto part = energy(rate);
            if (!part || __builtin_add_overflow(sum, *part, &sum)) return;
        }
        const auto total = energy("energy.total");
        if (!total) return;
        const std::int64_t apart = std::abs(*total - sum);
        const bool likely = apart <= std::max(kSumWithinWh, *total / 100);
        add("energy", likely,
            fmt::format("{} kWh in all, the rates sum up to {} kWh",
                        Energy::fromWh(*total).kwhText(), Energy::fromWh(sum).kwhText()));
    }

    void lookAtClock(const CivilTime& now) {
        const auto shown = shownClock(m_profile, m_blocks);
        if (!shown) return;
        const auto local = localTime(*shown);
        const auto right = localTime(now);
        if (!local || !right) {
            add("clock", false, text(*shown) + ": is no date");
            return;
        }
        const bool near = chrono::abs(*local - *right) <= kClockNear;
        add("clock", near, near ? text(*shown) : text(*shown) + ": more than a day off");
    }

    std::vector<Plausibility> take() { return std::move(m_all); }

  private:
    void add(std::string point, bool likely, std::string why) {
        m_all.push_back({std::move(point), likely, std::move(why)});
    }

    void lookAtRange(const Point& point, std::int64_t value, const std::string& shown) {
        for (const Range& range : kRanges) {
            if (!point.id.starts_with(range.begins)) continue;
            const bool zero = value == 0 && range.begins != "ratio.";
            const bool likely = zero || (value >= range.least && value <= range.most);
            add(point.id, likely, likely ? shown : fmt::format("{}: {}", shown, range.why));
        }
    }

    [[nodiscard]] std::optional<std::int64_t> energy(std::string_view id) const {
        const Point* point = m_profile.point(id);
        return point == nullptr ? std::nullopt : withoutRatio(*point, m_blocks);
    }

    const Profile& m_profile;
    const BlockBytes& m_blocks;
    std::vector<Plausibility> m_all;
};

}  // namespace

Result<std::vector<PointRow>> describeBlock(const Profile& profile, std::string_view block,
                                            std::span<const std::uint8_t> bytes,
                                            const BlockBytes& others) {
    const Block* found = profile.block(block);
    if (found == nullptr) {
        return notFound(fmt::format("profile {} has no block \"{}\"", profile.id(), block));
    }
    if (bytes.size() != static_cast<std::size_t>(found->bytes())) {
        return Error{ErrorCode::BadReply,
                     Retry::Never,
                     fmt::format("block \"{}\" has {} bytes instead of {}", block, bytes.size(),
                                 found->bytes()),
                     {}};
    }
    BlockBytes all = others;
    all.insert_or_assign(std::string(block), Bytes(bytes.begin(), bytes.end()));
    std::vector<const Point*> points;
    for (const auto& [id, point] : profile.points()) {
        if (point.block == block) points.push_back(&point);
    }
    std::sort(points.begin(), points.end(), [](const Point* a, const Point* b) {
        return std::pair(a->byte, a->bit) < std::pair(b->byte, b->bit);
    });
    std::vector<PointRow> rows;
    for (const Point* point : points) {
        rows.push_back({point->id, placeText(profile, *point), hexText(pointBytes(*point, bytes)),
                        valueText(profile, *point, all), point->confidence, point->source});
    }
    return rows;
}

std::vector<Plausibility> plausibility(const Profile& profile, const BlockBytes& blocks,
                                       const CivilTime& now) {
    Doubter doubter(profile, blocks);
    for (const auto& [id, point] : profile.points())
        doubter.look(point);
    doubter.lookAtRates();
    doubter.lookAtClock(now);
    return doubter.take();
}

}  // namespace wattill::metering
