#include "simulation/outside_world.hpp"

namespace wattill::simulation {

using namespace std::chrono_literals;
using order::OutsideCall;
using order::OutsideReply;

namespace {

constexpr Duration kGatewayTimeout = 10s;
/// How long after the client's time-out a request may still arrive at the channel.
constexpr Duration kGatewayLatest = 30s;
constexpr Duration kReadTimeout = 3s;
constexpr Duration kSellTimeout = 1s;
/// The whole of a command's call: until the meter answered at all, and with the time to settle.
constexpr Duration kCarryTimeout = 3s;
constexpr Duration kCarryLongest = 10s;
constexpr Duration kMeterLatest = 8s;

const MeterId* meterOf(const OutsideCall& call) {
    if (const auto* read = std::get_if<order::MeterReadCall>(&call)) return &read->meter;
    if (const auto* sell = std::get_if<order::MeterSellCall>(&call)) return &sell->meter;
    if (const auto* carry = std::get_if<order::MeterCarryOutCall>(&call)) return &carry->meter;
    return nullptr;
}

/// Empty for a call to a meter.
std::string channelOf(const OutsideCall& call) {
    return std::visit(
        [](const auto& each) -> std::string {
            if constexpr (requires { each.channel; }) return each.channel;
            return {};
        },
        call);
}

bool isQuestion(const OutsideCall& call) {
    return std::holds_alternative<order::GatewayQueryCall>(call) ||
           std::holds_alternative<order::GatewayRefundQueryCall>(call);
}

Error failure(ErrorCode code) {
    return {code, Retry::Later, std::string("simulated: ").append(name(code)), {}};
}

struct Describe {
    std::string operator()(const order::GatewayCreateCall& call) const {
        return fmt::format("gateway-create {}", call.request.order.text());
    }
    std::string operator()(const order::GatewayQueryCall& call) const {
        return fmt::format("gateway-query {}", call.payment.order.text());
    }
    std::string operator()(const order::GatewayCancelCall& call) const {
        return fmt::format("gateway-cancel {}", call.payment.order.text());
    }
    std::string operator()(const order::GatewayRefundCall& call) const {
        return fmt::format("gateway-refund {} {}", call.request.refund.text(),
                           call.request.amount.yuanText());
    }
    std::string operator()(const order::GatewayRefundQueryCall& call) const {
        return fmt::format("gateway-refund-query {}", call.request.refund.text());
    }
    std::string operator()(const order::MeterReadCall& call) const {
        return fmt::format("meter-read {}", call.meter.text());
    }
    std::string operator()(const order::MeterSellCall& call) const {
        return fmt::format("meter-sell {} count={} amount={}", call.meter.text(),
                           call.sale.purchaseCount, call.sale.amount.yuanText());
    }
    std::string operator()(const order::MeterCarryOutCall& call) const {
        return fmt::format("meter-carry-out {} {}", call.meter.text(), commandName(call.command));
    }
};

struct DescribeReply {
    std::string operator()(const order::CodeText&) const { return "code"; }
    std::string operator()(const payment::PaymentFact& fact) const {
        return fmt::format("{} {} {}", payment::name(fact.status), fact.trade,
                           fact.amount.yuanText());
    }
    std::string operator()(const payment::CancelReply& reply) const {
        return fmt::format("{} {}", payment::name(reply.outcome), reply.trade);
    }
    std::string operator()(const payment::RefundFact& fact) const {
        return fmt::format("{} {}", fact.refund.text(), payment::name(fact.status));
    }
    std::string operator()(const metering::MeterReading& reading) const {
        return fmt::format("count={} balance={}", reading.purchaseCount,
                           reading.balance.yuanText());
    }
    std::string operator()(const order::Acknowledged&) const { return "acknowledged"; }
    std::string operator()(const metering::CommandProof& proof) const {
        return std::string(name(proof.outcome));
    }
};

std::string describe(const Result<OutsideReply>& reply) {
    return reply.ok() ? std::visit(DescribeReply{}, *reply) : std::string(name(reply.error().code));
}

}  // namespace

std::string describe(const OutsideCall& call) {
    return std::visit(Describe{}, call);
}

Result<std::string> OutsideWorld::merchantOf(const std::string& channel) const {
    const auto found = m_channels.find(channel);
    if (found == m_channels.end()) return notFound("no channel " + channel);
    return found->second.traits().merchant;
}

Result<void> OutsideWorld::sellable(const tenancy::MeterPlace&, Money) const {
    return {};
}

Result<void> OutsideWorld::commandable(const tenancy::MeterPlace&,
                                       const metering::MeterCommand&) const {
    return {};
}

void OutsideWorld::forgetQueues() {
    for (auto& [bus, line] : m_lines) {
        line.waiting.clear();
        line.busy = false;
    }
}

void OutsideWorld::call(OutsideCall call, Completion completion) {
    auto* refund = std::get_if<order::GatewayRefundCall>(&call);
    if (refund != nullptr && m_sabotage == Sabotage::RefundNewNumber) {
        return refundUnderNewNumber(std::move(*refund), std::move(completion));
    }
    submit(std::move(call), std::move(completion), false);
}

/// The sabotage: after a lost answer the refund goes out once more, under another number.
void OutsideWorld::refundUnderNewNumber(order::GatewayRefundCall call, Completion completion) {
    auto again = [this, call, completion](Result<OutsideReply> reply) {
        if (reply.ok() || !reply.error().outcomeUnknown()) return completion(std::move(reply));
        order::GatewayRefundCall other = call;
        other.request.refund = payment::RefundId(call.request.refund.text() + "N");
        submit(
            other,
            [completion, refund = call.request.refund](Result<OutsideReply> second) {
                if (second.ok()) std::get<payment::RefundFact>(*second).refund = refund;
                completion(std::move(second));
            },
            false);
    };
    submit(std::move(call), std::move(again), false);
}

void OutsideWorld::submit(OutsideCall call, Completion completion, bool ofDesk) {
    if (m_host.down || m_host.crashIf(Fault::CrashBeforeCall)) return;
    const Cover cover = m_witness(call);
    if (m_host.journal.traced()) m_host.journal.trace("call     {}", describe(call));
    const auto asked = std::make_shared<Asked>();
    asked->call = std::move(call);
    asked->completion = std::move(completion);
    asked->life = m_host.life;
    asked->cover = cover;
    asked->ofDesk = ofDesk;
    ask(asked);
    m_host.crashIf(Fault::CrashAfterCall);
}

void OutsideWorld::ask(const AskedPtr& asked) {
    const MeterId* meter = meterOf(asked->call);
    if (meter == nullptr) return askGateway(asked);
    lineOf(*meter).waiting.push_back(asked);
    next(m_meters.at(*meter).traits().bus);
}

void OutsideWorld::answer(const AskedPtr& asked, Result<OutsideReply> reply) {
    if (asked->answered || !m_host.alive(asked->life)) return;
    asked->answered = true;
    if (m_host.crashIf(Fault::CrashBeforeReply)) return;
    if (m_host.journal.traced()) {
        m_host.journal.trace("reply    {}: {}", simulation::describe(asked->call), describe(reply));
    }
    asked->completion(std::move(reply));
    m_host.crashIf(Fault::CrashAfterReply);
}

void OutsideWorld::answerAfter(Duration delay, const AskedPtr& asked, Result<OutsideReply> reply) {
    m_host.timeline.after(delay, [this, asked, reply = std::move(reply)] { answer(asked, reply); });
}

void OutsideWorld::askGateway(const AskedPtr& asked) {
    if (const auto* cancel = std::get_if<order::GatewayCancelCall>(&asked->call);
        cancel != nullptr && !m_channels.at(cancel->channel).traits().hasCancel) {
        // Nothing is sent: its adapter knows that there is no such call.
        return answerAfter(1ms, asked, atGateway(asked->call));
    }
    if (m_host.faults.strikes(Fault::GatewayUnreachable)) {
        return answerAfter(m_host.between(1ms, 2s), asked, failure(ErrorCode::Unreachable));
    }
    answerAfter(kGatewayTimeout, asked, failure(ErrorCode::Timeout));
    const bool silent = m_queriesSilent && !m_host.faults.calmed() && isQuestion(asked->call);
    if (silent || m_host.faults.strikes(Fault::GatewayRequestLost)) return;
    Duration travel = m_host.between(20ms, 400ms);
    if (m_host.faults.strikes(Fault::GatewayEffectLate)) {
        travel = m_host.between(kGatewayTimeout / 2, kGatewayTimeout + kGatewayLatest);
    }
    m_host.timeline.after(travel, [this, asked] { reachGateway(asked); });
    if (m_host.faults.strikes(Fault::GatewayRequestTwice)) {
        m_host.timeline.after(travel + m_host.between(1ms, 5s),
                              [this, asked] { reachGateway(asked); });
    }
}

void OutsideWorld::reachGateway(const AskedPtr& asked) {
    if (m_host.faults.strikes(Fault::GatewayUnavailable)) {
        // "Service unavailable" says nothing about whether it was done.
        if (m_host.oneIn(2)) (void)atGateway(asked->call);
        return answerAfter(m_host.between(20ms, 1s), asked, failure(ErrorCode::Unavailable));
    }
    Result<OutsideReply> reply = atGateway(asked->call);
    if (m_host.faults.strikes(Fault::GatewayAnswerLost)) return;
    Duration travel = m_host.between(20ms, 400ms);
    if (m_host.faults.strikes(Fault::GatewayAnswerLate)) travel = m_host.between(1s, 20s);
    if (m_host.faults.strikes(Fault::GatewayAnswerCorrupt)) reply = failure(ErrorCode::BadReply);
    answerAfter(travel, asked, std::move(reply));
}

Result<OutsideReply> OutsideWorld::atGateway(const OutsideCall& call) {
    GatewayModel& channel = m_channels.at(channelOf(call));
    if (const auto* create = std::get_if<order::GatewayCreateCall>(&call)) {
        const auto code = channel.create(create->request);
        if (!code.ok()) return code.error();
        return OutsideReply(order::CodeText{*code});
    }
    if (const auto* query = std::get_if<order::GatewayQueryCall>(&call)) {
        return OutsideReply(channel.query(query->payment.order));
    }
    if (const auto* refund = std::get_if<order::GatewayRefundCall>(&call)) {
        return channel.refund(refund->request).map([](const payment::RefundFact& fact) {
            return OutsideReply(fact);
        });
    }
    if (const auto* asked = std::get_if<order::GatewayRefundQueryCall>(&call)) {
        return OutsideReply(channel.queryRefund(asked->request));
    }
    return channel.cancel(std::get<order::GatewayCancelCall>(call).payment.order)
        .map([](const payment::CancelReply& reply) { return OutsideReply(reply); });
}

void OutsideWorld::next(const BusId& bus) {
    Line& line = m_lines[bus];
    if (line.busy || line.waiting.empty()) return;
    line.busy = true;
    const AskedPtr asked = line.waiting.front();
    line.waiting.pop_front();
    askMeter(*meterOf(asked->call), asked);
}

void OutsideWorld::askMeter(const MeterId& meter, const AskedPtr& asked) {
    if (isCut(meter) || m_host.faults.strikes(Fault::MeterUnreachable)) {
        m_host.timeline.after(
            5ms, [this, asked] { replyOfMeter(asked, failure(ErrorCode::Unreachable)); });
        return;
    }
    if (m_host.faults.strikes(Fault::BusCutInCall)) {
        m_host.timeline.after(m_host.between(1ms, 200ms), [this, meter] {
            cutBus(m_meters.at(meter).traits().bus,
                   m_host.timeline.now() + m_host.between(1s, 30min));
        });
    }
    const bool carries = std::holds_alternative<order::MeterCarryOutCall>(asked->call);
    const bool sells = std::holds_alternative<order::MeterSellCall>(asked->call);
    giveUpAfter(carries ? kCarryTimeout : sells ? kSellTimeout : kReadTimeout, asked, !carries);
    if (carries) giveUpAfter(kCarryLongest, asked, true);
    if (m_host.faults.strikes(Fault::MeterRequestLost)) return;
    Duration travel = m_host.between(5ms, 30ms);
    if (m_host.faults.strikes(Fault::MeterEffectLate)) travel = m_host.between(500ms, kMeterLatest);
    Wire& wire = m_wires[meter];
    wire.freeAt = std::max(wire.freeAt, m_host.timeline.now() + travel);
    m_host.timeline.after(wire.freeAt - m_host.timeline.now(),
                          [this, meter, asked] { reachMeter(meter, asked); });
}

void OutsideWorld::giveUpAfter(Duration timeout, const AskedPtr& asked, bool evenReached) {
    m_host.timeline.after(timeout, [this, asked, evenReached] {
        if (asked->answered || (asked->reached && !evenReached)) return;
        replyOfMeter(asked, failure(ErrorCode::Timeout));
    });
}

void OutsideWorld::reachMeter(const MeterId& meter, const AskedPtr& asked) {
    if (isCut(meter)) return;
    if (std::holds_alternative<order::MeterCarryOutCall>(asked->call)) {
        return carryAt(meter, asked);
    }
    const bool sells = std::holds_alternative<order::MeterSellCall>(asked->call);
    if (sells && m_host.faults.strikes(Fault::MeterSlowMemory)) {
        m_host.timeline.after(m_host.between(500ms, 5s),
                              [this, meter, asked] { actOnMeter(meter, asked); });
        return;
    }
    actOnMeter(meter, asked);
}

void OutsideWorld::actOnMeter(const MeterId& meter, const AskedPtr& asked) {
    MeterModel& model = m_meters.at(meter);
    if (!model.alive(m_host.timeline.now())) return;
    auto reply = atMeter(model, *asked);
    if (!reply || m_host.faults.strikes(Fault::MeterAnswerLost)) return;
    if (m_host.faults.strikes(Fault::MeterAnswerCorrupt)) *reply = failure(ErrorCode::BadReply);
    m_host.timeline.after(m_host.between(20ms, 150ms),
                          [this, asked, reply = std::move(*reply)] { replyOfMeter(asked, reply); });
}

void OutsideWorld::replyOfMeter(const AskedPtr& asked, Result<OutsideReply> reply) {
    if (asked->answered || !m_host.alive(asked->life)) return;
    const MeterId meter = *meterOf(asked->call);
    if (reply.ok() && isCut(meter)) return;  // the answer never came; time will tell
    lineOf(meter).busy = false;
    if (reply.ok()) {
        if (auto* reading = std::get_if<metering::MeterReading>(&*reply)) {
            reading->at = m_host.clock.now();
        }
        if (asked->ofDesk) m_wires[meter].shownToDesk = asked->shown;
    }
    answer(asked, std::move(reply));
    if (!m_host.down) next(m_meters.at(meter).traits().bus);
}

std::optional<Result<OutsideReply>> OutsideWorld::atMeter(MeterModel& meter, Asked& asked) {
    if (std::holds_alternative<order::MeterSellCall>(asked.call)) return sellAt(meter, asked);
    asked.shown = meter.settings();
    return Result<OutsideReply>(
        OutsideReply(meter.read(m_host.timeline.now(), m_host.clock.now())));
}

std::optional<Result<OutsideReply>> OutsideWorld::sellAt(MeterModel& meter, const Asked& asked) {
    using Repeats = MeterModel::Traits::Repeats;
    const Duration now = m_host.timeline.now();
    if (m_host.faults.strikes(Fault::MeterPowerLostBefore)) {
        meter.dieUntil(now + m_host.between(1s, 10min));
        return std::nullopt;
    }
    const auto& sale = std::get<order::MeterSellCall>(asked.call).sale;
    const auto result = meter.sell(sale, asked.cover.order, now);
    m_host.journal.trace("meter    {} sale count={} of {}: {}", meter.id().text(),
                         sale.purchaseCount, asked.cover.order.text(),
                         result == MeterModel::SaleResult::Applied    ? "applied"
                         : result == MeterModel::SaleResult::Repeated ? "repeated"
                                                                      : "wrong count");
    if (result == MeterModel::SaleResult::Applied) m_saleObserver(meter, meter.sales().back());
    if (m_host.faults.strikes(Fault::MeterPowerLostAfter)) {
        meter.dieUntil(now + m_host.between(1s, 10min));
        return std::nullopt;
    }
    const Repeats how = meter.traits().repeats;
    if (result == MeterModel::SaleResult::Applied || how == Repeats::Accepts) {
        return Result<OutsideReply>(OutsideReply(order::Acknowledged{}));
    }
    if (how == Repeats::Ignores) return std::nullopt;
    return Result<OutsideReply>(failure(ErrorCode::Refused));
}

}  // namespace wattill::simulation
