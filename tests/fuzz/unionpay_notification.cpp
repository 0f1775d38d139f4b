// Notifications of UnionPay: as they come in, and with a genuine signature put on what came.

#include "payment/unionpay/unionpay_gateway.hpp"
#include "unit/payment/unionpay_world.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace wattill;
using namespace wattill::payment::unionpay;
using testing::UnionPayWorld;

class NoTransport final : public payment::wire::Transport {
  public:
    Result<payment::wire::HttpAnswer> post(const std::string&, const std::string&) override {
        std::abort();
    }
    Result<payment::wire::HttpAnswer> get(const std::string&,
                                          const payment::wire::DownloadLimits&) override {
        std::abort();
    }
};

const UnionPayWorld& world() {
    static const UnionPayWorld made;
    return made;
}

const UnionPayGateway& gateway() {
    static const testing::SettableClock clock;
    static const std::unique_ptr<UnionPayGateway> made =
        std::move(*UnionPayGateway::make(world().config(), clock, std::make_unique<NoTransport>()));
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
    const std::string body(reinterpret_cast<const char*>(data), size);
    must(!gateway().checkNotification({kType, body}).ok());  // nobody but UnionPay can sign
    auto fields = payment::wire::decodeForm(body);
    // Signing takes long; only what looks like a notification is worth it.
    if (!fields.ok() || fields->count("respCode") == 0) return 0;
    for (const char* name : {"signature", "signPubKeyCert", "signMethod"}) {
        fields->erase(name);
    }
    const auto notified = gateway().checkNotification({kType, world().notification(*fields)});
    if (!notified.ok()) return 0;
    must(!notified->eventId.empty() && !notified->fact.order.empty() &&
         notified->fact.amount > Money());
    // What an answer to a call says is no payment, however it is signed.
    must(fields->count("qrCode") == 0 && fields->count("origRespCode") == 0);
    must(notified->aboutRefund == (fields->at("txnType") != "01"));
    return 0;
}
