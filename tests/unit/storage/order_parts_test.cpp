// Refunds and reversals on disk, and the step that made room for them.
#include "storage/schema.hpp"
#include "store_fixture.hpp"

namespace wattill::storage {
namespace {

using order::Order;
using order::RefundCause;
using order::RefundState;
using order::ReversalState;

order::Refund someRefund(const Order& order, int number, std::int64_t fen) {
    order::Refund refund;
    refund.id = payment::RefundId(order.id.text() + "R" + std::to_string(number));
    refund.cause = RefundCause::Reversal;
    refund.trade = "2026112222001";
    refund.amount = Money::fromFen(fen);
    refund.requestedAt = fromMillis(1'790'000'100'000);
    refund.dated = fromMillis(1'790'000'100'000);
    refund.by = "li";
    refund.note = "错表";
    return refund;
}

order::Reversal someReversal(int number) {
    order::Reversal reversal;
    reversal.number = number;
    reversal.request = "reversal-" + std::to_string(number);
    reversal.amount = Money::fromFen(3'000);
    reversal.way = order::ReversalWay::BookDebt;
    reversal.by = "li";
    reversal.why = "错表";
    reversal.requestedAt = fromMillis(1'790'000'090'000);
    return reversal;
}

class OrderPartsTest : public StoreTest {
  protected:
    Order find() {
        return *ask([&](const order::UnitOfWork& unit) { return unit.orders().find(m_order.id); });
    }
    /// The next version of the order, as `change` makes it.
    Result<void> change(const std::function<void(Order&)>& change) {
        Order changed = next(find(), order::State::Delivered);
        change(changed);
        return update(changed);
    }
    void SetUp() override {
        ASSERT_TRUE(insert(m_order).ok());
        ASSERT_TRUE(change([this](Order& order) {
                        order.refunds.push_back(someRefund(m_order, 1, 3'000));
                        order.reversals.push_back(someReversal(1));
                    }).ok());
    }
    const Order m_order = someOrder("K0100001");
};

TEST_F(OrderPartsTest, EveryFieldComesBackAndSoDoesWhatChanged) {
    EXPECT_EQ(find().refunds.at(0), someRefund(m_order, 1, 3'000));
    EXPECT_EQ(find().reversals.at(0), someReversal(1));
    Order wanted;
    ASSERT_TRUE(change([&](Order& order) {
                    order.refunds[0].state = RefundState::Asked;
                    order.refunds[0].sends = 1;
                    order.refunds[0].askedAt = fromMillis(1'790'000'110'000);
                    order.refunds[0].note = "no answer";
                    order.reversals[0].state = ReversalState::Done;
                    order.reversals[0].approvedBy = "wang";
                    order.reversals[0].endedAt = fromMillis(1'790'000'100'000);
                    order.refunds.push_back(someRefund(m_order, 2, 500));
                    order.received = Money::fromFen(1);
                    order.setOff = Money::fromFen(2);
                    wanted = order;
                }).ok());
    EXPECT_EQ(find(), wanted);
    EXPECT_EQ(*sql("SELECT group_concat(state || ' ' || sends || ' ' || note, '; ') FROM "
                   "order_refund_event WHERE refund_id = 'K0100001R1'"),
              "waiting 0 错表; asked 1 no answer");
}

TEST_F(OrderPartsTest, WhatWasBookedNeverChangesAndWhatEndedStaysEnded) {
    EXPECT_EQ(codeOf(change([](Order& o) { o.refunds[0].amount = Money::fromFen(1); })),
              ErrorCode::Conflict);
    EXPECT_EQ(codeOf(change([](Order& o) { o.refunds[0].trade = "another"; })),
              ErrorCode::Conflict);
    EXPECT_EQ(codeOf(change([](Order& o) { o.reversals[0].amount = Money::fromFen(1); })),
              ErrorCode::Conflict);
    ASSERT_TRUE(change([](Order& o) {
                    o.refunds[0].state = RefundState::Returned;
                    o.refunds[0].endedAt = fromMillis(1);
                }).ok());
    EXPECT_EQ(codeOf(change([](Order& o) {
                  o.refunds[0].state = RefundState::Waiting;
                  o.refunds[0].endedAt.reset();
              })),
              ErrorCode::Conflict);
    EXPECT_FALSE(sql("DELETE FROM order_refund").ok());
    EXPECT_FALSE(sql("DELETE FROM order_reversal").ok());
    EXPECT_FALSE(sql("UPDATE order_refund_event SET note = ''").ok());
}

TEST_F(OrderPartsTest, NeverMoreGoesBackThanWasPaid) {
    EXPECT_EQ(
        codeOf(change([this](Order& o) { o.refunds.push_back(someRefund(m_order, 2, 7'001)); })),
        ErrorCode::Conflict);
    EXPECT_TRUE(
        change([this](Order& o) { o.refunds.push_back(someRefund(m_order, 2, 7'000)); }).ok());
}

TEST_F(OrderPartsTest, AReversalIsApprovedBySomebodyElseAndOneAtATime) {
    EXPECT_EQ(codeOf(change([](Order& o) { o.reversals[0].approvedBy = "li"; })),
              ErrorCode::Conflict);
    EXPECT_EQ(codeOf(change([](Order& o) { o.reversals.push_back(someReversal(2)); })),
              ErrorCode::Conflict);
}

TEST(RefundStep, KeepsTheBooksOfAnOlderDatabaseToTheLastByte) {
    const test::TemporaryFolder folder;
    auto connection =
        std::move(*Connection::open({(folder.path() / "old.db").string(), {}, false}));
    const auto all = migrations();
    const std::vector<Migration> older(all.begin(), all.begin() + 3);
    ASSERT_TRUE(migrate(*connection, older, fromMillis(1)).ok());
    const auto filled = connection->run(
        "INSERT INTO journal_entry VALUES (1, 'payment:alipay:T1', 'payment-received', 'K01', 5, "
        "zeroblob(32), randomblob(32));"
        "INSERT INTO posting VALUES (1, 1, 'channel:alipay', 100), (1, 2, 'customer:8001', -100);"
        "INSERT INTO orders (id, request, meter, account, amount_micro_yuan, channel, merchant, "
        "terminal, state, version, created_at_ms, pay_by_ms, open_until_ms, code, trade, "
        "cancel_open, meter_silent, held, reason) VALUES ('K0100001', 'r', '220711000001', '8001', "
        "10000, 'alipay', 'm', 'K01', 'paid', 3, 1, 2, 3, '', 'T1', 0, 0, 0, '');"
        "INSERT INTO order_event (order_id, version, state, held, at_ms, reason) VALUES "
        "('K0100001', 1, 'created', 0, 1, '');"
        "INSERT INTO order_call (order_id, kind, due_at_ms, attempt) VALUES ('K0100001', "
        "'meter-read-before', 7, 0)");
    ASSERT_TRUE(filled.ok()) << filled.error().message;
    const auto books =
        "SELECT hex(hash) || key || kind || (SELECT sum(amount_micro_yuan * line) "
        "FROM posting) FROM journal_entry";
    const std::string before = *connection->value(books);
    const auto done = migrate(*connection, all, fromMillis(2));
    ASSERT_TRUE(done.ok()) << done.error().message;
    EXPECT_EQ(*connection->value(books), before);
    EXPECT_EQ(*connection->value("SELECT state || version || set_off_micro_yuan FROM orders"),
              "paid30");
    EXPECT_EQ(*connection->value("SELECT count(*) FROM order_call"), "1");
    EXPECT_EQ(*connection->value("PRAGMA integrity_check"), "ok");
    EXPECT_EQ(*connection->value("PRAGMA foreign_keys"), "1") << "and it is on again";
    EXPECT_FALSE(connection->run("DELETE FROM journal_entry").ok());
    EXPECT_FALSE(connection->run("UPDATE orders SET amount_micro_yuan = 20000").ok());
    EXPECT_FALSE(connection
                     ->run("INSERT INTO order_event (order_id, version, state, held, at_ms, "
                           "reason) VALUES ('nobody', 1, 'created', 0, 1, '')")
                     .ok());
}

TEST(ByHandStep, AReversalThatWaitsUnderANameThatAnybodyCouldWriteIsWithdrawn) {
    const test::TemporaryFolder folder;
    auto connection =
        std::move(*Connection::open({(folder.path() / "old.db").string(), {}, false}));
    const auto all = migrations();
    ASSERT_TRUE(migrate(*connection, {all.begin(), all.begin() + 10}, fromMillis(1)).ok());
    const auto filled = connection->run(
        "INSERT INTO alarm (kind, order_id, meter, raised_at_ms, cleared_at_ms, text) VALUES "
        "('meter-silent', 'K0100001', '', 1, 2, 'over'), "
        "('returned-after-sale', 'K0100001', '', 3, NULL, 'open');"
        "INSERT INTO orders (id, request, meter, account, amount_micro_yuan, channel, merchant, "
        "terminal, state, version, created_at_ms, pay_by_ms, open_until_ms, code, trade, "
        "cancel_open, meter_silent, held, reason, set_off_micro_yuan) VALUES ('K0100001', 'r', "
        "'220711000001', '8001', 10000000, 'alipay', 'm', 'K01', 'created', 1, 1, 2, 3, '', '', 0, "
        "0, 0, '', 0);"
        "INSERT INTO order_reversal VALUES ('K0100001', 1, 'reversal-1', 20000, 'book-debt', "
        "'refused', 'li', '', 'wrong', 5, 6, 'kept'), ('K0100001', 2, 'reversal-2', 20000, "
        "'book-debt', 'proposed', 'li', '', 'wrong', 7, NULL, '')");
    ASSERT_TRUE(filled.ok()) << filled.error().message;
    const auto done = migrate(*connection, all, fromMillis(2));
    ASSERT_TRUE(done.ok()) << done.error().message;
    EXPECT_EQ(*connection->value("SELECT group_concat(number || state || ended_at_ms) "
                                 "FROM order_reversal ORDER BY number"),
              "1refused6,2withdrawn7");
    EXPECT_EQ(*connection->value("SELECT note FROM order_reversal WHERE number = 1"), "kept");
    EXPECT_EQ(*connection->value("SELECT group_concat(id || ended_by || text) FROM alarm"),
              "1over,2open");
    EXPECT_FALSE(
        connection->run("UPDATE alarm SET ended_by = 'li', ended_why = 'x' WHERE id = 2").ok())
        << "whoever ends it says when";
}

}  // namespace
}  // namespace wattill::storage
