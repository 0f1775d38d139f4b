#pragma once

#include "ledger/store.hpp"

#include <map>

namespace wattill::test {

/// A journal in memory. Passes the contract suite of LedgerStore. Its entries are open to be
/// tampered with: that is what verify() is tried on.
class MemoryLedger final : public ledger::LedgerStore {
  public:
    std::vector<ledger::Entry> entries;

    Result<ledger::Entry> append(const ledger::NewEntry& entry) override {
        if (const auto valid = ledger::validate(entry); !valid) return valid.error();
        for (const ledger::Entry& standing : entries) {
            if (standing.key != entry.key) continue;
            if (sameContent(standing, entry)) return standing;
            return Error{ErrorCode::Conflict, Retry::Never, entry.key + " is booked otherwise", {}};
        }
        ledger::Entry next;
        static_cast<ledger::NewEntry&>(next) = entry;
        next.sequence = static_cast<std::int64_t>(entries.size()) + 1;
        if (!entries.empty()) next.previous = entries.back().hash;
        next.hash = chainHash(next.previous, next.sequence, next);
        entries.push_back(next);
        return next;
    }

    [[nodiscard]] Result<std::optional<ledger::Entry>> find(const std::string& key) const override {
        for (const ledger::Entry& entry : entries) {
            if (entry.key == key) return std::optional(entry);
        }
        return std::optional<ledger::Entry>();
    }

    [[nodiscard]] Result<Money> balance(const ledger::LedgerAccount& account) const override {
        const auto all = balances();
        const auto found = all.find(account);
        return found == all.end() ? Money() : found->second;
    }

    [[nodiscard]] Result<std::vector<std::pair<ledger::LedgerAccount, Money>>> trialBalance()
        const override {
        const auto all = balances();
        return std::vector<std::pair<ledger::LedgerAccount, Money>>(all.begin(), all.end());
    }

    Result<void> forEach(const std::function<bool(const ledger::Entry&)>& visit) const override {
        for (const ledger::Entry& entry : entries) {
            if (!visit(entry)) break;
        }
        return {};
    }

  private:
    [[nodiscard]] std::map<ledger::LedgerAccount, Money> balances() const {
        std::map<ledger::LedgerAccount, Money> sums;
        for (const ledger::Entry& entry : entries) {
            for (const ledger::Posting& posting : entry.postings) {
                sums[posting.account] += posting.amount;
            }
        }
        return sums;
    }
};

}  // namespace wattill::test
