#pragma once

#include "base/json.hpp"
#include "metering/profile.hpp"

#include <fstream>
#include <sstream>
#include <string>

namespace wattill::metering {

inline nlohmann::json shipped(const std::string& id) {
    std::ifstream in(std::string(WATTILL_SOURCE_DIR "/assets/profiles/") + id + ".json");
    std::ostringstream text;
    text << in.rdbuf();
    return parseStrict(text.str()).value();
}

inline Profile profileOf(const std::string& id) {
    return Profile::parse(shipped(id).dump(), id + ".json").value();
}

}  // namespace wattill::metering
