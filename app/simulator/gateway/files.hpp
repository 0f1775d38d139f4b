#pragma once

#include <filesystem>
#include <string>

#include <sys/types.h>

namespace wattill::sim {

/// Throws std::runtime_error that names the file.
[[nodiscard]] std::string readFile(const std::filesystem::path& file);
/// A crash leaves either the old or the new content. Throws std::runtime_error that names the file.
void replaceFile(const std::filesystem::path& file, const std::string& content, mode_t mode);

}  // namespace wattill::sim
