#include "simulation/meter_model.hpp"

#include <algorithm>

namespace wattill::simulation {

namespace {
using metering::CommandProof;
using metering::Control;
using metering::MeterCommand;
using Outcome = CommandProof::Outcome;

/// What can be used up between the two readings of a driver.
constexpr Money kUse = Money::fromMicroYuan(500'000);

Control controlOf(metering::RelayCommand command) {
    switch (command) {
        case metering::RelayCommand::Trip:
            return Control::ForcedOpen;
        case metering::RelayCommand::KeepOn:
            return Control::ForcedClosed;
        case metering::RelayCommand::ToPrepaid:
            break;
    }
    return Control::Prepaid;
}

bool isSetting(const MeterCommand& command) {
    return std::holds_alternative<metering::RelayCommand>(command) ||
           std::holds_alternative<metering::SetPrices>(command) ||
           std::holds_alternative<metering::SetAlarms>(command);
}

MeterSettings partOf(MeterSettings before, const MeterCommand& command) {
    if (const auto* prices = std::get_if<metering::SetPrices>(&command)) {
        before.prices[0] = prices->perKwh[0];
    } else if (const auto* alarms = std::get_if<metering::SetAlarms>(&command)) {
        before.alarm1 = alarms->alarm1;
    } else {
        return settingsAfter(before, command);
    }
    return before;
}

bool isLess(Money after, Money before, Money by) {
    return after <= before - by && after >= before - by - kUse;
}

Outcome judged(const metering::TakeCredit& take, const MeterModel::Standing& before,
               const MeterModel::Standing& after) {
    if (isLess(after.balance, before.balance, take.amount)) return Outcome::Done;
    return isLess(after.balance, before.balance, Money()) ? Outcome::NotDone : Outcome::Partial;
}

Outcome judged(const MeterCommand& command, const MeterModel::Standing& before,
               const MeterModel::Standing& after) {
    if (const auto* take = std::get_if<metering::TakeCredit>(&command)) {
        return judged(*take, before, after);
    }
    if (std::holds_alternative<metering::OpenAccount>(command)) {
        const bool fresh = after.balance.isZero() && after.purchaseCount == 0;
        return after.settings.open && fresh ? Outcome::Done : Outcome::NotDone;
    }
    if (std::holds_alternative<metering::CloseAccount>(command)) {
        return after.settings.open ? Outcome::NotDone : Outcome::Done;
    }
    const MeterSettings wanted = settingsAfter(before.settings, command);
    if (after.settings == wanted) return Outcome::Done;
    return after.settings == before.settings ? Outcome::NotDone : Outcome::Partial;
}
}  // namespace

MeterSettings settingsAfter(MeterSettings settings, const MeterCommand& command) {
    if (const auto* relay = std::get_if<metering::RelayCommand>(&command)) {
        settings.control = controlOf(*relay);
    } else if (const auto* prices = std::get_if<metering::SetPrices>(&command)) {
        settings.prices = prices->perKwh;
    } else if (const auto* alarms = std::get_if<metering::SetAlarms>(&command)) {
        settings.alarm1 = alarms->alarm1;
        settings.alarm2 = alarms->alarm2;
    } else if (std::holds_alternative<metering::OpenAccount>(command)) {
        settings.open = true;
    } else if (std::holds_alternative<metering::CloseAccount>(command)) {
        settings.open = false;
    }
    return settings;
}

MeterModel::CommandResult MeterModel::carryOut(const MeterCommand& command,
                                               const order::TicketId& ticket, bool partly,
                                               Duration trueNow) {
    use(trueNow);
    if (const auto* wanted = std::get_if<metering::TakeCredit>(&command)) {
        const CommandResult result = take(*wanted);
        if (result != CommandResult::Applied) return result;
    } else if (std::holds_alternative<metering::OpenAccount>(command)) {
        m_traits.balance = Money();
        m_traits.purchaseCount = 0;
    } else if (std::holds_alternative<metering::CloseAccount>(command)) {
        m_traits.balance = Money();
    } else if (!isSetting(command)) {
        return CommandResult::Refused;
    }
    m_settings = partly ? partOf(m_settings, command) : settingsAfter(m_settings, command);
    m_commands.push_back({ticket, command});
    return CommandResult::Applied;
}

MeterModel::CommandResult MeterModel::take(const metering::TakeCredit& wanted) {
    if (m_traits.balance < wanted.amount) return CommandResult::Refused;
    switch (judge({wanted.amount, wanted.purchaseCount, wanted.orderNumber})) {
        case SaleResult::Repeated:
            return CommandResult::Repeated;
        case SaleResult::WrongCount:
            return CommandResult::Refused;
        case SaleResult::Applied:
            break;
    }
    m_traits.balance = m_traits.balance - wanted.amount;
    return CommandResult::Applied;
}

MeterModel::Standing MeterModel::standing(Duration trueNow) {
    use(trueNow);
    return {m_settings, Money::fromFen(m_traits.balance.fenFloor()),
            m_traits.rule == metering::CountRule::PlusOne ? m_traits.purchaseCount : 0};
}

CommandProof MeterModel::prove(const MeterCommand& command, const Standing& before,
                               Duration trueNow, Instant nodeNow) {
    const Standing after = standing(trueNow);
    CommandProof proof;
    proof.outcome = judged(command, before, after);
    proof.points.push_back({std::string(commandName(command)), before.balance.yuanText(), "",
                            after.balance.yuanText(), proof.outcome == Outcome::Done});
    proof.reading = read(trueNow, nodeNow);
    return proof;
}

std::size_t MeterModel::timesApplied(const order::TicketId& ticket) const {
    return static_cast<std::size_t>(
        std::count_if(m_commands.begin(), m_commands.end(),
                      [&](const AppliedCommand& each) { return each.ticket == ticket; }));
}

}  // namespace wattill::simulation
