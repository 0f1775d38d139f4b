#include "simulator/gateway/certificates.hpp"
#include "unit/simulator/gateway_desk.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>
#include <httplib.h>

/// What is told, how often, and what the script makes of it.
namespace wattill::sim {
namespace {

using namespace std::chrono_literals;

/// Counts what arrives and answers with one HTTP status.
class Receiver {
  public:
    explicit Receiver(int status) {
        m_http.Post("/told", [this, status](const httplib::Request& /*request*/,
                                            httplib::Response& response) {
            const std::lock_guard lock(m_mutex);
            ++m_count;
            response.status = status;
            response.set_content("whatever", "text/plain");
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
        return "http://127.0.0.1:" + std::to_string(m_port) + "/told";
    }
    int waitFor(int count) {
        std::unique_lock lock(m_mutex);
        m_arrived.wait_for(lock, 10s, [&] { return m_count >= count; });
        return m_count;
    }

  private:
    httplib::Server m_http;
    std::mutex m_mutex;
    std::condition_variable m_arrived;
    int m_count = 0;
    int m_port = 0;
    std::thread m_thread;
};

std::string codeFor(GatewayDesk& desk, const std::string& url) {
    return desk.unionPay("backTransReq.do", desk.unionPayRequest("01", "07",
                                                                 {{"channelType", "08"},
                                                                  {"orderId", "K00120261122000001"},
                                                                  {"txnAmt", "10000"},
                                                                  {"currencyCode", "156"},
                                                                  {"backUrl", url}}))["qrCode"];
}

/// The state of the only notification once it is settled.
nlohmann::json settled(GatewayDesk& desk) {
    nlohmann::json notice;
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    do {
        notice = nlohmann::json::parse(desk.server().orders()).at("notices").at(0);
        std::this_thread::yield();
    } while (!notice.at("done").get<bool>() && std::chrono::steady_clock::now() < deadline);
    return notice;
}

TEST(SimNotice, UnionPayIsContentWithHttp200WhateverTheBody) {
    Receiver receiver(200);
    GatewayDesk desk;
    static_cast<void>(desk.server().pay(codeFor(desk, receiver.url())));
    EXPECT_EQ(receiver.waitFor(1), 1);
    EXPECT_EQ(settled(desk)["attempts"], 1);
}

TEST(SimNotice, UnionPayGivesUpWhenItsScheduleIsUsedUp) {
    Receiver receiver(500);
    GatewayDesk desk;
    static_cast<void>(desk.server().pay(codeFor(desk, receiver.url())));
    EXPECT_EQ(receiver.waitFor(2), 2);
    EXPECT_EQ(settled(desk)["attempts"], 2) << "as many as the test's schedule has";
    EXPECT_EQ(Notifier::realUnionPay().size(), 5U);
    EXPECT_EQ(Notifier::real().size(), 8U);
}

TEST(SimNotice, TellsWhatTheScriptWants) {
    GatewayDesk desk;
    desk.server().script(R"({"do":"notify-wrong-amount","amount":"1.00","channel":"unionpay"})");
    desk.server().script(R"({"do":"notify-wrong-amount","amount":"2.00","channel":"alipay"})");
    desk.server().script(R"({"do":"notify-wrong-seller","method":"refund"})");
    static_cast<void>(desk.server().pay(codeFor(desk, "http://127.0.0.1:9/told")));
    static_cast<void>(desk.server().pay(desk.alipayCode("K1")));
    EXPECT_TRUE(desk.server().act("K1", "refund", 100));
    const auto notices = desk.notices();
    ASSERT_EQ(notices.size(), 3U);
    EXPECT_EQ(notices[0].at("txnAmt"), "100");
    EXPECT_EQ(notices[1].at("total_amount"), "2.00");
    EXPECT_EQ(notices[1].at("seller_id"), "2088000000000001");
    EXPECT_NE(notices[2].at("seller_id"), "2088000000000001");
}

TEST(SimNotice, AChangedOrFalseCertificateTravelsWithTheAnswer) {
    GatewayDesk desk;
    const Fields ask = [&] {
        Fields fields = desk.unionPayRequest(
            "00", "00", {{"orderId", "K00120261122000001"}, {"txnTime", compactText(desk.now())}});
        desk.signUnionPay(fields);
        return fields;
    }();
    const auto certificate = [&] {
        return unionPayFields(desk.rawUnionPay("queryTrans.do", ask)).at("signPubKeyCert");
    };
    const std::string first = certificate();
    for (const char* kind : {"foreign-certificate", "expired-certificate", "wrong-name"}) {
        desk.server().script(R"({"do":")" + std::string(kind) + R"("})");
        EXPECT_NE(certificate(), first) << kind;
        EXPECT_EQ(certificate(), first) << "once";
    }
    desk.server().script(R"({"do":"certificate-change","channel":"unionpay"})");
    const std::string changed = certificate();
    EXPECT_NE(changed, first);
    desk.restart();
    EXPECT_EQ(certificate(), changed);
}

}  // namespace
}  // namespace wattill::sim
