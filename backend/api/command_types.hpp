#pragma once

#include "base/ids.hpp"
#include "base/time.hpp"
#include "metering/meter_command.hpp"
#include "order/ticket.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wattill::api {

/// A command as it travels: see order/command_codec.hpp.
struct CommandValue {
    metering::MeterCommand command;
};

struct CommandPointView {
    std::string point;
    std::string before;
    std::string wanted;  ///< empty: it was not to change
    std::string after;
    bool right = false;
};

struct CommandFrameView {
    bool toMeter = false;
    std::string hex;
};

/// What was read before and after.
struct CommandProofView {
    std::string outcome;  ///< "done", "partial", "not-done"
    std::string answer;   ///< what the meter said to the write; empty: nothing came
    std::vector<CommandPointView> points;
    std::vector<CommandFrameView> frames;  ///< of a single command only, not in lists
};

/// One command to one meter: a ticket.
struct CommandView {
    order::TicketId id;
    order::BatchId batch;
    MeterId meter;
    CommandValue command;
    std::string state;  ///< order::TicketState by name
    bool attention = false;
    std::int64_t attempts = 0;
    std::int64_t version = 0;
    Instant requestedAt;
    Instant notBefore;
    Instant giveUpAt;
    std::optional<Instant> startedAt;
    std::optional<Instant> sentAt;
    std::optional<Instant> finishedAt;
    std::string note;
    std::optional<CommandProofView> proof;
};

/// What was asked for at once, and how far it is.
struct CommandBatchView {
    order::BatchId id;
    std::string request;
    CommandValue command;
    std::optional<Instant> until;
    std::string operatedBy;
    std::string reason;
    Instant requestedAt;
    std::int64_t meters = 0;
    order::BatchProgress progress;
};

// ---- bodies as they travel
struct NewCommandsBody {
    std::string request;  ///< client's own key, stored before sending
    std::vector<MeterId> meters;
    CommandValue command;
    std::optional<Instant> until;
    std::optional<std::int64_t> giveUpAfterS;
    std::optional<std::int64_t> confirm;
    std::string operatedBy;
    std::string reason;
};
struct ResolutionBody {
    std::string verdict;  ///< "done" or "not-done"
    std::string who;      ///< 1–40 characters
    std::string reason;   ///< 1–200 characters
};

}  // namespace wattill::api
