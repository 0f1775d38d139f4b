// Synchronous answers of UnionPay: the splitter by itself, and the whole way of an answer whose
// signature is genuine.

#include "payment/unionpay/unionpay_gateway.hpp"
#include "unit/payment/unionpay_world.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace wattill;
using namespace wattill::payment::unionpay;
using payment::PaymentStatus;
using testing::UnionPayWorld;

/// Answers with whatever text is set.
class Replay final : public payment::wire::Transport {
  public:
    Result<payment::wire::HttpAnswer> post(const std::string&, const std::string&) override {
        return payment::wire::HttpAnswer{text, std::nullopt};
    }
    Result<payment::wire::HttpAnswer> get(const std::string&,
                                          const payment::wire::DownloadLimits&) override {
        std::abort();
    }
    static inline std::string text;
};

const UnionPayWorld& world() {
    static const UnionPayWorld made;
    return made;
}

UnionPayGateway& gateway() {
    static const testing::SettableClock clock;
    static const std::unique_ptr<UnionPayGateway> made =
        std::move(*UnionPayGateway::make(world().config(), clock, std::make_unique<Replay>()));
    return *made;
}

void must(bool condition) {
    if (!condition) std::abort();
}

void allCalls(bool genuine) {
    const payment::PaymentRef ref{OrderId("K0000001"), testing::SettableClock().now(),
                                  Money::fromFen(100)};
    const auto fact = gateway().query(ref);
    must(!fact.ok() || (genuine && fact->order == ref.order &&
                        (fact->status != PaymentStatus::Paid || fact->amount > Money())));
    const auto code =
        gateway().create({ref.order, ref.amount, "x", "K001", ref.at, std::chrono::minutes(5)});
    must(!code.ok() || (genuine && !code->empty()));
    const payment::RefundRequest request{
        payment::RefundId("R0000001"), ref, "1", ref.amount, ref.at, {}};
    const auto refund = gateway().refund(request);
    must(!refund.ok() || (genuine && refund->status == payment::RefundStatus::Pending));
    must(genuine || !gateway().queryRefund(request).ok());
}

}  // namespace

/// Keys are made before the first input: a slow machine would take that one for a hang.
extern "C" int LLVMFuzzerInitialize(int* /*count*/, char*** /*words*/) {
    (void)gateway();
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    auto fields = splitAnswer(text);
    if (fields.ok()) {
        // Nothing is lost or changed on the way, whatever stands in brackets.
        std::size_t bytes = fields->empty() ? 0 : fields->size() - 1;
        for (const auto& [name, value] : *fields) {
            must(!name.empty());
            bytes += name.size() + value.size() + 1;
        }
        must(bytes == text.size());
    }
    Replay::text = text;
    allCalls(false);  // nobody but UnionPay can sign
    // Signing takes long; only what looks like an answer is worth it.
    if (!fields.ok() || fields->count("respCode") == 0) return 0;
    for (const char* name : {"signature", "signPubKeyCert", "signMethod"}) {
        fields->erase(name);
    }
    Replay::text = world().answer(*fields);
    allCalls(true);
    return 0;
}
