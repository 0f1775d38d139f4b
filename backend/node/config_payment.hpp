#pragma once

#include "node/config.hpp"
#include "node/config_table.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace wattill::node {

/// Reads [payment] with its channels. Relative paths of keys start in `folder`.
void readPayment(const toml::table& table, const std::filesystem::path& folder, Faults& faults,
                 Config& config);

/// "address:port"; with a fault noted, and port 0, when it is not.
[[nodiscard]] ListenAddress listenAddress(ConfigTable& section, std::string_view key,
                                          const std::string& fallback);

}  // namespace wattill::node
