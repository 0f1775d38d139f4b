#include "commands.hpp"
#include "table.hpp"

#include <charconv>

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

std::string replacedText(Session& session, const api::ReplacementView& view) {
    std::string said = fmt::format("meter {} at premises {} was replaced by {}\n", view.old.text(),
                                   printable(view.premises), view.meter.text());
    if (!view.readAt) {
        return said + "it was never read here; look at its display for what is left on it\n";
    }
    const std::string read = session.time(*view.readAt);
    if (!view.balance) return said + "its model keeps no balance; last read " + read + "\n";
    return said + fmt::format(
                      "left on it: {} yuan, as read {}; compare its display and transfer "
                      "what is due: nothing was sent to the new meter\n",
                      view.balance->yuanText(), read);
}

std::optional<std::int64_t> addressFrom(const std::string& text) {
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, fault] = std::from_chars(text.data(), end, value);
    if (fault != std::errc() || stop != end) return std::nullopt;
    return value;
}
}  // namespace

int replaceMeter(Session& session, const ReplaceArguments& arguments) {
    api::NewMeter now;
    now.meter = MeterId(arguments.now);
    if (!arguments.profile.empty()) now.profile = arguments.profile;
    if (!arguments.address.empty()) {
        now.address = addressFrom(arguments.address);
        if (!now.address) {
            return session.fail(invalidInput(
                "--address: must be 1 to 247, or the twelve digits of a DL/T 645 meter"));
        }
    }
    const auto node = session.node();
    if (!node) return session.fail(node.error());
    const auto old = session.meterBy(arguments.old);
    if (!old) return session.fail(old.error());
    return session.show<api::ReplacementView>(
        (*node)->replaceMeter(*old, now),
        [&](const auto& view) { return replacedText(session, view); });
}

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
