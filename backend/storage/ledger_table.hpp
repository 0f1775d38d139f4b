#pragma once

#include "ledger/store.hpp"
#include "storage/connection.hpp"

namespace wattill::storage {

/// The journal. What the interface does not allow, triggers of the schema refuse too.
class LedgerTable final : public ledger::LedgerStore {
  public:
    explicit LedgerTable(Connection& connection) : m_connection(connection) {}

    Result<ledger::Entry> append(const ledger::NewEntry& entry) override;
    [[nodiscard]] Result<std::optional<ledger::Entry>> find(const std::string& key) const override;
    [[nodiscard]] Result<Money> balance(const ledger::LedgerAccount& account) const override;
    [[nodiscard]] Result<std::vector<std::pair<ledger::LedgerAccount, Money>>> trialBalance()
        const override;
    Result<void> forEach(const std::function<bool(const ledger::Entry&)>& visit) const override;

  private:
    Result<ledger::Entry> chained(const ledger::NewEntry& entry) const;
    Result<void> write(const ledger::Entry& entry);

    Connection& m_connection;
};

}  // namespace wattill::storage
