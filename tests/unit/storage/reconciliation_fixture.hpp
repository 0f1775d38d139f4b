#pragma once

#include "reconciliation/store.hpp"
#include "unit/storage/store_fixture.hpp"

namespace wattill::storage {

using namespace std::chrono_literals;
using payment::BillKind;
using payment::BillLine;
using payment::RefundId;
using reconciliation::Case;
using reconciliation::CaseState;
using reconciliation::Difference;
using reconciliation::DifferenceKind;
using reconciliation::Input;
using reconciliation::Outcome;
using std::chrono::days;

inline const LocalDay kDay = *parseDay("2026-11-25");
inline const Instant kTen = *parseIso("2026-11-25T02:00:00.000Z");  // 10:00 in Beijing
inline const Instant kNow = *parseIso("2026-11-26T01:31:00.000Z");

inline BillLine line(BillKind kind, const std::string& order, const std::string& trade,
                     const std::string& refund, std::int64_t fen) {
    return {kind,
            OrderId(order),
            trade,
            RefundId(refund),
            Money::fromFen(fen),
            Money::fromFen(6),
            "K01",
            kTen};
}

class ReconciliationTableTest : public StoreTest {
  protected:
    void keep(LocalDay day, std::vector<BillLine> lines, const std::string& channel = "alipay") {
        const payment::Bill bill{channel, day, std::move(lines), "bill.csv"};
        const auto kept = write(
            [&](order::UnitOfWork& unit) { return unit.reconciliation().keepBill(bill, kNow); });
        ASSERT_TRUE(kept.ok()) << kept.error().message;
    }
    std::optional<payment::Bill> kept(LocalDay day) {
        return ask([&](const order::UnitOfWork& unit) {
            return unit.reconciliation().bill("alipay", day);
        });
    }
    Input input(LocalDay day = kDay) {
        return ask([&](const order::UnitOfWork& unit) {
            return unit.reconciliation().input(day, {"alipay"}, kNow);
        });
    }
    reconciliation::Run record(const Input& input, const Outcome& outcome) {
        reconciliation::Run run;
        const auto done = write([&](order::UnitOfWork& unit) -> Result<void> {
            const auto recorded = reconciliation::record(unit.reconciliation(), input, outcome,
                                                         {kNow, kNow + 1s, "test"});
            if (!recorded) return recorded.error();
            run = *recorded;
            return {};
        });
        EXPECT_TRUE(done.ok()) << done.error().message;
        return run;
    }
    reconciliation::Run runDay(LocalDay day = kDay) {
        const Input facts = input(day);
        return record(facts, reconcile(facts));
    }
    std::vector<Case> cases(std::vector<CaseState> states = {}) {
        return ask([&](const order::UnitOfWork& unit) {
            return unit.reconciliation().cases({states, {}}, 100);
        });
    }
    std::vector<std::string> differences() {
        std::vector<std::string> found;
        for (const Difference& each : reconcile(input()).differences)
            found.push_back(std::string(name(each.kind)) + " " + each.key);
        return found;
    }
    void book(const std::string& key, ledger::EntryKind kind, const std::string& order,
              std::int64_t fen, Instant at) {
        const auto booked = write([&](order::UnitOfWork& unit) -> Result<void> {
            const Money amount = Money::fromFen(fen);
            const auto entry =
                unit.ledger().append({key,
                                      kind,
                                      order,
                                      at,
                                      {{ledger::channelAccount("alipay"), amount},
                                       {ledger::customerAccount(AccountId("8001")), -amount}}});
            return entry ? Result<void>{} : Result<void>{entry.error()};
        });
        ASSERT_TRUE(booked.ok()) << booked.error().message;
    }
    order::Order paidOrder(const std::string& id, const std::string& trade, Instant at = kTen) {
        order::Order order = someOrder(id);
        order.createdAt = at;
        EXPECT_TRUE(insert(order).ok());
        order = next(order, order::State::Paid);
        order.trade = trade;
        order.paidAt = at + 20s;
        EXPECT_TRUE(update(order).ok());
        book("payment:alipay:" + trade, ledger::EntryKind::PaymentReceived, id, 10'000, at + 20s);
        return order;
    }
    static order::Refund refundOf(const order::Order& order, order::RefundCause cause,
                                  const std::string& trade) {
        order::Refund refund;
        refund.id = RefundId(order.id.text() + "R" + std::to_string(order.refunds.size() + 1));
        refund.cause = cause;
        refund.trade = trade;
        refund.amount = order.amount;
        refund.requestedAt = kTen + 60s;
        return refund;
    }
    using Words = std::vector<std::string>;
};

}  // namespace wattill::storage
