#include "ledger/entry.hpp"

#include <fmt/format.h>
#include <openssl/sha.h>

namespace wattill::ledger {

namespace {
constexpr std::array<std::pair<EntryKind, std::string_view>, 6> kKinds{{
    {EntryKind::PaymentReceived, "payment-received"},
    {EntryKind::Delivered, "delivered"},
    {EntryKind::RefundBooked, "refund-booked"},
    {EntryKind::Refunded, "refunded"},
    {EntryKind::Reversed, "reversed"},
    {EntryKind::SetOff, "set-off"},
}};

void appendNumber(std::string& bytes, std::int64_t number) {
    const auto bits = static_cast<std::uint64_t>(number);
    for (int shift = 56; shift >= 0; shift -= 8) {
        bytes += static_cast<char>(static_cast<std::uint8_t>(bits >> static_cast<unsigned>(shift)));
    }
}

void appendText(std::string& bytes, std::string_view text) {
    appendNumber(bytes, static_cast<std::int64_t>(text.size()));
    bytes += text;
}
}  // namespace

LedgerAccount channelAccount(const std::string& channel) {
    return LedgerAccount("channel:" + channel);
}
LedgerAccount customerAccount(const AccountId& account) {
    return LedgerAccount("customer:" + account.text());
}
LedgerAccount deliveredAccount(const MeterId& meter) {
    return LedgerAccount("delivered:" + meter.text());
}
LedgerAccount refundPayableAccount() {
    return LedgerAccount("refund-payable");
}

LedgerAccount debtAccount(const AccountId& account) {
    return LedgerAccount("debt:" + account.text());
}
LedgerAccount byHandAccount() {
    return LedgerAccount("by-hand");
}

std::string_view name(EntryKind kind) {
    for (const auto& [each, text] : kKinds) {
        if (each == kind) return text;
    }
    assertionFailed("kind in table", "an entry kind without a name", __FILE__, __LINE__);
}

std::optional<EntryKind> entryKindFrom(std::string_view name) {
    for (const auto& [kind, text] : kKinds) {
        if (text == name) return kind;
    }
    return std::nullopt;
}

Result<void> validate(const NewEntry& entry) {
    if (entry.key.empty()) return invalidInput("a ledger entry needs a key");
    if (entry.postings.size() < 2) {
        return invalidInput(fmt::format("entry {}: needs at least two postings", entry.key));
    }
    // gcc's 128-bit integer: a sum of 64-bit amounts cannot wrap around to zero in it.
    __extension__ __int128 sum = 0;
    for (const Posting& posting : entry.postings) {
        if (posting.account.empty()) {
            return invalidInput(fmt::format("entry {}: a posting without account", entry.key));
        }
        if (posting.amount.isZero()) {
            return invalidInput(fmt::format("entry {}: the posting to {} is zero", entry.key,
                                            posting.account.text()));
        }
        sum += posting.amount.microYuan();
    }
    if (sum != 0) {
        return invalidInput(fmt::format("entry {}: debits and credits differ", entry.key));
    }
    return {};
}

Hash chainHash(const Hash& previous, std::int64_t sequence, const NewEntry& entry) {
    std::string bytes(previous.begin(), previous.end());
    appendNumber(bytes, sequence);
    appendText(bytes, entry.key);
    appendText(bytes, name(entry.kind));
    appendText(bytes, entry.reference);
    appendNumber(bytes, toMillis(entry.at));
    appendNumber(bytes, static_cast<std::int64_t>(entry.postings.size()));
    for (const Posting& posting : entry.postings) {
        appendText(bytes, posting.account.text());
        appendNumber(bytes, posting.amount.microYuan());
    }
    Hash hash{};
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    SHA256(data, bytes.size(), hash.data());
    return hash;
}

bool sameContent(const NewEntry& a, const NewEntry& b) {
    return a.key == b.key && a.kind == b.kind && a.reference == b.reference &&
           a.postings == b.postings;
}

std::string hexText(const Hash& hash) {
    std::string text;
    text.reserve(hash.size() * 2);
    for (const std::uint8_t byte : hash)
        text += fmt::format("{:02x}", byte);
    return text;
}

}  // namespace wattill::ledger
