#pragma once

#include "base/result.hpp"
#include "metering/bus.hpp"
#include "metering/command.hpp"
#include "metering/point.hpp"
#include "metering/semantics.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wattill::metering {

/// The language of a model. Which Protocol of a Bus carries it is the line's matter.
enum class ProfileProtocol { Modbus, Dlt645 };
[[nodiscard]] std::string_view name(ProfileProtocol protocol);  ///< "modbus", "dlt645"
[[nodiscard]] bool carries(Protocol line, ProfileProtocol profile);

/// A meter model as data (facts 6): every register number, data identifier, scale, bit and command
/// of it. Immutable; safe from any thread.
class Profile {
  public:
    /// Strict: unknown or missing keys, wrong types, points outside their block or over one
    /// another, scales that are not exact, commands without proof. InvalidInput: "file:
    /// /json/pointer: what; remedy".
    [[nodiscard]] static Result<Profile> parse(std::string_view json, const std::string& fileName);

    [[nodiscard]] const std::string& id() const { return m_id; }
    [[nodiscard]] int version() const { return m_version; }
    [[nodiscard]] const std::string& title() const { return m_title; }
    [[nodiscard]] ProfileProtocol protocol() const { return m_protocol; }
    [[nodiscard]] int phases() const { return m_phases; }
    [[nodiscard]] int baud() const { return m_baud; }
    [[nodiscard]] Parity parity() const { return m_parity; }
    [[nodiscard]] int stopBits() const { return m_stopBits; }
    [[nodiscard]] const LinkTimes& times() const { return m_times; }
    [[nodiscard]] const Semantics& semantics() const { return m_semantics; }
    /// Null when the model has no tables of rates.
    [[nodiscard]] const TimetableLayout* timetable() const {
        return m_timetable ? &*m_timetable : nullptr;
    }
    [[nodiscard]] Abilities abilities() const;

    /// The first live block of the file; a Modbus model has just this one.
    [[nodiscard]] const Block& live() const { return *liveBlocks().front(); }
    /// What a MeterReading is made of, in the order of the file; at least one.
    [[nodiscard]] std::vector<const Block*> liveBlocks() const;
    /// The ids of all blocks in the order of the file: in it, blocks are read.
    [[nodiscard]] const std::vector<std::string>& blockOrder() const { return m_blockOrder; }
    /// Null when the model has no such block.
    [[nodiscard]] const Block* block(std::string_view id) const;
    [[nodiscard]] const std::map<std::string, Block, std::less<>>& blocks() const {
        return m_blocks;
    }
    [[nodiscard]] const std::map<std::string, Point, std::less<>>& points() const {
        return m_points;
    }
    /// Null when the model has no such point.
    [[nodiscard]] const Point* point(std::string_view id) const;
    /// Null when the model has no such command. Names: those of commandName(), and "sell".
    [[nodiscard]] const Command* command(std::string_view name) const;
    [[nodiscard]] const std::map<std::string, Command, std::less<>>& commands() const {
        return m_commands;
    }
    /// True for points that move by themselves: energies, clock, voltages …
    [[nodiscard]] bool drifts(std::string_view point) const;
    /// True for points that use lowers by itself, within Semantics::useAllowance, and never lifts.
    [[nodiscard]] bool fallsByUse(std::string_view point) const;

  private:
    friend class ProfileParser;
    friend class CommandParser;
    friend class PointParser;
    Profile() = default;

    std::string m_id;
    int m_version = 0;
    std::string m_title;
    ProfileProtocol m_protocol = ProfileProtocol::Modbus;
    int m_phases = 1;
    int m_baud = 9600;
    Parity m_parity = Parity::None;
    int m_stopBits = 1;
    LinkTimes m_times;
    Semantics m_semantics;
    std::optional<TimetableLayout> m_timetable;
    std::vector<std::string> m_blockOrder;
    std::map<std::string, Block, std::less<>> m_blocks;
    std::map<std::string, Point, std::less<>> m_points;
    std::map<std::string, Command, std::less<>> m_commands;
    std::vector<std::string> m_drifting;
    std::vector<std::string> m_falling;
};

/// True when `id` is the pattern, or the pattern ends in "*" and `id` begins with what is before.
[[nodiscard]] bool matches(std::string_view pattern, std::string_view id);

}  // namespace wattill::metering
