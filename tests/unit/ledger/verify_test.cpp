#include "support/memory_ledger.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace wattill::ledger {
namespace {

using test::MemoryLedger;

NewEntry entry(const std::string& key, std::int64_t microYuan) {
    return {key,
            EntryKind::PaymentReceived,
            "reference of " + key,
            fromMillis(1'790'000'000'000),
            {{LedgerAccount("left"), Money::fromMicroYuan(microYuan)},
             {LedgerAccount("right"), Money::fromMicroYuan(-microYuan)}}};
}

MemoryLedger threeEntries() {
    MemoryLedger ledger;
    for (const char* key : {"a", "b", "c"})
        EXPECT_TRUE(ledger.append(entry(key, 10'000)).ok());
    return ledger;
}

using Tampering = std::function<void(Entry&)>;

/// Every way to change one field of one entry.
std::vector<Tampering> tamperings() {
    return {
        [](Entry& e) { e.key += 'x'; },
        [](Entry& e) { e.kind = EntryKind::Refunded; },
        [](Entry& e) { e.reference += 'x'; },
        [](Entry& e) { e.at += Duration(1); },
        [](Entry& e) { e.sequence += 1; },
        [](Entry& e) { e.previous[31] ^= 1U; },
        [](Entry& e) { e.hash[0] ^= 0x80U; },
        [](Entry& e) { e.postings[0].amount += Money::fromMicroYuan(1); },
        [](Entry& e) { e.postings[0].account = LedgerAccount("other"); },
        [](Entry& e) { std::swap(e.postings[0], e.postings[1]); },
        [](Entry& e) { e.postings.pop_back(); },
        [](Entry& e) {
            // Stays balanced: only the hash can tell.
            e.postings[0].amount += Money::fromFen(1);
            e.postings[1].amount -= Money::fromFen(1);
        },
    };
}

TEST(Verify, UntouchedJournalIsProven) {
    const auto proof = verify(threeEntries());
    ASSERT_TRUE(proof.ok());
    EXPECT_EQ(proof->entries, 3);
    EXPECT_TRUE(proof->violations.empty());
}

TEST(Verify, TamperingWithAnyFieldOfAnyEntryIsFound) {
    const auto ways = tamperings();
    for (std::size_t at = 0; at < 3; ++at) {
        for (std::size_t way = 0; way < ways.size(); ++way) {
            MemoryLedger ledger = threeEntries();
            ways[way](ledger.entries[at]);
            EXPECT_FALSE(verify(ledger)->violations.empty()) << "entry " << at << " way " << way;
        }
    }
}

TEST(Verify, NamesTheEntryThatWasTamperedWith) {
    MemoryLedger ledger = threeEntries();
    ledger.entries[1].reference = "mine";
    const auto proof = verify(ledger);
    ASSERT_EQ(proof->violations.size(), 1U);
    EXPECT_NE(proof->violations[0].find("entry 2:"), std::string::npos);
}

TEST(Verify, EntryRehashedByTheForgerBreaksTheNextLink) {
    MemoryLedger ledger = threeEntries();
    Entry& forged = ledger.entries[1];
    forged.reference = "mine";
    forged.hash = chainHash(forged.previous, forged.sequence, forged);
    EXPECT_FALSE(verify(ledger)->violations.empty());
}

TEST(Verify, RemovedEntryIsFound) {
    for (const std::ptrdiff_t at : {0, 1}) {
        MemoryLedger ledger = threeEntries();
        ledger.entries.erase(ledger.entries.begin() + at);
        EXPECT_FALSE(verify(ledger)->violations.empty());
    }
}

TEST(Verify, SwappedEntriesAreFound) {
    MemoryLedger ledger = threeEntries();
    std::swap(ledger.entries[0], ledger.entries[1]);
    EXPECT_FALSE(verify(ledger)->violations.empty());
}

TEST(Verify, KeyBookedTwiceIsFoundEvenInAWellHashedChain) {
    MemoryLedger ledger = threeEntries();
    Entry& last = ledger.entries[2];
    last.key = "a";
    last.hash = chainHash(last.previous, last.sequence, last);
    const auto proof = verify(ledger);
    ASSERT_EQ(proof->violations.size(), 1U);
    EXPECT_NE(proof->violations[0].find("booked before"), std::string::npos);
}

/// A store whose balances do not come from its journal.
class ShiftedBalances final : public LedgerStore {
  public:
    MemoryLedger journal = threeEntries();
    Result<Entry> append(const NewEntry& e) override { return journal.append(e); }
    Result<std::optional<Entry>> find(const std::string& key) const override {
        return journal.find(key);
    }
    Result<Money> balance(const LedgerAccount& account) const override {
        return journal.balance(account);
    }
    Result<std::vector<std::pair<LedgerAccount, Money>>> trialBalance() const override {
        auto balances = journal.trialBalance();
        balances->push_back({LedgerAccount("smuggled"), Money::fromFen(1)});
        return balances;
    }
    Result<void> forEach(const std::function<bool(const Entry&)>& visit) const override {
        return journal.forEach(visit);
    }
};

TEST(Verify, PostingOutsideOfTheJournalIsFound) {
    EXPECT_EQ(verify(ShiftedBalances())->violations.size(), 2U);
}

RC_GTEST_PROP(VerifyProperty, AnyJournalVerifiesAndAnyOneTamperingIsFound, ()) {
    const auto amounts = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::int64_t>>(
        rc::gen::inRange<std::int64_t>(1, 1'000'000)));
    MemoryLedger ledger;
    for (std::size_t i = 0; i < amounts.size(); ++i) {
        RC_ASSERT(ledger.append(entry("key-" + std::to_string(i), amounts[i])).ok());
    }
    RC_ASSERT(verify(ledger)->violations.empty());
    const auto ways = tamperings();
    const auto at = *rc::gen::inRange<std::size_t>(0, amounts.size());
    const auto way = *rc::gen::inRange<std::size_t>(0, ways.size());
    ways[way](ledger.entries[at]);
    RC_ASSERT(!verify(ledger)->violations.empty());
}

}  // namespace
}  // namespace wattill::ledger
