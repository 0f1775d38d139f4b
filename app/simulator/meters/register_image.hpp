#pragma once

#include "meters/sim_meter.hpp"

#include <cstdint>
#include <map>
#include <optional>

namespace wattill::sim {

/// A simulated Modbus meter's registers at one moment (facts 1.2–1.5, 1.7). High byte first, high
/// word first.
class RegisterImage {
  public:
    explicit RegisterImage(const SimMeter& meter) : m_meter(meter) {}
    /// The bytes of `count` registers; empty when one of them is not there.
    [[nodiscard]] std::optional<Bytes> read(int start, int count);

  private:
    struct Block;

    void fill(const Block& block);
    void word(int at, std::int64_t value) { m_words[at] = static_cast<std::uint16_t>(value); }
    void pair(int at, std::int64_t value);
    void bytes(int at, const Bytes& values);

    // One per block; `at` is its first register.
    void energies(int at);
    void code(int at);
    void singlePhase(int at);
    void runMode(int at);
    void ratios(int at);
    void number(int at);
    void relayOutput(int at);
    void live(int at);
    void prepaid(int at);
    void readBack(int at);
    void loadControl(int at);
    void serialPort(int at);
    void seasons(int at);
    void dayTable(int at);
    void adlEnergies(int at);
    void adlClock(int at);
    void adlElectric(int at);

    void liveElectric();
    void liveStates();
    void liveClock();

    const SimMeter& m_meter;
    std::map<int, std::uint16_t> m_words;
};

}  // namespace wattill::sim
