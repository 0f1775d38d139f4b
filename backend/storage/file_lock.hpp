#pragma once

#include "base/result.hpp"

#include <string>

namespace wattill::storage {

/// An exclusive lock on a file of its own, held until destruction or the end of the process. The
/// file stays behind, and says who holds it.
class FileLock {
  public:
    FileLock() = default;
    /// Conflict, naming the process that has it; Io when the file cannot be made.
    static Result<FileLock> take(const std::string& path);
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    ~FileLock();

  private:
    explicit FileLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor = -1;
};

}  // namespace wattill::storage
