#pragma once

#include "metering/dlt645/line.hpp"

namespace wattill::metering::dlt645 {

/// What a serial port and a socket have in common once they are open. Waits in ppoll, so that a
/// line that hangs up is noticed at once and not taken for silence.
class DescriptorLine : public Line {
  public:
    Result<void> send(std::span<const std::uint8_t> bytes) override;
    Result<std::size_t> read(std::span<std::uint8_t> into, SteadyTime deadline) override;
    [[nodiscard]] SteadyTime now() const override { return std::chrono::steady_clock::now(); }
    void waitUntil(SteadyTime at) override;

  protected:
    /// `remedy` goes into the error when the line is gone.
    explicit DescriptorLine(std::string remedy) : m_remedy(std::move(remedy)) {}
    [[nodiscard]] virtual int descriptor() const = 0;

  private:
    [[nodiscard]] Error gone(const char* what, int number) const;
    std::string m_remedy;
};

/// Whether `events` came by `deadline`; the errno when waiting failed.
struct Waited {
    bool ready = false;
    int error = 0;
};
[[nodiscard]] Waited waitFor(int descriptor, short events, SteadyTime deadline);

}  // namespace wattill::metering::dlt645
