#pragma once

#include "base/time.hpp"
#include "payment/unionpay/message.hpp"
#include "payment/unionpay/unionpay_config.hpp"
#include "payment/wire/form.hpp"
#include "payment/wire/keys.hpp"
#include "payment/wire/transport.hpp"
#include "unit/payment/test_certificates.hpp"

#include <functional>
#include <string>
#include <vector>

namespace wattill::testing {

inline constexpr const char* kUnionPayMerchant = "777290058110048";
inline constexpr const char* kUnionPayName = "041@8310000000083040@中国银联股份有限公司@00016495";
/// More than a 64-bit number or a double can hold.
inline constexpr const char* kLongSerial = "1234567890123456789012345678901234567890";

class SettableClock final : public Clock {
  public:
    [[nodiscard]] Instant now() const override { return m_now; }
    void set(Instant now) { m_now = now; }
    void advance(Duration by) { m_now += by; }

  private:
    Instant m_now = fromMillis(1'795'314'600'000);  // 2026-11-22 10:30:00 in Beijing
};

/// UnionPay's certificates and ours, and messages as UnionPay would sign them.
class UnionPayWorld {
  public:
    using Fields = payment::unionpay::Fields;

    TestCertificate root = TestCertificate::selfSigned(
        {.organisation = "CFCA", .commonName = "CS CA", .authority = true, .key = 0});
    TestCertificate middle =
        root.issue({.organisation = "CFCA", .commonName = "OCA1", .authority = true, .key = 1});
    TestCertificate channel = middle.issue(
        {.organisation = "CFCA OCA1", .commonName = kUnionPayName, .serial = "2", .key = 2});
    TestCertificate merchant = middle.issue({.organisation = "CFCA OCA1",
                                             .commonName = "041@merchant",
                                             .serial = kLongSerial,
                                             .key = 3});

    [[nodiscard]] payment::unionpay::UnionPayConfig config() const {
        payment::unionpay::UnionPayConfig config;
        config.gatewayUrl = "https://gateway.95516.com/gateway/api/";
        config.fileUrl = "https://filedownload.95516.com/";
        config.merchantId = kUnionPayMerchant;
        config.privateKey = Secret(merchant.privateKeyPem());
        config.certificate = merchant.pem();
        config.middleCertificate = middle.pem();
        config.rootCertificate = root.der();
        config.notifyUrl = "https://site.example/notify/unionpay";
        return config;
    }

    /// The fields with certificate and signature.
    [[nodiscard]] static Fields signedBy(const TestCertificate& signer, Fields fields) {
        fields.insert({"version", "5.1.0"});
        fields.insert({"encoding", "UTF-8"});
        fields.insert({"signMethod", "01"});
        fields.insert({"signPubKeyCert", signer.pem()});
        const auto key = payment::wire::PrivateKey::load(Secret(signer.privateKeyPem()));
        fields["signature"] = *key->sign(payment::unionpay::digestOf(fields));
        return fields;
    }
    /// A synchronous answer's text: nothing is encoded.
    [[nodiscard]] static std::string plain(const Fields& fields) {
        std::string text;
        for (const auto& [name, value] : fields) {
            text += (text.empty() ? "" : "&") + name + "=" + value;
        }
        return text;
    }
    [[nodiscard]] std::string answer(const Fields& fields) const {
        return plain(signedBy(channel, fields));
    }
    [[nodiscard]] std::string notification(const Fields& fields) const {
        return payment::wire::encodeForm(signedBy(channel, fields));
    }
};

/// Notes what is sent and answers as the test says.
class TalkingTransport final : public payment::wire::Transport {
  public:
    struct Sent {
        std::string url;
        payment::wire::Parameters fields;
        std::string body;
    };
    using Say = std::function<Result<payment::wire::HttpAnswer>(const Sent&)>;

    TalkingTransport(std::vector<Sent>& sent, Say say) : m_sent(sent), m_say(std::move(say)) {}
    Result<payment::wire::HttpAnswer> post(const std::string& url,
                                           const std::string& body) override {
        m_sent.push_back({url, *payment::wire::decodeForm(body), body});
        return m_say(m_sent.back());
    }
    Result<payment::wire::HttpAnswer> get(const std::string&,
                                          const payment::wire::DownloadLimits&) override {
        return Error{ErrorCode::Unreachable, Retry::Never, "nothing is fetched here", {}};
    }

  private:
    std::vector<Sent>& m_sent;
    Say m_say;
};

}  // namespace wattill::testing
