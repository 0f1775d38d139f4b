#pragma once

#include "storage/alarm_table.hpp"
#include "storage/call_table.hpp"
#include "storage/command_table.hpp"
#include "storage/ledger_table.hpp"
#include "storage/notice_table.hpp"
#include "storage/order_table.hpp"
#include "storage/reading_table.hpp"
#include "storage/reconciliation_table.hpp"
#include "storage/tenancy_table.hpp"

namespace wattill::storage {

/// Every table over one connection. Its owner opens and ends the transactions.
class SqliteUnit final : public order::UnitOfWork {
  public:
    SqliteUnit(Connection& connection, const Clock& clock)
        : m_orders(connection, clock),
          m_calls(connection),
          m_alarms(connection),
          m_commands(connection, clock),
          m_ledger(connection),
          m_tenancy(connection),
          m_readings(connection),
          m_reconciliation(connection),
          m_notices(connection) {}

    order::OrderStore& orders() override { return m_orders; }
    order::CallStore& calls() override { return m_calls; }
    order::AlarmStore& alarms() override { return m_alarms; }
    order::CommandStore& commands() override { return m_commands; }
    ledger::LedgerStore& ledger() override { return m_ledger; }
    tenancy::TenancyStore& tenancy() override { return m_tenancy; }
    metering::ReadingStore& readings() override { return m_readings; }
    reconciliation::ReconciliationStore& reconciliation() override { return m_reconciliation; }
    order::NoticeStore& notices() override { return m_notices; }
    [[nodiscard]] const order::OrderStore& orders() const override { return m_orders; }
    [[nodiscard]] const order::CallStore& calls() const override { return m_calls; }
    [[nodiscard]] const order::AlarmStore& alarms() const override { return m_alarms; }
    [[nodiscard]] const order::CommandStore& commands() const override { return m_commands; }
    [[nodiscard]] const ledger::LedgerStore& ledger() const override { return m_ledger; }
    [[nodiscard]] const tenancy::TenancyStore& tenancy() const override { return m_tenancy; }
    [[nodiscard]] const metering::ReadingStore& readings() const override { return m_readings; }
    [[nodiscard]] const reconciliation::ReconciliationStore& reconciliation() const override {
        return m_reconciliation;
    }
    [[nodiscard]] const order::NoticeStore& notices() const override { return m_notices; }

  private:
    OrderTable m_orders;
    CallTable m_calls;
    AlarmTable m_alarms;
    CommandTable m_commands;
    LedgerTable m_ledger;
    TenancyTable m_tenancy;
    ReadingTable m_readings;
    ReconciliationTable m_reconciliation;
    NoticeTable m_notices;
};

}  // namespace wattill::storage
