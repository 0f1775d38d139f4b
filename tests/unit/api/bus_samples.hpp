#pragma once

#include "api/bus_types.hpp"
#include "samples.hpp"

namespace wattill::api::samples {

inline BusView bus() {
    BusView view;
    view.name = "bus-1";
    view.port = "/dev/ttyS1";
    view.protocol = "modbus-rtu";
    view.line = "9600 8N1";
    view.portOpen = true;
    view.opened = 2;
    view.meters = 32;
    view.lost = 1;
    view.lastMinute = {60'000, 437, {200, 190, 3, 4, 5, 6, 7}};
    view.lastQuarter = {900'000, 420, {3000, 2900, 8, 9, 10, 11, 12}};
    view.sinceStart = {9000, 8700, 13, 14, 15, 16, 17};
    view.pollEveryMs = 60'000;
    view.cycleMs = 5'400;
    view.oldestStateMs = 61'000;
    view.tracing = true;
    view.notes = {"1 of 32 meters is lost"};
    return view;
}

inline MeterOnBusView meterOnBus() {
    MeterOnBusView view;
    view.meter = MeterId("202611220001");
    view.address = 18;
    view.profile = "acrel-ddsy1352-nk";
    view.lost = true;
    view.nextTryMs = 4'000;
    view.sent = 100;
    view.answered = 90;
    view.refused = 1;
    view.timeouts = 2;
    view.crcErrors = 3;
    view.badReplies = 5;
    view.lastMs = 131;
    view.medianMs = 130;
    view.p95Ms = 160;
    view.lastGoodAt = moment(2);
    view.clockAheadMs = -1'500;
    return view;
}

inline BusDetailView busDetail() {
    return {bus(), {meterOnBus()}};
}

inline TraceView trace() {
    return {"bus-1",
            "modbus-rtu",
            true,
            4,
            {{7, moment(3), true, 12, "12 03 02 00 00 30 46 C5", "03 read 0200H×48 from 18"}}};
}

inline ProbeView probe() {
    return {"bus-1",
            18,
            "acrel-ddsy1352-nk",
            "Acrel DDSY1352-NK",
            960,
            {"acrel-dtsy1352-nk: another model code"},
            {{"live", "balance", "0x021F, byte 62", "00 00 30 39", "123.45 yuan", "single-source",
              "facts 1.3"}},
            {"balance is not site-confirmed"}};
}

}  // namespace wattill::api::samples
