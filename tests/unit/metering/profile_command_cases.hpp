#pragma once

#include "metering/meter_command.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace wattill::metering {

using Values = std::vector<std::pair<std::string, std::int64_t>>;

inline Money yuan(const char* text) {
    return Money::parseYuan(text).value();
}

struct Case {
    const char* name;
    const char* profile;
    MeterCommand command;
    Values before;          ///< raw values of points
    Values effect;          ///< what an obedient meter changes
    const char* elsewhere;  ///< a watched point that the command has no business with
};

inline SetPrices prices() {
    return {{yuan("1.2"), yuan("1"), yuan("0.8"), yuan("0.4")}, std::nullopt};
}

inline std::vector<Case> acrelCases() {
    const char* dtsy = "acrel-dtsy1352-nk";
    const Values closed3 = {{"relay.l1", 1}, {"relay.l2", 1}, {"relay.l3", 1}};
    const Values money = {{"readback.balance", 5000}, {"readback.purchaseCount", 3}};
    const Values prices4 = {{"readback.priceSharp", 12000},
                            {"readback.pricePeak", 10000},
                            {"readback.priceFlat", 8000},
                            {"readback.priceValley", 4000}};
    return {
        {"Trip",
         dtsy,
         RelayCommand::Trip,
         closed3,
         {{"force.on", 1}, {"relay.l1", 0}, {"relay.l2", 0}, {"relay.l3", 0}},
         "purchaseCount"},
        {"KeepOn",
         dtsy,
         RelayCommand::KeepOn,
         closed3,
         {{"force.on", 1}, {"force.l1", 1}, {"force.l2", 1}, {"force.l3", 1}},
         "time.on"},
        {"ToPrepaid",
         dtsy,
         RelayCommand::ToPrepaid,
         {{"force.on", 1}},
         {{"force.on", 0}},
         "prepaid.on"},
        {"SetPrices", dtsy, prices(), money, prices4, "readback.alarm1"},
        {"SetAlarms",
         dtsy,
         SetAlarms{yuan("20"), yuan("5")},
         money,
         {{"readback.alarm1", 2000}, {"readback.alarm2", 500}},
         "readback.priceFlat"},
        {"SetOverload",
         dtsy,
         SetOverload{8800},
         {},
         {{"loadset.l1.threshold", 8800},
          {"loadset.l2.threshold", 8800},
          {"loadset.l3.threshold", 8800}},
         "loadset.l1.increment"},
        {"OpenAccount",
         dtsy,
         OpenAccount{},
         money,
         {{"readback.prepaidOn", 1}, {"readback.balance", 0}, {"readback.purchaseCount", 0}},
         "readback.overdraft"},
        {"CloseAccount",
         dtsy,
         CloseAccount{},
         money,
         {{"readback.balance", 0}},
         "readback.purchaseCount"},
        {"TakeCredit",
         dtsy,
         TakeCredit{yuan("20")},
         money,
         {{"readback.balance", 3000}},
         "readback.purchaseCount"},
    };
}

inline std::vector<Case> dlt645Cases() {
    const char* dlt = "dlt645-2007";
    const char* orderNumber = "dlt645-2007-orderno";
    const Values forced = {{"keep.on", 1}, {"trip.on", 1}};
    const Values prepaid = {{"keep.on", 0}, {"trip.on", 0}};
    const Values spare = {
        {"sparePrices.sharp", 12000}, {"sparePrices.peak", 10000}, {"sparePrices.flat", 8000},
        {"sparePrices.valley", 4000}, {"priceSwitch.minute", 30},  {"priceSwitch.hour", 18},
        {"priceSwitch.day", 1},       {"priceSwitch.month", 12},   {"priceSwitch.year", 26}};
    SetPrices later = prices();
    later.from = CivilTime{2026, 12, 1, 18, 30, 0};
    return {
        {"DltTrip", dlt, RelayCommand::Trip, {{"relay.l1", 1}}, {{"relay.l1", 0}}, "balance"},
        {"DltKeepOn",
         dlt,
         RelayCommand::KeepOn,
         {{"relay.l1", 0}},
         {{"keep.on", 1}, {"relay.l1", 1}},
         "purchaseCount"},
        {"DltToPrepaid", dlt, RelayCommand::ToPrepaid, forced, prepaid, "balance"},
        {"DltSetPrices", dlt, later, {}, spare, "balance"},
        {"DltSetAlarms",
         dlt,
         SetAlarms{yuan("20"), yuan("5")},
         {},
         {{"alarm1.yuan", 2000}, {"alarm2.yuan", 500}},
         "purchaseCount"},
        {"DltSetOverload", dlt, SetOverload{8800}, {}, {{"powerLimit.limit", 88000}}, "balance"},
        {"OrderNumberKeepOn",
         orderNumber,
         RelayCommand::KeepOn,
         {{"relay.l1", 0}},
         {{"keep.on", 1}, {"relay.l1", 1}},
         "balance"},
        {"OrderNumberToPrepaid", orderNumber, RelayCommand::ToPrepaid, forced, prepaid, "balance"},
        {"OrderNumberSetAlarms",
         orderNumber,
         SetAlarms{yuan("20"), yuan("5")},
         {},
         {{"alarm1.yuan", 2000}, {"alarm2.yuan", 500}},
         "balance"},
        {"OrderNumberTakeCredit",
         orderNumber,
         TakeCredit{yuan("20"), 0, 77},
         {{"balance", 5000}},
         {{"balance", 3000}},
         nullptr},
    };
}

inline std::vector<Case> cases() {
    std::vector<Case> all = acrelCases();
    for (Case& each : dlt645Cases())
        all.push_back(std::move(each));
    return all;
}

}  // namespace wattill::metering
