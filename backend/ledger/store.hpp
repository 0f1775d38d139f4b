#pragma once

#include "ledger/entry.hpp"

#include <functional>

namespace wattill::ledger {

/// The journal, within one transaction of whoever owns it. Not for use across threads.
class LedgerStore {
  public:
    virtual ~LedgerStore() = default;
    /// Books the entry at the end of the chain. A key already booked with sameContent() gives the
    /// entry that stands; with other content Conflict. An invalid entry is InvalidInput.
    virtual Result<Entry> append(const NewEntry& entry) = 0;
    [[nodiscard]] virtual Result<std::optional<Entry>> find(const std::string& key) const = 0;
    /// Sum of all postings of the account: debit positive.
    [[nodiscard]] virtual Result<Money> balance(const LedgerAccount& account) const = 0;
    /// Every account with its balance, by name.
    [[nodiscard]] virtual Result<std::vector<std::pair<LedgerAccount, Money>>> trialBalance()
        const = 0;
    /// Calls `visit` for every entry in sequence, until it returns false.
    virtual Result<void> forEach(const std::function<bool(const Entry&)>& visit) const = 0;
};

struct Verification {
    std::int64_t entries = 0;
    Hash head{};                          ///< hash of the last entry
    std::vector<std::string> violations;  ///< empty: proven. Each names the sequence and the fault
};

/// Walks the journal: sequence without a gap, every entry sums to zero, every hash fits, no key
/// twice, and the trial balance is zero.
[[nodiscard]] Result<Verification> verify(const LedgerStore& store);

}  // namespace wattill::ledger
