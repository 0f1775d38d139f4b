#include "metering/civil_time.hpp"
#include "metering/command_run.hpp"
#include "metering/timetable.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::metering {
namespace {

using Kind = Source::Kind;

class CommandCheck {
  public:
    CommandCheck(const Profile& profile, const Command& steps)
        : m_profile(profile), m_steps(steps) {}

    Result<void> operator()(RelayCommand) const { return {}; }
    Result<void> operator()(const OpenAccount&) const { return {}; }
    Result<void> operator()(const CloseAccount&) const { return {}; }

    Result<void> operator()(const SetPrices& prices) const {
        for (const Money& price : prices.perKwh) {
            if (price.isNegative()) return invalidInput("set-prices: a price is below 0");
        }
        return checkFrom(prices.from);
    }

    Result<void> operator()(const SetTimetable& timetable) const {
        const auto good = checkTimetable(timetable, *m_profile.timetable());
        if (!good) return good;
        return checkFrom(timetable.from);
    }

    Result<void> operator()(const SetAlarms& alarms) const {
        if (alarms.alarm1.isNegative() || alarms.alarm2.isNegative()) {
            return invalidInput("set-alarms: an alarm amount is below 0");
        }
        return {};
    }

    Result<void> operator()(const SetOverload& overload) const {
        if (overload.thresholdWatt <= 0) {
            return invalidInput("set-overload: the threshold is not above 0 W");
        }
        return {};
    }

    Result<void> operator()(const SetClock& clock) const {
        if (clock.limit <= Duration(0)) return invalidInput("set-clock: the limit is not above 0");
        return {};
    }

    Result<void> operator()(const TakeCredit& credit) const {
        const Semantics& semantics = m_profile.semantics();
        if (credit.amount <= Money() || !credit.amount.isWholeFen()) {
            return invalidInput("take-credit: the amount is not above 0 in whole fen");
        }
        // Less than this and use alone could look like it.
        if (credit.amount <= semantics.useAllowance) {
            return invalidInput(
                fmt::format("take-credit: {} yuan could not be told from use; "
                            "take more than {}",
                            credit.amount.yuanText(), semantics.useAllowance.yuanText()));
        }
        if (sends(m_steps, Kind::PurchaseCount) && credit.purchaseCount == 0) {
            return invalidInput("take-credit: the model goes by counts, and there is none");
        }
        if (sends(m_steps, Kind::OrderNumber) && credit.orderNumber == 0) {
            return invalidInput("take-credit: the model goes by order numbers, and there is none");
        }
        return {};
    }

  private:
    [[nodiscard]] Result<void> checkFrom(const std::optional<CivilTime>& from) const {
        if (!from) return {};
        if (!localTime(*from)) return invalidInput(text(*from) + " is no date; correct it");
        if (sends(m_steps, Kind::From)) return {};
        return Error{ErrorCode::Unsupported,
                     Retry::Never,
                     fmt::format("profile {} has no spare set: what is sent holds at once; send it "
                                 "without a time, when it is to hold",
                                 m_profile.id()),
                     {}};
    }

    const Profile& m_profile;
    const Command& m_steps;
};

}  // namespace

Result<void> checkCommand(const Profile& profile, const Command& steps,
                          const MeterCommand& wanted) {
    return std::visit(CommandCheck(profile, steps), wanted);
}

bool sends(const Command& command, Kind kind) {
    return std::any_of(command.writes.begin(), command.writes.end(), [&](const Write& write) {
        return std::any_of(write.fields.begin(), write.fields.end(),
                           [&](const Field& field) { return field.source.kind == kind; });
    });
}

std::set<std::string> copiedBlocks(const Profile& profile, const Command& command) {
    std::set<std::string> ids;
    for (const Write& write : command.writes) {
        for (const Field& field : write.fields) {
            const bool copied =
                field.source.kind == Kind::Point || field.source.kind == Kind::PointLess;
            if (copied) ids.insert(profile.point(field.source.name)->block);
        }
    }
    return ids;
}

}  // namespace wattill::metering
