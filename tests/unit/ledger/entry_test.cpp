#include "ledger/entry.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace wattill::ledger {
namespace {

NewEntry sample() {
    return {"payment:alipay:2026112222001",
            EntryKind::PaymentReceived,
            "K0120261122001",
            fromMillis(1'795'314'600'123),
            {{channelAccount("alipay"), Money::fromFen(10'000)},
             {customerAccount(AccountId("8001")), -Money::fromFen(10'000)}}};
}

TEST(LedgerAccounts, AreNamedByKindAndOwner) {
    EXPECT_EQ(channelAccount("alipay").text(), "channel:alipay");
    EXPECT_EQ(customerAccount(AccountId("8001")).text(), "customer:8001");
    EXPECT_EQ(deliveredAccount(MeterId("220711000001")).text(), "delivered:220711000001");
    EXPECT_EQ(refundPayableAccount().text(), "refund-payable");
}

TEST(EntryKinds, NamesReadBack) {
    for (const EntryKind kind : {EntryKind::PaymentReceived, EntryKind::Delivered,
                                 EntryKind::RefundBooked, EntryKind::Refunded}) {
        EXPECT_EQ(entryKindFrom(name(kind)), kind);
    }
    EXPECT_EQ(entryKindFrom("Delivered"), std::nullopt);
    EXPECT_EQ(entryKindFrom(""), std::nullopt);
}

// The bytes were put together and hashed outside of this program. Whoever changes the form of the
// bytes makes every journal on disk look forged.
TEST(ChainHash, IsWhatItWasWhenTheFirstJournalWasWritten) {
    EXPECT_EQ(hexText(chainHash(Hash{}, 1, sample())),
              "43a5e0b3e2794505c62a58500eaaedb8601594829c73d4ffb2b051221552e886");
    Hash previous{};
    previous.fill(0xAB);
    EXPECT_EQ(hexText(chainHash(previous, 7, sample())),
              "6d4b2f6480b2ec092706945b90414df594da4379420c34010c3b771cbf67df40");
}

TEST(ChainHash, TextsThatRunTogetherAreNotTheSame) {
    NewEntry a = sample();
    NewEntry b = sample();
    a.key = "ab";
    a.reference = "c";
    b.key = "a";
    b.reference = "bc";
    EXPECT_NE(chainHash(Hash{}, 1, a), chainHash(Hash{}, 1, b));
}

TEST(Validate, TakesABalancedEntry) {
    EXPECT_TRUE(validate(sample()).ok());
}

TEST(Validate, RefusesWhatIsNotDoubleEntry) {
    std::vector<NewEntry> wrong(6, sample());
    wrong[0].key.clear();
    wrong[1].postings.pop_back();
    wrong[2].postings.clear();
    wrong[3].postings[0].amount += Money::fromMicroYuan(1);
    wrong[4].postings.push_back({refundPayableAccount(), Money()});
    wrong[5].postings[0].account = LedgerAccount();
    for (const NewEntry& entry : wrong) {
        const auto refused = validate(entry);
        ASSERT_FALSE(refused.ok());
        EXPECT_EQ(refused.error().code, ErrorCode::InvalidInput);
    }
}

TEST(Validate, SumThatWrapsAroundToZeroIsNotZero) {
    constexpr auto kHalf = std::int64_t{1} << 62;
    NewEntry entry = sample();
    entry.postings.clear();
    for (int i = 0; i < 4; ++i) {
        entry.postings.push_back({refundPayableAccount(), Money::fromMicroYuan(kHalf)});
    }
    EXPECT_FALSE(validate(entry).ok());
}

TEST(SameContent, LooksAtEverythingButTheTime) {
    NewEntry later = sample();
    later.at = fromMillis(1);
    EXPECT_TRUE(sameContent(sample(), later));
    std::vector<NewEntry> others(5, sample());
    others[0].key += "x";
    others[1].kind = EntryKind::Refunded;
    others[2].reference += "x";
    others[3].postings[0].amount += Money::fromFen(1);
    others[4].postings[1].account = refundPayableAccount();
    for (const NewEntry& other : others)
        EXPECT_FALSE(sameContent(sample(), other));
}

}  // namespace
}  // namespace wattill::ledger
