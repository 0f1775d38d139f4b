#include "metering/civil_time.hpp"
#include "metering/profile_codec.hpp"

#include <array>

#include <fmt/format.h>

namespace wattill::metering {
namespace {

/// Reads points by name; the first that is no number is the trouble of the whole.
class PointReader {
  public:
    PointReader(const Profile& profile, const BlockBytes& blocks)
        : m_profile(profile), m_blocks(blocks) {}

    [[nodiscard]] bool has(std::string_view id) const {
        const Point* point = m_profile.point(id);
        return point != nullptr && m_blocks.contains(point->block);
    }
    std::int64_t number(std::string_view id) {
        if (!has(id)) return 0;
        const auto value = baseValue(m_profile, *m_profile.point(id), m_blocks);
        if (!value && !m_trouble) m_trouble = value.error();
        return value ? *value : 0;
    }
    bool bit(std::string_view id) { return number(id) != 0; }
    /// Values that are shown and not reckoned with: no reason to refuse a reading.
    [[nodiscard]] std::optional<std::int32_t> quantity(const std::string& id) const {
        if (!has(id)) return std::nullopt;
        const auto value = baseValue(m_profile, *m_profile.point(id), m_blocks);
        if (!value || *value > INT32_MAX || *value < INT32_MIN) return std::nullopt;
        return static_cast<std::int32_t>(*value);
    }
    [[nodiscard]] const std::optional<Error>& trouble() const { return m_trouble; }

  private:
    const Profile& m_profile;
    const BlockBytes& m_blocks;
    std::optional<Error> m_trouble;
};

std::optional<Error> wrongLength(const Profile& profile, const BlockBytes& blocks) {
    for (const auto& [id, data] : blocks) {
        const Block* block = profile.block(id);
        WATTILL_ASSERT(block != nullptr, "bytes of a block that the profile has not");
        if (data.size() == static_cast<std::size_t>(block->bytes())) continue;
        return Error{
            ErrorCode::BadReply,
            Retry::Now,
            fmt::format("block \"{}\" has {} bytes instead of {}", id, data.size(), block->bytes()),
            {}};
    }
    return std::nullopt;
}

Quantities quantities(const PointReader& reader) {
    Quantities all;
    for (std::size_t phase = 0; phase < 3; ++phase) {
        const std::string suffix = ".l" + std::to_string(phase + 1);
        all.voltageDeciVolt[phase] = reader.quantity("voltage" + suffix);
        all.currentCentiAmp[phase] = reader.quantity("current" + suffix);
    }
    all.powerWatt = reader.quantity("power.total");
    return all;
}

Control control(PointReader& reader) {
    if (reader.bit("keep.on")) return Control::ForcedClosed;
    if (reader.bit("trip.on")) return Control::ForcedOpen;
    if (!reader.bit("force.on")) return Control::Prepaid;
    return reader.bit("force.l1") ? Control::ForcedClosed : Control::ForcedOpen;
}

Money balance(PointReader& reader) {
    std::int64_t left = 0;
    if (__builtin_sub_overflow(reader.number("balance"), reader.number("overdraft"), &left)) {
        left = INT64_MIN;
    }
    return Money::fromMicroYuan(left);
}

}  // namespace

Result<void> checkModel(const Profile& profile, const BlockBytes& blocks) {
    for (const auto& [id, point] : profile.points()) {
        const auto data = blocks.find(point.block);
        if (!point.expect || data == blocks.end()) continue;
        const auto raw = rawValue(point, data->second);
        if (raw == point.expect) continue;
        return Error{ErrorCode::BadReply,
                     Retry::Never,
                     fmt::format("the meter shows {} = {}, profile {} expects {}; check which "
                                 "model stands at this address and give it the right profile",
                                 id, raw.value_or(-1), profile.id(), *point.expect),
                     {}};
    }
    return {};
}

std::optional<CivilTime> shownClock(const Profile& profile, const BlockBytes& blocks) {
    PointReader reader(profile, blocks);
    if (!reader.has("clock.year") || !reader.has("clock.second")) return std::nullopt;
    const auto part = [&](const char* id) { return static_cast<int>(reader.number(id) & 0xFFFF); };
    CivilTime shown{2000 + part("clock.year"), part("clock.month"),  part("clock.day"),
                    part("clock.hour"),        part("clock.minute"), part("clock.second")};
    // A clock that shows no digits shows no date: the 0th month says so to whoever looks.
    if (reader.trouble()) shown = CivilTime{};
    return shown;
}

Result<MeterReading> decodeReading(const Profile& profile, const BlockBytes& blocks, Instant at) {
    if (auto wrong = wrongLength(profile, blocks)) return *wrong;
    const auto model = checkModel(profile, blocks);
    if (!model) return model.error();
    PointReader reader(profile, blocks);
    MeterReading reading;
    reading.at = at;
    reading.countRule = profile.semantics().countRule;
    reading.has = {reader.has("balance"), reader.has("purchaseCount"), reader.has("relay.l1"),
                   reader.has("energy.sharp")};
    reading.total = Energy::fromWh(reader.number("energy.total"));
    constexpr std::array kRates = {"energy.sharp", "energy.peak", "energy.flat", "energy.valley"};
    for (std::size_t rate = 0; rate < kRates.size(); ++rate)
        reading.byRate[rate] = Energy::fromWh(reader.number(kRates[rate]));
    reading.balance = balance(reader);
    reading.purchaseCount = static_cast<std::uint32_t>(reader.number("purchaseCount"));
    // Power flows if one phase is on; which phases a command must have moved is its own "verify".
    const bool closed = reader.bit("relay.l1") || reader.bit("relay.l2") || reader.bit("relay.l3");
    reading.relay = closed || !reading.has.relay ? Relay::Closed : Relay::Open;
    reading.control = control(reader);
    reading.fault = reader.bit("status.fault");
    reading.overload = reader.bit("status.overload");
    // Models without such a bit have run out when nothing is left.
    reading.arrears = reader.has("status.arrears")
                          ? reader.bit("status.arrears")
                          : reading.has.balance && reading.balance <= Money();
    reading.alarm1 = reader.bit("status.alarm1");
    reading.alarm2 = reader.bit("status.alarm2");
    reading.quantities = quantities(reader);
    reading.clock = shownClock(profile, blocks);
    if (reading.clock && !localTime(*reading.clock)) reading.clock.reset();
    if (reader.trouble()) return *reader.trouble();
    return reading;
}

Result<MeterReading> decodeLive(const Profile& profile, std::span<const std::uint8_t> data,
                                Instant at) {
    return decodeReading(profile, {{profile.live().id, Bytes(data.begin(), data.end())}}, at);
}

}  // namespace wattill::metering
