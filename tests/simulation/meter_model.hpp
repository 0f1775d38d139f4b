#pragma once

#include "metering/meter.hpp"

#include <set>
#include <vector>

namespace wattill::simulation {

/// A sale that is on the meter.
struct AppliedSale {
    std::uint32_t count = 0;
    Money amount;
    std::optional<OrderId> order;  ///< none: a card, a handheld, another system
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
    };
    enum class SaleResult { Applied, Repeated, WrongCount };

    MeterModel(MeterId id, Traits traits) : m_id(std::move(id)), m_traits(traits) {}

    [[nodiscard]] const MeterId& id() const { return m_id; }
    [[nodiscard]] const Traits& traits() const { return m_traits; }
    /// `trueNow` moves the meter; `nodeNow` is what the node writes on the reading.
    [[nodiscard]] metering::MeterReading read(Duration trueNow, Instant nodeNow);
    SaleResult sell(const metering::Sale& sale, const OrderId& order, Duration trueNow);
    void soldByOthers(Money amount, Duration trueNow);
    /// Relay and prices: set, and shown in the proof. Other commands it refuses.
    metering::CommandProof carryOut(const metering::MeterCommand& command, Duration trueNow,
                                    Instant nodeNow);

    void dieUntil(Duration until) { m_deadUntil = std::max(m_deadUntil, until); }
    [[nodiscard]] bool alive(Duration trueNow) const { return trueNow >= m_deadUntil; }
    [[nodiscard]] const std::vector<AppliedSale>& sales() const { return m_sales; }
    [[nodiscard]] const AppliedSale* saleOf(const OrderId& order) const;

  private:
    void use(Duration trueNow);
    [[nodiscard]] SaleResult judge(const metering::Sale& sale);

    MeterId m_id;
    Traits m_traits;
    metering::Control m_control = metering::Control::Prepaid;
    std::array<Money, 4> m_prices;
    Energy m_total = Energy::fromWh(1'000'000);
    Duration m_usedUntil{};
    Duration m_deadUntil{};
    std::vector<AppliedSale> m_sales;
    std::set<std::uint64_t> m_orderNumbers;
};

}  // namespace wattill::simulation
