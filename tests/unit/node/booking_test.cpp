// A payment that only the channel's bill tells of is booked from its case.
#include "unit/node/small_site.hpp"

namespace wattill::node {
namespace {

using api::CaseDetailView;
using payment::BillKind;
using payment::BillLine;

const std::string kSheet =
    "meter,profile,bus,address,premises,building,account,tenant,phone,price,alarm1,alarm2,open\n"
    "202411110001,acrel-ddsy1352-nk,bus-1,1,1025,A,800101,王小明,13800001234,0.90,100,30,yes\n";
const LocalDay kDay = *parseDay("2026-11-20");

class BookingOfACase : public SmallSite {
  protected:
    BookingOfACase() {
        const auto sheet = import("meters", kSheet);
        EXPECT_TRUE(sheet.ok()) << sheet.error().message;
        keepPumping();
    }
    api::OrderView delivered() {
        const auto created = create("request-1", 10'000);
        EXPECT_TRUE(created.ok());
        const auto waiting = until(created->id, "awaiting-payment");
        EXPECT_TRUE(waiting.ok());
        EXPECT_TRUE(ask<std::string>([&](auto reply) {
                        m_service->notify("fake", pay(waiting->code), reply);
                    }).ok());
        const auto order = until(created->id, "delivered");
        EXPECT_TRUE(order.ok() && order->state == "delivered");
        return *order;
    }
    static BillLine line(BillKind kind, const OrderId& order, const std::string& trade,
                         std::int64_t fen) {
        return {kind, order, trade, {}, Money::fromFen(fen), Money(), "K01", {}};
    }
    void write(const order::Database::Work& work) {
        std::promise<Result<void>> done;
        m_database->submit(work, [&](Result<void> result) { done.set_value(std::move(result)); });
        const auto result = done.get_future().get();
        ASSERT_TRUE(result.ok()) << result.error().message;
    }
    /// The bill of kDay is there, and the day is run; gives what waits.
    std::vector<reconciliation::Case> run(const std::vector<BillLine>& lines) {
        std::vector<reconciliation::Case> waiting;
        write([&](order::UnitOfWork& unit) -> Result<void> {
            auto& store = unit.reconciliation();
            const Instant now = m_clock.now();
            if (auto kept = store.keepBill({"fake", kDay, lines, "bill"}, now); !kept) return kept;
            const auto input = store.input(kDay, {"fake"}, now);
            if (!input) return input.error();
            const auto ran = record(store, *input, reconcile(*input), {now, now, "test"});
            if (!ran) return ran.error();
            auto cases = store.cases(
                {{reconciliation::CaseState::Open, reconciliation::CaseState::Explained}, {}}, 10);
            if (!cases) return cases.error();
            waiting = std::move(*cases);
            return {};
        });
        return waiting;
    }
    Result<CaseDetailView> book(std::int64_t number) {
        return ask<CaseDetailView>([&](auto reply) {
            m_reconciliations->book(number, {"li", "asked the channel"}, reply);
        });
    }
    /// Past any case: as if it were there.
    Result<order::Order> bookLine(const std::string& channel, const BillLine& line) {
        return ask<order::Order>([&](auto reply) {
            m_engine->bookBilled(
                [channel, line](order::UnitOfWork&) {
                    return Result<reconciliation::BilledPayment>(
                        reconciliation::BilledPayment{channel, line});
                },
                reply);
        });
    }
    Result<CaseDetailView> caseOf(std::int64_t number) {
        return ask<CaseDetailView>([&](auto reply) { m_reconciliations->caseOf(number, reply); });
    }
    api::OrderView at(const OrderId& id) {
        const auto order = ask<api::OrderView>([&](auto reply) { m_service->order(id, reply); });
        EXPECT_TRUE(order.ok());
        return *order;
    }
    std::size_t alarms() {
        const auto open =
            ask<std::vector<api::AlarmView>>([&](auto reply) { m_service->alarms(true, reply); });
        return open.ok() ? open->size() : 99;
    }
    /// Refused with these words, and nothing was changed by it.
    void expectRefused(std::int64_t number, const OrderId& id, const std::string& words) {
        const auto before = at(id);
        const auto standing = caseOf(number);
        const auto ledger =
            ask<api::LedgerView>([&](auto reply) { m_service->verifyLedger(reply); });
        const std::size_t open = alarms();
        const auto refused = book(number);
        ASSERT_FALSE(refused.ok());
        EXPECT_EQ(refused.error().code, ErrorCode::Conflict);
        EXPECT_NE(refused.error().message.find(words), std::string::npos)
            << refused.error().message;
        EXPECT_EQ(at(id).version, before.version);
        EXPECT_EQ(caseOf(number)->standing.version, standing->standing.version);
        EXPECT_EQ(ask<api::LedgerView>([&](auto reply) { m_service->verifyLedger(reply); })->head,
                  ledger->head);
        EXPECT_EQ(alarms(), open);
    }
};

TEST_F(BookingOfACase, AnExtraPaymentGoesBackOnceAndTheCaseCloses) {
    const auto order = delivered();
    const std::vector<BillLine> bill{line(BillKind::Payment, order.id, "EXTRA1", 10'000)};
    const auto waiting = run(bill);
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting[0].difference.kind, reconciliation::DifferenceKind::ExtraNotBooked);
    const auto booked = book(waiting[0].number);
    ASSERT_TRUE(booked.ok()) << booked.error().message;
    EXPECT_EQ(booked->standing.state, "explained");
    EXPECT_EQ(booked->history.back().who, "li");
    EXPECT_EQ(booked->history.back().why, "booked: asked the channel");
    api::OrderView after = at(order.id);
    ASSERT_EQ(after.refunds.size(), 1U);
    EXPECT_EQ(after.refunds[0].cause, "extra-payment");
    EXPECT_EQ(after.refunds[0].amount, Money::fromFen(10'000));
    while (after.refunds.size() == 1 && after.refunds[0].state != "returned") {
        const auto next = ask<api::OrderView>([&, known = after.version](auto reply) {
            m_service->followOrder(order.id, known, std::chrono::seconds(5), reply);
        });
        ASSERT_TRUE(next.ok());
        ASSERT_NE(next->version, after.version) << "the money does not go back";
        after = *next;
    }
    EXPECT_EQ(after.state, "delivered");
    expectRefused(waiting[0].number, order.id, "has this trade already");
    EXPECT_TRUE(run(bill).empty()) << "the next run closes it";
    EXPECT_EQ(caseOf(waiting[0].number)->standing.state, "closed");
    EXPECT_EQ(alarms(), 0U);
    const auto ledger = ask<api::LedgerView>([&](auto reply) { m_service->verifyLedger(reply); });
    EXPECT_TRUE(ledger->violations.empty());
}

TEST_F(BookingOfACase, WhatTheBillGaveBackIsNotBooked) {
    const auto order = delivered();
    const auto waiting = run({line(BillKind::Payment, order.id, "EXTRA1", 10'000),
                              line(BillKind::Refund, order.id, "EXTRA1", 10'000)});
    for (const auto& each : waiting) {
        const bool payment = each.difference.kind == reconciliation::DifferenceKind::ExtraNotBooked;
        expectRefused(each.number, order.id,
                      payment ? "a bill has a refund of 100.00 CNY" : "can be booked");
    }
    EXPECT_EQ(waiting.size(), 2U);
}

TEST_F(BookingOfACase, AnotherAmountThanThatOfThePaidOrderIsNotBooked) {
    const auto order = delivered();
    const auto waiting = run({line(BillKind::Payment, order.id, "EXTRA1", 4'567)});
    ASSERT_EQ(waiting.size(), 1U);
    expectRefused(waiting[0].number, order.id, "takes nothing of the payment of 45.67 CNY");
}

/// What an order makes of a payment that the bill tells of goes by its state.
struct BilledCase {
    order::State state{};
    const char* trade;   ///< of the order
    const char* billed;  ///< the trade of the bill
    std::int64_t fen;
    const char* then;   ///< the order's state; empty: refused
    const char* words;  ///< of the refusal
};

class BookingInAState : public BookingOfACase, public ::testing::WithParamInterface<BilledCase> {
  protected:
    /// An order of days ago, as it may stand in the database.
    order::Order stored() {
        const order::State state = GetParam().state;
        order::Order order;
        order.id = OrderId("K01STORED1");
        order.request = "request-stored";
        order.meter = m_second;
        order.account = AccountId("800102");
        order.amount = Money::fromFen(10'000);
        order.channel = "fake";
        order.merchant = m_gateway->merchant();
        order.terminal = "K01";
        order.createdAt = m_clock.now() - std::chrono::hours(90);
        order.payBy = order.createdAt + std::chrono::minutes(3);
        order.openUntil = order.createdAt + std::chrono::hours(24);
        write([&](order::UnitOfWork& unit) { return unit.orders().insert(order); });
        order.state = state;
        order.trade = GetParam().trade;
        order.reason = "nobody's";
        ++order.version;
        const bool booked = !order.trade.empty() && state != order::State::Suspect &&
                            state != order::State::Cancelled;
        if (booked) order.paidAt = order.payBy;
        if (state == order::State::Suspect) order.received = order.amount;
        write([&](order::UnitOfWork& unit) -> Result<void> {
            auto kept = unit.orders().update(order);
            return kept && booked ? bookPayment(unit, order) : kept;
        });
        return order;
    }
    static Result<void> bookPayment(order::UnitOfWork& unit, const order::Order& order) {
        const auto entry =
            unit.ledger().append({"payment:fake:" + order.trade,
                                  ledger::EntryKind::PaymentReceived,
                                  order.id.text(),
                                  order.payBy,
                                  {{ledger::channelAccount("fake"), order.amount},
                                   {ledger::customerAccount(order.account), -order.amount}}});
        return entry ? Result<void>{} : Result<void>{entry.error()};
    }
};

INSTANTIATE_TEST_SUITE_P(
    All, BookingInAState,
    ::testing::Values(
        BilledCase{order::State::Expired, "", "T1", 10'000, "paid-late", ""},
        BilledCase{order::State::Cancelled, "", "T1", 10'000, "paid-late", ""},
        BilledCase{order::State::Expired, "", "T1", 9'000, "suspect", ""},
        BilledCase{order::State::PaidLate, "T1", "T2", 10'000, "paid-late", ""},
        BilledCase{order::State::Refunding, "T1", "T2", 10'000, "refunding", ""},
        BilledCase{order::State::Refunded, "T1", "T2", 10'000, "refunded", ""},
        BilledCase{order::State::Suspect, "T1", "T2", 10'000, "suspect", ""},
        BilledCase{order::State::Suspect, "T1", "T1", 10'000, "", "because of this very payment"},
        BilledCase{order::State::Cancelled, "T1", "T1", 10'000, "",
                   "took nothing of this payment (nobody's"},
        BilledCase{order::State::Refunded, "T1", "T1", 10'000, "", "has this trade already"}));

TEST_P(BookingInAState, IsWhatItsRulesSay) {
    const BilledCase& wish = GetParam();
    const order::Order before = stored();
    const auto result = bookLine("fake", line(BillKind::Payment, before.id, wish.billed, wish.fen));
    const bool refused = *wish.then == 0;
    ASSERT_EQ(result.ok(), !refused);
    if (refused) {
        EXPECT_NE(result.error().message.find(wish.words), std::string::npos)
            << result.error().message;
        return;
    }
    const bool extra = !before.trade.empty();
    EXPECT_EQ(name(result->state), wish.then);
    EXPECT_EQ(result->refunds.size(), extra ? 1U : 0U);
    EXPECT_EQ(result->trade, extra ? before.trade : wish.billed);
}

TEST_F(BookingOfACase, AnotherChannelsPaymentIsNotTheOrders) {
    const auto order = delivered();
    const auto refused = bookLine("unionpay", line(BillKind::Payment, order.id, "EXTRA1", 10'000));
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.error().message.find("was made for fake, not unionpay"), std::string::npos);
    EXPECT_EQ(at(order.id).refunds.size(), 0U);
}

TEST_F(BookingOfACase, WhileTheOrderWaitsForItsPaymentTheChannelItselfIsAsked) {
    const auto created = create("request-1", 10'000);
    const auto order = until(created->id, "awaiting-payment");
    const auto waiting = run({line(BillKind::Payment, order->id, "T1", 10'000)});
    ASSERT_EQ(waiting.size(), 1U);
    expectRefused(waiting[0].number, order->id, "the channel is still asked");
}

TEST_F(BookingOfACase, OnlyAPaymentOfAnOrderOfOursIsBooked) {
    const auto order = delivered();
    const auto waiting = run({line(BillKind::Payment, OrderId("CARPARK1"), "T7", 500)});
    ASSERT_EQ(waiting.size(), 1U);
    const auto nobodys = book(waiting[0].number);
    ASSERT_FALSE(nobodys.ok());
    EXPECT_EQ(nobodys.error().code, ErrorCode::NotFound);
    EXPECT_NE(nobodys.error().message.find("CARPARK1"), std::string::npos);
    EXPECT_EQ(book(99).error().code, ErrorCode::NotFound);
    // A later edition of the bill has it no more.
    const auto extra = run({line(BillKind::Payment, order.id, "EXTRA1", 10'000)});
    const std::int64_t number = extra.front().number;
    write([](order::UnitOfWork& unit) {
        return unit.reconciliation().keepBill({"fake", kDay, {}, "bill"}, fromMillis(1));
    });
    expectRefused(number, order.id, "no such payment any more");
}

}  // namespace
}  // namespace wattill::node
