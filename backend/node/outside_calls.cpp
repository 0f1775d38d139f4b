#include "node/outside_calls.hpp"

namespace wattill::node {

using order::OutsideReply;

namespace {
/// A command that waited longer for its bus is taken back unsent, and looked at anew later.
constexpr Duration kCommandWithin{30'000};

template <class Value>
auto asReply(order::Outside::Completion completion) {
    return [completion = std::move(completion)](Result<Value> result) {
        if (!result.ok()) return completion(result.error());
        if constexpr (std::is_void_v<Value>) {
            completion(OutsideReply(order::Acknowledged{}));
        } else {
            completion(OutsideReply(std::move(*result)));
        }
    };
}
}  // namespace

void OutsideCalls::call(order::OutsideCall call, Completion completion) {
    std::visit([&](const auto& each) { start(each, completion); }, call);
}

Result<std::string> OutsideCalls::merchantOf(const std::string& channel) const {
    if (const auto admitted = m_gate.admit(channel); !admitted) return admitted.error();
    return (*m_channels.find(channel))->merchant();
}

Result<void> OutsideCalls::sellable(const tenancy::MeterPlace& place, Money amount) const {
    return m_fleet.sellable(place, amount);
}

Result<void> OutsideCalls::commandable(const tenancy::MeterPlace& place,
                                       const metering::MeterCommand& command) const {
    return m_fleet.commandable(place, command);
}

void OutsideCalls::start(const order::GatewayCreateCall& call, const Completion& completion) {
    const auto work = [request = call.request](payment::PaymentGateway& gateway) {
        return gateway.create(request).map(
            [](const std::string& code) { return OutsideReply(order::CodeText{code}); });
    };
    onChannel(call.channel, work, completion);
}

void OutsideCalls::start(const order::GatewayQueryCall& call, const Completion& completion) {
    const auto work = [payment = call.payment](payment::PaymentGateway& gateway) {
        return gateway.query(payment).map(
            [](const payment::PaymentFact& fact) { return OutsideReply(fact); });
    };
    onChannel(call.channel, work, completion);
}

void OutsideCalls::start(const order::GatewayCancelCall& call, const Completion& completion) {
    const auto work = [payment = call.payment](payment::PaymentGateway& gateway) {
        return gateway.cancel(payment).map(
            [](const payment::CancelReply& reply) { return OutsideReply(reply); });
    };
    onChannel(call.channel, work, completion);
}

namespace {
OutsideReply asRefundReply(const payment::RefundFact& fact) {
    return fact;
}
}  // namespace

void OutsideCalls::start(const order::GatewayRefundCall& call, const Completion& completion) {
    const auto work = [request = call.request](payment::PaymentGateway& gateway) {
        return gateway.refund(request).map(asRefundReply);
    };
    onChannel(call.channel, work, completion);
}

void OutsideCalls::start(const order::GatewayRefundQueryCall& call, const Completion& completion) {
    const auto work = [request = call.request](payment::PaymentGateway& gateway) {
        return gateway.queryRefund(request).map(asRefundReply);
    };
    onChannel(call.channel, work, completion);
}

void OutsideCalls::start(const order::MeterReadCall& call, const Completion& completion) {
    const auto queued = m_fleet.read(call.meter, BusPriority::Sale, std::nullopt,
                                     asReply<metering::MeterReading>(completion));
    if (!queued) failLater(queued.error(), completion);
}

void OutsideCalls::start(const order::MeterSellCall& call, const Completion& completion) {
    const auto queued = m_fleet.sell(call.meter, call.sale, asReply<void>(completion));
    if (!queued) failLater(queued.error(), completion);
}

void OutsideCalls::start(const order::MeterCarryOutCall& call, const Completion& completion) {
    const auto queued = m_fleet.carryOut(call.meter, call.command, kCommandWithin,
                                         asReply<metering::CommandProof>(completion));
    if (!queued) failLater(queued.error(), completion);
}

void OutsideCalls::onChannel(const std::string& channel,
                             std::function<Result<OutsideReply>(payment::PaymentGateway&)> work,
                             const Completion& completion) {
    const auto queued = m_channels.call(
        channel, [work = std::move(work), completion](payment::PaymentGateway& gateway) {
            completion(work(gateway));
        });
    if (!queued) failLater(queued.error(), completion);
}

void OutsideCalls::failLater(Error error, const Completion& completion) {
    m_timer.post([error = std::move(error), completion] { completion(error); });
}

}  // namespace wattill::node
