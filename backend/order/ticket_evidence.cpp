#include "order/ticket_rules.hpp"

namespace wattill::order {

namespace {
using metering::MeterReading;

struct Evidence {
    const Ticket& ticket;
    const MeterReading& reading;
    const CommandPolicy& policy;

    Shown operator()(metering::RelayCommand command) const {
        if (!reading.has.relay) return Shown::CannotTell;
        using metering::Control;
        using metering::RelayCommand;
        const Control wanted = command == RelayCommand::Trip     ? Control::ForcedOpen
                               : command == RelayCommand::KeepOn ? Control::ForcedClosed
                                                                 : Control::Prepaid;
        return reading.control == wanted ? Shown::Yes : Shown::No;
    }
    Shown operator()(const metering::TakeCredit& take) const {
        if (!knowsBalance()) return Shown::CannotTell;
        const Money before = *ticket.before->balance;
        const bool taken = canBe(before - take.amount);
        const bool untouched = canBe(before);
        // Some models count it like a sale, others leave the count alone; anything else was not us.
        const bool ours = reading.purchaseCount == take.purchaseCount;
        if (countMoved() && !ours) return Shown::CannotTell;
        // So much use would hide both a credit that was taken and a sale by others.
        if (taken == untouched) return Shown::CannotTell;
        if (taken) return Shown::Yes;
        return countMoved() ? Shown::CannotTell : Shown::No;
    }
    /// A closed account has nothing left; so has one that was used up, hence the balance before.
    /// Where something was sold meanwhile, what is left tells nothing.
    Shown operator()(const metering::CloseAccount&) const {
        if (countMoved()) return Shown::CannotTell;
        if (!knowsBalance() || *ticket.before->balance <= policy.use.tolerance) {
            return Shown::CannotTell;
        }
        if (canBe(*ticket.before->balance)) {
            return reading.balance.isZero() ? Shown::CannotTell : Shown::No;
        }
        return reading.balance.isZero() ? Shown::Yes : Shown::CannotTell;
    }
    /// Nothing left and nothing bought shows an opened account only where there was something.
    Shown operator()(const metering::OpenAccount&) const {
        if (!knowsBalance() || !reading.has.purchaseCount || !ticket.before->count) {
            return Shown::CannotTell;
        }
        const bool fresh = reading.balance.isZero() && reading.purchaseCount == 0;
        // Use alone may have brought it there.
        const bool byUse = *ticket.before->count == 0 && canBe(*ticket.before->balance);
        if (fresh) return byUse ? Shown::CannotTell : Shown::Yes;
        const bool same = !countMoved() && canBe(*ticket.before->balance);
        return same ? Shown::No : Shown::CannotTell;
    }
    template <class Setting>
    Shown operator()(const Setting&) const {
        return Shown::CannotTell;  // a look does not read it; sending it again does
    }

  private:
    [[nodiscard]] bool knowsBalance() const {
        return reading.has.balance && ticket.before && ticket.before->balance;
    }
    [[nodiscard]] bool countMoved() const {
        return reading.has.purchaseCount && ticket.before && ticket.before->count &&
               reading.purchaseCount != *ticket.before->count;
    }
    /// Only where the balance is known.
    [[nodiscard]] bool canBe(Money expected) const {
        const EarlierReading before{ticket.before->at, ticket.before->total};
        return fit(expected, before, reading, policy.use) != Fit::No;
    }
};
}  // namespace

Shown shownBy(const Ticket& ticket, const MeterReading& reading, const CommandPolicy& policy) {
    return std::visit(Evidence{ticket, reading, policy}, ticket.command);
}

}  // namespace wattill::order
