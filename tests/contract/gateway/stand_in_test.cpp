#include "contract/gateway/alipay_rig.hpp"
#include "payment/wire/form.hpp"
#include "simulator/gateway/phone.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>
#include <httplib.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

namespace wattill::contract {
namespace {

using namespace std::chrono_literals;
using payment::wire::Parameters;

/// The merchant's side of notifications: answers each with the next of the given words.
class Receiver {
  public:
    explicit Receiver(std::vector<std::string> answers) : m_answers(std::move(answers)) {
        m_http.Post("/notify",
                    [this](const httplib::Request& request, httplib::Response& response) {
                        const std::lock_guard lock(m_mutex);
                        const std::size_t index = std::min(m_bodies.size(), m_answers.size() - 1);
                        // httplib decodes forms itself and leaves the body as it was.
                        m_bodies.push_back(request.body);
                        response.set_content(m_answers[index], "text/plain");
                        m_arrived.notify_all();
                    });
        m_port = m_http.bind_to_any_port("127.0.0.1");
        m_thread = std::thread([this] { m_http.listen_after_bind(); });
        while (!m_http.is_running()) {
            std::this_thread::yield();
        }
    }
    ~Receiver() {
        m_http.stop();
        m_thread.join();
    }
    Receiver(const Receiver&) = delete;
    Receiver& operator=(const Receiver&) = delete;

    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(m_port) + "/notify";
    }
    /// The bodies once there are `count`, or those that came within 10 s.
    std::vector<std::string> waitFor(std::size_t count) {
        std::unique_lock lock(m_mutex);
        m_arrived.wait_for(lock, 10s, [&] { return m_bodies.size() >= count; });
        return m_bodies;
    }

  private:
    std::vector<std::string> m_answers;
    std::vector<std::string> m_bodies;
    std::mutex m_mutex;
    std::condition_variable m_arrived;
    httplib::Server m_http;
    int m_port = 0;
    std::thread m_thread;
};

payment::CreateRequest requestAt(AlipayRig& rig) {
    return {OrderId("K00120261122000001"),
            Money::fromFen(10000),
            "电费",
            "K001",
            rig.clock().now(),
            5min};
}

bool allDone(AlipayRig& rig) {
    const auto orders = nlohmann::json::parse(rig.server().orders());
    for (const auto& notice : orders.at("notices")) {
        if (!notice.at("done").get<bool>()) return false;
    }
    return true;
}

TEST(StandIn, NotifiesUntilItIsAcknowledgedAndAlwaysWithTheSameEvent) {
    Receiver receiver({"busy", "SUCCESS", "success"});
    AlipayRig rig(receiver.url());
    rig.pay(*rig.gateway().create(requestAt(rig)));
    const auto bodies = receiver.waitFor(3);
    ASSERT_EQ(bodies.size(), 3U);
    EXPECT_EQ(bodies[0], bodies[1]);
    EXPECT_EQ(bodies[1], bodies[2]);
    const auto notified = rig.gateway().checkNotification(
        {"application/x-www-form-urlencoded; charset=utf-8", bodies[0]});
    ASSERT_TRUE(notified.ok()) << notified.error().message;
    EXPECT_EQ(notified->acknowledgement, "success");
}

TEST(StandIn, RepeatsAnAcknowledgedNotificationWhenTold) {
    Receiver receiver({"success"});
    AlipayRig rig(receiver.url());
    rig.server().script(R"({"do":"notify-times","copies":3})");
    rig.pay(*rig.gateway().create(requestAt(rig)));
    EXPECT_EQ(receiver.waitFor(3).size(), 3U);
}

TEST(StandIn, NeverNotifiesWhenTold) {
    AlipayRig rig;
    rig.server().script(R"({"do":"notify-never"})");
    rig.pay(*rig.gateway().create(requestAt(rig)));
    EXPECT_TRUE(allDone(rig));
}

TEST(StandIn, NotifiesBeforeItAnswersWhenTold) {
    Receiver receiver({"success"});
    AlipayRig rig(receiver.url());
    rig.server().script(R"({"do":"pay-before-answer"})");
    const auto code = rig.gateway().create(requestAt(rig));
    EXPECT_TRUE(code.ok());
    EXPECT_EQ(receiver.waitFor(0).size(), 1U) << "it was there before the answer";
}

TEST(StandIn, RefusesARequestWhoseSignatureDoesNotFitAndQuotesWhatItVerified) {
    AlipayRig rig;
    httplib::Client client("127.0.0.1", rig.server().port());
    const Parameters fields{{"app_id", "2021000000000001"},
                            {"method", "alipay.trade.query"},
                            {"charset", "utf-8"},
                            {"sign_type", "RSA2"},
                            {"version", "1.0"},
                            {"timestamp", "2026-11-22 10:30:00"},
                            {"sign", "AAAA"},
                            {"biz_content", "{}"}};
    const auto answer = client.Post("/gateway.do", payment::wire::encodeForm(fields),
                                    "application/x-www-form-urlencoded;charset=utf-8");
    ASSERT_TRUE(answer);
    EXPECT_NE(answer->body.find("isv.invalid-signature"), std::string::npos);
    EXPECT_NE(answer->body.find("biz_content={}&charset=utf-8"), std::string::npos);
}

TEST(StandIn, RefusesATimestampOfAnotherShape) {
    AlipayRig rig;
    const auto key = payment::wire::PrivateKey::load(rig.config().appPrivateKey);
    Parameters fields{{"app_id", "2021000000000001"},
                      {"method", "alipay.trade.query"},
                      {"charset", "utf-8"},
                      {"sign_type", "RSA2"},
                      {"version", "1.0"},
                      {"timestamp", "2026-11-22T10:30:00Z"},
                      {"biz_content", "{}"}};
    fields["sign"] = *key->sign(payment::wire::signText(fields));
    httplib::Client client("127.0.0.1", rig.server().port());
    const auto answer = client.Post("/gateway.do", payment::wire::encodeForm(fields),
                                    "application/x-www-form-urlencoded;charset=utf-8");
    ASSERT_TRUE(answer);
    EXPECT_NE(answer->body.find("isv.invalid-timestamp"), std::string::npos);
}

TEST(StandIn, AnUnknownRuleIsAnErrorThatNamesIt) {
    AlipayRig rig;
    httplib::Client client("127.0.0.1", rig.server().port());
    const auto answer = client.Post("/sim/script", R"({"do":"dance"})", "application/json");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 400);
    EXPECT_NE(answer->body.find("dance"), std::string::npos);
}

TEST(StandIn, ThePhonePaysWithTheTextOfTheCodeAlone) {
    AlipayRig rig;
    sim::PhoneOptions phone;
    phone.code = *rig.gateway().create(requestAt(rig));
    phone.gateway = rig.server().gatewayUrl();
    phone.onlyScan = true;
    EXPECT_EQ(sim::runPhone(phone), 0);
    EXPECT_EQ(rig.gateway().query(refTo(requestAt(rig).order))->status,
              payment::PaymentStatus::Waiting);
    phone.onlyScan = false;
    EXPECT_EQ(sim::runPhone(phone), 0);
    EXPECT_EQ(rig.gateway().query(refTo(requestAt(rig).order))->status,
              payment::PaymentStatus::Paid);
    phone.code = "https://qr.alipay.com/nobody";
    EXPECT_EQ(sim::runPhone(phone), 1);
}

TEST(StandIn, ItsPrivateKeysAreForTheOwnerOnly) {
    const ScratchDir dir;
    sim::GatewayOptions options;
    options.dir = dir.path();
    const sim::GatewayServer server(options);
    for (const char* file : {"app-private-key.pem", "alipay-private-key.pem"}) {
        struct stat status {};
        ASSERT_EQ(::stat((dir.path() / file).c_str(), &status), 0) << file;
        EXPECT_EQ(status.st_mode & 0777U, 0600U) << file;
    }
}

}  // namespace
}  // namespace wattill::contract
