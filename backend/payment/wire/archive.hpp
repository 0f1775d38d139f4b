#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wattill::payment::wire {

/// A zlib stream (RFC 1950), whole. Corrupt when it is broken, cut off, followed by anything, or
/// longer than `most` bytes once unpacked.
[[nodiscard]] Result<std::string> inflateZlib(std::string_view bytes, std::size_t most);

struct ArchiveFile {
    std::string name;  ///< the bytes of the archive, in whatever encoding its maker used
    std::string content;
};

struct UnzipLimits {
    std::size_t mostFiles = 16;
    std::size_t mostBytes = 128U << 20U;  ///< of all files together, unpacked
};

/// The files of a zip archive in its own order; folders are left out. Corrupt when it is no zip,
/// when a checksum does not fit, when a file is encrypted, or when a limit is passed: nothing is
/// unpacked beyond it, whatever the archive says of itself.
[[nodiscard]] Result<std::vector<ArchiveFile>> unzip(std::string_view bytes,
                                                     const UnzipLimits& limits = {});

}  // namespace wattill::payment::wire
