#include "node/service_commands.hpp"

#include "api/service.hpp"
#include "node/service_queries.hpp"
#include "order/command_codec.hpp"

#include <chrono>
#include <limits>

namespace wattill::node {

namespace {
using api::CommandBatchView;
using api::CommandView;

constexpr std::size_t kMostListed = 500;

api::CommandProofView proofView(const metering::CommandProof& proof) {
    api::CommandProofView view;
    view.outcome = name(proof.outcome);
    view.answer = proof.answer;
    for (const metering::PointProof& point : proof.points) {
        view.points.push_back({point.point, point.before, point.wanted, point.after, point.right});
    }
    for (const metering::CommandFrame& frame : proof.frames) {
        view.frames.push_back({frame.toMeter, order::hexText(frame.bytes)});
    }
    return view;
}

CommandView commandView(const order::Ticket& ticket) {
    CommandView view;
    view.id = ticket.id;
    view.batch = ticket.batch;
    view.meter = ticket.meter;
    view.command = {ticket.command};
    view.state = name(ticket.state);
    view.attention = ticket.attention;
    view.attempts = ticket.attempts;
    view.version = ticket.version;
    view.requestedAt = ticket.requestedAt;
    view.notBefore = ticket.notBefore;
    view.giveUpAt = ticket.deadline;
    view.startedAt = ticket.startedAt;
    view.sentAt = ticket.sentAt;
    view.finishedAt = ticket.finishedAt;
    view.note = ticket.note;
    if (ticket.proof) view.proof = proofView(*ticket.proof);
    return view;
}

Result<CommandBatchView> batchView(const order::UnitOfWork& unit, const order::BatchId& id,
                                   Instant now) {
    const auto batch = unit.commands().findBatch(id);
    if (!batch) return batch.error();
    if (!*batch) return notFound("no batch of commands " + id.text());
    const auto progress = unit.commands().progress(id, now);
    if (!progress) return progress.error();
    const order::CommandBatch& standing = **batch;
    return CommandBatchView{standing.id,          standing.request,    {standing.command},
                            standing.until,       standing.operatedBy, standing.reason,
                            standing.requestedAt, standing.meters,     *progress};
}
}  // namespace

template <class View>
void CommandAnswers::answer(Answer<View> reply,
                            std::function<Result<View>(const order::UnitOfWork&)> query) {
    const bool taken = m_ports.reads.tryPost([this, reply, query = std::move(query)] {
        std::optional<Result<View>> result;
        const auto read = m_ports.database.read([&](const order::UnitOfWork& unit) -> Result<void> {
            result.emplace(query(unit));
            return result->ok() ? Result<void>{} : Result<void>{result->error()};
        });
        if (!read.ok()) return reply(read.error());
        reply(std::move(*result));
    });
    if (!taken) reply(tooManyWait());
}

void CommandAnswers::request(order::NewCommands wish, Answer<CommandBatchView> reply) {
    m_ports.log.info("command-request", {{"what", commandName(wish.command)},
                                         {"meters", wish.meters.size()},
                                         {"by", wish.operatedBy},
                                         {"reason", wish.reason}});
    m_ports.desk.request(std::move(wish), [this, reply](const Result<order::CommandBatch>& made) {
        if (!made.ok()) return reply(made.error());
        batch(made->id, reply);  // on the read thread: we are on the writer's here
    });
}

void CommandAnswers::list(order::TicketQuery asked, Answer<std::vector<CommandView>> reply) {
    using Views = std::vector<CommandView>;
    answer<Views>(std::move(reply), [this, asked](const order::UnitOfWork& unit) -> Result<Views> {
        const std::size_t most = asked.batch ? 2 * m_ports.desk.policy().mostMeters : kMostListed;
        const auto tickets = unit.commands().list(asked, most);
        if (!tickets) return tickets.error();
        Views views;
        for (const order::Ticket& ticket : *tickets) {
            views.push_back(commandView(ticket));
            if (views.back().proof) views.back().proof->frames.clear();
        }
        return views;
    });
}

void CommandAnswers::find(order::TicketId id, Answer<CommandView> reply) {
    answer<CommandView>(std::move(reply),
                        [id = std::move(id)](const order::UnitOfWork& unit) -> Result<CommandView> {
                            const auto ticket = unit.commands().find(id);
                            if (!ticket) return ticket.error();
                            if (!*ticket) return notFound("no command " + id.text());
                            return commandView(**ticket);
                        });
}

void CommandAnswers::cancel(order::TicketId id, Answer<CommandView> reply) {
    m_ports.desk.cancel(std::move(id), "staff", [reply](const Result<order::Ticket>& ticket) {
        reply(ticket.map(commandView));
    });
}

void CommandAnswers::resolve(order::TicketId id, order::TicketResolved found,
                             Answer<CommandView> reply) {
    m_ports.log.info(
        "command-decision",
        {{"command", id.text()}, {"verdict", name(found.verdict)}, {"who", found.who}});
    m_ports.desk.resolve(
        std::move(id), std::move(found),
        [reply](const Result<order::Ticket>& ticket) { reply(ticket.map(commandView)); });
}

void CommandAnswers::batch(order::BatchId id, Answer<CommandBatchView> reply) {
    answer<CommandBatchView>(std::move(reply),
                             [this, id = std::move(id)](const order::UnitOfWork& unit) {
                                 return batchView(unit, id, m_ports.clock.now());
                             });
}

void CommandAnswers::follow(order::BatchId id, std::int64_t version, Duration wait,
                            Answer<CommandBatchView> reply) {
    const Duration longest = std::min(wait, api::kLongestWait);
    const auto until = std::chrono::steady_clock::now() + longest;
    const auto wake = [this, id, version, until, reply] {
        batch(id, [this, id, version, until, reply](const Result<CommandBatchView>& view) {
            const auto left = std::chrono::ceil<Duration>(until - std::chrono::steady_clock::now());
            // A commit that the caller knows of may be told only now: then it still waits.
            const bool known = view.ok() && view->progress.version <= version;
            if (known && left > Duration::zero()) return follow(id, version, left, reply);
            reply(view);
        });
    };
    if (!m_ports.waiters.wait(id, version, longest, wake)) {
        return reply(
            Error{ErrorCode::Busy, Retry::Later, "too many follow commands; ask again soon", {}});
    }
    // It may have changed before we waited: then the waiter is woken by hand.
    batch(id, [this, id, version](const Result<CommandBatchView>& view) {
        if (view.ok() && view->progress.version <= version) return;
        m_ports.waiters.changed(id, std::numeric_limits<std::int64_t>::max());
    });
}

void CommandAnswers::cancelBatch(order::BatchId id, Answer<CommandBatchView> reply) {
    m_ports.desk.cancelBatch(std::move(id), "staff",
                             [this, reply](const Result<order::CommandBatch>& cancelled) {
                                 if (!cancelled.ok()) return reply(cancelled.error());
                                 batch(cancelled->id, reply);
                             });
}

}  // namespace wattill::node
