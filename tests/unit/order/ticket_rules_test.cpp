#include "order/ticket_rules.hpp"

#include <gtest/gtest.h>
// rapidcheck needs gtest before it
#include <rapidcheck/gtest.h>

namespace wattill::order {
namespace {

using metering::CommandProof;
using metering::RelayCommand;

const Instant kNow = fromMillis(1'795'314'600'000);

Ticket ticketIn(TicketState state, TicketCall call, metering::MeterCommand command) {
    Ticket ticket;
    ticket.id = TicketId("C1-1");
    ticket.meter = MeterId("202611220001");
    ticket.command = std::move(command);
    ticket.state = state;
    ticket.call = call;
    ticket.deadline = kNow + std::chrono::hours(24);
    if (isFinished(state)) ticket.finishedAt = kNow;
    const bool sent = state == TicketState::Unknown ||
                      (state == TicketState::UnderWay && call == TicketCall::Send);
    if (!sent) return ticket;
    ticket.attempts = 1;
    ticket.sentAt = kNow;
    ticket.before = LookBefore{kNow, Money::fromFen(5000), 4, Energy()};
    return ticket;
}

TicketLooked looked(std::int64_t fen, std::uint32_t count,
                    metering::Control control = metering::Control::Prepaid) {
    metering::MeterReading reading;
    reading.at = kNow;
    reading.balance = Money::fromFen(fen);
    reading.purchaseCount = count;
    reading.control = control;
    return {reading, std::chrono::hours(8)};
}
TicketProven proven(CommandProof::Outcome outcome, const std::string& answer) {
    CommandProof proof;
    proof.outcome = outcome;
    proof.answer = answer;
    return {proof};
}
TicketCallFailed failed(ErrorCode code) {
    return {{code, Retry::Later, "it failed", {}}};
}

struct Row {
    const char* what;
    Ticket before;
    TicketEvent event;
    TicketState after;
    bool attention;
    std::optional<TicketCall> call;
};

using S = TicketState;
using C = TicketCall;
const metering::MeterCommand kTrip = RelayCommand::Trip;
const metering::MeterCommand kPrices = metering::SetPrices{};
const metering::MeterCommand kTake = metering::TakeCredit{Money::fromFen(2000), 5, 17};

std::vector<Row> turnsAndPeople() {
    Ticket late = ticketIn(S::Waiting, C::Look, kTrip);
    late.deadline = kNow;
    Ticket lateTake = ticketIn(S::Unknown, C::Look, kTake);
    lateTake.deadline = kNow;
    const auto done = CommandProof::Outcome::Done;
    return {
        {"its turn", ticketIn(S::Waiting, C::Look, kTrip), TicketGranted{}, S::UnderWay, false,
         C::Look},
        {"too late", late, TicketGranted{}, S::Failed, true, {}},
        {"too late, sent", lateTake, TicketGranted{}, S::Unknown, true, {}},
        {"withdrawn",
         ticketIn(S::Waiting, C::Look, kTake),
         TicketCancelled{"li"},
         S::Cancelled,
         false,
         {}},
        {"withdrawn too late",
         ticketIn(S::UnderWay, C::Send, kTrip),
         TicketCancelled{"li"},
         S::UnderWay,
         false,
         {}},
        {"credit unknown is not replaced",
         ticketIn(S::Unknown, C::Look, kTake),
         TicketCancelled{"li"},
         S::Unknown,
         false,
         {}},
        {"nobody asked",
         ticketIn(S::Done, C::Look, kTrip),
         TicketResolved{Verdict::NotDone, "", ""},
         S::Done,
         false,
         {}},
        {"an old answer",
         ticketIn(S::Waiting, C::Look, kTrip),
         proven(done, "ok"),
         S::Waiting,
         false,
         {}},
    };
}

std::vector<Row> answersToSends() {
    const auto done = CommandProof::Outcome::Done;
    const auto partial = CommandProof::Outcome::Partial;
    const auto notDone = CommandProof::Outcome::NotDone;
    return {
        {"done", ticketIn(S::UnderWay, C::Send, kTrip), proven(done, "ok"), S::Done, false, {}},
        {"partial",
         ticketIn(S::UnderWay, C::Send, kTrip),
         proven(partial, "no"),
         S::Partial,
         true,
         {}},
        {"said no",
         ticketIn(S::UnderWay, C::Send, kTrip),
         proven(notDone, "no"),
         S::Refused,
         false,
         {}},
        {"lost on the way",
         ticketIn(S::UnderWay, C::Send, kTrip),
         proven(notDone, ""),
         S::Waiting,
         false,
         {}},
        {"credit lost on the way",
         ticketIn(S::UnderWay, C::Send, kTake),
         proven(notDone, ""),
         S::Unknown,
         false,
         {}},
        {"no answer",
         ticketIn(S::UnderWay, C::Send, kTrip),
         failed(ErrorCode::Timeout),
         S::Unknown,
         false,
         {}},
        {"port gone",
         ticketIn(S::UnderWay, C::Send, kTake),
         failed(ErrorCode::Unreachable),
         S::Waiting,
         false,
         {}},
        {"exception",
         ticketIn(S::UnderWay, C::Send, kTake),
         failed(ErrorCode::Refused),
         S::Refused,
         false,
         {}},
        {"cannot",
         ticketIn(S::UnderWay, C::Send, kTrip),
         failed(ErrorCode::Unsupported),
         S::Failed,
         true,
         {}},
    };
}

std::vector<Row> answersToLooks() {
    const auto open = metering::Control::ForcedOpen;
    const auto again = [](Ticket ticket) {
        ticket.state = TicketState::UnderWay;
        ticket.call = TicketCall::Look;
        return ticket;
    };
    const Ticket lookAtTrip = again(ticketIn(S::Unknown, C::Look, kTrip));
    const Ticket lookAtPrices = again(ticketIn(S::Unknown, C::Look, kPrices));
    const Ticket lookAtTake = again(ticketIn(S::Unknown, C::Look, kTake));
    const Ticket lookAtClose = again(ticketIn(S::Unknown, C::Look, metering::CloseAccount{}));
    const auto late = [](Ticket ticket) {
        ticket.before->at -= std::chrono::hours(1);
        ticket.proof = proven(CommandProof::Outcome::NotDone, "").proof;
        return ticket;
    };
    Ticket settledTake = lookAtTake;
    settledTake.proof = proven(CommandProof::Outcome::NotDone, "").proof;
    Ticket worn = lookAtTrip;
    worn.attempts = CommandPolicy{}.mostAttempts;
    return {
        {"looked", ticketIn(S::UnderWay, C::Look, kTrip), looked(5000, 4), S::UnderWay, false,
         C::Send},
        {"silent",
         ticketIn(S::UnderWay, C::Look, kTrip),
         failed(ErrorCode::Timeout),
         S::Waiting,
         false,
         {}},
        {"too little left",
         ticketIn(S::UnderWay, C::Look, kTake),
         looked(1000, 4),
         S::Refused,
         false,
         {}},
        {"shown", lookAtTrip, looked(5000, 4, open), S::Done, false, {}},
        {"not shown: again", lookAtTrip, looked(5000, 4), S::UnderWay, false, C::Send},
        {"not told: again", lookAtPrices, looked(5000, 4), S::UnderWay, false, C::Send},
        {"often enough", worn, looked(5000, 4), S::Failed, true, {}},
        {"taken", lookAtTake, looked(3000, 5), S::Done, false, {}},
        {"taken, and not counted", lookAtTake, looked(3000, 4), S::Done, false, {}},
        {"taken or used up", lookAtTake, looked(2990, 6), S::Unknown, true, {}},
        {"not taken", settledTake, looked(5000, 4), S::Refused, false, {}},
        {"not taken yet", lookAtTake, looked(5000, 4), S::Unknown, false, {}},
        {"sold by others", lookAtTake, looked(9000, 5), S::Unknown, true, {}},
        {"closed", lookAtClose, looked(0, 4), S::Done, false, {}},
        {"closed or used up", late(lookAtClose), looked(0, 4), S::Unknown, true, {}},
        {"not closed", late(lookAtClose), looked(4000, 4), S::Refused, false, {}},
        {"sold by others after closing", late(lookAtClose), looked(4000, 5), S::Unknown, true, {}},
        {"taken, or sold by others and used up",
         late(lookAtTake),
         looked(2900, 5),
         S::Unknown,
         true,
         {}},
    };
}

std::vector<Row> table() {
    std::vector<Row> all = turnsAndPeople();
    for (const auto& rows : {answersToSends(), answersToLooks()})
        all.insert(all.end(), rows.begin(), rows.end());
    return all;
}

TEST(TicketRules, TheTableHolds) {
    for (const Row& row : table()) {
        const auto next = advance(row.before, row.event, kNow, CommandPolicy{});
        EXPECT_EQ(name(next.ticket.state), name(row.after)) << row.what;
        EXPECT_EQ(next.ticket.attention, row.attention) << row.what;
        EXPECT_EQ(next.call, row.call) << row.what;
        EXPECT_EQ(next.ticket.finishedAt.has_value(), isFinished(next.ticket.state)) << row.what;
        if (next.call == TicketCall::Send) {
            EXPECT_EQ(next.ticket.attempts, row.before.attempts + 1) << row.what;
        }
        EXPECT_EQ(next.raise.empty(), !next.ticket.attention) << row.what;
    }
}

TEST(TicketRules, CreditThatTheMeterTakesLateIsNotRefused) {
    const CommandPolicy policy;
    Ticket ticket = ticketIn(TicketState::UnderWay, TicketCall::Look, kTake);
    ticket.attempts = 1;
    ticket.sentAt = kNow;
    ticket.before = LookBefore{kNow, Money::fromFen(5000), 4, Energy()};
    const Ticket unsure = advance(ticket, looked(5000, 4), kNow, policy).ticket;
    EXPECT_EQ(unsure.state, TicketState::Unknown);
    EXPECT_EQ(unsure.dueAt, kNow + policy.settledAfter);
    const Ticket again = advance(unsure, TicketGranted{}, unsure.dueAt, policy).ticket;
    EXPECT_EQ(advance(again, looked(3000, 5), unsure.dueAt, policy).ticket.state,
              TicketState::Done);
}

TEST(TicketRules, OneLookThatDoesNotShowItProvesNothing) {
    const CommandPolicy policy;
    const Ticket sent = ticketIn(TicketState::UnderWay, TicketCall::Send, kTake);
    const auto unheard = proven(CommandProof::Outcome::NotDone, "");
    const Ticket unsure = advance(sent, unheard, kNow, policy).ticket;
    EXPECT_EQ(unsure.dueAt, kNow + policy.settledAfter) << "the driver's own look was the first";
    const Ticket again = advance(unsure, TicketGranted{}, unsure.dueAt, policy).ticket;
    EXPECT_EQ(advance(again, looked(5000, 4), unsure.dueAt, policy).ticket.state,
              TicketState::Refused);
    EXPECT_EQ(advance(again, looked(3000, 5), unsure.dueAt, policy).ticket.state,
              TicketState::Done);
}

TEST(TicketRules, NothingIsSentThatWasLookedAtTooLate) {
    Ticket ticket = ticketIn(TicketState::UnderWay, TicketCall::Look, kTrip);
    ticket.deadline = kNow;
    const auto next = advance(ticket, looked(5000, 4), kNow, CommandPolicy{});
    EXPECT_EQ(next.ticket.state, TicketState::Failed);
    EXPECT_EQ(next.call, std::nullopt);
}

TEST(TicketRules, CreditGetsItsCountFromTheFirstLookAndKeepsIt) {
    Ticket ticket = ticketIn(TicketState::UnderWay, TicketCall::Look,
                             metering::TakeCredit{Money::fromFen(2000), 0, 0});
    const auto sent = advance(ticket, looked(5000, 4), kNow, CommandPolicy{}).ticket;
    const auto& take = std::get<metering::TakeCredit>(sent.command);
    EXPECT_EQ(take.purchaseCount, 5U);
    EXPECT_NE(take.orderNumber, 0U);
    EXPECT_EQ(sent.before->balance, Money::fromFen(5000));
}

/// 20 yuan to be taken from 50, at a meter that does not count it.
TEST(TicketRules, AClockSetRightMakesNoUseLookLikeTheCredit) {
    Ticket ticket = ticketIn(TicketState::Unknown, TicketCall::Look, kTake);
    ticket.state = TicketState::UnderWay;
    ticket.before = LookBefore{kNow + std::chrono::hours(5), Money::fromFen(5000), 4, Energy()};
    TicketLooked later = looked(2990, 4);
    later.reading.total = Energy::fromWh(20'100);
    EXPECT_EQ(shownBy(ticket, later.reading, CommandPolicy{}), Shown::CannotTell);
    later.reading.total = Energy::fromWh(100);
    EXPECT_EQ(shownBy(ticket, later.reading, CommandPolicy{}), Shown::Yes);
}

TEST(TicketRules, WhatNeverHadItsTurnIsGivenUpAndSomebodyIsCalled) {
    const Ticket ticket = ticketIn(TicketState::Waiting, TicketCall::Look, kTake);
    const auto next = advance(ticket, TicketOverdue{}, kNow, CommandPolicy{});
    EXPECT_EQ(next.ticket.state, TicketState::Failed);
    EXPECT_TRUE(next.ticket.attention);
    ASSERT_EQ(next.raise.size(), 1U);
    EXPECT_NE(next.raise[0].text.find("nothing was sent"), std::string::npos);
    const Ticket unknown = ticketIn(TicketState::Unknown, TicketCall::Look, kTake);
    EXPECT_TRUE(advance(unknown, TicketOverdue{}, kNow, CommandPolicy{}).ticket.attention);
    for (const auto state : {TicketState::UnderWay, TicketState::Done}) {
        const Ticket other = ticketIn(state, TicketCall::Send, kTake);
        EXPECT_EQ(advance(other, TicketOverdue{}, kNow, CommandPolicy{}).ticket.state, state);
    }
}

RC_GTEST_PROP(TicketRules, CreditIsNeverSentTwice, (const std::vector<std::uint8_t>& chance)) {
    Ticket ticket = ticketIn(TicketState::Waiting, TicketCall::Look,
                             metering::TakeCredit{Money::fromFen(2000), 0, 0});
    int sends = 0;
    for (const std::uint8_t each : chance) {
        const int what = each % 10;
        TicketEvent event = TicketGranted{};
        if (what == 1) event = looked(each * 40, each % 7U);
        if (what == 2) event = proven(CommandProof::Outcome::Done, "ok");
        if (what == 3) event = proven(CommandProof::Outcome::NotDone, each % 3 == 0 ? "" : "no");
        if (what == 4) event = failed(ErrorCode::Timeout);
        if (what == 5) event = failed(ErrorCode::BadReply);
        if (what == 6) event = TicketCancelled{"li"};
        if (what == 7) event = looked(5000, 4);
        const auto next = advance(ticket, event, kNow, CommandPolicy{});
        if (next.call == TicketCall::Send) ++sends;
        ticket = next.ticket;
    }
    RC_ASSERT(sends <= 1);
}

}  // namespace
}  // namespace wattill::order
