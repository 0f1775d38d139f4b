#pragma once

#include "meters/bytes.hpp"

#include <cstdint>
#include <string>

namespace wattill::testing {

using sim::Bytes;

/// Somebody at the other end of a simulated port: "/dev/pts/3" or "tcp:127.0.0.1:40123".
class Client {
  public:
    explicit Client(const std::string& port);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void send(const Bytes& bytes) const;
    /// What comes within two seconds, at most `count` bytes; fewer when the connection ends.
    [[nodiscard]] Bytes receive(std::size_t count) const;
    /// What one read gives within two seconds.
    [[nodiscard]] Bytes piece() const;
    /// Nothing comes within 50 ms.
    [[nodiscard]] bool quiet() const;
    /// The connection has ended, with nothing left to read.
    [[nodiscard]] bool ended() const;
    /// The speed of a pty.
    void setBaud(unsigned code) const;
    /// Of a pty: 'N', 'E', 'O', with a check as programs set it.
    void setParity(char parity) const;

  private:
    int m_descriptor = -1;
};

/// "01 03 00 00" and the like.
[[nodiscard]] Bytes hex(const std::string& text);
[[nodiscard]] std::string text(const Bytes& bytes);
/// hex() with the CRC behind.
[[nodiscard]] Bytes rtu(const std::string& text);

}  // namespace wattill::testing
