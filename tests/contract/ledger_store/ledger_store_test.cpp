// What every LedgerStore must do, on the fake and on SQLite alike.
#include "ledger/store.hpp"
#include "storage/sqlite_store.hpp"
#include "support/memory_ledger.hpp"
#include "support/process.hpp"

#include <gtest/gtest.h>

namespace wattill {
namespace {

using ledger::EntryKind;
using ledger::LedgerAccount;
using ledger::LedgerStore;
using ledger::NewEntry;

/// Something that has a journal and gives it to one use at a time, as a transaction would.
class Journal {
  public:
    virtual ~Journal() = default;
    virtual void use(const std::function<void(LedgerStore&)>& body) = 0;
};

class FakeJournal final : public Journal {
  public:
    void use(const std::function<void(LedgerStore&)>& body) override { body(m_ledger); }

  private:
    test::MemoryLedger m_ledger;
};

class SqliteJournal final : public Journal {
  public:
    explicit SqliteJournal(bool inMemory) {
        storage::SqliteOptions options;
        options.path = inMemory ? ":memory:" : (m_folder.path() / "ledger.db").string();
        options.exclusive = inMemory;
        m_store = std::move(*storage::SqliteStore::open(options));
    }
    void use(const std::function<void(LedgerStore&)>& body) override {
        const auto results = m_store->runBatch({{[&](order::UnitOfWork& unit) {
                                                     body(unit.ledger());
                                                     return Result<void>();
                                                 },
                                                 {}}});
        ASSERT_TRUE(results.at(0).ok()) << results.at(0).error().message;
    }

  private:
    test::TemporaryFolder m_folder;
    std::unique_ptr<storage::SqliteStore> m_store;
};

struct Maker {
    const char* name;
    std::function<std::unique_ptr<Journal>()> make;
};

class LedgerStoreContract : public testing::TestWithParam<Maker> {
  protected:
    std::unique_ptr<Journal> journal = GetParam().make();
};

NewEntry payment(const std::string& key, std::int64_t fen) {
    return {key,
            EntryKind::PaymentReceived,
            "trade-" + key,
            fromMillis(1'790'000'000'123),
            {{ledger::channelAccount("alipay"), Money::fromFen(fen)},
             {ledger::customerAccount(AccountId("8001")), -Money::fromFen(fen)}}};
}

TEST_P(LedgerStoreContract, BeginsEmptyAndProven) {
    journal->use([](LedgerStore& store) {
        const auto proof = verify(store);
        ASSERT_TRUE(proof.ok());
        EXPECT_EQ(proof->entries, 0);
        EXPECT_EQ(proof->head, ledger::Hash{});
        EXPECT_TRUE(proof->violations.empty());
        EXPECT_TRUE(store.trialBalance()->empty());
        EXPECT_EQ(*store.balance(LedgerAccount("nobody")), Money());
    });
}

TEST_P(LedgerStoreContract, EntriesAreChainedInSequence) {
    journal->use([](LedgerStore& store) {
        const auto first = store.append(payment("a", 100));
        const auto second = store.append(payment("b", 250));
        ASSERT_TRUE(first.ok() && second.ok());
        EXPECT_EQ(first->sequence, 1);
        EXPECT_EQ(first->previous, ledger::Hash{});
        EXPECT_EQ(second->sequence, 2);
        EXPECT_EQ(second->previous, first->hash);
        const auto proof = verify(store);
        EXPECT_EQ(proof->entries, 2);
        EXPECT_EQ(proof->head, second->hash);
        EXPECT_TRUE(proof->violations.empty());
    });
}

TEST_P(LedgerStoreContract, ChainGoesOnInTheNextTransaction) {
    ledger::Hash head{};
    journal->use([&](LedgerStore& store) { head = store.append(payment("a", 1))->hash; });
    journal->use([&](LedgerStore& store) {
        const auto next = store.append(payment("b", 1));
        EXPECT_EQ(next->sequence, 2);
        EXPECT_EQ(next->previous, head);
    });
}

TEST_P(LedgerStoreContract, RepeatedKeyGivesTheEntryThatStands) {
    journal->use([](LedgerStore& store) {
        const auto first = store.append(payment("a", 100));
        NewEntry again = payment("a", 100);
        again.at = fromMillis(toMillis(again.at) + 5000);
        const auto repeated = store.append(again);
        ASSERT_TRUE(repeated.ok());
        EXPECT_EQ(repeated->sequence, 1);
        EXPECT_EQ(repeated->at, first->at);
        EXPECT_EQ(repeated->hash, first->hash);
        EXPECT_EQ(verify(store)->entries, 1);
    });
}

TEST_P(LedgerStoreContract, RepeatedKeyWithOtherContentIsAConflict) {
    journal->use([](LedgerStore& store) {
        ASSERT_TRUE(store.append(payment("a", 100)).ok());
        NewEntry otherReference = payment("a", 100);
        otherReference.reference = "another trade";
        NewEntry otherKind = payment("a", 100);
        otherKind.kind = EntryKind::Refunded;
        for (const NewEntry& entry : {payment("a", 101), otherReference, otherKind}) {
            const auto refused = store.append(entry);
            ASSERT_FALSE(refused.ok());
            EXPECT_EQ(refused.error().code, ErrorCode::Conflict);
        }
        EXPECT_EQ(*store.balance(ledger::channelAccount("alipay")), Money::fromFen(100));
    });
}

TEST_P(LedgerStoreContract, InvalidEntryIsRefusedAndLeavesNothing) {
    journal->use([](LedgerStore& store) {
        NewEntry lopsided = payment("a", 100);
        lopsided.postings[1].amount += Money::fromMicroYuan(1);
        const auto refused = store.append(lopsided);
        ASSERT_FALSE(refused.ok());
        EXPECT_EQ(refused.error().code, ErrorCode::InvalidInput);
        EXPECT_FALSE(store.find("a")->has_value());
        EXPECT_TRUE(store.append(payment("a", 100)).ok());
    });
}

TEST_P(LedgerStoreContract, FindGivesBackEverything) {
    journal->use([](LedgerStore& store) {
        NewEntry entry = payment("键:\"'%", 7);
        entry.reference = std::string("with a \0 inside", 15);
        entry.kind = EntryKind::RefundBooked;
        entry.postings.push_back({ledger::refundPayableAccount(), Money::fromMicroYuan(-3)});
        entry.postings.push_back({ledger::refundPayableAccount(), Money::fromMicroYuan(3)});
        const auto booked = store.append(entry);
        ASSERT_TRUE(booked.ok()) << booked.error().message;
        const auto found = store.find(entry.key);
        ASSERT_TRUE(found.ok() && found->has_value());
        EXPECT_TRUE(sameContent(**found, entry));
        EXPECT_EQ((*found)->at, entry.at);
        EXPECT_EQ((*found)->hash, booked->hash);
        EXPECT_EQ((*found)->previous, booked->previous);
        EXPECT_FALSE(store.find("nothing")->has_value());
    });
}

TEST_P(LedgerStoreContract, BalancesAreSumsOfPostings) {
    journal->use([](LedgerStore& store) {
        ASSERT_TRUE(store.append(payment("a", 100)).ok());
        ASSERT_TRUE(store.append(payment("b", 250)).ok());
        const NewEntry delivery{
            "delivery:1",
            EntryKind::Delivered,
            "1",
            fromMillis(2),
            {{ledger::customerAccount(AccountId("8001")), Money::fromFen(100)},
             {ledger::deliveredAccount(MeterId("220711000001")), -Money::fromFen(100)}}};
        ASSERT_TRUE(store.append(delivery).ok());
        EXPECT_EQ(*store.balance(LedgerAccount("customer:8001")), -Money::fromFen(250));
        const auto trial = store.trialBalance();
        ASSERT_TRUE(trial.ok());
        const std::vector<std::pair<LedgerAccount, Money>> expected{
            {LedgerAccount("channel:alipay"), Money::fromFen(350)},
            {LedgerAccount("customer:8001"), -Money::fromFen(250)},
            {LedgerAccount("delivered:220711000001"), -Money::fromFen(100)}};
        EXPECT_EQ(*trial, expected);
    });
}

TEST_P(LedgerStoreContract, ForEachStopsWhenToldTo) {
    journal->use([](LedgerStore& store) {
        for (const char* key : {"a", "b", "c"})
            ASSERT_TRUE(store.append(payment(key, 1)).ok());
        std::vector<std::int64_t> seen;
        ASSERT_TRUE(store
                        .forEach([&](const ledger::Entry& entry) {
                            seen.push_back(entry.sequence);
                            return seen.size() < 2;
                        })
                        .ok());
        EXPECT_EQ(seen, (std::vector<std::int64_t>{1, 2}));
    });
}

TEST_P(LedgerStoreContract, VisitorMayAskTheStore) {
    journal->use([](LedgerStore& store) {
        for (const char* key : {"a", "b", "c"})
            ASSERT_TRUE(store.append(payment(key, 1)).ok());
        int inner = 0;
        const auto countInner = [&](const ledger::Entry&) {
            ++inner;
            return true;
        };
        const auto walked = store.forEach([&](const ledger::Entry& entry) {
            EXPECT_TRUE(store.find(entry.key)->has_value());
            return store.forEach(countInner).ok();
        });
        EXPECT_TRUE(walked.ok());
        EXPECT_EQ(inner, 9);
    });
}

INSTANTIATE_TEST_SUITE_P(
    Stores, LedgerStoreContract,
    testing::Values(Maker{"Fake", [] { return std::make_unique<FakeJournal>(); }},
                    Maker{"SqliteFile", [] { return std::make_unique<SqliteJournal>(false); }},
                    Maker{"SqliteMemory", [] { return std::make_unique<SqliteJournal>(true); }}),
    [](const auto& about) { return about.param.name; });

}  // namespace
}  // namespace wattill
