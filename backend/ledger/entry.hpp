#pragma once

#include "base/ids.hpp"
#include "base/money.hpp"
#include "base/time.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wattill::ledger {

/// The name of a ledger account. A colon parts the kind from the owner:
///   channel:<channel>      asset      what a payment channel owes us
///   customer:<account>     liability  paid, not yet on the meter
///   delivered:<meter>      liability  credit written to the meter (counted down there)
///   refund-payable         liability  booked for refund, not yet returned
///   debt:<account>         asset      credit that a reversal could not take off the meter
///   by-hand                asset      given back to payers another way than through the channel
/// Balances are sums of postings; there is no balance row.
using LedgerAccount = Id<struct LedgerAccountTag>;

[[nodiscard]] LedgerAccount channelAccount(const std::string& channel);
[[nodiscard]] LedgerAccount customerAccount(const AccountId& account);
[[nodiscard]] LedgerAccount deliveredAccount(const MeterId& meter);
[[nodiscard]] LedgerAccount refundPayableAccount();
[[nodiscard]] LedgerAccount debtAccount(const AccountId& account);
[[nodiscard]] LedgerAccount byHandAccount();

/// One line of an entry. Debit is positive, credit negative.
struct Posting {
    LedgerAccount account;
    Money amount;
    bool operator==(const Posting&) const = default;
};

enum class EntryKind {
    PaymentReceived,
    Delivered,
    RefundBooked,
    Refunded,
    Reversed,  ///< delivered credit became a refund, against the meter or a debt
    SetOff,    ///< a debt paid out of a payment, or that undone
};
[[nodiscard]] std::string_view name(EntryKind kind);
[[nodiscard]] std::optional<EntryKind> entryKindFrom(std::string_view name);

/// What a use case wants to book.
struct NewEntry {
    /// The same key with the same content is booked once; with other content it is a Conflict.
    /// "payment:alipay:2026…", "delivery:K01…".
    std::string key;
    EntryKind kind = EntryKind::PaymentReceived;
    std::string reference;  ///< order number, trade number: what a person would look for
    Instant at;
    std::vector<Posting> postings;  ///< at least two, none zero, sum zero
};

using Hash = std::array<std::uint8_t, 32>;

/// What is booked. Never changed, never removed.
struct Entry : NewEntry {
    std::int64_t sequence = 0;  ///< 1, 2, 3 … without a gap
    Hash previous{};            ///< hash of the entry before; all zero for the first
    Hash hash{};                ///< chainHash(previous, *this)
};

/// InvalidInput unless the entry has a key, at least two postings, none of zero, and sum zero.
[[nodiscard]] Result<void> validate(const NewEntry& entry);
/// SHA-256 over the previous hash and an unambiguous byte form of everything in the entry but its
/// own hash (each text with its length, each number in 8 bytes, high byte first).
[[nodiscard]] Hash chainHash(const Hash& previous, std::int64_t sequence, const NewEntry& entry);
/// Same content but for the time of booking: what makes a repeated key a repetition.
[[nodiscard]] bool sameContent(const NewEntry& a, const NewEntry& b);
[[nodiscard]] std::string hexText(const Hash& hash);

}  // namespace wattill::ledger
