#pragma once

#include "api/command_types.hpp"
#include "api/json_fields.hpp"

namespace wattill::api {

/// Keys of what belongs to commands; see json_fields.hpp. Private to json.cpp.
template <class Visit, Of<CommandPointView> V>
void fields(Visit& visit, V& view) {
    visit("point", view.point);
    visit("before", view.before);
    visit("wanted", view.wanted);
    visit("after", view.after);
    visit("right", view.right);
}

template <class Visit, Of<CommandFrameView> V>
void fields(Visit& visit, V& view) {
    visit("toMeter", view.toMeter);
    visit("hex", view.hex);
}

template <class Visit, Of<CommandProofView> V>
void fields(Visit& visit, V& view) {
    visit("outcome", view.outcome);
    visit("answer", view.answer);
    visit("points", view.points);
    visit("frames", view.frames);
}

template <class Visit, Of<CommandView> V>
void fields(Visit& visit, V& view) {
    visit("id", view.id);
    visit("batch", view.batch);
    visit("meter", view.meter);
    visit("command", view.command);
    visit("state", view.state);
    visit("attention", view.attention);
    visit("attempts", view.attempts);
    visit("version", view.version);
    visit("requestedAt", view.requestedAt);
    visit("notBefore", view.notBefore);
    visit("giveUpAt", view.giveUpAt);
    visit("startedAt", view.startedAt);
    visit("sentAt", view.sentAt);
    visit("finishedAt", view.finishedAt);
    visit("note", view.note);
    visit("proof", view.proof);
}

template <class Visit, Of<order::BatchProgress> V>
void fields(Visit& visit, V& view) {
    visit("version", view.version);
    visit("scheduled", view.scheduled);
    visit("waiting", view.waiting);
    visit("underWay", view.underWay);
    visit("done", view.done);
    visit("refused", view.refused);
    visit("partial", view.partial);
    visit("unknown", view.unknown);
    visit("failed", view.failed);
    visit("cancelled", view.cancelled);
    visit("attention", view.attention);
    visit("open", view.open);
}

template <class Visit, Of<CommandBatchView> V>
void fields(Visit& visit, V& view) {
    visit("id", view.id);
    visit("request", view.request);
    visit("command", view.command);
    visit("until", view.until);
    visit("operator", view.operatedBy);
    visit("reason", view.reason);
    visit("requestedAt", view.requestedAt);
    visit("meters", view.meters);
    visit("progress", view.progress);
}

template <class Visit, Of<NewCommandsBody> V>
void fields(Visit& visit, V& body) {
    visit("request", body.request);
    visit("meters", body.meters);
    visit("command", body.command);
    visit("until", body.until);
    visit("giveUpAfterS", body.giveUpAfterS);
    visit("confirm", body.confirm);
    visit("operator", body.operatedBy);
    visit("reason", body.reason);
}

template <class Visit, Of<ResolutionBody> V>
void fields(Visit& visit, V& body) {
    visit("verdict", body.verdict);
    visit("who", body.who);
    visit("reason", body.reason);
}

}  // namespace wattill::api
