#include "unit/simulator/gateway_desk.hpp"

#include <gtest/gtest.h>
#include <httplib.h>

/// The page for people, the Date header, and what pays by itself.
namespace wattill::sim {
namespace {

using namespace std::chrono_literals;

TEST(SimPage, ShowsBothChannelsAndEscapesWhatItShows) {
    GatewayDesk desk;
    static_cast<void>(desk.unionPayCode("K00120261122000001"));
    EXPECT_EQ(desk.alipay("trade.precreate", R"({"out_trade_no":"K1","total_amount":"1.00",)"
                                             R"("subject":"<script>alert('1')</script>"})")["code"],
              "10000");
    const std::string page = desk.get("/");
    EXPECT_NE(page.find("https://qr.95516.com/"), std::string::npos);
    EXPECT_NE(page.find("https://qr.alipay.com/"), std::string::npos);
    EXPECT_EQ(page.find("<script"), std::string::npos);
    EXPECT_NE(page.find("&lt;script&gt;alert(&#39;1&#39;)"), std::string::npos);
}

TEST(SimPage, ItsButtonsDoWhatTheySay) {
    GatewayDesk desk;
    const auto press = [&](const std::string& code, const std::string& button) {
        return desk.post("/page", "token=" + code.substr(code.rfind('/') + 1) + "&do=" + button);
    };
    const std::string code = desk.alipayCode("K1");
    EXPECT_NE(press(code, "refuse").find("refused"), std::string::npos);
    EXPECT_NE(press(code, "wrong-amount").find("K1: paid"), std::string::npos);
    EXPECT_EQ(desk.alipay("trade.query", R"({"out_trade_no":"K1"})")["total_amount"], "100.01");
    EXPECT_NE(press(code, "refund").find("K1: refunded"), std::string::npos);
    const std::int64_t made = desk.now();
    static_cast<void>(press(desk.unionPayCode("K00120261122000002"), "pay-late"));
    desk.pass(302s);
    EXPECT_EQ(desk.unionPayQuery("K00120261122000002", made)["origRespCode"], "42");
    EXPECT_NE(press("nothing", "pay").find("no such code"), std::string::npos);
}

TEST(SimClock, TheDateHeaderFollowsTheClockAndTheScript) {
    GatewayDesk desk;
    httplib::Client client("127.0.0.1", desk.server().port());
    EXPECT_EQ(client.Get("/sim/orders")->get_header_value("Date"), "Sun, 22 Nov 2026 02:30:00 GMT");
    desk.server().script(R"({"do":"clock","ms":-60000})");
    EXPECT_EQ(client.Get("/sim/orders")->get_header_value("Date"), "Sun, 22 Nov 2026 02:29:00 GMT");
}

TEST(SimClock, AnOrderMayPayItselfAfterItsExpiry) {
    GatewayDesk desk;
    const std::int64_t made = desk.now();
    desk.server().script(R"({"do":"pay-after","ms":600000})");
    static_cast<void>(desk.unionPayCode("K00120261122000001"));
    desk.pass(599s);
    EXPECT_NE(desk.unionPayQuery("K00120261122000001", made)["origRespCode"], "42");
    desk.pass(2s);
    EXPECT_EQ(desk.unionPayQuery("K00120261122000001", made)["origRespCode"], "42");
}

}  // namespace
}  // namespace wattill::sim
