#include "ledger/store.hpp"

#include <map>
#include <unordered_set>

#include <fmt/format.h>

namespace wattill::ledger {

namespace {
// gcc's 128-bit integer: a forged amount must not end the check by an overflow.
__extension__ using WideSum = __int128;

class Audit {
  public:
    void look(const Entry& entry) {
        ++m_result.entries;
        if (entry.sequence != m_last + 1) {
            wrong(entry, fmt::format("follows entry {}", m_last));
        }
        if (entry.previous != m_result.head) {
            wrong(entry, "does not name the hash of the entry before it");
        }
        if (chainHash(m_result.head, entry.sequence, entry) != entry.hash) {
            wrong(entry, "its hash does not fit its content");
        }
        if (const auto valid = validate(entry); !valid) wrong(entry, valid.error().message);
        if (!m_keys.insert(entry.key).second) {
            wrong(entry, fmt::format("key {} was booked before", entry.key));
        }
        for (const Posting& posting : entry.postings) {
            m_balances[posting.account] += posting.amount.microYuan();
        }
        m_last = entry.sequence;
        m_result.head = entry.hash;
    }

    Verification finish(const std::vector<std::pair<LedgerAccount, Money>>& trialBalance) {
        WideSum total = 0;
        for (const auto& [account, balance] : trialBalance) {
            total += balance.microYuan();
            m_balances[account] -= balance.microYuan();
        }
        if (total != 0)
            m_result.violations.emplace_back("trial balance: debits and credits differ");
        for (const auto& [account, difference] : m_balances) {
            if (difference == 0) continue;
            m_result.violations.push_back(
                fmt::format("account {}: its balance is not the sum of the journal's postings",
                            account.text()));
        }
        return std::move(m_result);
    }

  private:
    void wrong(const Entry& entry, const std::string& fault) {
        m_result.violations.push_back(fmt::format("entry {}: {}", entry.sequence, fault));
    }

    Verification m_result;
    std::int64_t m_last = 0;
    std::unordered_set<std::string> m_keys;
    std::map<LedgerAccount, WideSum> m_balances;
};
}  // namespace

Result<Verification> verify(const LedgerStore& store) {
    Audit audit;
    const auto walked = store.forEach([&](const Entry& entry) {
        audit.look(entry);
        return true;
    });
    if (!walked) return walked.error();
    const auto trialBalance = store.trialBalance();
    if (!trialBalance) return trialBalance.error();
    return audit.finish(*trialBalance);
}

}  // namespace wattill::ledger
