#include "unit/storage/reconciliation_fixture.hpp"

namespace wattill::storage {
namespace {

TEST_F(ReconciliationTableTest, BillComesBackAsItWas) {
    const std::vector<BillLine> lines{line(BillKind::Payment, "K0100000001", "T1", "", 10'000),
                                      line(BillKind::Refund, "K0100000001", "T1", "R1", 500)};
    keep(kDay, lines);
    const auto bill = kept(kDay);
    ASSERT_TRUE(bill);
    EXPECT_EQ(bill->lines, lines);
    EXPECT_EQ(bill->source, "bill.csv");
    EXPECT_FALSE(kept(kDay + days(1)));
    keep(kDay + days(1), {});
    ASSERT_TRUE(kept(kDay + days(1))) << "a day without business has a bill";
}

TEST_F(ReconciliationTableTest, SameBillAgainIsOneAndAnotherIsANewEdition) {
    keep(kDay, {line(BillKind::Payment, "K0100000001", "T1", "", 10'000)});
    keep(kDay, {line(BillKind::Payment, "K0100000001", "T1", "", 10'000)});
    EXPECT_EQ(*sql("SELECT count(*) FROM bill"), "1");
    keep(kDay, {line(BillKind::Payment, "K0100000001", "T1", "", 9'000)});
    EXPECT_EQ(*sql("SELECT max(edition) FROM bill"), "2");
    EXPECT_EQ(kept(kDay)->lines.at(0).amount.fen(), 9'000);
    ASSERT_EQ(input().channels.at(0).bills.size(), 1U);
    EXPECT_EQ(input().channels[0].bills[0].lines.size(), 1U);
}

TEST_F(ReconciliationTableTest, LinesOfATradeAreThoseOfTheNewestBillsOfItsChannel) {
    keep(kDay, {line(BillKind::Payment, "K0100000001", "T1", "", 9'000),
                line(BillKind::Payment, "K0100000002", "T2", "", 500)});
    keep(kDay, {line(BillKind::Payment, "K0100000001", "T1", "", 10'000)});
    keep(kDay + days(1), {line(BillKind::Refund, "K0100000001", "T1", "R1", 300)});
    keep(kDay, {line(BillKind::Payment, "K0100000001", "T1", "", 700)}, "unionpay");
    const auto lines = ask([](const order::UnitOfWork& unit) {
        return unit.reconciliation().linesOf("alipay", "T1");
    });
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].amount.fen(), 10'000);
    EXPECT_EQ(lines[1].kind, BillKind::Refund);
    EXPECT_EQ(lines[1].amount.fen(), 300);
    EXPECT_TRUE(ask([](const order::UnitOfWork& unit) {
                    return unit.reconciliation().linesOf("alipay", "T2");
                }).empty());
}

TEST_F(ReconciliationTableTest, AnOpenCaseOfAPaymentIsBookedAndExplained) {
    keep(kDay, {line(BillKind::Payment, "K0100000001", "T1", "", 10'000)});
    runDay();
    const auto book = [&](const reconciliation::Booking& booking) {
        reconciliation::BilledPayment billed;
        const auto done = write([&](order::UnitOfWork& unit) -> Result<void> {
            auto found = reconciliation::book(unit.reconciliation(), 1, booking, kNow);
            if (!found) return found.error();
            billed = std::move(*found);
            return {};
        });
        return done ? Result<reconciliation::BilledPayment>(std::move(billed))
                    : Result<reconciliation::BilledPayment>(done.error());
    };
    EXPECT_EQ(book({"li", ""}).error().code, ErrorCode::InvalidInput);
    const auto billed = book({"li", "asked the channel"});
    ASSERT_TRUE(billed.ok()) << billed.error().message;
    EXPECT_EQ(billed->channel, "alipay");
    EXPECT_EQ(billed->line, line(BillKind::Payment, "K0100000001", "T1", "", 10'000));
    EXPECT_EQ(cases().at(0).state, CaseState::Explained);
    ASSERT_TRUE(write([](order::UnitOfWork& unit) -> Result<void> {
                    const auto settled = reconciliation::decide(
                        unit.reconciliation(), 1,
                        {reconciliation::CaseAction::Settle, "", "li", "done"}, kNow);
                    return settled ? Result<void>{} : Result<void>{settled.error()};
                }).ok());
    EXPECT_EQ(book({"li", "once more"}).error().code, ErrorCode::Conflict) << "it is settled";
    // Twice on the bills, with other figures.
    keep(kDay + days(1), {line(BillKind::Payment, "K0100000001", "T1", "", 9'000)});
    const auto twice = book({"li", "which of them?"});
    ASSERT_FALSE(twice.ok());
    EXPECT_NE(twice.error().message.find("with other figures"), std::string::npos);
}

TEST_F(ReconciliationTableTest, RowsThatNobodyCanReadAreKeptWithTheirBill) {
    payment::Bill bill{"alipay", kDay, {}, "ZM"};
    bill.unread = {{"ZME", 1, std::string(64, 'a'), "25.00 CNY"},
                   {"ZME", 3, std::string(64, 'b'), "13 bytes"}};
    const auto keepIt = [&] {
        const auto kept = write(
            [&](order::UnitOfWork& unit) { return unit.reconciliation().keepBill(bill, kNow); });
        ASSERT_TRUE(kept.ok()) << kept.error().message;
    };
    keepIt();
    keepIt();
    EXPECT_EQ(*sql("SELECT count(*) FROM bill"), "1");
    ASSERT_TRUE(kept(kDay));
    EXPECT_EQ(kept(kDay)->unread, bill.unread);
    EXPECT_EQ(input().channels.at(0).bills.at(0).unread, bill.unread);
    bill.unread[1].digest = std::string(64, 'c');
    keepIt();
    EXPECT_EQ(*sql("SELECT max(edition) FROM bill"), "2") << "another row is another edition";
    EXPECT_EQ(kept(kDay)->unread, bill.unread);
    for (const char* text : {"UPDATE bill_unread_row SET text = ''", "DELETE FROM bill_unread_row",
                             "INSERT INTO bill_unread_row SELECT bill, file, 9, digest, text FROM "
                             "bill_unread_row WHERE bill = 1 LIMIT 1",
                             "REPLACE INTO bill_unread_row SELECT bill, file, row, digest, 'mine' "
                             "FROM bill_unread_row WHERE bill = 2"}) {
        EXPECT_FALSE(sql(text).ok()) << text;
    }
}

TEST_F(ReconciliationTableTest, ADayWithSuchARowIsNeverCompleteAndNotRunForEver) {
    payment::Bill bill{"alipay", kDay, {}, "ZM"};
    bill.unread = {{"ZME", 1, std::string(64, 'a'), "25.00 CNY"}};
    ASSERT_TRUE(write([&](order::UnitOfWork& unit) {
                    return unit.reconciliation().keepBill(bill, kNow);
                }).ok());
    EXPECT_FALSE(runDay().complete);
    const auto billsThere = [&] {
        const auto runs =
            ask([](const order::UnitOfWork& unit) { return unit.reconciliation().daysRun(kDay); });
        return runs.at(0).billsThere;
    };
    EXPECT_TRUE(billsThere()) << "nothing is waited for";
    const auto settled = write([](order::UnitOfWork& unit) -> Result<void> {
        const auto done = reconciliation::decide(
            unit.reconciliation(), 1,
            {reconciliation::CaseAction::Settle, "", "li", "a chargeback, booked by hand"}, kNow);
        return done ? Result<void>{} : Result<void>{done.error()};
    });
    ASSERT_TRUE(settled.ok()) << settled.error().message;
    const auto again = runDay();
    EXPECT_FALSE(again.complete);
    EXPECT_EQ(again.opened, 0) << "a person looked at it";
    // Another row in its place is another case.
    bill.unread[0].digest = std::string(64, 'b');
    ASSERT_TRUE(write([&](order::UnitOfWork& unit) {
                    return unit.reconciliation().keepBill(bill, kNow);
                }).ok());
    EXPECT_EQ(runDay().opened, 1);
    const auto noBill = reconcile(input(kDay + days(1)));
    EXPECT_FALSE(noBill.complete);
    record(input(kDay + days(1)), noBill);
    const auto runs = ask([](const order::UnitOfWork& unit) {
        return unit.reconciliation().daysRun(kDay + days(1));
    });
    EXPECT_FALSE(runs.at(0).billsThere);
}

TEST_F(ReconciliationTableTest, RunComesBackAsItWas) {
    keep(kDay, {line(BillKind::Payment, "CARPARK1", "T1", "", 10'000)});
    const auto run = runDay();
    EXPECT_EQ(run.opened, 1);
    const auto last =
        ask([](const order::UnitOfWork& unit) { return unit.reconciliation().lastRun(kDay); });
    ASSERT_TRUE(last);
    EXPECT_EQ(last->number, run.number);
    EXPECT_EQ(last->by, "test");
    EXPECT_TRUE(last->complete);
    EXPECT_EQ(last->bills, run.bills);
    ASSERT_EQ(last->channels.size(), 1U);
    EXPECT_EQ(last->channels[0].billPayments, run.channels[0].billPayments);
    EXPECT_EQ(last->channels[0].net, run.channels[0].net);
    EXPECT_EQ(last->channels[0].differences, 1);
}

TEST_F(ReconciliationTableTest, RunningADayAgainMakesNoSecondCase) {
    keep(kDay, {line(BillKind::Payment, "CARPARK1", "T1", "", 10'000)});
    runDay();
    const auto before = cases();
    const auto again = runDay();
    EXPECT_EQ(again.opened, 0);
    EXPECT_EQ(cases(), before);
    EXPECT_EQ(*sql("SELECT count(*) FROM reconciliation_case_event"), "1");
}

TEST_F(ReconciliationTableTest, CaseKeepsItsHistory) {
    keep(kDay, {line(BillKind::Payment, "K0100000001", "T1", "", 10'000)});
    runDay();
    const auto settled = write([](order::UnitOfWork& unit) -> Result<void> {
        const auto taken = reconciliation::decide(
            unit.reconciliation(), 1, {reconciliation::CaseAction::Take, "王会计", "li", ""}, kNow);
        return taken ? Result<void>{} : Result<void>{taken.error()};
    });
    ASSERT_TRUE(settled.ok()) << settled.error().message;
    paidOrder("K0100000001", "T1");
    EXPECT_EQ(runDay().closed, 1);
    const auto notes =
        ask([](const order::UnitOfWork& unit) { return unit.reconciliation().history(1); });
    ASSERT_EQ(notes.size(), 3U);
    EXPECT_EQ(notes[1].owner, "王会计");
    EXPECT_EQ(notes[1].who, "li");
    EXPECT_EQ(notes[2].state, CaseState::Closed);
    EXPECT_EQ(notes[2].who, "reconciliation");
    const auto nobody = write([](order::UnitOfWork& unit) -> Result<void> {
        const auto none = reconciliation::decide(
            unit.reconciliation(), 9, {reconciliation::CaseAction::Take, "li", "li", ""}, kNow);
        return none ? Result<void>{} : Result<void>{none.error()};
    });
    EXPECT_EQ(codeOf(nobody), ErrorCode::NotFound);
}

TEST_F(ReconciliationTableTest, CaseThatWasChangedMeanwhileIsAConflict) {
    keep(kDay, {line(BillKind::Payment, "CARPARK1", "T1", "", 10'000)});
    runDay();
    Case stale = cases().at(0);
    stale.version += 5;
    const auto done = write([&](order::UnitOfWork& unit) {
        return unit.reconciliation().update(stale,
                                            {stale.version, stale.state, "", "li", "", kNow});
    });
    EXPECT_EQ(codeOf(done), ErrorCode::Conflict);
}

TEST_F(ReconciliationTableTest, PaidAndDeliveredOrderAgreesWithBillAndJournal) {
    order::Order order = paidOrder("K0100000001", "T1");
    keep(kDay, {line(BillKind::Payment, "K0100000001", "T1", "", 10'000)});
    EXPECT_EQ(differences(), Words());
    order = withSale(next(order, order::State::Delivering), 6);
    ASSERT_TRUE(update(order).ok());
    order = next(order, order::State::Delivered);
    order.delivery->balanceAfter = Money::fromFen(12'000);
    order.delivery->confirmedAt = kTen + 30s;
    ASSERT_TRUE(update(order).ok());
    EXPECT_EQ(differences(), Words{"not-booked delivery:K0100000001"});
    book("delivery:K0100000001", ledger::EntryKind::Delivered, "K0100000001", 10'000, kTen + 31s);
    EXPECT_EQ(differences(), Words());
    book("payment:alipay:T7", ledger::EntryKind::PaymentReceived, "K0100000007", 1, kTen);
    EXPECT_EQ(differences(), Words{"booked-for-nothing payment:alipay:T7"});
}

TEST_F(ReconciliationTableTest, RefundsAndExtraPaymentsOfOrdersAreKnown) {
    order::Order order = next(paidOrder("K0100000001", "T1"), order::State::Refunding);
    order.refunds.push_back(refundOf(order, order::RefundCause::Undelivered, "T1"));
    order.refunds.push_back(refundOf(order, order::RefundCause::ExtraPayment, "T2"));
    ASSERT_TRUE(update(order).ok());
    book("payment:alipay:T2", ledger::EntryKind::RefundBooked, "K0100000001", 10'000, kTen + 60s);
    EXPECT_EQ(differences(), Words{"not-booked refund-booked:K0100000001"});
    book("refund-booked:K0100000001", ledger::EntryKind::RefundBooked, "K0100000001", 10'000,
         kTen + 60s);
    keep(kDay, {line(BillKind::Payment, "K0100000001", "T1", "", 10'000),
                line(BillKind::Payment, "K0100000001", "T2", "", 10'000)});
    const Input facts = input();
    ASSERT_EQ(facts.orders.size(), 1U);
    EXPECT_EQ(facts.orders[0].payments.size(), 2U);
    EXPECT_EQ(facts.orders[0].refunds.size(), 2U);
    EXPECT_EQ(differences(), Words());

    order = next(order, order::State::Refunding);
    order.refunds[0].state = order::RefundState::Returned;
    order.refunds[0].endedAt = kTen + 90s;
    ASSERT_TRUE(update(order).ok());
    EXPECT_EQ(differences(), Words{"not-booked refund:K0100000001R1"});
    book("refund:K0100000001R1", ledger::EntryKind::Refunded, "K0100000001", 10'000, kTen + 90s);
    EXPECT_EQ(differences(), Words()) << "may still be on the next day's bill";
    keep(kDay + days(1), {});
    EXPECT_EQ(differences(), Words{"refund-not-on-bill refund:K0100000001R1"});
    keep(kDay + days(1), {line(BillKind::Refund, "K0100000001", "T1", "K0100000001R1", 10'000)});
    EXPECT_EQ(differences(), Words());
}

TEST_F(ReconciliationTableTest, LineOfAnOldBillIsFoundForWhatWasLearnedLate) {
    keep(kDay - days(9), {line(BillKind::Payment, "K0100000001", "T1", "", 10'000)});
    paidOrder("K0100000001", "T1");
    keep(kDay, {});
    keep(kDay + days(1), {});
    EXPECT_EQ(differences(), Words());
    ASSERT_EQ(input().channels.at(0).bills.size(), 3U);
    EXPECT_FALSE(input().channels[0].bills.back().whole);
}

TEST_F(ReconciliationTableTest, BillsRunsAndCasesAreNeitherChangedNorRemoved) {
    keep(kDay, {line(BillKind::Payment, "CARPARK1", "T1", "", 10'000)});
    runDay();
    for (const char* text : {
             "UPDATE bill SET hash = replace(hash, '0', '1')",
             "DELETE FROM bill",
             "REPLACE INTO bill SELECT * FROM bill",
             "UPDATE bill_line SET amount_micro_yuan = 1",
             "DELETE FROM bill_line",
             "REPLACE INTO bill_line SELECT * FROM bill_line",
             "INSERT INTO bill_line SELECT bill, 2, kind, order_id, trade, refund, "
             "amount_micro_yuan, fee_micro_yuan, terminal, at_ms FROM bill_line",
             "UPDATE reconciliation_run SET differences = 0",
             "DELETE FROM reconciliation_run",
             "REPLACE INTO reconciliation_run SELECT * FROM reconciliation_run",
             "UPDATE reconciliation_run_channel SET net_micro_yuan = 0",
             "DELETE FROM reconciliation_run_channel",
             "REPLACE INTO reconciliation_run_channel SELECT * FROM reconciliation_run_channel",
             "UPDATE reconciliation_run_bill SET lines = 0",
             "DELETE FROM reconciliation_run_bill",
             "REPLACE INTO reconciliation_run_bill SELECT * FROM reconciliation_run_bill",
             "DELETE FROM reconciliation_case",
             "UPDATE reconciliation_case SET key = 'mine', version = version + 1",
             "UPDATE reconciliation_case SET state = 'closed'",
             "REPLACE INTO reconciliation_case SELECT * FROM reconciliation_case",
             "UPDATE reconciliation_case_event SET why = ''",
             "DELETE FROM reconciliation_case_event",
             "REPLACE INTO reconciliation_case_event SELECT * FROM reconciliation_case_event",
         }) {
        const auto done = sql(text);
        ASSERT_FALSE(done.ok()) << text;
        EXPECT_EQ(done.error().code, ErrorCode::Conflict) << text << ": " << done.error().message;
    }
}

}  // namespace
}  // namespace wattill::storage
