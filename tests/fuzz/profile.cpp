#include "metering/profile.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

/// A profile is a file that a site may write itself: whatever it holds, it parses or says why not.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto profile = wattill::metering::Profile::parse(text, "fuzz.json");
    WATTILL_ASSERT(profile.ok() || !profile.error().message.empty(), "an error without words");
    return 0;
}
