#pragma once

#include "order/event.hpp"
#include "tenancy/site.hpp"

#include <functional>
#include <variant>

namespace wattill::order {

struct GatewayCreateCall {
    std::string channel;
    payment::CreateRequest request;
};
struct GatewayQueryCall {
    std::string channel;
    payment::PaymentRef payment;
};
struct GatewayCancelCall {
    std::string channel;
    payment::PaymentRef payment;
};
struct GatewayRefundCall {
    std::string channel;
    payment::RefundRequest request;
};
/// Asks what became of the refund; never sends money.
struct GatewayRefundQueryCall {
    std::string channel;
    payment::RefundRequest request;
};
struct MeterReadCall {
    MeterId meter;
};
struct MeterSellCall {
    MeterId meter;
    metering::Sale sale;
};
struct MeterCarryOutCall {
    MeterId meter;
    metering::MeterCommand command;
};
using OutsideCall =
    std::variant<GatewayCreateCall, GatewayQueryCall, GatewayCancelCall, GatewayRefundCall,
                 GatewayRefundQueryCall, MeterReadCall, MeterSellCall, MeterCarryOutCall>;

struct CodeText {
    std::string text;
};
struct Acknowledged {};
using OutsideReply =
    std::variant<CodeText, payment::PaymentFact, payment::CancelReply, payment::RefundFact,
                 metering::MeterReading, Acknowledged, metering::CommandProof>;

/// The world outside as the engine sees it: requests go out, replies come back some time later.
class Outside {
  public:
    using Completion = std::function<void(Result<OutsideReply>)>;
    virtual ~Outside() = default;
    /// Returns at once. `completion` runs exactly once, on any thread, and never inside call();
    /// unless the process ends first. A meter's calls run one after another.
    virtual void call(OutsideCall call, Completion completion) = 0;
    /// What PaymentFact::merchant must say on this channel; NotFound without such a channel.
    [[nodiscard]] virtual Result<std::string> merchantOf(const std::string& channel) const = 0;
    /// Whether the meter can be sold to at all: profile known, unlocked, its bus configured; else
    /// Unsupported. Refused when its model, as it was read last, would not take this amount.
    [[nodiscard]] virtual Result<void> sellable(const tenancy::MeterPlace& place,
                                                Money amount) const = 0;
    /// Whether the model there takes this command: profile known, command known and unlocked.
    [[nodiscard]] virtual Result<void> commandable(const tenancy::MeterPlace& place,
                                                   const metering::MeterCommand& command) const = 0;
};

}  // namespace wattill::order
