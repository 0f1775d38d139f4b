#pragma once

#include <cstdint>
#include <string_view>

namespace wattill::order {

/// What meters that go by order numbers are given for an order or a command: the same at every
/// repetition, another for another. FNV-1a of its id.
[[nodiscard]] constexpr std::uint64_t orderNumberOf(std::string_view id) {
    std::uint64_t hash = 14'695'981'039'346'656'037U;
    for (const char c : id)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
    return hash;
}
// The published value for this input, so that a repetition after an update is still one.
static_assert(orderNumberOf("foobar") == 0x8594'4171'F739'67E8U);

}  // namespace wattill::order
