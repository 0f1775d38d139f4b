#pragma once

#include "reconciliation/store.hpp"
#include "storage/connection.hpp"

namespace wattill::storage {

/// Bills, runs and cases; the three tables of facts are read where orders, journal and readings
/// keep them.
class ReconciliationTable final : public reconciliation::ReconciliationStore {
  public:
    explicit ReconciliationTable(Connection& connection) : m_connection(connection) {}

    // ---- reconciliation_bills.cpp
    Result<void> keepBill(const payment::Bill& bill, Instant at) override;
    [[nodiscard]] Result<std::optional<payment::Bill>> bill(const std::string& channel,
                                                            LocalDay day) const override;
    [[nodiscard]] Result<std::vector<payment::BillLine>> linesOf(
        const std::string& channel, const std::string& trade) const override;
    [[nodiscard]] Result<std::vector<reconciliation::KeptBill>> billsKept(
        LocalDay from) const override;
    // ---- reconciliation_facts.cpp
    [[nodiscard]] Result<reconciliation::Input> input(LocalDay day,
                                                      const std::vector<std::string>& channels,
                                                      Instant now) const override;
    // ---- reconciliation_runs.cpp
    Result<std::int64_t> addRun(const reconciliation::Run& run) override;
    [[nodiscard]] Result<std::optional<reconciliation::Run>> lastRun(LocalDay day) const override;
    [[nodiscard]] Result<std::vector<reconciliation::DayRun>> daysRun(LocalDay from) const override;
    // ---- reconciliation_table.cpp
    Result<std::int64_t> insert(const reconciliation::Case& fresh,
                                const reconciliation::CaseNote& note) override;
    Result<void> update(const reconciliation::Case& changed,
                        const reconciliation::CaseNote& note) override;
    [[nodiscard]] Result<std::optional<reconciliation::Case>> find(
        std::int64_t number) const override;
    [[nodiscard]] Result<std::optional<reconciliation::Case>> find(
        reconciliation::DifferenceKind kind, const std::string& key) const override;
    [[nodiscard]] Result<std::vector<reconciliation::Case>> cases(
        const reconciliation::CaseQuery& query, std::size_t most) const override;
    [[nodiscard]] Result<std::vector<reconciliation::CaseNote>> history(
        std::int64_t number) const override;

  private:
    Result<void> remember(std::int64_t number, const reconciliation::CaseNote& note);

    Connection& m_connection;
};

/// A day as it is stored.
[[nodiscard]] inline std::int64_t storedDay(LocalDay day) {
    return day.time_since_epoch().count();
}
[[nodiscard]] inline LocalDay dayFromStored(std::int64_t number) {
    return LocalDay(LocalDay::duration(static_cast<LocalDay::rep>(number)));
}

}  // namespace wattill::storage
