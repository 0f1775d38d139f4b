#include "simulator/gateway/files.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <fcntl.h>
#include <unistd.h>

namespace wattill::sim {

namespace {
[[noreturn]] void fail(const std::filesystem::path& file) {
    throw std::runtime_error(file.string() + ": " + std::strerror(errno));
}
}  // namespace

std::string readFile(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) fail(file);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void replaceFile(const std::filesystem::path& file, const std::string& content, mode_t mode) {
    const std::string temporary = file.string() + ".new";
    const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (fd < 0) fail(temporary);
    std::size_t written = 0;
    while (written < content.size()) {
        const ssize_t count = ::write(fd, content.data() + written, content.size() - written);
        if (count < 0) {
            ::close(fd);
            fail(temporary);
        }
        written += static_cast<std::size_t>(count);
    }
    const bool synced = ::fsync(fd) == 0;
    if (::close(fd) != 0 || !synced) fail(temporary);
    if (::rename(temporary.c_str(), file.c_str()) != 0) fail(file);
}

}  // namespace wattill::sim
