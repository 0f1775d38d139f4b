#pragma once

#include "meters/bytes.hpp"
#include "meters/port.hpp"

#include <chrono>
#include <deque>

namespace wattill::sim {

/// How long things take on a serial wire.
struct WirePace {
    int baud = 9600;
    int bitsPerCharacter = 10;
    bool paced = true;                 ///< without: nothing takes any time
    std::chrono::microseconds gap{0};  ///< silence between frames; 0: as the protocol has it

    [[nodiscard]] std::chrono::nanoseconds characters(std::int64_t count) const;
    /// What ends a Modbus frame: 3.5 characters, above 19200 baud 1.75 ms (facts 4.1).
    [[nodiscard]] std::chrono::nanoseconds silence() const;
};

/// What meters say, on its way to the master at the wire's pace.
class Outbox {
  public:
    struct Piece {
        Bytes bytes;
        int client = kEverybody;
        Steady::time_point begins;  ///< when the first bit is on the wire
        bool packed = false;  ///< arrives in one piece, once its last byte is through: not a wire
    };

    void place(Piece piece, const WirePace& pace);
    /// Sends what is through by now.
    void transmit(Steady::time_point now, const WirePace& pace, Port& port);
    [[nodiscard]] bool talking(Steady::time_point now) const;
    /// Somebody talks at the same time: what is under way is spoilt.
    void spoil();
    [[nodiscard]] Steady::time_point next() const;
    /// When the last byte sent was through the wire, or should have been, where this machine was
    /// too busy to send it in time.
    [[nodiscard]] Steady::time_point spokeUntil() const { return m_spokeUntil; }
    void clear();

  private:
    struct Entry {
        Piece piece;
        std::size_t sent = 0;
        Steady::time_point next;  ///< when the next byte, or the packed whole, arrives
    };

    std::deque<Entry> m_entries;
    Steady::time_point m_spokeUntil{};
};

}  // namespace wattill::sim
