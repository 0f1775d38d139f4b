#include "api/reconciliation_client.hpp"
#include "command_fixture.hpp"
#include "reconciliation_commands.hpp"
#include "reconciliation_samples.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace wattill::cli {
namespace {

class ReconciliationCommands : public CommandTest {
  protected:
    void SetUp() override { serve(); }
    Globals staff(bool json = false) { return {{}, tokenFile(0600), json}; }
};

TEST_F(ReconciliationCommands, RunsADayAndShowsIt) {
    const int status = run(staff(), [](Session& session) {
        return reconcileDay(session, {"2026-11-25", {}, false});
    });
    EXPECT_EQ(status, kDone) << said();
    EXPECT_EQ(service().wish(), "reconcile 2026-11-25");
    for (const char* text : {"alipay", "12,345.00", "unmatched-in", "2026-11-25", "王会计"})
        EXPECT_NE(out().find(text), std::string::npos) << text << " in\n" << out();
}

TEST_F(ReconciliationCommands, LooksWithoutRunning) {
    EXPECT_EQ(run(staff(true),
                  [](Session& session) {
                      return reconcileDay(session, {"2026-11-25", {}, true});
                  }),
              kDone);
    EXPECT_EQ(service().wish(), "see reconciliation 2026-11-25");
    EXPECT_NE(out().find("\"netFen\":1207093"), std::string::npos);
}

TEST_F(ReconciliationCommands, WritesTheWorkbook) {
    const auto file = folder() / "day.xlsx";
    const int status = run(staff(), [&](Session& session) {
        return reconcileDay(session, {"2026-11-25", file.string(), false});
    });
    EXPECT_EQ(status, kDone) << said();
    EXPECT_EQ(service().wish(), "workbook 2026-11-25");
    std::ostringstream bytes;
    bytes << std::ifstream(file, std::ios::binary).rdbuf();
    EXPECT_EQ(bytes.str(), std::string("PK\0\1", 4));
    EXPECT_EQ(run(staff(),
                  [](Session& session) {
                      return reconcileDay(session, {"2026-11-25", "/nowhere/day.xlsx", false});
                  }),
              kFailed);
    EXPECT_NE(said().find("/nowhere/day.xlsx"), std::string::npos);
}

TEST_F(ReconciliationCommands, RefusesWhatIsNoDay) {
    EXPECT_EQ(run(staff(),
                  [](Session& session) {
                      return reconcileDay(session, {"yesterday", {}, false});
                  }),
              kFailed);
    EXPECT_NE(said().find("2026-11-22"), std::string::npos);
}

TEST_F(ReconciliationCommands, ListsCases) {
    EXPECT_EQ(run(staff(), [](Session& session) { return listCases(session, {"open"}); }), kDone);
    EXPECT_EQ(service().wish(), "cases 1");
    EXPECT_NE(out().find("unmatched-in"), std::string::npos);
}

TEST_F(ReconciliationCommands, TakesAndSettlesACase) {
    CaseArguments taken;
    taken.number = 7;
    taken.action = "take";
    taken.owner = "王会计";
    EXPECT_EQ(run(staff(), [&](Session& session) { return handleCase(session, taken); }), kDone)
        << said();
    EXPECT_EQ(service().wish().substr(0, 13), "decide case 7");
    EXPECT_NE(service().wish().find("王会计"), std::string::npos);
    CaseArguments shown;
    shown.number = 7;
    EXPECT_EQ(run(staff(), [&](Session& session) { return handleCase(session, shown); }), kDone);
    EXPECT_EQ(service().wish(), "case 7");
    EXPECT_NE(out().find("reconciliation"), std::string::npos) << "the history is shown";
}

TEST_F(ReconciliationCommands, BooksThePaymentOfACaseUnderAName) {
    CaseArguments booked;
    booked.number = 7;
    booked.action = "book";
    booked.reason = "asked the channel";
    EXPECT_EQ(run(staff(), [&](Session& session) { return handleCase(session, booked); }), kFailed);
    EXPECT_NE(said().find("--by"), std::string::npos);
    booked.operatedBy = "li";
    EXPECT_EQ(run(staff(), [&](Session& session) { return handleCase(session, booked); }), kDone)
        << said();
    EXPECT_EQ(service().wish(), "book case 7 li asked the channel");
}

TEST_F(ReconciliationCommands, NeedTheToken) {
    EXPECT_EQ(run({}, [](Session& session) { return listCases(session, {}); }), kFailed);
}

}  // namespace
}  // namespace wattill::cli
