#include "unit/storage/store_fixture.hpp"

namespace wattill::storage {
namespace {

using order::BatchId;
using order::CommandBatch;
using order::Ticket;
using order::TicketId;
using order::TicketState;

class CommandTableTest : public StoreTest {
  protected:
    static Ticket ticketOf(const std::string& batch, metering::MeterCommand command) {
        Ticket ticket;
        ticket.id = TicketId(batch + "-1");
        ticket.batch = BatchId(batch);
        ticket.meter = kMeter;
        ticket.command = std::move(command);
        ticket.requestedAt = fromMillis(1'790'000'000'000);
        ticket.notBefore = ticket.requestedAt;
        ticket.dueAt = ticket.requestedAt;
        ticket.deadline = ticket.requestedAt + std::chrono::hours(24);
        return ticket;
    }
    Result<void> insertCommand(const Ticket& ticket, const std::string& request) {
        const CommandBatch batch{ticket.batch, request, ticket.command,     {},
                                 "li",         "",      ticket.requestedAt, 1};
        return write(
            [&](order::UnitOfWork& unit) { return unit.commands().insert(batch, {ticket}); });
    }
    Result<void> updateCommand(const Ticket& ticket) {
        return write([&](order::UnitOfWork& unit) { return unit.commands().update(ticket); });
    }
    static Ticket under(Ticket ticket) {
        ++ticket.version;
        ticket.state = TicketState::UnderWay;
        ticket.startedAt = ticket.requestedAt;
        return ticket;
    }
};

TEST_F(CommandTableTest, ATicketComesBackAsItWent) {
    Ticket ticket = ticketOf("C1", metering::TakeCredit{Money::fromFen(2000), 0, 0});
    ASSERT_TRUE(insertCommand(ticket, "request-0001").ok());
    ticket = under(ticket);
    ticket.call = order::TicketCall::Send;
    ticket.attempts = 1;
    ticket.tries = 2;
    ticket.sentAt = ticket.requestedAt + std::chrono::seconds(1);
    ticket.before =
        order::LookBefore{ticket.requestedAt, Money::fromFen(-1), 4, Energy::fromWh(1'234'560)};
    ticket.command = metering::TakeCredit{Money::fromFen(2000), 5, 18'446'744'073'709'551'615U};
    ASSERT_TRUE(updateCommand(ticket).ok());
    const auto back = ask([&](const auto& unit) { return unit.commands().find(ticket.id); });
    ASSERT_TRUE(back);
    EXPECT_EQ(back->command, ticket.command);
    EXPECT_EQ(back->before, ticket.before);
    EXPECT_EQ(back->sentAt, ticket.sentAt);
    EXPECT_EQ(back->tries, 2);
    EXPECT_EQ(back->version, 2);
}

TEST_F(CommandTableTest, AKeyIsUsedOnce) {
    ASSERT_TRUE(insertCommand(ticketOf("C1", metering::SetOverload{1}), "request-0001").ok());
    const auto again = insertCommand(ticketOf("C2", metering::SetOverload{1}), "request-0001");
    EXPECT_EQ(codeOf(again), ErrorCode::Conflict);
    EXPECT_EQ(ask([](const auto& unit) { return unit.commands().list({}, 10); }).size(), 1U);
}

TEST_F(CommandTableTest, AMeterHasOneCommandUnderWay) {
    const Ticket first = ticketOf("C1", metering::SetOverload{1});
    const Ticket second = ticketOf("C2", metering::SetOverload{2});
    ASSERT_TRUE(insertCommand(first, "request-0001").ok());
    ASSERT_TRUE(insertCommand(second, "request-0002").ok());
    ASSERT_TRUE(updateCommand(under(first)).ok());
    EXPECT_EQ(codeOf(updateCommand(under(second))), ErrorCode::Conflict);
}

TEST_F(CommandTableTest, CreditIsNotTakenWhileAnOrderHasTheMeter) {
    ASSERT_TRUE(insert(someOrder("K01A")).ok());
    ASSERT_TRUE(update(next(someOrder("K01A"), order::State::Delivering)).ok());
    const Ticket take = ticketOf("C1", metering::TakeCredit{Money::fromFen(2000), 0, 0});
    ASSERT_TRUE(insertCommand(take, "request-0001").ok());
    EXPECT_EQ(codeOf(updateCommand(under(take))), ErrorCode::Conflict);
}

TEST_F(CommandTableTest, WhatEndedNeverChangesAndNothingIsRemoved) {
    Ticket ticket = ticketOf("C1", metering::SetOverload{1});
    ASSERT_TRUE(insertCommand(ticket, "request-0001").ok());
    ++ticket.version;
    ticket.state = TicketState::Cancelled;
    ticket.finishedAt = ticket.requestedAt;
    ASSERT_TRUE(updateCommand(ticket).ok());
    ++ticket.version;
    ticket.note = "another";
    EXPECT_EQ(codeOf(updateCommand(ticket)), ErrorCode::Conflict);
    m_store.reset();
    for (const char* statement :
         {"DELETE FROM command", "DELETE FROM command_batch", "DELETE FROM command_event",
          "UPDATE command_event SET note = 'x'", "UPDATE command_batch SET reason = 'x'"}) {
        EXPECT_FALSE(sql(statement).ok()) << statement;
    }
    EXPECT_EQ(*sql("SELECT group_concat(state, ' ') FROM command_event"), "waiting cancelled");
}

}  // namespace
}  // namespace wattill::storage
