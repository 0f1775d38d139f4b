#include "api/reconciliation_service.hpp"
#include "api/route_parts.hpp"

#include <algorithm>
#include <array>

namespace wattill::api {

namespace {
using reconciliation::CaseAction;
using reconciliation::CaseDecision;
using reconciliation::CaseQuery;

constexpr auto kExcel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

Result<LocalDay> dayOf(const Request& request) {
    const auto day = parseDay(request.parameters.at("day"));
    if (!day) return invalidInput("day: must be a day like 2026-11-22");
    return *day;
}

Result<CaseDecision> decisionOf(std::string_view body) {
    auto asked = fromJson<CaseActionBody>(body, UnknownKeys::Refuse);
    if (!asked) return asked.error();
    const auto action = reconciliation::caseActionFrom(asked->action);
    if (!action) {
        return invalidInput("action: must be take, comment, explain, settle or reopen");
    }
    CaseDecision decision{*action, asked->owner.value_or(""), std::move(asked->operatedBy),
                          asked->reason.value_or("")};
    const std::size_t who = charactersOf(decision.who);
    if (who == 0 || who > kLongestName) {
        return invalidInput("operator: must be 1 to 40 characters");
    }
    if (charactersOf(decision.owner) > kLongestName) {
        return invalidInput("owner: must be at most 40 characters");
    }
    if (charactersOf(decision.why) > kLongestReason) {
        return invalidInput("reason: must be at most 200 characters");
    }
    return decision;
}

Result<reconciliation::Booking> bookingOf(std::string_view body) {
    auto asked = fromJson<CaseBookingBody>(body, UnknownKeys::Refuse);
    if (!asked) return asked.error();
    const auto known = checkSignature("operator", asked->operatedBy, asked->reason);
    if (!known) return known.error();
    return reconciliation::Booking{std::move(asked->operatedBy), std::move(asked->reason)};
}

Result<CaseQuery> caseQueryFrom(const Query& query) {
    CaseQuery asked;
    for (const auto& [key, text] : query) {
        if (key == "state") {
            const auto state = reconciliation::caseStateFrom(text);
            if (!state) return invalidInput("state: must be open, explained, settled or closed");
            asked.states.push_back(*state);
        } else if (key == "day" && query.count(key) == 1) {
            asked.day = parseDay(text);
            if (!asked.day) return invalidInput("day: must be a day like 2026-11-22");
        } else {
            return invalidInput("the query: this route takes only state and, once, day");
        }
    }
    return asked;
}

void see(Service& service, const Request& request, const Respond& respond) {
    if (!bare(request, respond)) return;
    const auto use = [&](LocalDay day) {
        service.reconciliations().see(day, inJson<ReconciliationView>(respond));
    };
    checked(respond, use, dayOf(request));
}

void run(Service& service, const Request& request, const Respond& respond) {
    if (!bare(request, respond)) return;
    const auto use = [&](LocalDay day) {
        service.reconciliations().run(day, inJson<ReconciliationView>(respond));
    };
    checked(respond, use, dayOf(request));
}

void workbook(Service& service, const Request& request, const Respond& respond) {
    if (!bare(request, respond)) return;
    const auto use = [&](LocalDay day) {
        service.reconciliations().workbook(day, [respond](Result<std::string> bytes) {
            respond(bytes ? Response{200, kExcel, std::move(*bytes), {}}
                          : errorResponse(bytes.error()));
        });
    };
    checked(respond, use, dayOf(request));
}

void cases(Service& service, const Request& request, const Respond& respond) {
    if (!withoutBody(request, respond)) return;
    const auto use = [&](CaseQuery query) {
        service.reconciliations().cases(std::move(query), inJson<std::vector<CaseView>>(respond));
    };
    checked(respond, use, caseQueryFrom(request.query));
}

void caseOf(Service& service, const Request& request, const Respond& respond) {
    if (!bare(request, respond)) return;
    const auto use = [&](std::int64_t number) {
        service.reconciliations().caseOf(number, inJson<CaseDetailView>(respond));
    };
    checked(respond, use, pathNumber(request, "the case's number"));
}

void decide(Service& service, const Request& request, const Respond& respond) {
    if (!withoutQuery(request, respond)) return;
    const auto use = [&](std::int64_t number, CaseDecision decision) {
        service.reconciliations().decide(number, std::move(decision),
                                         inJson<CaseDetailView>(respond));
    };
    checked(respond, use, pathNumber(request, "the case's number"),
            signedIn(request, decisionOf(request.body)));
}

void book(Service& service, const Request& request, const Respond& respond) {
    if (!withoutQuery(request, respond)) return;
    const auto use = [&](std::int64_t number, reconciliation::Booking booking) {
        service.reconciliations().book(number, std::move(booking), inJson<CaseDetailView>(respond));
    };
    checked(respond, use, pathNumber(request, "the case's number"),
            signedIn(request, bookingOf(request.body)));
}

constexpr auto kStaff = Audience::Staff;
constexpr std::array<Route, 7> kRoutes{{
    {"GET", "/api/v1/staff/reconciliations/{day}", kStaff, false, see},
    {"POST", "/api/v1/staff/reconciliations/{day}", kStaff, false, run},
    {"GET", "/api/v1/staff/reconciliations/{day}/workbook", kStaff, false, workbook},
    {"GET", "/api/v1/staff/cases", kStaff, false, cases},
    {"GET", "/api/v1/staff/cases/{number}", kStaff, false, caseOf},
    {"POST", "/api/v1/staff/cases/{number}", kStaff, false, decide},
    {"POST", "/api/v1/staff/cases/{number}/booking", kStaff, false, book},
}};
}  // namespace

std::span<const Route> reconciliationRoutes() {
    return kRoutes;
}

}  // namespace wattill::api
