#include "command_calls.hpp"
#include "command_fixture.hpp"
#include "commands.hpp"
#include "table.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>

namespace wattill::cli {
namespace {
using testing::HasSubstr;

TEST(DisplayWidth, CountsWhatATerminalShows) {
    EXPECT_EQ(displayWidth(""), 0U);
    EXPECT_EQ(displayWidth("1027"), 4U);
    EXPECT_EQ(displayWidth("阳光广场 A 座"), 13U);
    EXPECT_EQ(displayWidth("王*"), 3U);
    EXPECT_EQ(displayWidth("（保电）"), 8U);
    EXPECT_EQ(displayWidth("é"), 1U);
    EXPECT_EQ(displayWidth("e\xCC\x81"), 1U);
    EXPECT_EQ(displayWidth("\xFF\xE7\x94"), 3U) << "broken bytes count one each";
}

TEST(Tables, ColumnsStandUnderEachOtherInChineseToo) {
    Table table({"TENANT", "BALANCE", "NOTE"});
    table.alignRight({1});
    table.add({"王*", "-3.20", "x"});
    table.add({"Wang", "1234.56", ""});
    EXPECT_EQ(table.text(),
              "TENANT  BALANCE  NOTE\n"
              "王*       -3.20  x\n"
              "Wang    1234.56\n");
}

TEST(Tables, NothingInACellCommandsTheTerminal) {
    Table table({"A"});
    table.add({"x\x1b[2Jy\nz\xC2\x9Bq"});
    EXPECT_EQ(table.text(), "A\nx [2Jy z q\n");
}

TEST(KindOfSheet, IsToldByTheHeaderRow) {
    EXPECT_EQ(kindOfSheet("meter,profile,bus\n"), "meters");
    EXPECT_EQ(kindOfSheet("\xEF\xBB\xBF\"meter\", \"profile\"\r\n1,2\r\n"), "meters");
    EXPECT_EQ(kindOfSheet("meter,day,energy_kwh"), "history");
    EXPECT_EQ(kindOfSheet("meter,day\nprofile,energy_kwh\n"), "");
    EXPECT_EQ(kindOfSheet(""), "");
}

TEST_F(CommandTest, MetersAreListed) {
    serve();
    EXPECT_EQ(run({{}, tokenFile(0600), false}, listMeters), kDone) << said();
    EXPECT_THAT(out(), HasSubstr("202611220001  1027"));
    EXPECT_THAT(out(), HasSubstr("-3.20"));
    EXPECT_THAT(out(), HasSubstr("2026-11-2")) << "in the site's time";
}

TEST_F(CommandTest, JsonIsTheApisOwn) {
    serve();
    EXPECT_EQ(run({{}, tokenFile(0640), true}, listMeters), kDone) << said();
    EXPECT_TRUE(api::fromJson<std::vector<api::MeterView>>(out(), api::UnknownKeys::Refuse).ok());
}

TEST_F(CommandTest, AMeterIsFoundByItsPremises) {
    serve();
    const auto read = [](Session& session) { return readMeter(session, "1027"); };
    EXPECT_EQ(run({{}, tokenFile(0600), true}, read), kDone) << said();
    EXPECT_EQ(service().asked(), "read 202611220001");
}

TEST_F(CommandTest, AReplacementSaysWhatWasLeftAndThatNobodySentIt) {
    serve();
    const auto replace = [](Session& session) {
        return replaceMeter(session, {"1027", "202611220009", "dlt645-2007", "7"});
    };
    EXPECT_EQ(run({{}, tokenFile(0600), false}, replace), kDone) << said();
    EXPECT_EQ(service().wish(), "replace 202611220001 202611220009 dlt645-2007 7");
    EXPECT_THAT(out(), HasSubstr("meter 202611220001 at premises 1027 was replaced by "
                                 "202611220009\nleft on it: 12.30 yuan, as read 2026-11-2"));
    EXPECT_THAT(out(), HasSubstr("nothing was sent to the new meter"));
    EXPECT_EQ(run({{}, tokenFile(0600), true}, replace), kDone) << said();
    EXPECT_TRUE(api::fromJson<api::ReplacementView>(out(), api::UnknownKeys::Refuse).ok());
}

TEST_F(CommandTest, AReplacementWithRubbishAsksNothing) {
    serve();
    const auto replace = [](Session& session) {
        return replaceMeter(session, {"1027", "202611220009", "", "seven"});
    };
    EXPECT_EQ(run({{}, tokenFile(0600), false}, replace), kFailed);
    EXPECT_THAT(said(), HasSubstr("--address"));
    EXPECT_EQ(service().asked(), "");
    const auto mistyped = [](Session& session) {
        return replaceMeter(session, {"1027", "20261122000", "", ""});
    };
    EXPECT_EQ(run({{}, tokenFile(0600), false}, mistyped), kFailed);
    EXPECT_THAT(said(), HasSubstr("12 digits"));
}

TEST_F(CommandTest, ACommandIsFollowedAndItsProofShown) {
    serve();
    const auto trip = [](Session& session) {
        CommandArguments arguments;
        arguments.targets.meters = {"202611220009"};
        return carryOut(session, arguments, metering::RelayCommand::Trip);
    };
    EXPECT_EQ(run({{}, tokenFile(0600), false}, trip), kNeedsAPerson) << said();
    EXPECT_THAT(out(), HasSubstr("priceSharp  0.9000 yuan/kWh  1.2000 yuan/kWh"));
    EXPECT_THAT(out(), HasSubstr("WRONG"));
    EXPECT_EQ(run({{}, tokenFile(0600), true}, trip), kNeedsAPerson) << said();
    EXPECT_THAT(out(), HasSubstr("\"commands\":[{"));
}

TEST_F(CommandTest, WithoutAMeterNothingIsAsked) {
    serve();
    const auto trip = [](Session& session) {
        return carryOut(session, {}, metering::RelayCommand::Trip);
    };
    EXPECT_EQ(run({{}, tokenFile(0600), false}, trip), kFailed);
    EXPECT_THAT(said(), HasSubstr("--all"));
    EXPECT_EQ(service().asked(), "");
}

TEST(CommandWords, PricesHaveUpToFourDecimals) {
    const auto right = pricesFrom({"1.2", "1", "0.6173", "0.30", "2026-12-01 00:00"});
    ASSERT_TRUE(right.ok()) << right.error().message;
    const auto& prices = std::get<metering::SetPrices>(*right);
    EXPECT_EQ(prices.perKwh[0], Money::fromMicroYuan(1'200'000));
    EXPECT_EQ(prices.perKwh[2], Money::fromMicroYuan(617'300));
    EXPECT_EQ(prices.from, (metering::CivilTime{2026, 12, 1, 0, 0, 0}));
    for (const char* wrong : {"", "-1", "1.23456", "1.", "a", "1,2", "101"}) {
        EXPECT_FALSE(pricesFrom({wrong, "1", "1", "1", ""}).ok()) << wrong;
    }
    EXPECT_FALSE(pricesFrom({"1", "1", "1", "1", "tomorrow"}).ok());
    EXPECT_FALSE(pricesFrom({"1", "1", "1", "1", "2026-13-01 00:00"}).ok());
}

TEST_F(CommandTest, ATokenThatOthersCanReadIsNotUsed) {
    serve();
    EXPECT_EQ(run({{}, tokenFile(0644), false}, listMeters), kFailed);
    EXPECT_THAT(said(), HasSubstr("chmod"));
    EXPECT_THAT(said(), testing::Not(HasSubstr("staff-token")));
    EXPECT_EQ(service().asked(), "");
}

TEST_F(CommandTest, WithoutATokenTheRemedyIsNamed) {
    serve();
    EXPECT_EQ(run({}, listMeters), kFailed);
    EXPECT_THAT(said(), HasSubstr("--token-file"));
}

TEST_F(CommandTest, WithoutANodeTheErrorIsJsonWhereJsonWasAskedFor) {
    EXPECT_EQ(run({{}, {}, true}, listMeters), kFailed);
    EXPECT_EQ(api::errorFrom(out()).code, ErrorCode::Unreachable);
    EXPECT_EQ(said(), "");
}

TEST_F(CommandTest, ASheetIsSentWithItsKindAndName) {
    serve();
    const auto path = (folder() / "m.csv").string();
    std::ofstream(path) << "meter,profile\n1,2\n";
    const auto import = [&](Session& session) { return importSheet(session, {path, {}}); };
    EXPECT_EQ(run({{}, tokenFile(0600), false}, import), kDone) << said();
    EXPECT_EQ(service().asked(), "import meters " + path + " 18");
    EXPECT_EQ(out(), "imported: 8 meters, 0 days of use\n");
}

TEST_F(CommandTest, ASheetOfNoKnownKindOrNoSheetIsNamed) {
    const auto path = (folder() / "m.csv").string();
    const auto import = [&](Session& session) { return importSheet(session, {path, {}}); };
    EXPECT_EQ(run({}, import), kFailed);
    EXPECT_THAT(said(), HasSubstr(path));
    std::ofstream(path) << "a,b\n";
    EXPECT_EQ(run({}, import), kFailed);
    EXPECT_THAT(said(), HasSubstr("--kind"));
}

TEST_F(CommandTest, ALedgerWithViolationsIsAFailure) {
    serve();
    const auto verify = [](Session& session) { return verifyLedger(session, {}); };
    EXPECT_EQ(run({{}, tokenFile(0600), false}, verify), kFailed);
    EXPECT_THAT(out(), HasSubstr("VIOLATION  7: hash does not fit"));
    EXPECT_THAT(out(), HasSubstr("NOT PROVEN"));
}

TEST_F(CommandTest, ADatabaseThatIsNotThereIsNamed) {
    const auto path = (folder() / "none.db").string();
    const auto verify = [&](Session& session) { return verifyLedger(session, path); };
    EXPECT_EQ(run({}, verify), kFailed);
    EXPECT_THAT(said(), HasSubstr(path));
}

TEST_F(CommandTest, OrdersAreListedShownAndResolved) {
    serve();
    const Globals globals{{}, tokenFile(0600), false};
    EXPECT_EQ(run(globals, [](Session& each) { return listOrders(each, {"paid"}); }), kDone);
    EXPECT_THAT(out(), HasSubstr("a person must decide; meter silent"));
    EXPECT_EQ(run(globals, [](Session& each) { return showOrder(each, "K0120261122"); }), kDone);
    EXPECT_THAT(out(), HasSubstr("count of this sale"));
    EXPECT_EQ(
        run({{}, tokenFile(0600), true},
            [](Session& each) {
                return resolveOrder(each, {"K0120261122", "refund", "li", "meter was changed"});
            }),
        kDone);
    EXPECT_EQ(service().asked(), "decide K0120261122 refund li meter was changed");
    EXPECT_EQ(run(globals, [](Session& each) { return listAlarms(each, true); }), kDone);
    EXPECT_THAT(out(), HasSubstr("meter-silent"));
    EXPECT_EQ(run(globals, [](Session& each) { return endAlarm(each, {7, "li", "seen"}); }), kDone);
    EXPECT_EQ(service().wish(), "end alarm 7 li seen");
    EXPECT_THAT(out(), HasSubstr("ended by 王"));
}

}  // namespace
}  // namespace wattill::cli
