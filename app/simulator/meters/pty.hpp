#pragma once

#include "base/result.hpp"

#include <memory>
#include <span>
#include <string>

namespace wattill::sim {

/// The master end of a pseudo terminal. The other end looks like a serial port to a program; it
/// vanishes with this object, like an adapter that is pulled out.
class Pty {
  public:
    /// `link`, if not empty, becomes a symbolic link to the port; an old link is replaced, anything
    /// else of that name is left alone and an error.
    static Result<std::unique_ptr<Pty>> open(const std::string& link);
    ~Pty();
    Pty(const Pty&) = delete;
    Pty& operator=(const Pty&) = delete;

    [[nodiscard]] int descriptor() const { return m_master; }
    [[nodiscard]] const std::string& port() const { return m_port; }
    void write(std::span<const std::uint8_t> bytes);
    /// The speed that the program at the other end has set.
    [[nodiscard]] int baud() const;
    /// 'N', 'E', 'O'. A pty drops the parity itself; what it keeps is whether parity is checked,
    /// and as which.
    [[nodiscard]] char parity() const;

  private:
    Pty() = default;
    Result<void> prepare(const std::string& link);

    int m_master = -1;
    int m_slave = -1;  // kept open so that the settings stay and reading never ends between clients
    std::string m_port;
    std::string m_link;
};

}  // namespace wattill::sim
