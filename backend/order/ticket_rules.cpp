#include "order/ticket_rules.hpp"

#include "order/order_number.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::order {

namespace {
using metering::CommandProof;
using metering::MeterReading;

/// Purchase counts are 16 bits wide on the meters we know (facts 1.3); nobody knows how they wrap.
constexpr std::uint32_t kLastPurchaseCount = 65'535;

std::string_view controlText(metering::Control control) {
    switch (control) {
        case metering::Control::Prepaid:
            return "prepaid";
        case metering::Control::ForcedOpen:
            return "forced open";
        case metering::Control::ForcedClosed:
            return "forced closed";
    }
    assertionFailed("control", "an enumerator without a name", __FILE__, __LINE__);
}

/// One event in the life of a ticket: what it was, and what becomes of it.
struct Stepping {
    TicketTransition next;
    Instant now;
    const CommandPolicy& policy;

    Ticket& ticket() { return next.ticket; }
    [[nodiscard]] bool repeatable() const { return !touchesBalance(next.ticket.command); }

    [[nodiscard]] bool isPending() const {
        return next.ticket.state == TicketState::Waiting ||
               next.ticket.state == TicketState::Unknown;
    }

    void end(TicketState state, std::string note) {
        ticket().state = state;
        ticket().finishedAt = now;
        ticket().attention = false;
        ticket().call = TicketCall::Look;
        ticket().note = std::move(note);
        next.clear.push_back(AlarmKind::CommandUnknown);
        if (state != TicketState::Done) return;
        if (std::holds_alternative<metering::OpenAccount>(ticket().command)) {
            next.accountOpen = true;
        }
        if (std::holds_alternative<metering::CloseAccount>(ticket().command)) {
            next.accountOpen = false;
        }
    }

    void endForAPerson(TicketState state, AlarmKind kind, const std::string& note) {
        end(state, note);
        alarm(kind, note);
    }

    void alarm(AlarmKind kind, const std::string& note) {
        ticket().attention = true;
        next.raise.push_back(
            {kind, fmt::format("{} of meter {}: {}. Look at the meter, then: wattill command "
                               "resolve {}",
                               commandName(ticket().command), ticket().meter.text(), note,
                               ticket().id.text())});
    }

    /// Back to where it waits for another look.
    void later(std::string note) {
        Ticket& waiting = ticket();
        waiting.state = waiting.attempts == 0 ? TicketState::Waiting : TicketState::Unknown;
        waiting.call = TicketCall::Look;
        waiting.dueAt = now + backoff(waiting.tries);
        ++waiting.tries;
        waiting.note = std::move(note);
        const bool long_ = waiting.sentAt && now - *waiting.sentAt > policy.alarmAfter;
        if (waiting.state != TicketState::Unknown || !long_) return;
        next.raise.push_back({AlarmKind::CommandUnknown,
                              fmt::format("{} of meter {} was sent and has no answer: {}. It is "
                                          "asked again until {}",
                                          commandName(waiting.command), waiting.meter.text(),
                                          waiting.note, isoText(waiting.deadline))});
    }

    [[nodiscard]] Duration backoff(int tries) const {
        constexpr int kMostDoublings = 12;
        return std::min(policy.retryLongest, policy.retry * (1 << std::min(tries, kMostDoublings)));
    }

    void hold(const std::string& note) {
        ticket().state = TicketState::Unknown;
        ticket().call = TicketCall::Look;
        ticket().note = note;
        alarm(AlarmKind::CommandUnknown, note);
    }

    void giveUp(const std::string& why) {
        if (ticket().attempts == 0) {
            return endForAPerson(TicketState::Failed, AlarmKind::CommandFailed,
                                 why + "; nothing was sent");
        }
        if (!repeatable()) return hold(why + "; it was sent once, the outcome is not known");
        endForAPerson(TicketState::Failed, AlarmKind::CommandFailed,
                      fmt::format("{}; sent {} times without proof, the meter may have taken it",
                                  why, ticket().attempts));
    }

    void tooLate() {
        giveUp(ticket().note.empty() ? "its time was over before its turn came" : ticket().note);
    }

    void send() {
        ticket().call = TicketCall::Send;
        ++ticket().attempts;
        ticket().sentAt = now;
        next.call = TicketCall::Send;
    }

    void sendAgain(const std::string& why) {
        if (ticket().attempts >= policy.mostAttempts) return giveUp(why);
        send();
    }

    // ---- the events
    void operator()(const TicketGranted&) {
        if (ticket().attention) return;
        if (!isPending()) return;
        if (now >= ticket().deadline) return tooLate();
        ticket().state = TicketState::UnderWay;
        ticket().call = TicketCall::Look;
        if (!ticket().startedAt) ticket().startedAt = now;
        next.call = TicketCall::Look;
    }

    void operator()(const TicketOverdue&) {
        if (!ticket().attention && isPending()) tooLate();
    }

    void operator()(const TicketLooked& event) {
        if (ticket().state != TicketState::UnderWay || ticket().call != TicketCall::Look) return;
        ticket().tries = 0;
        if (auto* clock = std::get_if<metering::SetClock>(&ticket().command)) {
            clock->offset = event.offset;
        }
        if (ticket().attempts == 0) return firstSend(event.reading);
        judge(event.reading);
    }

    void firstSend(const MeterReading& reading) {
        if (now >= ticket().deadline) return tooLate();
        LookBefore before;
        before.at = reading.at;
        before.total = reading.total;
        if (reading.has.balance) before.balance = reading.balance;
        if (reading.has.purchaseCount) before.count = reading.purchaseCount;
        ticket().before = before;
        if (auto* take = std::get_if<metering::TakeCredit>(&ticket().command)) {
            if (!before.balance)
                return endForAPerson(TicketState::Failed, AlarmKind::CommandFailed,
                                     "this model keeps no balance");
            if (*before.balance < take->amount) {
                return end(TicketState::Refused, fmt::format("only {} yuan are left on the meter",
                                                             before.balance->yuanText()));
            }
            if (before.count && *before.count >= kLastPurchaseCount) {
                return endForAPerson(TicketState::Failed, AlarmKind::CommandFailed,
                                     "its purchase count is at its end");
            }
            take->purchaseCount = before.count ? *before.count + 1 : 0;
            take->orderNumber = orderNumberOf(ticket().id.text());
        }
        send();
    }

    void judge(const MeterReading& reading) {
        const Shown shown = shownBy(ticket(), reading, policy);
        if (shown == Shown::Yes) {
            ticket().proof = readBack(reading, CommandProof::Outcome::Done);
            return end(TicketState::Done, "read back after an answer that did not come");
        }
        if (repeatable()) return sendAgain("the meter does not show it");
        const auto& earlier = ticket().proof;
        const bool again = earlier && earlier->outcome == CommandProof::Outcome::NotDone;
        ticket().proof = readBack(reading, CommandProof::Outcome::NotDone);
        if (shown == Shown::No && !again) return onceMore();
        if (shown == Shown::No) {
            return end(TicketState::Refused, "read back: the meter did not take it");
        }
        hold("what the meter shows does not tell whether it took the command");
    }

    /// What was sent may reach the meter late, and show late: once not shown proves nothing.
    void onceMore() {
        later("the meter does not show it yet");
        ticket().dueAt = now + policy.settledAfter;
    }

    /// What a look proves, in the form of a proof.
    CommandProof readBack(const MeterReading& reading, CommandProof::Outcome outcome) {
        CommandProof proof;
        proof.outcome = outcome;
        const bool right = outcome == CommandProof::Outcome::Done;
        const auto yuan = [](const std::optional<Money>& amount) {
            return amount ? amount->yuanText() + " yuan" : std::string();
        };
        if (const auto* relay = std::get_if<metering::RelayCommand>(&ticket().command)) {
            proof.points.push_back({"control", "", std::string(name(*relay)),
                                    std::string(controlText(reading.control)), right});
            return proof;
        }
        const auto& before = ticket().before;
        if (reading.has.balance) {
            proof.points.push_back({"balance", before ? yuan(before->balance) : "", wantedBalance(),
                                    yuan(reading.balance), right});
        }
        if (reading.has.purchaseCount) {
            proof.points.push_back({"purchaseCount",
                                    before && before->count ? std::to_string(*before->count) : "",
                                    "", std::to_string(reading.purchaseCount), right});
        }
        return proof;
    }

    std::string wantedBalance() {
        const auto* take = std::get_if<metering::TakeCredit>(&ticket().command);
        if (take == nullptr || !ticket().before || !ticket().before->balance) return "0.00 yuan";
        return (*ticket().before->balance - take->amount).yuanText() + " yuan, less use";
    }

    void operator()(const TicketProven& event) {
        if (ticket().state != TicketState::UnderWay || ticket().call != TicketCall::Send) return;
        ticket().proof = event.proof;
        ticket().proof->reading.reset();  // kept with the meter's readings
        const std::string answer = event.proof.answer.empty() ? "" : ": " + event.proof.answer;
        switch (event.proof.outcome) {
            case CommandProof::Outcome::Done:
                ticket().tries = 0;
                return end(TicketState::Done, "");
            case CommandProof::Outcome::Partial:
                return endForAPerson(
                    TicketState::Partial, AlarmKind::CommandPartial,
                    "not everything is as wanted, or something else changed" + answer);
            case CommandProof::Outcome::NotDone:
                break;
        }
        if (!event.proof.answer.empty()) {
            return end(TicketState::Refused, "the meter did not take it" + answer);
        }
        if (!repeatable()) return onceMore();
        if (ticket().attempts >= policy.mostAttempts) return giveUp("the meter does not show it");
        later("the meter did not answer and does not show it");
        ticket().state = TicketState::Waiting;
    }

    void operator()(const TicketCallFailed& event) {
        if (ticket().state != TicketState::UnderWay) return;
        const Error& error = event.error;
        if (ticket().call == TicketCall::Look) return lookFailed(error);
        switch (error.code) {
            case ErrorCode::Busy:
            case ErrorCode::Unreachable:
                --ticket().attempts;
                return later(error.message);
            case ErrorCode::InvalidInput:
            case ErrorCode::Unsupported:
                --ticket().attempts;
                return giveUp(error.message);
            case ErrorCode::Refused:
                return end(TicketState::Refused, error.message);
            default:
                return later(error.message);
        }
    }

    void lookFailed(const Error& error) {
        const bool hopeless =
            error.code == ErrorCode::InvalidInput || error.code == ErrorCode::Unsupported;
        if (hopeless) return giveUp(error.message);
        later(error.message);
    }

    void operator()(const TicketCancelled& event) {
        const bool waits = ticket().state == TicketState::Waiting;
        const bool replaced = ticket().state == TicketState::Unknown && repeatable();
        if (waits || replaced) end(TicketState::Cancelled, event.why);
    }

    void operator()(const TicketResolved& event) {
        if (!ticket().attention) return;
        const std::string before = ticket().note.empty() ? "" : ticket().note + "; ";
        end(event.verdict == Verdict::Done ? TicketState::Done : TicketState::Refused,
            fmt::format("{}decided by {}: {}", before, event.who, event.why));
        next.clear.push_back(AlarmKind::CommandPartial);
        next.clear.push_back(AlarmKind::CommandFailed);
    }
};
}  // namespace

TicketTransition advance(const Ticket& ticket, const TicketEvent& event, Instant now,
                         const CommandPolicy& policy) {
    Stepping stepping{{ticket, {}, {}, {}, {}}, now, policy};
    std::visit(stepping, event);
    return std::move(stepping.next);
}

}  // namespace wattill::order
