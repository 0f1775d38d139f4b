#include "simulation/outside_world.hpp"

namespace wattill::simulation {

using namespace std::chrono_literals;
using order::OutsideCall;
using order::OutsideReply;

namespace {
constexpr Duration kSettle = 6s;
constexpr Duration kSettleStep = 500ms;
constexpr Duration kSlowestMemory = 4s;

Error unknown() {
    return {ErrorCode::Timeout, Retry::Later, "simulated: sent, and not read back", {}};
}
}  // namespace

OutsideWorld::Line& OutsideWorld::lineOf(const MeterId& meter) {
    return m_lines[m_meters.at(meter).traits().bus];
}

bool OutsideWorld::isCut(const MeterId& meter) {
    return m_host.timeline.now() < lineOf(meter).downUntil;
}

void OutsideWorld::cutBus(const BusId& bus, Duration until) {
    Line& line = m_lines[bus];
    line.downUntil = std::max(line.downUntil, until);
    m_host.journal.trace("bus      {} is down for {} s", bus.text(),
                         (line.downUntil - m_host.timeline.now()).count() / 1000);
}

bool OutsideWorld::isQuiet(const MeterId& meter) const {
    const auto wire = m_wires.find(meter);
    if (wire == m_wires.end()) return true;
    return std::max(wire->second.freeAt, wire->second.memoryFreeAt) + 1min < m_host.timeline.now();
}

const MeterSettings* OutsideWorld::shownToDesk(const MeterId& meter) const {
    const auto wire = m_wires.find(meter);
    const bool shown = wire != m_wires.end() && wire->second.shownToDesk;
    return shown ? &*wire->second.shownToDesk : nullptr;
}

/// A driver reads the meter, writes once, and reads until the command shows or the time to settle
/// is over.
void OutsideWorld::carryAt(const MeterId& meter, const AskedPtr& asked) {
    MeterModel& model = m_meters.at(meter);
    const Duration now = m_host.timeline.now();
    if (!model.alive(now)) return;
    asked->reached = true;
    if (m_host.faults.strikes(Fault::MeterPowerLostBefore)) {
        return model.dieUntil(now + m_host.between(1s, 10min));
    }
    Carried carried{asked, model.standing(now), {}, now + kSettle};
    carried.answer = writeCommand(model, asked);
    if (m_host.faults.strikes(Fault::MeterPowerLostAfter)) {
        return model.dieUntil(now + m_host.between(1s, 10min));
    }
    m_host.timeline.after(m_host.between(20ms, 150ms), [this, carried] { readBack(carried); });
}

/// What the meter says to the write; empty: it never got it.
std::string OutsideWorld::writeCommand(MeterModel& meter, const AskedPtr& asked) {
    if (m_host.faults.strikes(Fault::CommandUnanswered)) return "";
    if (m_host.faults.strikes(Fault::CommandRefused)) return "refused";
    const bool partly = m_host.faults.strikes(Fault::CommandPartial);
    Wire& wire = m_wires[meter.id()];
    const Duration now = m_host.timeline.now();
    if (m_host.faults.strikes(Fault::MeterSlowMemory)) {
        wire.memoryFreeAt =
            std::max(wire.memoryFreeAt, now + m_host.between(500ms, kSlowestMemory));
    }
    if (wire.memoryFreeAt <= now) {
        takeEffect(meter.id(), asked, partly);
    } else {
        m_host.timeline.after(wire.memoryFreeAt - now, [this, id = meter.id(), asked, partly] {
            takeEffect(id, asked, partly);
        });
    }
    return partly ? "refused in part" : "accepted";
}

void OutsideWorld::takeEffect(const MeterId& meter, const AskedPtr& asked, bool partly) {
    constexpr std::array<std::string_view, 3> kNames{"applied", "repeated", "refused"};
    MeterModel& model = m_meters.at(meter);
    const auto& command = std::get<order::MeterCarryOutCall>(asked->call).command;
    const auto& ticket = asked->cover.ticket;
    const auto result = model.carryOut(command, ticket, partly, m_host.timeline.now());
    m_host.journal.trace("meter    {} {} of {}: {}{}", meter.text(), commandName(command),
                         ticket.text(), kNames.at(static_cast<std::size_t>(result)),
                         partly ? " in part" : "");
    if (result == MeterModel::CommandResult::Applied) {
        m_commandObserver(model, model.commands().back());
    }
}

void OutsideWorld::readBack(const Carried& carried) {
    const AskedPtr& asked = carried.asked;
    const auto& call = std::get<order::MeterCarryOutCall>(asked->call);
    MeterModel& model = m_meters.at(call.meter);
    const Duration now = m_host.timeline.now();
    if (!model.alive(now) || isCut(call.meter)) return;  // until the whole call is given up
    if (m_host.faults.strikes(Fault::MeterAnswerLost)) return replyOfMeter(asked, unknown());
    auto proof = model.prove(call.command, carried.before, now, m_host.clock.now());
    const bool shows = proof.outcome == metering::CommandProof::Outcome::Done;
    if (!shows && now < carried.until) {
        m_host.timeline.after(kSettleStep, [this, carried] { readBack(carried); });
        return;
    }
    proof.answer = carried.answer;
    asked->shown = model.settings();
    replyOfMeter(asked, OutsideReply(std::move(proof)));
}

void OutsideWorld::DeskPort::call(OutsideCall call, Completion completion) {
    const auto* carry = std::get_if<order::MeterCarryOutCall>(&call);
    if (carry == nullptr) return m_world.submit(std::move(call), std::move(completion), true);
    if (m_sabotage == Sabotage::CommandUnproven) {
        auto believing = [completion](Result<OutsideReply> reply) {
            if (!reply.ok() && reply.error().outcomeUnknown()) {
                metering::CommandProof invented;
                invented.outcome = metering::CommandProof::Outcome::Done;
                reply = OutsideReply(invented);
            }
            completion(std::move(reply));
        };
        return m_world.submit(std::move(call), std::move(believing), true);
    }
    if (m_sabotage == Sabotage::CommandAgain && order::touchesBalance(carry->command)) {
        auto again = [this, call, completion](Result<OutsideReply> reply) {
            if (reply.ok() || !reply.error().outcomeUnknown()) return completion(std::move(reply));
            m_world.sendAgain(call, completion);
        };
        return m_world.submit(std::move(call), std::move(again), true);
    }
    m_world.submit(std::move(call), std::move(completion), true);
}

/// The sabotage: as a new purchase, so that no meter takes it for the same one.
void OutsideWorld::sendAgain(const OutsideCall& call, const Completion& completion) {
    const auto asked = std::make_shared<Asked>();
    asked->cover = m_witness(call);
    asked->call = call;
    auto& command = std::get<order::MeterCarryOutCall>(asked->call).command;
    if (auto* take = std::get_if<metering::TakeCredit>(&command)) {
        ++take->purchaseCount;
        ++take->orderNumber;
    }
    asked->completion = completion;
    asked->life = m_host.life;
    asked->ofDesk = true;
    ask(asked);
}

Result<std::string> OutsideWorld::DeskPort::merchantOf(const std::string& channel) const {
    return m_world.merchantOf(channel);
}

Result<void> OutsideWorld::DeskPort::sellable(const tenancy::MeterPlace& place,
                                              Money amount) const {
    return m_world.sellable(place, amount);
}

Result<void> OutsideWorld::DeskPort::commandable(const tenancy::MeterPlace& place,
                                                 const metering::MeterCommand& command) const {
    return m_world.commandable(place, command);
}

}  // namespace wattill::simulation
