// Answers of the payment channel: the splitter against the strict reader, and the whole way of an
// answer whose signature is genuine.

#include "base/json.hpp"
#include "payment/alipay/alipay_gateway.hpp"
#include "payment/alipay/answer.hpp"
#include "payment/alipay/envelope.hpp"
#include "unit/payment/test_keys.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace wattill;
using payment::PaymentRef;
using payment::alipay::AlipayGateway;
using payment::alipay::verifiedAnswer;
using payment::wire::PrivateKey;
using payment::wire::PublicKey;
using testing::TestKey;

/// Answers with whatever text is set.
class Replay final : public payment::wire::Transport {
  public:
    Result<payment::wire::HttpAnswer> post(const std::string&, const std::string&) override {
        return payment::wire::HttpAnswer{text, std::nullopt};
    }
    Result<payment::wire::HttpAnswer> get(const std::string&,
                                          const payment::wire::DownloadLimits&) override {
        return Error{ErrorCode::Unreachable, Retry::Never, {}, {}};
    }
    static inline std::string text;
};

AlipayGateway& gateway() {
    static const SystemClock clock;
    static const std::unique_ptr<AlipayGateway> made = [] {
        payment::alipay::AlipayConfig config;
        config.gatewayUrl = "https://openapi.alipay.com/gateway.do";
        config.appId = "2021000000000001";
        config.appPrivateKey = Secret(TestKey::shared().pkcs8Pem);
        config.alipayPublicKey = TestKey::shared().publicPem;
        return std::move(*AlipayGateway::make(config, clock, std::make_unique<Replay>()));
    }();
    return *made;
}

void must(bool condition) {
    if (!condition) std::abort();
}

void splitterAgreesWithReader(std::string_view text) {
    const auto members = payment::alipay::splitObject(text);
    const auto whole = parseStrict(text);
    if (!members.ok() || !whole.ok()) {
        // What the reader takes, the splitter takes; but for an escape in a name, and a byte order
        // mark, which the reader skips.
        must(!whole.ok() || !whole->is_object() || text.find('\\') != std::string_view::npos ||
             text.substr(0, 1) == "\xef");
        return;
    }
    must(whole->is_object() && whole->size() == members->size());
    for (const auto& member : *members) {
        must(member.value.data() >= text.data() &&
             member.value.data() + member.value.size() <= text.data() + text.size());
        const auto alone = parseStrict(member.value);
        must(alone.ok() && *alone == whole->at(std::string(member.name)));
    }
}

void genuineNode(const std::string& node) {
    static const auto key = PrivateKey::load(Secret(TestKey::shared().pkcs8Pem));
    const std::string tail = ",\"sign\":\"" + *key->sign(node) + "\"}";
    const PaymentRef order{OrderId("K1"), Instant(), Money::fromFen(100)};
    Replay::text = "{\"alipay_trade_query_response\":" + node + tail;
    const auto fact = gateway().query(order);
    must(!fact.ok() || (fact->order == order.order && !fact->amount.isNegative()));
    Replay::text = "{\"alipay_trade_cancel_response\":" + node + tail;
    static_cast<void>(gateway().cancel(order).ok());
}

}  // namespace

/// Keys are made before the first input: a slow machine would take that one for a hang.
extern "C" int LLVMFuzzerInitialize(int* /*count*/, char*** /*words*/) {
    (void)gateway();
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] % 8 == 0) {
        genuineNode(text);
        return 0;
    }
    splitterAgreesWithReader(text);
    // Nobody but Alipay can sign.
    static const auto alipay = PublicKey::load(TestKey::shared().publicPem);
    must(!verifiedAnswer(text, "alipay.trade.query", *alipay).ok());
    return 0;
}
