#pragma once

#include "order/ticket.hpp"

#include <set>
#include <vector>

namespace wattill::simulation {

/// A sale that is on the meter.
struct AppliedSale {
    std::uint32_t count = 0;
    Money amount;
    std::optional<OrderId> order;  ///< none: a card, a handheld, another system
};

/// What commands set; it stays through a loss of the meter's power.
struct MeterSettings {
    metering::Control control = metering::Control::Prepaid;
    std::array<Money, 4> prices;
    Money alarm1;
    Money alarm2;
    bool open = true;  ///< the account
    bool operator==(const MeterSettings&) const = default;
};
/// The settings after the command; of one that touches only the balance, the same.
[[nodiscard]] MeterSettings settingsAfter(MeterSettings settings,
                                          const metering::MeterCommand& command);

/// A command that had an effect on the meter; a repeated take-credit has none.
struct AppliedCommand {
    order::TicketId ticket;
    metering::MeterCommand command;
};

/// A prepaid meter of any count rule, which uses energy all the time.
class MeterModel {
  public:
    struct Traits {
        Money balance;
        Money usePerHour;
        metering::CountRule rule = metering::CountRule::PlusOne;
        std::uint32_t purchaseCount = 0;  ///< of PlusOne
        /// What it says to a repeated or wrong count is not documented: some answer as to a new
        /// one, some with an exception, some not at all.
        enum class Repeats { Accepts, Refuses, Ignores } repeats = Repeats::Accepts;
        BusId bus;
    };
    /// What a driver reads around a command.
    struct Standing {
        MeterSettings settings;
        Money balance;
        std::uint32_t purchaseCount = 0;
    };
    enum class CommandResult { Applied, Repeated, Refused };
    enum class SaleResult { Applied, Repeated, WrongCount };

    MeterModel(MeterId id, Traits traits) : m_id(std::move(id)), m_traits(traits) {}

    [[nodiscard]] const MeterId& id() const { return m_id; }
    [[nodiscard]] const Traits& traits() const { return m_traits; }
    /// `trueNow` moves the meter; `nodeNow` is what the node writes on the reading.
    [[nodiscard]] metering::MeterReading read(Duration trueNow, Instant nodeNow);
    SaleResult sell(const metering::Sale& sale, const OrderId& order, Duration trueNow);
    void soldByOthers(Money amount, Duration trueNow);
    /// The tenant uses so much at once, or what is left.
    void useUp(Money charge);
    /// `partly`: of several values only the first; commands of one value are taken whole.
    CommandResult carryOut(const metering::MeterCommand& command, const order::TicketId& ticket,
                           bool partly, Duration trueNow);
    [[nodiscard]] Standing standing(Duration trueNow);
    /// What an honest driver says that read the meter before and now.
    [[nodiscard]] metering::CommandProof prove(const metering::MeterCommand& command,
                                               const Standing& before, Duration trueNow,
                                               Instant nodeNow);
    [[nodiscard]] const MeterSettings& settings() const { return m_settings; }
    [[nodiscard]] const std::vector<AppliedCommand>& commands() const { return m_commands; }
    /// How often the command of this ticket had an effect.
    [[nodiscard]] std::size_t timesApplied(const order::TicketId& ticket) const;

    void dieUntil(Duration until) { m_deadUntil = std::max(m_deadUntil, until); }
    [[nodiscard]] bool alive(Duration trueNow) const { return trueNow >= m_deadUntil; }
    [[nodiscard]] const std::vector<AppliedSale>& sales() const { return m_sales; }
    [[nodiscard]] const AppliedSale* saleOf(const OrderId& order) const;

  private:
    void use(Duration trueNow);
    [[nodiscard]] SaleResult judge(const metering::Sale& sale);
    CommandResult take(const metering::TakeCredit& wanted);

    MeterId m_id;
    Traits m_traits;
    MeterSettings m_settings;
    Money m_used;  ///< since the start
    Duration m_usedUntil{};
    Duration m_deadUntil{};
    std::vector<AppliedSale> m_sales;
    std::set<std::uint64_t> m_orderNumbers;
    std::vector<AppliedCommand> m_commands;
};

}  // namespace wattill::simulation
