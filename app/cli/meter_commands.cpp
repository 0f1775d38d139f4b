#include "commands.hpp"
#include "table.hpp"

#include <fmt/format.h>

namespace wattill::cli {

namespace {
constexpr const char* kUnknown = "-";

std::string yuan(const std::optional<Money>& amount) {
    return amount ? amount->yuanText() : kUnknown;
}

std::string relayText(const api::MeterView& meter) {
    if (!meter.readAt) return kUnknown;
    return meter.relayClosed ? "closed" : "open";
}

std::string inTable(Session& session, const std::vector<api::MeterView>& meters) {
    Table table({"METER", "PREMISES", "BUILDING", "TENANT", "STATE", "BALANCE", "RELAY", "COUNT",
                 "READ AT", "BUS", "ADDRESS"});
    table.alignRight({5, 7, 10});
    for (const auto& meter : meters) {
        table.add({meter.place.meter.text(), meter.place.premises, meter.place.building,
                   meter.place.tenant, std::string(api::name(meter.state)), yuan(meter.balance),
                   relayText(meter), meter.readAt ? std::to_string(meter.purchaseCount) : kUnknown,
                   meter.readAt ? session.time(*meter.readAt) : kUnknown, meter.bus,
                   std::to_string(meter.address)});
    }
    return table.text();
}

std::string inWords(Session& session, const api::MeterView& meter) {
    return inTable(session, {meter});
}
}  // namespace

int listMeters(Session& session) {
    const auto node = session.node();
    if (!node) return session.fail(node.error());
    return session.show<std::vector<api::MeterView>>(
        (*node)->meters(), [&](const auto& meters) { return inTable(session, meters); });
}

int readMeter(Session& session, const std::string& number) {
    const auto node = session.node();
    if (!node) return session.fail(node.error());
    const auto meter = session.meterBy(number);
    if (!meter) return session.fail(meter.error());
    return session.show<api::MeterView>((*node)->readMeter(*meter),
                                        [&](const auto& view) { return inWords(session, view); });
}

}  // namespace wattill::cli
