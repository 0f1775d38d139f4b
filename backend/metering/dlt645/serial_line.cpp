#include "metering/dlt645/serial_line.hpp"

#include "metering/wire/descriptor.hpp"

#include <QAbstractEventDispatcher>
#include <QSerialPort>
#include <QThread>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace wattill::metering::dlt645 {
namespace {

/// A frame is a second of wire at most, and the kernel takes it all at once.
constexpr std::chrono::seconds kLongestSend{5};

const wire::Place& place() {
    static const wire::Place kPlace{"the serial port", "check the adapter and its cable"};
    return kPlace;
}

/// QSerialPort makes socket notifiers, and these want an event dispatcher in their thread, or they
/// warn at each opening. Nothing here runs an event loop, so this one has nothing to do.
class NoEvents final : public QAbstractEventDispatcher {
  public:
    bool processEvents(QEventLoop::ProcessEventsFlags) override { return false; }
    void registerSocketNotifier(QSocketNotifier*) override {}
    void unregisterSocketNotifier(QSocketNotifier*) override {}
    void registerTimer(int, qint64, Qt::TimerType, QObject*) override {}
    bool unregisterTimer(int) override { return false; }
    bool unregisterTimers(QObject*) override { return false; }
    QList<TimerInfo> registeredTimers(QObject*) const override { return {}; }
    int remainingTime(int) override { return -1; }
    void wakeUp() override {}
    void interrupt() override {}
};

Error notOpened(const BusConfig& config, const std::string& what, const std::string& remedy) {
    return {ErrorCode::Unreachable,
            Retry::Later,
            fmt::format("bus {}: {} cannot be opened ({}); {}", config.name.text(), config.port,
                        what, remedy),
            {}};
}

Error notOpened(const BusConfig& config, const QSerialPort& port) {
    std::string remedy = "check \"port\" in the configuration of the bus";
    if (port.error() == QSerialPort::DeviceNotFoundError) {
        remedy = "plug the adapter in, or correct \"port\" of the bus";
    }
    if (port.error() == QSerialPort::PermissionError) {
        remedy =
            "stop the other program that holds it, or give this program's user the right to "
            "it (group dialout)";
    }
    return notOpened(config, port.errorString().toStdString(), remedy);
}

QSerialPort::Parity parityOf(Parity parity) {
    switch (parity) {
        case Parity::None:
            return QSerialPort::NoParity;
        case Parity::Odd:
            return QSerialPort::OddParity;
        case Parity::Even:
            return QSerialPort::EvenParity;
    }
    assertionFailed("parity", "an enumerator without a setting", __FILE__, __LINE__);
}

/// A pseudo terminal has no characters to put a parity on, and the C library says so by an error.
bool isPseudoTerminal(int descriptor) {
    constexpr unsigned kFirstMajor = 136;
    constexpr unsigned kLastMajor = 143;
    struct stat status {};
    if (fstat(descriptor, &status) != 0) return false;
    const unsigned number = major(status.st_rdev);
    return number >= kFirstMajor && number <= kLastMajor;
}

bool setUp(QSerialPort& port, const BusConfig& config) {
    const bool common =
        port.setBaudRate(config.baud) && port.setDataBits(QSerialPort::Data8) &&
        port.setStopBits(config.stopBits == 2 ? QSerialPort::TwoStop : QSerialPort::OneStop) &&
        port.setFlowControl(QSerialPort::NoFlowControl);
    if (!common) return false;
    return isPseudoTerminal(static_cast<int>(port.handle())) ||
           port.setParity(parityOf(config.parity));
}

}  // namespace

SerialLine::SerialLine(BusConfig config) : m_config(std::move(config)) {}

SerialLine::~SerialLine() = default;

Result<void> SerialLine::open() {
    if (QAbstractEventDispatcher::instance() == nullptr) {
        QThread::currentThread()->setEventDispatcher(new NoEvents);
    }
    auto port = std::make_unique<QSerialPort>(QString::fromStdString(m_config.port));
    if (access(m_config.port.c_str(), F_OK) != 0) {
        return notOpened(m_config, std::strerror(errno),
                         "plug the adapter in, or correct \"port\" of the bus");
    }
    if (!port->open(QIODevice::ReadWrite)) return notOpened(m_config, *port);
    const int descriptor = static_cast<int>(port->handle());
    if (isatty(descriptor) == 0) {
        return notOpened(m_config, "no serial port", "correct \"port\" of the bus");
    }
    // Qt's lock goes by the name of the port, of which one port may have several.
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        return notOpened(m_config, std::strerror(errno), "another program holds it; stop that one");
    }
    if (!setUp(*port, m_config)) return notOpened(m_config, *port);
    m_port = std::move(port);
    m_descriptor = descriptor;
    return {};
}

Result<void> SerialLine::send(std::span<const std::uint8_t> bytes) {
    return wire::sendAll(m_descriptor, bytes, now() + kLongestSend, place());
}

Result<std::size_t> SerialLine::read(std::span<std::uint8_t> into, SteadyTime deadline) {
    return wire::readSome(m_descriptor, into, deadline, place());
}

void SerialLine::close() {
    m_port.reset();
    m_descriptor = -1;
}

}  // namespace wattill::metering::dlt645
