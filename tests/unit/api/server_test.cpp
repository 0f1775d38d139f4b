#include "api/command_client.hpp"
#include "api/json.hpp"
#include "server_fixture.hpp"

#include <fstream>
#include <future>

#include <sys/stat.h>

namespace wattill::api {
namespace {

const MeterId kMeter("202611220001");
const OrderId kOrder("K0120261122103000A1");

TEST_F(ServerTest, EveryCallOfTheClientReachesTheService) {
    serve();
    const auto node = client();
    const auto reached = [&](const std::string& asked, const auto& result) {
        EXPECT_TRUE(result.ok()) << asked << ": " << result.error().message;
        EXPECT_EQ(service().asked(), asked);
    };
    reached("site", node->site());
    reached("lookup 1027", node->lookup("1027"));
    reached("meter 202611220001", node->meter(kMeter));
    reached("fresh 202611220001", node->freshMeter(kMeter));
    reached("days 202611220001 2026-11-16 2026-11-17",
            node->days(kMeter, samples::day(0), samples::day(1)));
    reached("create kiosk-0001-abcd 10001", node->createOrder(samples::newOrder()));
    reached("order K0120261122103000A1", node->order(kOrder));
    reached("cancel K0120261122103000A1", node->cancelOrder(kOrder));
    reached("orders of 202611220001", node->ordersOfMeter(kMeter));
    reached("meters", node->meters());
    reached("read 202611220001", node->readMeter(kMeter));
    reached("replace 202611220001 202611220009 - 0",
            node->replaceMeter(kMeter, {MeterId("202611220009"), {}, {}}));
    reached("replace 202611220001 202611220009 dlt645-2007 7",
            node->replaceMeter(kMeter, {MeterId("202611220009"), "dlt645-2007", 7}));
    reached("orders", node->orders({}));
    reached("orders paid suspect", node->orders({"paid", "suspect"}));
    reached("decide K0120261122103000A1 refund li 换表了",
            node->decideOrder(kOrder, {"refund", "li", "换表了"}));
    reached("refund K0120261122103000A1 K0120261122103000A1R1 by-hand li cash",
            node->decideRefund(kOrder, "K0120261122103000A1R1", {"by-hand", "li", "cash"}));
    reached("reverse K0120261122103000A1 12.00 book-debt li 错表",
            node->reverseOrder(kOrder,
                               {"reversal-1", Money::fromFen(1200), "book-debt", "li", "错表"}));
    reached("reversal K0120261122103000A1 2 approve wang seen",
            node->decideReversal(kOrder, 2, {"approve", "wang", "seen"}));
    reached("open alarms", node->alarms(true));
    reached("all alarms", node->alarms(false));
    reached("verify", node->verifyLedger());
    reached("import meters 表.csv 5", node->importSheet("meters", "表.csv", "a,b\n1"));
    reached("health", node->health());
}

TEST_F(ServerTest, EveryCallAboutCommandsReachesTheService) {
    serve();
    const auto node = makeCommandClient({socketPath(), Secret("staff-token")});
    const auto reached = [&](const std::string& asked, const auto& result) {
        EXPECT_TRUE(result.ok()) << asked;
        EXPECT_EQ(service().asked(), asked);
    };
    NewCommandsBody wish = samples::newCommands();
    wish.command = {metering::RelayCommand::Trip};
    reached(R"(command request-0001 {"command":"trip"} 1 li)", node->request(wish));
    const std::string batch = "C2611221030000042";
    reached("commands 2 " + batch + " true", node->list({{"waiting", "unknown"}, batch, "", true}));
    reached("find command " + batch + "-1", node->find(batch + "-1"));
    reached("cancel command " + batch + "-1", node->cancel(batch + "-1"));
    reached("resolve " + batch + "-1 not-done li 看过",
            node->resolve(batch + "-1", {"not-done", "li", "看过"}));
    reached("batch " + batch, node->batch(batch));
    reached("follow " + batch + " 3 500", node->follow(batch, 3, Duration(500)));
    reached("cancel batch " + batch, node->cancelBatch(batch));
}

TEST_F(ServerTest, ACommandThatMakesNoSenseIsRefusedBeforeTheServiceSeesIt) {
    serve();
    const auto node = makeCommandClient({socketPath(), Secret("staff-token")});
    EXPECT_EQ(node->find("../1").error().code, ErrorCode::InvalidInput);
    EXPECT_EQ(node->resolve("C1-1", {"perhaps", "li", "x"}).error().code, ErrorCode::InvalidInput);
    EXPECT_EQ(node->resolve("C1-1", {"done", "li", ""}).error().code, ErrorCode::InvalidInput);
    EXPECT_EQ(node->list({{"lost"}, "", "", false}).error().code, ErrorCode::InvalidInput);
    NewCommandsBody wish = samples::newCommands();
    wish.giveUpAfterS = 1;
    EXPECT_EQ(node->request(wish).error().code, ErrorCode::InvalidInput);
    wish = samples::newCommands();
    wish.meters = {MeterId("12")};
    EXPECT_EQ(node->request(wish).error().code, ErrorCode::InvalidInput);
    EXPECT_EQ(service().asked(), "");
}

TEST_F(ServerTest, ValuesArriveAsTheyWere) {
    serve();
    const auto order = client()->order(kOrder);
    ASSERT_TRUE(order.ok());
    EXPECT_EQ(toJson(*order), toJson(samples::order()));
    const auto meters = client()->meters();
    ASSERT_TRUE(meters.ok());
    ASSERT_EQ(meters->size(), 2U);
    EXPECT_EQ(toJson(meters->front()), toJson(samples::meter()));
}

TEST_F(ServerTest, ErrorsOfTheNodeArriveWithCodeAndText) {
    serve();
    service().fail({ErrorCode::Conflict, Retry::Never, "order 7: is past that", "for the log"});
    const auto order = client()->cancelOrder(kOrder);
    ASSERT_FALSE(order.ok());
    EXPECT_EQ(order.error().code, ErrorCode::Conflict);
    EXPECT_EQ(order.error().message, "order 7: is past that");
    EXPECT_EQ(order.error().context, "");
}

TEST_F(ServerTest, WhatIsMalformedNeverReachesTheService) {
    serve();
    EXPECT_EQ(client()->meter(MeterId("../site")).error().code, ErrorCode::InvalidInput);
    EXPECT_EQ(client()->lookup("10&number=27").error().code, ErrorCode::InvalidInput);
    EXPECT_EQ(service().asked(), "");
}

TEST_F(ServerTest, StaffCallsNeedTheRightToken) {
    serve();
    EXPECT_EQ(client("")->meters().error().code, ErrorCode::Unauthorised);
    EXPECT_EQ(client("staff-tokem")->meters().error().code, ErrorCode::Unauthorised);
    EXPECT_EQ(client("staff\r\nX: y")->meters().error().code, ErrorCode::InvalidInput);
    EXPECT_EQ(service().asked(), "");
    EXPECT_TRUE(client("")->site().ok());
}

TEST_F(ServerTest, AStrangerCannotUploadWhatOnlyStaffMay) {
    serve();
    const auto refused = client("")->importSheet("meters", "a.csv", std::string(3'000'000, 'x'));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::Unauthorised);
}

TEST_F(ServerTest, BodiesAreBounded) {
    serve();
    EXPECT_TRUE(client()->importSheet("meters", "a.csv", std::string(4'000'000, 'x')).ok());
    const auto sheet = client()->importSheet("meters", "a.csv", std::string(4'300'000, 'x'));
    ASSERT_FALSE(sheet.ok());
    EXPECT_EQ(sheet.error().code, ErrorCode::InvalidInput) << sheet.error().message;
    NewOrderView order = samples::newOrder();
    order.channel = std::string(70'000, 'a');
    const auto created = client()->createOrder(order);
    ASSERT_FALSE(created.ok());
    EXPECT_NE(created.error().message.find("larger"), std::string::npos);
}

TEST_F(ServerTest, AChunkedBodyIsBoundedToo) {
    serve();
    const RawPeer peer(socketPath());
    peer.send("POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    peer.send("11170\r\n" + std::string(70'000, 'a') + "\r\n0\r\n\r\n");
    EXPECT_EQ(peer.receiveAll().substr(0, 12), "HTTP/1.1 413");
}

TEST_F(ServerTest, HeadersAreBounded) {
    serve();
    const RawPeer peer(socketPath());
    peer.send("GET /api/v1/site HTTP/1.1\r\nHost: x\r\nX: " + std::string(9'000, 'a') + "\r\n\r\n");
    EXPECT_EQ(peer.receiveAll().substr(0, 12), "HTTP/1.1 431");
}

TEST_F(ServerTest, WhatIsNotHttpGets400) {
    serve();
    const RawPeer peer(socketPath());
    peer.send("\x01\x03 what is this\r\n\r\n");
    EXPECT_EQ(peer.receiveAll().substr(0, 12), "HTTP/1.1 400");
}

TEST_F(ServerTest, OneConnectionServesManyRequests) {
    serve();
    const RawPeer peer(socketPath());
    const std::string request = "GET /api/v1/site HTTP/1.1\r\nHost: x\r\n\r\n";
    peer.send(request + request);
    peer.send("GET /api/v1/site HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::string answers = peer.receiveAll();
    std::size_t count = 0;
    for (std::size_t at = answers.find("200 OK"); at != std::string::npos;
         at = answers.find("200 OK", at + 1)) {
        ++count;
    }
    EXPECT_EQ(count, 3U);
}

TEST_F(ServerTest, APeerThatSendsNothingIsCut) {
    ServerLimits limits;
    limits.firstRequest = Duration(100);
    serve(limits);
    EXPECT_EQ(RawPeer(socketPath()).receiveAll(), "");
}

TEST_F(ServerTest, APeerThatDripsIsCutAtTheDeadline) {
    ServerLimits limits;
    limits.request = Duration(300);
    serve(limits);
    const RawPeer peer(socketPath());
    peer.send("GET /api/v1/site HTTP/1.1\r\nX: ");
    int drops = 0;
    while (drops < 500 && !peer.readable(Duration(20)) && peer.send("a"))
        ++drops;
    EXPECT_LT(drops, 500) << "bytes that trickle in renew the deadline";
    EXPECT_EQ(peer.receiveAll(), "");
}

TEST_F(ServerTest, APollIsHeldUntilTheOrderChanges) {
    serve();
    auto poll = std::async(std::launch::async,
                           [&] { return client()->followOrder(kOrder, 4, Duration(20'000)); });
    ASSERT_TRUE(service().waitForHeld(1));
    EXPECT_EQ(service().asked(), "follow K0120261122103000A1 4 20000");
    EXPECT_TRUE(client()->site().ok()) << "a held poll must not hold up others";
    OrderView changed = samples::order();
    changed.version = 6;
    service().release(changed);
    const auto order = poll.get();
    ASSERT_TRUE(order.ok()) << order.error().message;
    EXPECT_EQ(order->version, 6);
}

TEST_F(ServerTest, AServiceThatNeverRepliesIsATimeout) {
    ServerLimits limits;
    limits.handling = Duration(100);
    serve(limits);
    const auto order = client()->followOrder(kOrder, 4, Duration(0));
    ASSERT_FALSE(order.ok());
    EXPECT_EQ(order.error().code, ErrorCode::Timeout);
    service().release(samples::order());
    EXPECT_TRUE(client()->site().ok()) << "the late reply must go nowhere";
}

TEST_F(ServerTest, ANodeThatDoesNotAnswerIsATimeoutForTheClient) {
    serve();
    const auto order = client("", Duration(100))->followOrder(kOrder, 4, Duration(50));
    ASSERT_FALSE(order.ok());
    EXPECT_EQ(order.error().code, ErrorCode::Timeout);
}

TEST_F(ServerTest, StoppingAnswersHeldPollsAndRemovesTheSocket) {
    serve();
    auto poll = std::async(std::launch::async,
                           [&] { return client()->followOrder(kOrder, 4, Duration(20'000)); });
    ASSERT_TRUE(service().waitForHeld(1));
    const auto begun = std::chrono::steady_clock::now();
    server().stop();
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5));
    const auto order = poll.get();
    ASSERT_FALSE(order.ok());
    EXPECT_EQ(order.error().code, ErrorCode::Unavailable);
    EXPECT_NE(order.error().message.find("stopping"), std::string::npos);
    service().release(samples::order());
    EXPECT_FALSE(std::filesystem::exists(socketPath()));
    EXPECT_EQ(client()->site().error().code, ErrorCode::Unreachable);
    server().stop();
}

TEST_F(ServerTest, StoppingDoesNotWaitForIdleConnections) {
    serve();
    const RawPeer idle(socketPath());
    idle.send("GET /api/v1/site HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(idle.readable(Duration(10'000)));
    const auto begun = std::chrono::steady_clock::now();
    server().stop();
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5));
}

TEST_F(ServerTest, AFullServerClosesTheOldestIdleConnectionFirst) {
    ServerLimits limits;
    limits.connections = 2;
    serve(limits);
    const RawPeer first(socketPath());
    const RawPeer second(socketPath());
    EXPECT_TRUE(client()->site().ok());
    EXPECT_EQ(first.receiveAll(), "");
}

TEST_F(ServerTest, AFullServerWithoutIdleConnectionsIsBusy) {
    ServerLimits limits;
    limits.connections = 1;
    serve(limits);
    auto poll = std::async(std::launch::async,
                           [&] { return client()->followOrder(kOrder, 4, Duration(20'000)); });
    ASSERT_TRUE(service().waitForHeld(1));
    const auto refused = client()->site();
    service().release(samples::order());
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::Busy);
    EXPECT_TRUE(poll.get().ok());
}

TEST_F(ServerTest, NotificationsComeInUntouchedOnTheirOwnListener) {
    serve();
    const RawPeer channel(server().notifyPort());
    ASSERT_TRUE(channel.connected());
    channel.send(
        "POST /notify/alipay HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded"
        "\r\nContent-Length: 13\r\nConnection: close\r\n\r\na=1%2B2&b=%E4");
    const std::string answer = channel.receiveAll();
    EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 200");
    EXPECT_EQ(answer.substr(answer.find("\r\n\r\n") + 4), "success");
    EXPECT_EQ(service().asked(),
              "notify alipay application/x-www-form-urlencoded a=1%2B2&b=%E4 from 127.0.0.1");
}

TEST_F(ServerTest, ANotificationThatWasNotCommittedIsNotAcknowledged) {
    serve();
    service().fail({ErrorCode::Unauthorised, Retry::Never, "the signature does not fit", {}});
    const RawPeer channel(server().notifyPort());
    channel.send(
        "POST /notify/alipay HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nConnection: "
        "close\r\n\r\nx");
    const std::string answer = channel.receiveAll();
    EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 401");
    EXPECT_EQ(answer.find("success"), std::string::npos);
}

TEST_F(ServerTest, TheListenerForNotificationsServesNothingElse) {
    serve();
    for (const char* target : {"/api/v1/site", "/api/v1/staff/meters", "/", "/notify/alipay/x"}) {
        const RawPeer stranger(server().notifyPort());
        stranger.send(std::string("POST ") + target +
                      " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer staff-token\r\n"
                      "Content-Length: 0\r\nConnection: close\r\n\r\n");
        EXPECT_EQ(stranger.receiveAll().substr(0, 12), "HTTP/1.1 404") << target;
    }
    EXPECT_EQ(service().asked(), "");
}

TEST_F(ServerTest, TheSocketIsForOwnerAndGroup) {
    serve();
    struct stat status {};
    ASSERT_EQ(::stat(socketPath().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777U, 0660U);
}

TEST_F(ServerTest, ASocketThatAnotherNodeListensOnIsLeftAlone) {
    serve();
    const auto second =
        startServer({socketPath(), {}, {}}, service(), Authorizer(Secret("x")), log());
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().code, ErrorCode::Conflict);
    EXPECT_NE(second.error().message.find(socketPath()), std::string::npos);
    EXPECT_TRUE(client()->site().ok());
}

TEST_F(ServerTest, AStaleSocketIsReplaced) {
    const int dead = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, socketPath().c_str(), sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(dead, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ::close(dead);
    ASSERT_TRUE(std::filesystem::exists(socketPath()));
    serve();
    EXPECT_TRUE(client()->site().ok());
}

TEST_F(ServerTest, AFileInTheSocketsPlaceIsNotDestroyed) {
    std::ofstream(socketPath()) << "precious";
    const auto server =
        startServer({socketPath(), {}, {}}, service(), Authorizer(Secret("x")), log());
    ASSERT_FALSE(server.ok());
    EXPECT_EQ(server.error().code, ErrorCode::Conflict);
    EXPECT_TRUE(std::filesystem::is_regular_file(socketPath()));
}

TEST_F(ServerTest, APlaceThatCannotBeUsedIsNamedWithARemedy) {
    const std::string missing = (folder() / "missing" / "node.sock").string();
    const auto server = startServer({missing, {}, {}}, service(), Authorizer(Secret("x")), log());
    ASSERT_FALSE(server.ok());
    EXPECT_NE(server.error().message.find(missing), std::string::npos);
    EXPECT_NE(server.error().message.find("folder"), std::string::npos);
    const std::string endless = (folder() / std::string(120, 's')).string();
    EXPECT_FALSE(startServer({endless, {}, {}}, service(), Authorizer(Secret("x")), log()).ok());
}

TEST_F(ServerTest, ATakenPortIsNamed) {
    serve();
    const std::string other = (folder() / "other.sock").string();
    const auto second =
        startServer({other, TcpListener{"127.0.0.1", server().notifyPort()}, {}, {}}, service(),
                    Authorizer(Secret("x")), log());
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().code, ErrorCode::Conflict);
    EXPECT_NE(second.error().message.find(std::to_string(server().notifyPort())),
              std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(other)) << "nothing half-done may stay";
}

TEST_F(ServerTest, AMissingNodeIsUnreachableWithARemedy) {
    const auto site = client()->site();
    ASSERT_FALSE(site.ok());
    EXPECT_EQ(site.error().code, ErrorCode::Unreachable);
    EXPECT_NE(site.error().message.find("start wattill-node"), std::string::npos);
}

}  // namespace
}  // namespace wattill::api
