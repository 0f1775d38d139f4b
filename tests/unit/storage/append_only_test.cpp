// What nobody may do to the books, not even with the file in hand and past our code.
#include "store_fixture.hpp"

namespace wattill::storage {
namespace {

ledger::NewEntry payment(const std::string& key, std::int64_t fen = 100) {
    return {key,
            ledger::EntryKind::PaymentReceived,
            "trade",
            fromMillis(1),
            {{ledger::channelAccount("alipay"), Money::fromFen(fen)},
             {ledger::customerAccount(AccountId("8001")), -Money::fromFen(fen)}}};
}

class AppendOnlyTest : public StoreTest {
  protected:
    AppendOnlyTest() {
        EXPECT_TRUE(insert(someOrder("K0100001")).ok());
        for (const char* key : {"a", "b"})
            EXPECT_TRUE(append(payment(key)).ok());
    }
    Result<void> append(const ledger::NewEntry& entry) {
        return write([&](order::UnitOfWork& unit) -> Result<void> {
            const auto booked = unit.ledger().append(entry);
            if (!booked) return booked.error();
            return {};
        });
    }
    std::vector<std::string> violations() {
        return ask([](const order::UnitOfWork& unit) {
            return verify(unit.ledger()).map([](const ledger::Verification& proof) {
                return proof.violations;
            });
        });
    }
    void expectRefused(const std::string& text) {
        const auto done = sql(text);
        ASSERT_FALSE(done.ok()) << text;
        EXPECT_EQ(done.error().code, ErrorCode::Conflict) << text << ": " << done.error().message;
    }
};

TEST_F(AppendOnlyTest, BooksAreNeitherChangedNorRemoved) {
    for (const char* text : {
             "UPDATE journal_entry SET reference = 'mine' WHERE sequence = 1",
             "UPDATE journal_entry SET at_ms = 0",
             "UPDATE OR REPLACE journal_entry SET sequence = 1 WHERE sequence = 2",
             "DELETE FROM journal_entry WHERE sequence = 2",
             "UPDATE posting SET amount_micro_yuan = amount_micro_yuan * 2",
             "DELETE FROM posting",
             "REPLACE INTO posting VALUES (2, 1, 'mine', 1)",
             "INSERT INTO posting VALUES (1, 3, 'mine', 1)",
             "INSERT INTO posting VALUES (3, 1, 'mine', 1)",
             "REPLACE INTO journal_entry SELECT sequence, key, kind, 'mine', at_ms, previous, hash "
             "FROM journal_entry WHERE sequence = 2",
             "REPLACE INTO journal_entry SELECT 3, 'a', kind, reference, at_ms, hash, zeroblob(32) "
             "FROM journal_entry WHERE sequence = 2",
             "INSERT INTO journal_entry SELECT 4, 'c', kind, reference, at_ms, hash, zeroblob(32) "
             "FROM journal_entry WHERE sequence = 2",
             "INSERT INTO journal_entry SELECT 3, 'c', kind, reference, at_ms, previous, hash "
             "FROM journal_entry WHERE sequence = 2",
         }) {
        expectRefused(text);
    }
    EXPECT_TRUE(violations().empty());
}

TEST_F(AppendOnlyTest, OrdersAndTheirHistoryStay) {
    for (const char* text : {
             "DELETE FROM orders",
             "UPDATE orders SET amount_micro_yuan = 10000",
             "UPDATE orders SET state = 'sold'",
             "UPDATE order_event SET state = 'delivered'",
             "DELETE FROM order_event",
             "REPLACE INTO order_event VALUES (1, 'K0100001', 9, 'paid', 0, 0, '')",
             "INSERT INTO order_event SELECT NULL, order_id, version, state, held, at_ms, reason "
             "FROM order_event",
         }) {
        expectRefused(text);
    }
}

TEST_F(AppendOnlyTest, AlarmsAreClearedNotRemoved) {
    ASSERT_TRUE(write([](order::UnitOfWork& unit) {
                    order::Alarm alarm;
                    alarm.order = OrderId("K0100001");
                    return unit.alarms().raise(alarm);
                }).ok());
    expectRefused("DELETE FROM alarm");
}

TEST_F(AppendOnlyTest, WhoTakesTheTriggersAwayIsFoundByTheChain) {
    ASSERT_TRUE(sql("DROP TRIGGER posting_never_changes").ok());
    ASSERT_TRUE(sql("UPDATE posting SET amount_micro_yuan = amount_micro_yuan * 2 "
                    "WHERE sequence = 1")
                    .ok());
    const auto found = violations();
    ASSERT_FALSE(found.empty());
    EXPECT_NE(found[0].find("entry 1:"), std::string::npos);
}

TEST_F(AppendOnlyTest, PostingSmuggledIntoTheNewestEntryIsFound) {
    ASSERT_TRUE(sql("INSERT INTO posting VALUES (2, 3, 'mine', 1)").ok());
    EXPECT_FALSE(violations().empty());
}

}  // namespace
}  // namespace wattill::storage
