#pragma once

#include "meters/sim_meter.hpp"

#include <cstdint>
#include <map>
#include <optional>

namespace wattill::sim {

/// A simulated meter's registers at one moment (facts 1.2–1.5). High byte first, high word first.
class RegisterImage {
  public:
    explicit RegisterImage(const SimMeter& meter);
    /// The bytes of `count` registers; empty when one of them is not there.
    [[nodiscard]] std::optional<Bytes> read(int start, int count) const;

  private:
    void word(int at, std::int64_t value);
    void pair(int at, std::int64_t value);
    void energies(int at, const SimMeter& meter);
    void identity(const SimMeter& meter);
    void live(const SimMeter& meter);
    void liveElectric(const SimMeter& meter);
    void liveClock(Instant now);
    void prepaid(const SimMeter& meter);
    void readBack(const SimMeter& meter);

    std::map<int, std::uint16_t> m_words;
};

}  // namespace wattill::sim
