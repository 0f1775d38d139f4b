#include "storage/file_lock.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wattill::storage {

namespace {
constexpr mode_t kOwnerAndGroup = 0640;

std::string contentOf(int descriptor) {
    std::array<char, 128> buffer{};
    const ssize_t size = pread(descriptor, buffer.data(), buffer.size(), 0);
    return size <= 0 ? "another process"
                     : std::string(buffer.data(), static_cast<std::size_t>(size));
}

/// "process 1234 (wattill-node)"
std::string ownName() {
    std::string name = "unknown";
    const int descriptor = open("/proc/self/comm", O_RDONLY | O_CLOEXEC);
    if (descriptor >= 0) {
        name = contentOf(descriptor);
        close(descriptor);
        while (!name.empty() && name.back() == '\n')
            name.pop_back();
    }
    return fmt::format("process {} ({})", getpid(), name);
}
}  // namespace

Result<FileLock> FileLock::take(const std::string& path) {
    const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerAndGroup);
    if (descriptor < 0) {
        return Error{ErrorCode::Io,
                     Retry::Never,
                     fmt::format("cannot make {}: {}; check that its directory exists and that "
                                 "this user may write there",
                                 path, std::strerror(errno)),
                     {}};
    }
    FileLock lock(descriptor);
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        return Error{ErrorCode::Conflict,
                     Retry::Later,
                     fmt::format("{} is held by {}; only one node may write: stop that one first",
                                 path, contentOf(descriptor)),
                     {}};
    }
    // Who it is only helps a person; the lock holds without it.
    const std::string name = ownName();
    if (ftruncate(descriptor, 0) == 0) {
        [[maybe_unused]] const ssize_t written = pwrite(descriptor, name.data(), name.size(), 0);
    }
    return lock;
}

FileLock::FileLock(FileLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

FileLock::~FileLock() {
    if (m_descriptor >= 0) close(m_descriptor);
}

}  // namespace wattill::storage
