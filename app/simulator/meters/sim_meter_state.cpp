#include "meters/sim_meter.hpp"

#include <fmt/format.h>

namespace wattill::sim {
namespace {

std::string_view modelName(Model model) {
    switch (model) {
        case Model::Dtsy:
            return "dtsy1352-nk";
        case Model::Ddsy:
            return "ddsy1352-nk";
        case Model::Adl:
            return "adl-dtsd1352";
        case Model::Dlt645:
            return "dlt645-2007";
        case Model::Dlt645OrderNo:
            return "dlt645-2007-orderno";
    }
    return "";
}

std::string kwh(std::int64_t milliWh) {
    return fmt::format("{}.{:02}", milliWh / 1'000'000, milliWh / 10'000 % 100);
}

std::string control(const SimMeter& meter) {
    const MeterMemory& memory = meter.memory();
    const Force& force = memory.forces[0];
    if (memory.dlt.keepPower || (force.on && !force.trip)) return "forced-closed";
    if (memory.dlt.tripped || force.on) return "forced-open";
    return memory.dlt.permitted ? "permitted" : "prepaid";
}

nlohmann::json settings(const SimMeter& meter) {
    const MeterMemory& memory = meter.memory();
    auto prices = nlohmann::json::array();
    auto rates = nlohmann::json::array();
    for (std::size_t rate = 0; rate < kRates; ++rate) {
        const std::int64_t micro = memory.prices[rate].microYuan();
        prices.push_back(fmt::format("{}.{:04}", micro / 1'000'000, micro / 100 % 10'000));
        rates.push_back(kwh(memory.rateMilliWh[rate]));
    }
    const LoadControl& load = memory.loads[0];
    return {{"opened", memory.prepaidOn},
            {"prices", prices},
            {"rates_kwh", rates},
            {"rate", meter.rate()},
            {"alarm1", memory.alarm1.yuanText()},
            {"alarm2", memory.alarm2.yuanText()},
            {"overdraft", memory.overdraft.yuanText()},
            {"customer", memory.customer},
            {"clock_ahead_ms", memory.clockOffsetMs},
            {"power_limit_w", memory.dlt.powerLimitDeciWatt / 10},
            {"load_control",
             {{"on", load.on},
              {"threshold_w", load.thresholdWatt},
              {"trips", load.trips},
              {"allowed", load.allowedTrips},
              {"tripped", load.trippedAt.has_value()}}}};
}

}  // namespace

nlohmann::json SimMeter::state() const {
    nlohmann::json state = {{"meter", m_memory.number},
                            {"address", m_setup.address},
                            {"model", modelName(m_setup.model)},
                            {"count", m_memory.count},
                            {"balance", m_memory.balance.yuanText()},
                            {"relay", anyClosed() ? "closed" : "open"},
                            {"control", control(*this)},
                            {"energy_kwh", kwh(m_memory.energyMilliWh)},
                            {"power_w", watt()},
                            {"total_sold", m_memory.totalSold.yuanText()},
                            {"sales", m_memory.sales},
                            {"repeated", m_memory.repeated},
                            {"refused", m_memory.refused}};
    state["settings"] = settings(*this);
    return state;
}

bool SimMeter::restore(const nlohmann::json& memory) {
    try {
        MeterMemory read = m_memory;
        memory.get_to(read);
        m_memory = std::move(read);
    } catch (const nlohmann::json::exception&) {
        return false;
    }
    settle();
    return true;
}

}  // namespace wattill::sim
