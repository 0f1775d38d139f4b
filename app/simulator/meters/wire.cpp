#include "meters/wire.hpp"

#include <algorithm>
#include <span>

namespace wattill::sim {
namespace {

using std::chrono::nanoseconds;
using namespace std::chrono_literals;

// A serial server sends what it has when the wire has been silent this long.
constexpr int kPackingCharacters = 2;
// More than that behind the wire's time, a byte is late by this machine's doing.
constexpr auto kPunctual = 500us;

}  // namespace

nanoseconds WirePace::characters(std::int64_t count) const {
    return paced ? nanoseconds(1s) * count * bitsPerCharacter / baud : 0ns;
}

nanoseconds WirePace::silence() const {
    if (gap > 0us) return gap;
    if (baud > 19200) return 1750us;
    return nanoseconds(1s) * 7 * bitsPerCharacter / (2 * baud);
}

void Outbox::place(Piece piece, const WirePace& pace) {
    const auto begins = piece.begins;
    const auto count = static_cast<std::int64_t>(piece.bytes.size());
    const auto first =
        piece.packed ? pace.characters(count + kPackingCharacters) : pace.characters(1);
    const auto later = std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry& each) {
        return each.sent == 0 && each.piece.begins > begins;
    });
    m_entries.insert(later, {std::move(piece), 0, begins + first});
}

void Outbox::transmit(Steady::time_point now, const WirePace& pace, Port& port) {
    while (!m_entries.empty() && m_entries.front().next <= now) {
        Entry& entry = m_entries.front();
        const auto rest = std::span<const std::uint8_t>(entry.piece.bytes).subspan(entry.sent);
        const bool whole = !pace.paced || entry.piece.packed;
        const std::size_t count = whole ? rest.size() : 1;
        port.send(entry.piece.client, rest.first(count));
        entry.sent += count;
        // A master that heard silence where a late byte should have been may have begun to speak.
        const auto through = now - entry.next > kPunctual ? entry.next : now;
        m_spokeUntil = entry.piece.packed ? through - pace.characters(kPackingCharacters) : through;
        if (entry.sent < entry.piece.bytes.size()) {
            entry.next += pace.characters(1);
        } else {
            m_entries.pop_front();
        }
    }
}

bool Outbox::talking(Steady::time_point now) const {
    return !m_entries.empty() && m_entries.front().piece.begins <= now;
}

void Outbox::spoil() {
    m_entries.front().piece.bytes.back() ^= 0xFFU;
}

Steady::time_point Outbox::next() const {
    return m_entries.empty() ? Steady::time_point::max() : m_entries.front().next;
}

void Outbox::clear() {
    m_entries.clear();
    m_spokeUntil = {};
}

}  // namespace wattill::sim
