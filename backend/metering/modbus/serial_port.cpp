#include "metering/modbus/serial_port.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>

#include <fmt/format.h>
#include <modbus/modbus.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

namespace wattill::metering::modbus {
namespace {

Error gone(const char* what, int number) {
    return {ErrorCode::Unreachable,
            Retry::Later,
            fmt::format("the serial port is gone ({}: {}); check the adapter and its cable", what,
                        std::strerror(number)),
            {}};
}

Error notOpened(const BusConfig& config, int number) {
    const char* remedy = "check \"port\" in the configuration of the bus";
    if (number == ENOENT) remedy = "plug the adapter in, or correct \"port\" of the bus";
    if (number == EACCES) remedy = "give the program's user the right to it (group dialout)";
    if (number == EWOULDBLOCK) remedy = "another program holds it; stop that one";
    if (number == ENOTTY) remedy = "it is no serial port; correct \"port\" of the bus";
    return {ErrorCode::Unreachable,
            Retry::Later,
            fmt::format("bus {}: {} cannot be opened ({}); {}", config.name.text(), config.port,
                        std::strerror(number), remedy),
            {}};
}

char parityLetter(Parity parity) {
    switch (parity) {
        case Parity::None:
            return 'N';
        case Parity::Odd:
            return 'O';
        case Parity::Even:
            return 'E';
    }
    assertionFailed("parity", "an enumerator without a letter", __FILE__, __LINE__);
}

timespec timeSpec(std::chrono::nanoseconds time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    return {static_cast<time_t>(seconds.count()), static_cast<long>((time - seconds).count())};
}

}  // namespace

Result<std::unique_ptr<SerialPort>> SerialPort::open(const BusConfig& config) {
    modbus_t* context = modbus_new_rtu(config.port.c_str(), config.baud,
                                       parityLetter(config.parity), 8, config.stopBits);
    if (context == nullptr) return notOpened(config, errno);
    if (modbus_connect(context) != 0) {
        const int number = errno;
        modbus_free(context);
        return notOpened(config, number);
    }
    const int descriptor = modbus_get_socket(context);
    std::unique_ptr<SerialPort> port(new SerialPort(context, descriptor));
    if (isatty(descriptor) == 0) return notOpened(config, ENOTTY);
    // Two masters on one line would take each other's answers.
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) return notOpened(config, errno);
    return port;
}

SerialPort::SerialPort(_modbus* context, int descriptor)
    : m_context(context), m_descriptor(descriptor) {}

SerialPort::~SerialPort() {
    modbus_close(m_context);
    modbus_free(m_context);
}

Result<void> SerialPort::send(std::span<const std::uint8_t> addressed) {
    const int length = static_cast<int>(addressed.size());
    if (modbus_send_raw_request(m_context, addressed.data(), length) == length + 2) return {};
    return gone("write", errno);
}

Result<std::size_t> SerialPort::read(std::span<std::uint8_t> into, SteadyTime deadline) {
    while (true) {
        const auto left = std::max(deadline - std::chrono::steady_clock::now(),
                                   std::chrono::steady_clock::duration::zero());
        const timespec timeout = timeSpec(left);
        pollfd waiting{m_descriptor, POLLIN, 0};
        const int ready = ppoll(&waiting, 1, &timeout, nullptr);
        if (ready < 0 && errno != EINTR) return gone("poll", errno);
        if (ready == 0) return std::size_t{0};
        if (ready < 0) continue;
        const ssize_t got = ::read(m_descriptor, into.data(), into.size());
        if (got > 0) return static_cast<std::size_t>(got);
        if (got == 0) return gone("read", EIO);
        if (errno != EINTR && errno != EAGAIN) return gone("read", errno);
    }
}

void sleepUntil(SteadyTime at) {
    // libstdc++'s steady clock is CLOCK_MONOTONIC.
    const timespec time = timeSpec(at.time_since_epoch());
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nullptr) == EINTR) {
    }
}

}  // namespace wattill::metering::modbus
