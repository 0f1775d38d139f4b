#include "payment/wire/transport.hpp"

#include "unit/payment/tls_server.hpp"

#include <cstdio>
#include <cstdlib>

#include <gtest/gtest.h>

namespace wattill::payment::wire {
namespace {

using namespace std::chrono_literals;
using testing::CertificateWish;
using testing::TestCertificate;
using testing::TlsServer;

// These are judged by the real clock.
const Instant kFrom = fromMillis(1'577'836'800'000);   // 2020-01-01
const Instant kUntil = fromMillis(4'102'444'800'000);  // 2100-01-01

CertificateWish authority(const std::string& name, int key) {
    return {.organisation = "Authorities",
            .commonName = name,
            .from = kFrom,
            .until = kUntil,
            .authority = true,
            .key = key};
}
CertificateWish server(const std::string& host) {
    return {.organisation = "Channel",
            .commonName = host,
            .from = kFrom,
            .until = kUntil,
            .serial = "2",
            .host = host,
            .key = 1};
}

class TransportTest : public ::testing::Test {
  protected:
    TransportTest() {
        const int file = ::mkstemp(m_file.data());
        const std::string pem = m_authority.pem();
        EXPECT_EQ(::write(file, pem.data(), pem.size()), static_cast<ssize_t>(pem.size()));
        ::close(file);
    }
    ~TransportTest() override { std::remove(m_file.c_str()); }

    [[nodiscard]] std::unique_ptr<Transport> trusting(const std::string& authorities) const {
        TransportLimits limits;
        limits.connectWithin = 5s;
        limits.answerWithin = 5s;
        limits.authorities = authorities;
        auto made = makeCurlTransport(limits);
        EXPECT_TRUE(made.ok());
        return std::move(*made);
    }
    /// Posts and fetches: neither may tell a byte to who shows this.
    void expectNothingTold(const TestCertificate& shown, const std::string& authorities) const {
        const auto transport = trusting(authorities);
        for (const bool posts : {true, false}) {
            TlsServer other(shown);
            const auto answer = posts ? transport->post(other.url(), "app_id=secret")
                                      : transport->get(other.url(), {5s, 1024});
            EXPECT_TRUE(other.received().empty()) << other.received();
            EXPECT_TRUE(other.wasCalled());
            ASSERT_FALSE(answer.ok());
            EXPECT_EQ(answer.error().code, ErrorCode::Unreachable) << answer.error().context;
        }
    }

    const TestCertificate m_authority = TestCertificate::selfSigned(authority("Ours", 0));
    std::string m_file = ::testing::TempDir() + "authoritiesXXXXXX";
};

TEST_F(TransportTest, TellsAServerThatATrustedAuthorityVouchesFor) {
    TlsServer channel(m_authority.issue(server("localhost")));
    const auto answer = trusting(m_file)->post(channel.url(), "app_id=1");
    ASSERT_TRUE(answer.ok()) << answer.error().message << " " << answer.error().context;
    EXPECT_EQ(answer->body, "ok");
    EXPECT_EQ(channel.received().rfind("POST /gateway.do HTTP/1.1\r\n", 0), 0U);
    EXPECT_NE(channel.received().find("\r\n\r\napp_id=1"), std::string::npos);
}

TEST_F(TransportTest, TellsNothingToAServerThatNobodyTrustedVouchesFor) {
    const auto stranger = TestCertificate::selfSigned(authority("Theirs", 2));
    expectNothingTold(stranger.issue(server("localhost")), m_file);
    const auto namesake = TestCertificate::selfSigned(authority("Ours", 2));
    expectNothingTold(namesake.issue(server("localhost")), m_file);
    expectNothingTold(TestCertificate::selfSigned(server("localhost")), m_file);
}

TEST_F(TransportTest, SaysThatTheCertificateIsToBlame) {
    TlsServer other(m_authority.issue(server("gateway.example")));
    const auto answer = trusting(m_file)->post(other.url(), "app_id=1");
    ASSERT_FALSE(answer.ok());
    EXPECT_NE(answer.error().message.find("certificate was not accepted"), std::string::npos)
        << answer.error().message << " " << answer.error().context;
}

TEST_F(TransportTest, TellsNothingToAServerOfAnotherName) {
    expectNothingTold(m_authority.issue(server("gateway.example")), m_file);
}

TEST_F(TransportTest, TellsNothingToAServerWhoseCertificateIsOver) {
    auto over = server("localhost");
    over.until = kFrom + 24h;
    expectNothingTold(m_authority.issue(over), m_file);
}

TEST_F(TransportTest, TheSystemsAuthoritiesDoNotVouchForOurs) {
    expectNothingTold(m_authority.issue(server("localhost")), {});
}

}  // namespace
}  // namespace wattill::payment::wire
