#pragma once

#include "api/command_types.hpp"
#include "order/command_codec.hpp"
#include "samples.hpp"

namespace wattill::api::samples {

inline CommandValue prices() {
    metering::SetPrices prices;
    prices.perKwh = {Money::fromMicroYuan(1'200'000), Money::fromMicroYuan(1'000'000),
                     Money::fromMicroYuan(617'300), Money::fromMicroYuan(300'000)};
    prices.from = metering::CivilTime{2026, 12, 1, 0, 0, 0};
    return {prices};
}

/// Every optional is there.
inline CommandView command() {
    CommandView view;
    view.id = order::TicketId("C2611221030000042-1");
    view.batch = order::BatchId("C2611221030000042");
    view.meter = MeterId("202611220001");
    view.command = prices();
    view.state = "partial";
    view.attention = true;
    view.attempts = 1;
    view.version = 5;
    view.requestedAt = fromMillis(1'795'314'600'000);
    view.notBefore = view.requestedAt;
    view.giveUpAt = view.requestedAt + std::chrono::hours(24);
    view.startedAt = view.requestedAt;
    view.sentAt = view.requestedAt;
    view.finishedAt = view.requestedAt + std::chrono::seconds(2);
    view.note = "not everything is as wanted";
    view.proof = CommandProofView{
        "partial",
        "ok",
        {{"priceSharp", "0.9000 yuan/kWh", "1.2000 yuan/kWh", "1.2000 yuan/kWh", true},
         {"alarm1", "20.00 yuan", "", "0.00 yuan", false}},
        {{true, "0103"}, {false, "0103ff"}}};
    return view;
}

inline CommandBatchView commandBatch() {
    CommandBatchView view;
    view.id = order::BatchId("C2611221030000042");
    view.request = "request-0001";
    view.command = prices();
    view.until = fromMillis(1'795'400'000'000);
    view.operatedBy = "li";
    view.reason = "new tariff";
    view.requestedAt = fromMillis(1'795'314'600'000);
    view.meters = 1;
    view.progress.version = 5;
    view.progress.partial = 1;
    view.progress.attention = 1;
    return view;
}

inline NewCommandsBody newCommands() {
    NewCommandsBody body;
    body.request = "request-0001";
    body.meters = {MeterId("202611220001")};
    body.command = prices();
    body.until = fromMillis(1'795'400'000'000);
    body.giveUpAfterS = 3600;
    body.confirm = 1;
    body.operatedBy = "li";
    body.reason = "new tariff";
    return body;
}

}  // namespace wattill::api::samples
