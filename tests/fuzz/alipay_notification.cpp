// Notifications: as they come in, and with a genuine signature put on what came.

#include "payment/alipay/alipay_gateway.hpp"
#include "unit/payment/test_keys.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace wattill;
using namespace wattill::payment::alipay;
using namespace wattill::payment::wire;
using testing::TestKey;

class NoTransport final : public Transport {
  public:
    Result<HttpAnswer> post(const std::string&, const std::string&) override {
        return Error{ErrorCode::Unreachable, Retry::Never, {}, {}};
    }
    Result<HttpAnswer> get(const std::string&, const DownloadLimits&) override {
        return Error{ErrorCode::Unreachable, Retry::Never, {}, {}};
    }
};

const AlipayGateway& gateway() {
    static const SystemClock clock;
    static const std::unique_ptr<AlipayGateway> made = [] {
        AlipayConfig config;
        config.gatewayUrl = "https://openapi.alipay.com/gateway.do";
        config.appId = "2021000000000001";
        config.sellerId = "2088000000000001";
        config.appPrivateKey = Secret(TestKey::shared().pkcs8Pem);
        config.alipayPublicKey = TestKey::shared().publicPem;
        return std::move(*AlipayGateway::make(config, clock, std::make_unique<NoTransport>()));
    }();
    return *made;
}

void must(bool condition) {
    if (!condition) std::abort();
}

}  // namespace

/// Keys are made before the first input: a slow machine would take that one for a hang.
extern "C" int LLVMFuzzerInitialize(int* /*count*/, char*** /*words*/) {
    (void)gateway();
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr const char* kType = "application/x-www-form-urlencoded";
    static const auto key = PrivateKey::load(Secret(TestKey::shared().pkcs8Pem));
    const std::string body(reinterpret_cast<const char*>(data), size);
    must(!gateway().checkNotification({kType, body}).ok());  // nobody but Alipay can sign
    auto fields = decodeForm(body);
    if (!fields.ok()) return 0;
    must(*decodeForm(encodeForm(*fields)) == *fields);
    // Signing takes long; only what looks like a notification is worth it.
    if (fields->count("trade_status") == 0) return 0;
    fields->erase("sign");
    fields->erase("sign_type");
    fields->insert_or_assign("sign", *key->sign(signText(*fields)));
    fields->insert_or_assign("sign_type", "RSA2");
    const auto notified = gateway().checkNotification({kType, encodeForm(*fields)});
    must(!notified.ok() || (!notified->eventId.empty() && !notified->fact.order.empty() &&
                            !notified->fact.amount.isNegative()));
    return 0;
}
