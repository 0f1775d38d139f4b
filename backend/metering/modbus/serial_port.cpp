#include "metering/modbus/serial_port.hpp"

#include "metering/wire/descriptor.hpp"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <modbus/modbus.h>
#include <sys/file.h>
#include <unistd.h>

namespace wattill::metering::modbus {
namespace {

const wire::Place& place() {
    static const wire::Place kPlace{"the serial port", "check the adapter and its cable"};
    return kPlace;
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

}  // namespace

Result<std::unique_ptr<Line>> SerialPort::open(const BusConfig& config) {
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
    return std::unique_ptr<Line>(std::move(port));
}

SerialPort::SerialPort(_modbus* context, int descriptor)
    : m_context(context), m_descriptor(descriptor) {}

SerialPort::~SerialPort() {
    modbus_close(m_context);
    modbus_free(m_context);
}

Result<void> SerialPort::send(std::span<const std::uint8_t> frame) {
    // libmodbus adds the CRC itself.
    const int length = static_cast<int>(frame.size());
    if (modbus_send_raw_request(m_context, frame.data(), length - 2) == length) return {};
    return wire::gone(place(), "write", errno);
}

Result<std::size_t> SerialPort::read(std::span<std::uint8_t> into, SteadyTime deadline) {
    return wire::readSome(m_descriptor, into, deadline, place());
}

}  // namespace wattill::metering::modbus
