#include "server_fixture.hpp"

#include <gmock/gmock.h>

namespace wattill::api {
namespace {
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// What Prometheus sees: one request on the TCP port, and everything that comes back.
class MetricsListener : public ServerTest {
  protected:
    std::string answerTo(const std::string& request, std::uint16_t port) {
        const RawPeer peer(port);
        EXPECT_TRUE(peer.connected());
        EXPECT_TRUE(peer.send(request));
        return peer.receiveAll();
    }
    std::string get(const std::string& target, const std::string& more = {}) {
        return answerTo(
            "GET " + target + " HTTP/1.1\r\nHost: node\r\nConnection: close\r\n" + more + "\r\n",
            server().metricsPort());
    }
};

TEST_F(MetricsListener, GivesTheFiguresToWhoeverAsks) {
    serve();
    ASSERT_NE(server().metricsPort(), 0);
    EXPECT_NE(server().metricsPort(), server().notifyPort());
    const std::string answer = get("/metrics");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(answer, HasSubstr("text/plain; version=0.0.4"));
    EXPECT_THAT(answer, HasSubstr("\r\n\r\nwattill_up 1\n"));
    EXPECT_EQ(service().asked(), "metrics");
}

TEST_F(MetricsListener, HasNoOtherPathNotEvenForStaff) {
    serve();
    const std::string token = "Authorization: Bearer staff-token\r\n";
    for (const char* target :
         {"/", "/metrics/", "/api/v1/site", "/api/v1/staff/buses", "/api/v1/staff/buses/bus-1",
          "/api/v1/staff/meters", "/notify/alipay", "/healthz", "/metrics/../api/v1/site"}) {
        EXPECT_THAT(get(target, token), StartsWith("HTTP/1.1 404 ")) << target;
    }
    EXPECT_EQ(service().asked(), "") << "nothing reached the node";
}

TEST_F(MetricsListener, TakesNoOtherMethod) {
    serve();
    const std::string answer = answerTo(
        "POST /metrics HTTP/1.1\r\nHost: node\r\nConnection: close\r\n"
        "Content-Length: 0\r\n\r\n",
        server().metricsPort());
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 405 "));
    EXPECT_EQ(service().asked(), "");
}

TEST_F(MetricsListener, TheNotificationsPortHasNoFigures) {
    serve();
    const std::string answer = answerTo(
        "GET /metrics HTTP/1.1\r\nHost: node\r\nConnection: close\r\n\r\n", server().notifyPort());
    EXPECT_THAT(answer, Not(StartsWith("HTTP/1.1 200 ")));
    EXPECT_EQ(service().asked(), "");
}

TEST_F(MetricsListener, IsNotThereUnlessItWasAskedFor) {
    auto server = startServer({socketPath(), {}, {}, {}}, service(),
                              Authorizer(Secret("staff-token")), log());
    ASSERT_TRUE(server.ok()) << server.error().message;
    EXPECT_EQ((*server)->metricsPort(), 0);
}

TEST_F(MetricsListener, ANodeThatCannotSaySaysSoWithoutItsLog) {
    serve();
    service().fail({ErrorCode::Busy, Retry::Later, "too much to do", "for the log"});
    const std::string answer = get("/metrics");
    EXPECT_THAT(answer, Not(StartsWith("HTTP/1.1 200 ")));
    EXPECT_THAT(answer, Not(HasSubstr("for the log")));
}

}  // namespace
}  // namespace wattill::api
