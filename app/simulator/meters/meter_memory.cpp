#include "meters/meter_memory.hpp"

namespace wattill::sim {
namespace {

using nlohmann::json;

json moneyList(const std::array<Money, kRates>& prices) {
    json list = json::array();
    for (const Money each : prices)
        list.push_back(each.microYuan());
    return list;
}

void readMoneyList(const json& list, std::array<Money, kRates>& prices) {
    for (std::size_t i = 0; i < kRates; ++i)
        prices[i] = Money::fromMicroYuan(list.at(i).get<std::int64_t>());
}

json moment(const std::optional<Instant>& at) {
    return at ? json(toMillis(*at)) : json();
}

std::optional<Instant> momentFrom(const json& node) {
    if (node.is_null()) return std::nullopt;
    return fromMillis(node.get<std::int64_t>());
}

Money money(const json& node) {
    return Money::fromMicroYuan(node.get<std::int64_t>());
}

json list(const std::vector<Freeze>& freezes) {
    json all = json::array();
    for (const Freeze& each : freezes)
        all.push_back({{"at", toMillis(each.at)}, {"mwh", each.milliWh}});
    return all;
}

std::vector<Freeze> freezesFrom(const json& all) {
    std::vector<Freeze> freezes;
    for (const auto& node : all) {
        Freeze freeze{fromMillis(node.at("at").get<std::int64_t>()), {}};
        node.at("mwh").get_to(freeze.milliWh);
        freezes.push_back(freeze);
    }
    return freezes;
}

}  // namespace

void to_json(json& node, const LoadControl& load) {
    node = {{"on", load.on},
            {"threshold_w", load.thresholdWatt},
            {"increment_w", load.incrementWatt},
            {"power_factor", load.powerFactor},
            {"trips", load.trips},
            {"allowed", load.allowedTrips},
            {"recovery_min", load.recoveryMinutes},
            {"wait_s", load.waitSeconds},
            {"over_ms", load.overMillis},
            {"tripped_at", moment(load.trippedAt)}};
}

void from_json(const json& node, LoadControl& load) {
    node.at("on").get_to(load.on);
    node.at("threshold_w").get_to(load.thresholdWatt);
    node.at("increment_w").get_to(load.incrementWatt);
    node.at("power_factor").get_to(load.powerFactor);
    node.at("trips").get_to(load.trips);
    node.at("allowed").get_to(load.allowedTrips);
    node.at("recovery_min").get_to(load.recoveryMinutes);
    node.at("wait_s").get_to(load.waitSeconds);
    node.at("over_ms").get_to(load.overMillis);
    load.trippedAt = momentFrom(node.at("tripped_at"));
}

void to_json(json& node, const SwitchPoint& point) {
    node = {point.on, point.minute, point.hour, point.used};
}

void from_json(const json& node, SwitchPoint& point) {
    point = {node.at(0).get<bool>(), node.at(1).get<int>(), node.at(2).get<int>(),
             node.at(3).get<bool>()};
}

void to_json(json& node, const TimeControl& control) {
    node = {{"on", control.on},
            {"work_day", control.workDay},
            {"work", control.work},
            {"free", control.free}};
}

void from_json(const json& node, TimeControl& control) {
    node.at("on").get_to(control.on);
    node.at("work_day").get_to(control.workDay);
    node.at("work").get_to(control.work);
    node.at("free").get_to(control.free);
}

void to_json(json& node, const Purchase& purchase) {
    node = {{"at", toMillis(purchase.at)},           {"count", purchase.count},
            {"amount", purchase.amount.microYuan()}, {"before", purchase.before.microYuan()},
            {"after", purchase.after.microYuan()},   {"sum", purchase.sum.microYuan()}};
}

void from_json(const json& node, Purchase& purchase) {
    purchase = {fromMillis(node.at("at").get<std::int64_t>()),
                node.at("count").get<std::uint16_t>(),
                money(node.at("amount")),
                money(node.at("before")),
                money(node.at("after")),
                money(node.at("sum"))};
}

void to_json(json& node, const DltMemory& dlt) {
    node = {{"keep_power", dlt.keepPower},
            {"tripped", dlt.tripped},
            {"permitted", dlt.permitted},
            {"alarm", dlt.alarm},
            {"return_at", moment(dlt.returnAt)},
            {"spare_prices", moneyList(dlt.sparePrices)},
            {"spare", dlt.spare},
            {"season_set", dlt.seasonSet},
            {"day_set", dlt.daySet},
            {"price_set", dlt.priceSet},
            {"season_switch", moment(dlt.seasonSwitch)},
            {"day_switch", moment(dlt.daySwitch)},
            {"price_switch", moment(dlt.priceSwitch)},
            {"permit", dlt.permitAmount.microYuan()},
            {"power_limit", dlt.powerLimitDeciWatt},
            {"counts", {dlt.seasonCount, dlt.tableCount, dlt.slotCount, dlt.rateCount}},
            {"orders", dlt.orders},
            {"purchases", dlt.purchases},
            {"days", list(dlt.days)},
            {"months", list(dlt.months)}};
}

void from_json(const json& node, DltMemory& dlt) {
    node.at("keep_power").get_to(dlt.keepPower);
    node.at("tripped").get_to(dlt.tripped);
    node.at("permitted").get_to(dlt.permitted);
    node.at("alarm").get_to(dlt.alarm);
    dlt.returnAt = momentFrom(node.at("return_at"));
    readMoneyList(node.at("spare_prices"), dlt.sparePrices);
    node.at("spare").get_to(dlt.spare);
    node.at("season_set").get_to(dlt.seasonSet);
    node.at("day_set").get_to(dlt.daySet);
    node.at("price_set").get_to(dlt.priceSet);
    dlt.seasonSwitch = momentFrom(node.at("season_switch"));
    dlt.daySwitch = momentFrom(node.at("day_switch"));
    dlt.priceSwitch = momentFrom(node.at("price_switch"));
    dlt.permitAmount = money(node.at("permit"));
    node.at("power_limit").get_to(dlt.powerLimitDeciWatt);
    node.at("counts").at(0).get_to(dlt.seasonCount);
    node.at("counts").at(1).get_to(dlt.tableCount);
    node.at("counts").at(2).get_to(dlt.slotCount);
    node.at("counts").at(3).get_to(dlt.rateCount);
    node.at("orders").get_to(dlt.orders);
    node.at("purchases").get_to(dlt.purchases);
    dlt.days = freezesFrom(node.at("days"));
    dlt.months = freezesFrom(node.at("months"));
}

void to_json(json& node, const Force& force) {
    node = {force.on, force.trip};
}

void from_json(const json& node, Force& force) {
    force = {node.at(0).get<bool>(), node.at(1).get<bool>()};
}

namespace {

json settings(const MeterMemory& memory) {
    return {{"number", memory.number},
            {"customer", memory.customer},
            {"base_mwh", memory.baseMilliWh},
            {"alarm1", memory.alarm1.microYuan()},
            {"alarm2", memory.alarm2.microYuan()},
            {"overdraft", memory.overdraft.microYuan()},
            {"hoarding", memory.hoarding.microYuan()},
            {"prices", moneyList(memory.prices)},
            {"prepaid_on", memory.prepaidOn},
            {"arrears", memory.arrears},
            {"recovery_time", memory.recoveryTime},
            {"programming_code", memory.programmingCode},
            {"forces", memory.forces},
            {"loads", memory.loads},
            {"time_control", memory.timeControl},
            {"timetable", memory.timetable},
            {"pt", memory.pt},
            {"ct", memory.ct},
            {"clock_offset_ms", memory.clockOffsetMs},
            {"max_demand_w", memory.maxDemandWatt},
            {"max_demand_at", toMillis(memory.maxDemandAt)},
            {"dlt", memory.dlt}};
}

void readSettings(const json& node, MeterMemory& memory) {
    node.at("number").get_to(memory.number);
    node.at("customer").get_to(memory.customer);
    node.at("base_mwh").get_to(memory.baseMilliWh);
    memory.alarm1 = money(node.at("alarm1"));
    memory.alarm2 = money(node.at("alarm2"));
    memory.overdraft = money(node.at("overdraft"));
    memory.hoarding = money(node.at("hoarding"));
    readMoneyList(node.at("prices"), memory.prices);
    node.at("prepaid_on").get_to(memory.prepaidOn);
    node.at("arrears").get_to(memory.arrears);
    node.at("recovery_time").get_to(memory.recoveryTime);
    node.at("programming_code").get_to(memory.programmingCode);
    node.at("forces").get_to(memory.forces);
    node.at("loads").get_to(memory.loads);
    node.at("time_control").get_to(memory.timeControl);
    node.at("timetable").get_to(memory.timetable);
    node.at("pt").get_to(memory.pt);
    node.at("ct").get_to(memory.ct);
    node.at("clock_offset_ms").get_to(memory.clockOffsetMs);
    node.at("max_demand_w").get_to(memory.maxDemandWatt);
    memory.maxDemandAt = fromMillis(node.at("max_demand_at").get<std::int64_t>());
    node.at("dlt").get_to(memory.dlt);
}

}  // namespace

void to_json(json& node, const MeterMemory& memory) {
    node = {{"energy_mwh", memory.energyMilliWh},
            {"rates_mwh", memory.rateMilliWh},
            {"balance", memory.balance.microYuan()},
            {"sold", memory.totalSold.microYuan()},
            {"used", memory.totalUsed.microYuan()},
            {"count", memory.count},
            {"sales", memory.sales},
            {"repeated", memory.repeated},
            {"refused", memory.refused},
            {"settings", settings(memory)}};
}

void from_json(const json& node, MeterMemory& memory) {
    node.at("energy_mwh").get_to(memory.energyMilliWh);
    node.at("rates_mwh").get_to(memory.rateMilliWh);
    memory.balance = money(node.at("balance"));
    memory.totalSold = money(node.at("sold"));
    memory.totalUsed = money(node.at("used"));
    node.at("count").get_to(memory.count);
    node.at("sales").get_to(memory.sales);
    node.at("repeated").get_to(memory.repeated);
    node.at("refused").get_to(memory.refused);
    if (node.contains("settings")) readSettings(node.at("settings"), memory);
}

}  // namespace wattill::sim
