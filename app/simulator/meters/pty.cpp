#include "meters/pty.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

namespace wattill::sim {
namespace {

Error ioError(const std::string& what) {
    return {ErrorCode::Io, Retry::Never, what + ": " + std::strerror(errno), {}};
}

constexpr std::array<std::pair<speed_t, int>, 10> kSpeeds = {{{B300, 300},
                                                              {B600, 600},
                                                              {B1200, 1200},
                                                              {B2400, 2400},
                                                              {B4800, 4800},
                                                              {B9600, 9600},
                                                              {B19200, 19200},
                                                              {B38400, 38400},
                                                              {B57600, 57600},
                                                              {B115200, 115200}}};

}  // namespace

Result<std::unique_ptr<Pty>> Pty::open(const std::string& link) {
    std::unique_ptr<Pty> pty(new Pty);
    const auto prepared = pty->prepare(link);
    if (!prepared) return prepared.error();
    return pty;
}

Result<void> Pty::prepare(const std::string& link) {
    m_master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (m_master < 0 || grantpt(m_master) != 0 || unlockpt(m_master) != 0) {
        return ioError("no pseudo terminal to be had");
    }
    m_port = ptsname(m_master);
    m_slave = ::open(m_port.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    termios settings{};
    if (m_slave < 0 || tcgetattr(m_slave, &settings) != 0) return ioError(m_port);
    cfmakeraw(&settings);
    if (tcsetattr(m_slave, TCSANOW, &settings) != 0) return ioError(m_port);
    if (link.empty()) return {};

    struct stat old {};
    if (lstat(link.c_str(), &old) == 0 && !S_ISLNK(old.st_mode)) {
        return invalidInput(link + " is there and is no link; choose another --link");
    }
    const std::string fresh = link + "." + std::to_string(getpid());
    unlink(fresh.c_str());
    if (symlink(m_port.c_str(), fresh.c_str()) != 0 || rename(fresh.c_str(), link.c_str()) != 0) {
        return ioError(link);
    }
    m_link = link;
    return {};
}

Pty::~Pty() {
    if (!m_link.empty()) {
        std::error_code ignored;
        // A successor may have put its own link there.
        if (std::filesystem::read_symlink(m_link, ignored) == m_port) unlink(m_link.c_str());
    }
    if (m_slave >= 0) close(m_slave);
    if (m_master >= 0) close(m_master);
}

void Pty::write(std::span<const std::uint8_t> bytes) {
    // A reader that never reads loses bytes, like on a wire.
    [[maybe_unused]] const ssize_t written = ::write(m_master, bytes.data(), bytes.size());
}

int Pty::baud() const {
    termios settings{};
    if (tcgetattr(m_slave, &settings) != 0) return 0;
    for (const auto& [code, baud] : kSpeeds) {
        if (code == cfgetospeed(&settings)) return baud;
    }
    return 0;
}

char Pty::parity() const {
    termios settings{};
    if (tcgetattr(m_slave, &settings) != 0 || (settings.c_iflag & INPCK) == 0) return 'N';
    return (settings.c_cflag & PARODD) == 0 ? 'E' : 'O';
}

}  // namespace wattill::sim
