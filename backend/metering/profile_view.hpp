#pragma once

#include "metering/profile_codec.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wattill::metering {

/// A point as a person sees it who compares a meter's display with a profile.
struct PointRow {
    std::string point;  ///< id
    std::string place;  ///< "0x0215, byte 42", "0x0224, byte 72, bit 5", "DI 04000503, byte 0"
    std::string raw;    ///< the bytes in hexadecimal; of bits the byte they are in
    std::string value;  ///< scaled, with its unit
    Confidence confidence = Confidence::Unknown;
    std::string source;
    bool operator==(const PointRow&) const = default;
};

/// The points of a block in the order of its bytes. `others`: blocks that hold ratios. BadReply
/// when the bytes are not as many as the block's; NotFound when there is no such block.
[[nodiscard]] Result<std::vector<PointRow>> describeBlock(const Profile& profile,
                                                          std::string_view block,
                                                          std::span<const std::uint8_t> bytes,
                                                          const BlockBytes& others = {});

/// Whether what a point shows can be true.
struct Plausibility {
    std::string point;  ///< id; "clock" for all its parts, "energy" for the sum of the rates
    bool likely = false;
    std::string why;  ///< for people: "230.1 V", "0 V: no voltage on this phase", "912.0 V: …"
    bool operator==(const Plausibility&) const = default;
};

/// Looks at every point of which a meter of this model cannot show just anything. `now` is civil
/// time where the meter stands. For recognising a model: the one with nothing unlikely fits.
[[nodiscard]] std::vector<Plausibility> plausibility(const Profile& profile,
                                                     const BlockBytes& blocks,
                                                     const CivilTime& now);

}  // namespace wattill::metering
