#include "api/command_service.hpp"
#include "api/route_parts.hpp"

#include <algorithm>
#include <array>

namespace wattill::api {

namespace {
constexpr std::size_t kLongestId = 48;

bool isIdCharacter(char each) {
    return (each >= '0' && each <= '9') || (each >= 'A' && each <= 'Z') ||
           (each >= 'a' && each <= 'z') || each == '-';
}

template <class IdType>
Result<IdType> idFrom(const std::string& name, const std::string& text) {
    if (text.empty() || text.size() > kLongestId ||
        !std::all_of(text.begin(), text.end(), isIdCharacter)) {
        return invalidInput(name + ": must be a number like C2611221030000042-1");
    }
    return IdType(text);
}

Result<order::TicketId> ticketOf(const Request& request) {
    return idFrom<order::TicketId>("id", request.parameters.at("id"));
}
Result<order::BatchId> batchOf(const Request& request) {
    return idFrom<order::BatchId>("id", request.parameters.at("id"));
}

Result<order::NewCommands> commandsFrom(std::string_view body) {
    auto asked = fromJson<NewCommandsBody>(body, UnknownKeys::Refuse);
    if (!asked) return asked.error();
    for (const MeterId& meter : asked->meters) {
        if (const auto right = meterIdFrom(meter.text()); !right) return right.error();
    }
    const std::size_t name = charactersOf(asked->operatedBy);
    if (name == 0 || name > kLongestName) {
        return invalidInput("operator: must be 1 to 40 characters");
    }
    if (charactersOf(asked->reason) > kLongestReason) {
        return invalidInput("reason: must be at most 200 characters");
    }
    order::NewCommands wish;
    wish.request = std::move(asked->request);
    wish.meters = std::move(asked->meters);
    wish.command = std::move(asked->command.command);
    wish.until = asked->until;
    if (asked->giveUpAfterS) {
        constexpr std::int64_t kMost = 30LL * 24 * 3600;
        if (*asked->giveUpAfterS < 60 || *asked->giveUpAfterS > kMost) {
            return invalidInput("giveUpAfterS: must be from 60 (a minute) to 2592000 (30 days)");
        }
        wish.giveUpAfter = std::chrono::seconds(*asked->giveUpAfterS);
    }
    wish.confirm = asked->confirm.value_or(0);
    wish.operatedBy = std::move(asked->operatedBy);
    wish.reason = std::move(asked->reason);
    return wish;
}

Result<order::TicketResolved> resolutionFrom(std::string_view body) {
    auto asked = fromJson<ResolutionBody>(body, UnknownKeys::Refuse);
    if (!asked) return asked.error();
    const auto verdict = order::verdictFrom(asked->verdict);
    if (!verdict) return invalidInput("verdict: must be done or not-done");
    const auto known = checkSignature("who", asked->who, asked->reason);
    if (!known) return known.error();
    return order::TicketResolved{*verdict, std::move(asked->who), std::move(asked->reason)};
}

Result<order::TicketQuery> ticketQueryFrom(const Query& query) {
    order::TicketQuery asked;
    for (const auto& [key, text] : query) {
        if (key != "state" && query.count(key) > 1) {
            return invalidInput(key + ": is given more than once");
        }
        if (key == "state") {
            const auto state = order::ticketStateFrom(text);
            if (!state) {
                return invalidInput("state: must be the name of a command's state, like waiting");
            }
            asked.states.push_back(*state);
        } else if (key == "batch") {
            const auto id = idFrom<order::BatchId>("batch", text);
            if (!id) return id.error();
            asked.batch = *id;
        } else if (key == "meter") {
            const auto meter = meterIdFrom(text);
            if (!meter) return meter.error();
            asked.meter = *meter;
        } else if (key == "attention") {
            if (text != "true" && text != "false") {
                return invalidInput("attention: must be true or false");
            }
            asked.attentionOnly = text == "true";
        } else {
            return invalidInput(
                "the query: this route takes only state, batch, meter and attention");
        }
    }
    return asked;
}

void request(Service& service, const Request& request, const Respond& respond) {
    if (!withoutQuery(request, respond)) return;
    const auto use = [&](order::NewCommands wish) {
        const auto may = signedBy(request.staff, request.staff.name);
        if (!may && order::touchesBalance(wish.command)) {
            return respond(errorResponse(may.error()));
        }
        putName(request.staff, wish.operatedBy);
        service.commands().request(std::move(wish), inJson<CommandBatchView>(respond));
    };
    checked(respond, use, commandsFrom(request.body));
}

void list(Service& service, const Request& request, const Respond& respond) {
    if (!withoutBody(request, respond)) return;
    const auto use = [&](order::TicketQuery query) {
        service.commands().list(std::move(query), inJson<std::vector<CommandView>>(respond));
    };
    checked(respond, use, ticketQueryFrom(request.query));
}

void find(Service& service, const Request& request, const Respond& respond) {
    if (!bare(request, respond)) return;
    const auto use = [&](order::TicketId id) {
        service.commands().find(std::move(id), inJson<CommandView>(respond));
    };
    checked(respond, use, ticketOf(request));
}

void cancel(Service& service, const Request& request, const Respond& respond) {
    if (!bare(request, respond)) return;
    const auto use = [&](order::TicketId id) {
        service.commands().cancel(std::move(id), inJson<CommandView>(respond));
    };
    checked(respond, use, ticketOf(request));
}

void resolve(Service& service, const Request& request, const Respond& respond) {
    if (!withoutQuery(request, respond)) return;
    const auto use = [&](order::TicketId id, order::TicketResolved found) {
        service.commands().resolve(std::move(id), std::move(found), inJson<CommandView>(respond));
    };
    checked(respond, use, ticketOf(request), signedIn(request, resolutionFrom(request.body)));
}

void batch(Service& service, const Request& request, const Respond& respond) {
    if (!withoutBody(request, respond)) return;
    const auto use = [&](order::BatchId id, std::optional<FollowQuery> follow) {
        auto reply = inJson<CommandBatchView>(respond);
        if (!follow) return service.commands().batch(std::move(id), std::move(reply));
        service.commands().follow(std::move(id), follow->version, follow->wait, std::move(reply));
    };
    checked(respond, use, batchOf(request), followFrom(request.query));
}

void cancelBatch(Service& service, const Request& request, const Respond& respond) {
    if (!bare(request, respond)) return;
    const auto use = [&](order::BatchId id) {
        service.commands().cancelBatch(std::move(id), inJson<CommandBatchView>(respond));
    };
    checked(respond, use, batchOf(request));
}

constexpr auto kStaff = Audience::Staff;
constexpr std::array<Route, 7> kRoutes{{
    {"POST", "/api/v1/staff/commands", kStaff, true, request},
    {"GET", "/api/v1/staff/commands", kStaff, false, list},
    {"GET", "/api/v1/staff/commands/{id}", kStaff, false, find},
    {"POST", "/api/v1/staff/commands/{id}/cancel", kStaff, false, cancel},
    {"POST", "/api/v1/staff/commands/{id}/resolution", kStaff, false, resolve},
    {"GET", "/api/v1/staff/batches/{id}", kStaff, false, batch},
    {"POST", "/api/v1/staff/batches/{id}/cancel", kStaff, false, cancelBatch},
}};
}  // namespace

std::span<const Route> commandRoutes() {
    return kRoutes;
}

}  // namespace wattill::api
