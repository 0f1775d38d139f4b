#include "api/routes.hpp"

#include "api/route_parts.hpp"

#include <array>

namespace wattill::api {

namespace {
Result<MeterId> meterOf(const Request& request) {
    return meterIdFrom(request.parameters.at("meter"));
}
Result<OrderId> orderOf(const Request& request) {
    return orderIdFrom(request.parameters.at("id"));
}

// ---- for everybody
void site(Service& service, const Request& request, const Respond& respond) {
    if (bare(request, respond)) service.site(inJson<SiteView>(respond));
}

void lookup(Service& service, const Request& request, const Respond& respond) {
    if (!withoutBody(request, respond)) return;
    const auto use = [&](std::string number) {
        service.lookup(std::move(number), inJson<std::vector<MatchView>>(respond));
    };
    checked(respond, use, numberFrom(request.query));
}

void meter(Service& service, const Request& request, const Respond& respond) {
    if (!withoutBody(request, respond)) return;
    const auto use = [&](MeterId id, bool fresh) {
        auto reply = inJson<MeterView>(respond);
        if (fresh) return service.freshMeter(std::move(id), std::move(reply));
        service.meter(std::move(id), std::move(reply));
    };
    checked(respond, use, meterOf(request), flagFrom(request.query, "fresh"));
}

void days(Service& service, const Request& request, const Respond& respond) {
    if (!withoutBody(request, respond)) return;
    const auto use = [&](MeterId id, DayRange range) {
        service.days(std::move(id), range.from, range.to, inJson<std::vector<DayView>>(respond));
    };
    checked(respond, use, meterOf(request), dayRangeFrom(request.query));
}

void createOrder(Service& service, const Request& request, const Respond& respond) {
    if (!withoutQuery(request, respond)) return;
    const auto use = [&](NewOrderView order) {
        service.createOrder(std::move(order), inJson<OrderView>(respond));
    };
    checked(respond, use, newOrderFrom(request.body));
}

void order(Service& service, const Request& request, const Respond& respond) {
    if (!withoutBody(request, respond)) return;
    const auto use = [&](OrderId id, std::optional<FollowQuery> follow) {
        auto reply = inJson<OrderView>(respond);
        if (!follow) return service.order(std::move(id), std::move(reply));
        service.followOrder(std::move(id), follow->version, follow->wait, std::move(reply));
    };
    checked(respond, use, orderOf(request), followFrom(request.query));
}

void cancelOrder(Service& service, const Request& request, const Respond& respond) {
    if (!bare(request, respond)) return;
    const auto use = [&](OrderId id) {
        service.cancelOrder(std::move(id), inJson<OrderView>(respond));
    };
    checked(respond, use, orderOf(request));
}

void ordersOfMeter(Service& service, const Request& request, const Respond& respond) {
    if (!bare(request, respond)) return;
    const auto use = [&](MeterId id) {
        service.ordersOfMeter(std::move(id), inJson<std::vector<OrderView>>(respond));
    };
    checked(respond, use, meterOf(request));
}

// ---- staff
void meters(Service& service, const Request& request, const Respond& respond) {
    if (bare(request, respond)) service.meters(inJson<std::vector<MeterView>>(respond));
}

void readMeter(Service& service, const Request& request, const Respond& respond) {
    if (!bare(request, respond)) return;
    const auto use = [&](MeterId id) {
        service.readMeter(std::move(id), inJson<MeterView>(respond));
    };
    checked(respond, use, meterOf(request));
}

void replaceMeter(Service& service, const Request& request, const Respond& respond) {
    if (!withoutQuery(request, respond)) return;
    const auto use = [&](MeterId old, NewMeter now) {
        service.replaceMeter(std::move(old), std::move(now), inJson<ReplacementView>(respond));
    };
    checked(respond, use, meterOf(request), newMeterFrom(request.body));
}

void orders(Service& service, const Request& request, const Respond& respond) {
    if (!withoutBody(request, respond)) return;
    const auto use = [&](std::vector<order::State> states) {
        service.orders(std::move(states), inJson<std::vector<OrderView>>(respond));
    };
    checked(respond, use, statesFrom(request.query));
}

void decideOrder(Service& service, const Request& request, const Respond& respond) {
    if (!withoutQuery(request, respond)) return;
    const auto use = [&](OrderId id, order::PersonDecided decision) {
        service.decideOrder(std::move(id), std::move(decision), inJson<OrderView>(respond));
    };
    checked(respond, use, orderOf(request), signedIn(request, decisionFrom(request.body)));
}

void alarms(Service& service, const Request& request, const Respond& respond) {
    if (!withoutBody(request, respond)) return;
    const auto use = [&](bool all) {
        service.alarms(!all, inJson<std::vector<AlarmView>>(respond));
    };
    checked(respond, use, flagFrom(request.query, "all"));
}

void endAlarm(Service& service, const Request& request, const Respond& respond) {
    if (!withoutQuery(request, respond)) return;
    const auto use = [&](std::int64_t number, order::AlarmEnd end) {
        service.endAlarm(number, std::move(end), inJson<AlarmView>(respond));
    };
    checked(respond, use, pathNumber(request, "the alarm's number"),
            signedIn(request, alarmEndFrom(request.body)));
}

void verifyLedger(Service& service, const Request& request, const Respond& respond) {
    if (bare(request, respond)) service.verifyLedger(inJson<LedgerView>(respond));
}

void importSheet(Service& service, const Request& request, const Respond& respond) {
    if (!withoutQuery(request, respond)) return;
    const auto use = [&](SheetUpload sheet) {
        service.importSheet(std::move(sheet), inJson<ImportReport>(respond));
    };
    checked(respond, use, sheetFrom(request.body));
}

void health(Service& service, const Request& request, const Respond& respond) {
    if (bare(request, respond)) service.health(inJson<HealthView>(respond));
}

// ---- payment channels
void notify(Service& service, const Request& request, const Respond& respond) {
    // The channel's own acknowledgement, or an empty body: an error text would tell a stranger more
    // than a payment channel needs.
    const auto reply = [respond](Result<std::string> acknowledgement) {
        respond(acknowledgement
                    ? Response{200, "text/plain", *acknowledgement, {}}
                    : Response{httpStatus(acknowledgement.error().code), "text/plain", {}, {}});
    };
    service.notify(request.parameters.at("channel"),
                   {request.contentType, request.body, request.remote}, reply);
}

constexpr auto kEverybody = Audience::Everybody;
constexpr auto kStaff = Audience::Staff;
constexpr std::array<Route, 18> kApiRoutes{{
    {"GET", "/api/v1/site", kEverybody, false, site},
    {"GET", "/api/v1/lookup", kEverybody, false, lookup},
    {"GET", "/api/v1/meters/{meter}", kEverybody, false, meter},
    {"GET", "/api/v1/meters/{meter}/days", kEverybody, false, days},
    {"GET", "/api/v1/meters/{meter}/orders", kEverybody, false, ordersOfMeter},
    {"POST", "/api/v1/orders", kEverybody, false, createOrder},
    {"GET", "/api/v1/orders/{id}", kEverybody, false, order},
    {"POST", "/api/v1/orders/{id}/cancel", kEverybody, false, cancelOrder},
    {"GET", "/api/v1/staff/meters", kStaff, false, meters},
    {"POST", "/api/v1/staff/meters/{meter}/read", kStaff, false, readMeter},
    {"POST", "/api/v1/staff/meters/{meter}/replacement", kStaff, false, replaceMeter},
    {"GET", "/api/v1/staff/orders", kStaff, false, orders},
    {"POST", "/api/v1/staff/orders/{id}/decision", kStaff, false, decideOrder},
    {"GET", "/api/v1/staff/alarms", kStaff, false, alarms},
    {"POST", "/api/v1/staff/alarms/{number}", kStaff, false, endAlarm},
    {"GET", "/api/v1/staff/ledger/verification", kStaff, false, verifyLedger},
    {"POST", "/api/v1/staff/import", kStaff, true, importSheet},
    {"GET", "/api/v1/staff/health", kStaff, false, health},
}};
constexpr std::array<Route, 1> kNotifyRoutes{{
    {"POST", "/notify/{channel}", Audience::Channel, false, notify},
}};
}  // namespace

std::span<const Route> apiRoutes() {
    static const std::vector<Route> kAll = [] {
        std::vector<Route> all(kApiRoutes.begin(), kApiRoutes.end());
        for (const auto& table :
             {busRoutes(), commandRoutes(), refundRoutes(), reconciliationRoutes()})
            all.insert(all.end(), table.begin(), table.end());
        return all;
    }();
    return kAll;
}
std::span<const Route> notifyRoutes() {
    return kNotifyRoutes;
}

}  // namespace wattill::api
