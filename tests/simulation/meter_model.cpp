#include "simulation/meter_model.hpp"

#include <algorithm>

namespace wattill::simulation {

namespace {
constexpr Energy kTotalAtStart = Energy::fromWh(1'000'000);
constexpr std::int64_t kMicroYuanPerWh = 1'000;  // one yuan per kWh
}  // namespace

void MeterModel::use(Duration trueNow) {
    const std::int64_t elapsedMs = (trueNow - m_usedUntil).count();
    m_usedUntil = trueNow;
    // Nothing flows through a relay that was forced open.
    if (m_settings.control == metering::Control::ForcedOpen) return;
    useUp(Money::fromMicroYuan(m_traits.usePerHour.microYuan() / 1000 * elapsedMs / 3600));
}

void MeterModel::useUp(Money charge) {
    const Money used = std::min(charge, std::max(m_traits.balance, Money()));  // then it trips
    m_traits.balance -= used;
    m_used += used;
}

metering::MeterReading MeterModel::read(Duration trueNow, Instant nodeNow) {
    use(trueNow);
    metering::MeterReading reading;
    reading.at = nodeNow;
    reading.total = kTotalAtStart + Energy::fromWh(m_used.microYuan() / kMicroYuanPerWh);
    reading.balance = Money::fromFen(m_traits.balance.fenFloor());  // its register counts fen
    reading.countRule = m_traits.rule;
    reading.has.purchaseCount = m_traits.rule == metering::CountRule::PlusOne;
    if (reading.has.purchaseCount) reading.purchaseCount = m_traits.purchaseCount;
    reading.arrears = m_traits.balance.microYuan() <= 0;
    reading.control = m_settings.control;
    using metering::Control;
    using metering::Relay;
    const bool open = m_settings.control == Control::ForcedOpen ||
                      (m_settings.control == Control::Prepaid && reading.arrears);
    reading.relay = open ? Relay::Open : Relay::Closed;
    return reading;
}

MeterModel::SaleResult MeterModel::judge(const metering::Sale& sale) {
    switch (m_traits.rule) {
        case metering::CountRule::PlusOne:
            if (sale.purchaseCount == m_traits.purchaseCount) return SaleResult::Repeated;
            if (sale.purchaseCount != m_traits.purchaseCount + 1) return SaleResult::WrongCount;
            m_traits.purchaseCount = sale.purchaseCount;
            return SaleResult::Applied;
        case metering::CountRule::OrderNumber:
            return m_orderNumbers.insert(sale.orderNumber).second ? SaleResult::Applied
                                                                  : SaleResult::Repeated;
        case metering::CountRule::None:
            break;
    }
    return SaleResult::Applied;
}

MeterModel::SaleResult MeterModel::sell(const metering::Sale& sale, const OrderId& order,
                                        Duration trueNow) {
    use(trueNow);
    const SaleResult result = judge(sale);
    if (result != SaleResult::Applied) return result;
    m_traits.balance += sale.amount;
    m_sales.push_back({sale.purchaseCount, sale.amount, order});
    return SaleResult::Applied;
}

void MeterModel::soldByOthers(Money amount, Duration trueNow) {
    use(trueNow);
    ++m_traits.purchaseCount;
    m_traits.balance += amount;
    m_sales.push_back({m_traits.purchaseCount, amount, std::nullopt});
}

const AppliedSale* MeterModel::saleOf(const OrderId& order) const {
    const auto found = std::find_if(m_sales.begin(), m_sales.end(),
                                    [&](const AppliedSale& each) { return each.order == order; });
    return found == m_sales.end() ? nullptr : &*found;
}

}  // namespace wattill::simulation
