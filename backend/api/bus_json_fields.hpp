#pragma once

#include "api/bus_types.hpp"
#include "api/json_fields.hpp"

namespace wattill::api {

/// The keys of bus_types.hpp. Private to json.cpp.

template <class Visit, Of<BusCountsView> V>
void fields(Visit& visit, V& view) {
    visit("sent", view.sent);
    visit("answered", view.answered);
    visit("refused", view.refused);
    visit("timeouts", view.timeouts);
    visit("crcErrors", view.crcErrors);
    visit("badReplies", view.badReplies);
    visit("strayBytes", view.strayBytes);
}

template <class Visit, Of<BusWindowView> V>
void fields(Visit& visit, V& view) {
    visit("coveredMs", view.coveredMs);
    visit("loadPermille", view.loadPermille);
    visit("counts", view.counts);
}

template <class Visit, Of<BusView> V>
void fields(Visit& visit, V& view) {
    visit("name", view.name);
    visit("port", view.port);
    visit("protocol", view.protocol);
    visit("line", view.line);
    visit("portOpen", view.portOpen);
    visit("opened", view.opened);
    visit("meters", view.meters);
    visit("lost", view.lost);
    visit("lastMinute", view.lastMinute);
    visit("lastQuarter", view.lastQuarter);
    visit("sinceStart", view.sinceStart);
    visit("pollEveryMs", view.pollEveryMs);
    visit("cycleMs", view.cycleMs);
    visit("oldestStateMs", view.oldestStateMs);
    visit("tracing", view.tracing);
    visit("notes", view.notes);
}

template <class Visit, Of<MeterOnBusView> V>
void fields(Visit& visit, V& view) {
    visit("meter", view.meter);
    visit("address", view.address);
    visit("profile", view.profile);
    visit("lost", view.lost);
    visit("nextTryMs", view.nextTryMs);
    visit("sent", view.sent);
    visit("answered", view.answered);
    visit("refused", view.refused);
    visit("timeouts", view.timeouts);
    visit("crcErrors", view.crcErrors);
    visit("badReplies", view.badReplies);
    visit("lastMs", view.lastMs);
    visit("medianMs", view.medianMs);
    visit("p95Ms", view.p95Ms);
    visit("lastGoodAt", view.lastGoodAt);
    visit("clockAheadMs", view.clockAheadMs);
}

template <class Visit, Of<BusDetailView> V>
void fields(Visit& visit, V& view) {
    visit("bus", view.bus);
    visit("meters", view.meters);
}

template <class Visit, Of<TraceFrameView> V>
void fields(Visit& visit, V& view) {
    visit("number", view.number);
    visit("at", view.at);
    visit("toMeter", view.toMeter);
    visit("gapMs", view.gapMs);
    visit("hex", view.hex);
    visit("text", view.text);
}

template <class Visit, Of<TraceView> V>
void fields(Visit& visit, V& view) {
    visit("bus", view.bus);
    visit("protocol", view.protocol);
    visit("running", view.running);
    visit("missed", view.missed);
    visit("frames", view.frames);
}

template <class Visit, Of<TraceBody> V>
void fields(Visit& visit, V& body) {
    visit("seconds", body.seconds);
}

template <class Visit, Of<ProbeBody> V>
void fields(Visit& visit, V& body) {
    visit("address", body.address);
    visit("profile", body.profile);
}

template <class Visit, Of<PointView> V>
void fields(Visit& visit, V& view) {
    visit("block", view.block);
    visit("point", view.point);
    visit("place", view.place);
    visit("raw", view.raw);
    visit("value", view.value);
    visit("confidence", view.confidence);
    visit("source", view.source);
}

template <class Visit, Of<ProbeView> V>
void fields(Visit& visit, V& view) {
    visit("bus", view.bus);
    visit("address", view.address);
    visit("profile", view.profile);
    visit("title", view.title);
    visit("plausiblePermille", view.plausiblePermille);
    visit("others", view.others);
    visit("points", view.points);
    visit("notes", view.notes);
}

}  // namespace wattill::api
