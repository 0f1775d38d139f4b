#include "metering/dlt645/tcp_line.hpp"

namespace wattill::metering::dlt645 {

Result<void> TcpLine::open() {
    auto socket = wire::TcpSocket::open(m_config, m_peer);
    if (!socket) return socket.error();
    m_socket.emplace(std::move(socket).value());
    return {};
}

void TcpLine::abandon() {
    if (m_socket) m_socket->discard();
    close();
}

}  // namespace wattill::metering::dlt645
