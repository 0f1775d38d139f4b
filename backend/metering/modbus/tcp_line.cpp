#include "metering/modbus/tcp_line.hpp"

namespace wattill::metering::modbus {

Result<std::unique_ptr<Line>> TcpLine::open(const BusConfig& config, const TcpPort& to) {
    auto socket = wire::TcpSocket::open(config, to);
    if (!socket) return socket.error();
    return std::unique_ptr<Line>(new TcpLine(std::move(socket).value()));
}

Duration TcpLine::jitter() const {
    // A serial server gathers what it hears before it sends it on, 50 ms at the most as they are
    // delivered.
    return Duration(50);
}

}  // namespace wattill::metering::modbus
