#pragma once

#include "metering/bus.hpp"
#include "metering/profile_library.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace wattill::node {

using FrameBytes = std::span<const std::uint8_t>;

/// The bytes that nobody may see: passwords and operators of DL/T 645 (facts 2.2), also of frames
/// that are cut or spoilt. From the first to the last of them: of two such frames in one piece what
/// lies between is hidden too.
struct SecretBytes {
    std::size_t from = 0;
    std::size_t until = 0;  ///< the same as `from`: nothing is secret
    std::uint8_t standIn = 0;
};
[[nodiscard]] SecretBytes secretBytes(metering::Protocol protocol, FrameBytes frame);

/// What a frame says, for a person: "03 read 0200H×48 to 5", "83H refused by 5: 02 no such
/// address", "11H read 00010000 to 202411110002". Commands are named by the profiles that have
/// them. Says so when the frame is cut, or its check sum wrong.
[[nodiscard]] std::string frameText(metering::Protocol protocol, metering::Direction direction,
                                    FrameBytes frame, const metering::ProfileLibrary& profiles);

}  // namespace wattill::node
