#pragma once

#include "base/result.hpp"
#include "base/secret.hpp"

#include <string>

namespace wattill::node {

enum class SecretReaders {
    OwnerOnly,      ///< 0600 or 0400: private keys
    OwnerAndGroup,  ///< also 0640, 0440: the token that staff of one group share
};

/// The contents without blanks at the end. NotFound, or Forbidden when more people may read or
/// write the file than should, or when it belongs to somebody else; the error names file and remedy
/// and never the contents.
[[nodiscard]] Result<Secret> readSecretFile(const std::string& path, SecretReaders readers);
/// As readSecretFile() for its owner alone, and every byte as it stands: a .pfx.
[[nodiscard]] Result<Secret> readSecretBytes(const std::string& path);
/// As readSecretFile() for owner and group; InvalidInput too when it is short enough to be guessed.
[[nodiscard]] Result<Secret> readStaffToken(const std::string& path);
/// The same for its owner alone: a token that is one person's.
[[nodiscard]] Result<Secret> readPersonalToken(const std::string& path);
/// The contents of a file that is no secret but must not be forged: nobody but its owner may write
/// it.
[[nodiscard]] Result<std::string> readTrustedFile(const std::string& path);
/// The same, and every byte as it stands: a certificate may be binary.
[[nodiscard]] Result<std::string> readTrustedBytes(const std::string& path);

}  // namespace wattill::node
