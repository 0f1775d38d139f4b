#pragma once

#include "metering/meter_command.hpp"
#include "session.hpp"

#include <optional>
#include <string>
#include <vector>

namespace wattill::cli {

/// Commands to meters: asked for, followed, and shown with their proof.
///
/// Exit status beside kDone (all carried out), kFailed (refused, given up or withdrawn: not done)
/// and kWrongUsage:
inline constexpr int kNeedsAPerson = 3;   ///< partial or unknown: somebody has to look
inline constexpr int kStillUnderWay = 4;  ///< the wait was over before the last meter was

struct CommandTargets {
    std::vector<std::string> meters;  ///< numbers, premises or accounts
    bool all = false;
    std::string bus;
    std::string file;  ///< one meter a line; what follows a '#' is for people
};
struct CommandArguments {
    CommandTargets targets;
    std::string reason;
    std::string until;     ///< "2026-12-01 08:00", where the site stands; keep only
    int waitSeconds = 60;  ///< 0: only ask for it
    int giveUpHours = 0;   ///< 0: as the node has it
    std::int64_t confirm = 0;
};
int carryOut(Session& session, const CommandArguments& arguments,
             const metering::MeterCommand& command);

struct PricesArguments {
    std::string sharp, peak, flat, valley;  ///< yuan/kWh, up to four decimals
    std::string from;                       ///< "2026-12-01 00:00"; empty: at once
};
[[nodiscard]] Result<metering::MeterCommand> pricesFrom(const PricesArguments& arguments);
[[nodiscard]] Result<metering::MeterCommand> alarmsFrom(const std::string& alarm1,
                                                        const std::string& alarm2);
[[nodiscard]] Result<metering::MeterCommand> takeCreditFrom(const std::string& amount);
/// A file in the form of order/command_codec.hpp, its "command" left out or "set-timetable".
[[nodiscard]] Result<metering::MeterCommand> timetableFrom(const std::string& file);

struct CommandListArguments {
    std::vector<std::string> states;
    std::string batch;
    std::string meter;
    bool attention = false;
};
int listCommands(Session& session, const CommandListArguments& arguments);
/// A command, or the whole of a batch.
int showCommand(Session& session, const std::string& id);
int cancelCommand(Session& session, const std::string& id);
/// `verdict`: "done" or "not-done".
int resolveCommand(Session& session, const std::string& id, const api::ResolutionBody& resolution);

}  // namespace wattill::cli
