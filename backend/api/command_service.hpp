#pragma once

#include "api/command_types.hpp"
#include "base/result.hpp"
#include "order/command_desk.hpp"

#include <functional>

namespace wattill::api {

/// The part of Service that gives commands to meters, all of it for staff. Same rules: called on
/// the I/O thread, must not block, replies from any thread. See order::CommandDesk for the errors.
class CommandService {
  public:
    template <class View>
    using Answer = std::function<void(Result<View>)>;

    virtual ~CommandService() = default;
    /// Replies when the rows are committed; nothing may have been sent by then: clients follow.
    virtual void request(order::NewCommands wish, Answer<CommandBatchView> reply) = 0;
    /// Newest first; without frames.
    virtual void list(order::TicketQuery query, Answer<std::vector<CommandView>> reply) = 0;
    virtual void find(order::TicketId id, Answer<CommandView> reply) = 0;
    virtual void cancel(order::TicketId id, Answer<CommandView> reply) = 0;
    virtual void resolve(order::TicketId id, order::TicketResolved found,
                         Answer<CommandView> reply) = 0;
    virtual void batch(order::BatchId id, Answer<CommandBatchView> reply) = 0;
    /// Replies once the batch's version is above `version`, or after `wait` (at most kLongestWait)
    /// with the batch as it is then.
    virtual void follow(order::BatchId id, std::int64_t version, Duration wait,
                        Answer<CommandBatchView> reply) = 0;
    /// Withdraws what still waits.
    virtual void cancelBatch(order::BatchId id, Answer<CommandBatchView> reply) = 0;
};

}  // namespace wattill::api
