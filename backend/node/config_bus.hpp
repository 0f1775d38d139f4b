#pragma once

#include "node/config.hpp"
#include "node/config_table.hpp"

#include <filesystem>
#include <vector>

namespace wattill::node {

/// Reads one [[bus]] and adds it to `buses`; what is wrong with it, alone or beside those, goes to
/// `faults`. Relative paths of serial ports start in `folder`.
void readBus(const toml::table& table, const std::filesystem::path& folder, Faults& faults,
             std::vector<BusConfig>& buses);

/// A number of seconds, fractions allowed.
[[nodiscard]] Duration secondsOr(ConfigTable& table, std::string_view key, Duration fallback,
                                 double least, double most);
[[nodiscard]] bool isLettersAndDigits(const std::string& text, std::string_view also = {});

}  // namespace wattill::node
