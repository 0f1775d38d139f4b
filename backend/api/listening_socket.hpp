#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>

#include <sys/types.h>

namespace wattill::api {

/// A socket that listens, closed with this object unless release() gave it away.
class ListeningSocket {
  public:
    ListeningSocket(int descriptor, std::uint16_t port) : m_descriptor(descriptor), m_port(port) {}
    ListeningSocket(ListeningSocket&& other) noexcept
        : m_descriptor(other.release()), m_port(other.m_port) {}
    ListeningSocket& operator=(ListeningSocket&&) = delete;
    ~ListeningSocket();

    [[nodiscard]] int descriptor() const { return m_descriptor; }
    [[nodiscard]] std::uint16_t port() const { return m_port; }  ///< 0 for a Unix socket
    int release();

  private:
    int m_descriptor;
    std::uint16_t m_port;
};

/// The file of a Unix socket that is ours: removed with this object, unless it is another's by
/// then.
class SocketFile {
  public:
    explicit SocketFile(std::string path);
    SocketFile(SocketFile&& other) noexcept;
    SocketFile& operator=(SocketFile&&) = delete;
    ~SocketFile() { remove(); }
    void remove();

  private:
    std::string m_path;
    ino_t m_inode = 0;
};

/// Listens on a Unix socket of mode 0660 that appears at `path` only when it is ready. A socket
/// there that nobody listens on is replaced. Conflict when somebody does or when `path` is
/// something else, InvalidInput for a path longer than the system allows (103 bytes here), Io
/// otherwise.
[[nodiscard]] Result<ListeningSocket> listenUnix(const std::string& path);
/// `address` is an IP address; port 0 takes a free one. Conflict when the port is taken.
[[nodiscard]] Result<ListeningSocket> listenTcp(const std::string& address, std::uint16_t port);

}  // namespace wattill::api
