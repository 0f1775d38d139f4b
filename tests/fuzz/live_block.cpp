#include "metering/profile_codec.hpp"
#include "metering/profile_library.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

using namespace wattill;

/// Whatever a meter sends, it is a reading or an error, and a reading holds what was sent.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto library =
        metering::ProfileLibrary::load(WATTILL_SOURCE_DIR "/assets/profiles").value();
    for (const char* id : {"acrel-dtsy1352-nk", "acrel-ddsy1352-nk"}) {
        const metering::Profile* profile = library.find(id);
        const auto reading = metering::decodeLive(*profile, std::span(data, size), Instant());
        if (!reading) continue;
        WATTILL_ASSERT(reading->purchaseCount == data[66] * 256U + data[67], "another count");
        WATTILL_ASSERT(reading->balance.isWholeFen(), "a balance finer than the meter counts");
        WATTILL_ASSERT(reading->total.wattHours() >= 0, "a register below zero");
    }
    return 0;
}
