#include "command_calls.hpp"

#include "order/command_codec.hpp"
#include "table.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <set>

#include <fmt/format.h>

namespace wattill::cli {

namespace {
using api::CommandBatchView;
using api::CommandView;
using Commands = std::vector<CommandView>;

constexpr int kMostTries = 3;
constexpr std::size_t kMostShown = 50;

std::string operatorName() {
    const char* user = std::getenv("USER");
    const std::string name = user == nullptr ? "" : user;
    return name.empty() || name.size() > 40 ? "staff" : name;
}

std::string progressText(const CommandBatchView& batch) {
    const order::BatchProgress& at = batch.progress;
    std::string text;
    const auto add = [&text](const char* what, std::int64_t count) {
        if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, what);
    };
    add("done", at.done);
    add("refused", at.refused);
    add("partial", at.partial);
    add("unknown", at.unknown);
    add("failed", at.failed);
    add("cancelled", at.cancelled);
    add("under way", at.underWay);
    add("waiting", at.waiting);
    add("for a later day", at.scheduled);
    return text;
}

std::string inTable(Session& session, const Commands& commands) {
    Table table({"COMMAND", "ASKED", "METER", "WHAT", "STATE", "NOTE"});
    for (const CommandView& each : commands) {
        const std::string note = each.attention ? "a person must look; " + each.note : each.note;
        table.add({each.id.text(), session.time(each.requestedAt), each.meter.text(),
                   order::commandInWords(each.command.command), each.state, note});
    }
    return table.text();
}

std::string inWords(Session& session, const CommandView& command) {
    Table table({"command", command.id.text()});
    const auto line = [&](const char* what, const std::string& value) {
        if (!value.empty()) table.add({what, value});
    };
    const auto time = [&](const std::optional<Instant>& at) {
        return at ? session.time(*at) : std::string();
    };
    line("meter", command.meter.text());
    line("what", order::commandInWords(command.command.command));
    line("state", command.attention ? command.state + ": a person must look" : command.state);
    line("note", command.note);
    line("asked", session.time(command.requestedAt));
    if (command.notBefore > command.requestedAt)
        line("not before", session.time(command.notBefore));
    line("sent", time(command.sentAt));
    line("ended", time(command.finishedAt));
    if (!command.finishedAt) line("given up after", session.time(command.giveUpAt));
    if (!command.proof) return table.text();
    line("the meter's answer", command.proof->answer);
    Table proof({"POINT", "BEFORE", "WANTED", "AFTER", ""});
    for (const auto& point : command.proof->points) {
        proof.add({point.point, point.before, point.wanted.empty() ? "-" : point.wanted,
                   point.after, point.right ? "right" : "WRONG"});
    }
    return table.text() + "\n" + proof.text();
}

std::string inWords(Session& session, const CommandBatchView& batch, const Commands& commands) {
    std::string text =
        fmt::format("batch {}: {}: {}\n", batch.id.text(),
                    order::commandInWords(batch.command.command), progressText(batch));
    Commands shown;
    for (const CommandView& each : commands) {
        if (each.state != "done") shown.push_back(each);
    }
    std::reverse(shown.begin(), shown.end());
    if (shown.size() > kMostShown) {
        text += fmt::format("the first {} of {} that are not done:\n", kMostShown, shown.size());
        shown.resize(kMostShown);
    }
    return shown.empty() ? text : text + inTable(session, shown);
}

int statusOf(const CommandBatchView& batch) {
    const order::BatchProgress& at = batch.progress;
    if (at.attention > 0) return kNeedsAPerson;
    if (at.open > 0) return kStillUnderWay;
    if (at.refused + at.failed + at.cancelled > 0) return kFailed;
    return kDone;
}

Result<std::vector<std::string>> linesOf(const std::string& path) {
    std::ifstream file(path);
    if (!file) return notFound(path + ": cannot be read; look at its path and its rights");
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        line.erase(std::find(line.begin(), line.end(), '#'), line.end());
        std::erase_if(line, [](char c) { return c == ' ' || c == '\t' || c == '\r'; });
        if (!line.empty()) lines.push_back(line);
    }
    return lines;
}

Result<std::vector<MeterId>> metersOf(Session& session, const CommandTargets& targets) {
    std::vector<std::string> numbers = targets.meters;
    if (!targets.file.empty()) {
        const auto lines = linesOf(targets.file);
        if (!lines) return lines.error();
        numbers.insert(numbers.end(), lines->begin(), lines->end());
    }
    std::vector<MeterId> meters;
    for (const std::string& number : numbers) {
        const auto meter = session.meterBy(number);
        if (!meter) return meter.error();
        meters.push_back(*meter);
    }
    if (targets.all || !targets.bus.empty()) {
        const auto node = session.node();
        if (!node) return node.error();
        const auto known = (*node)->meters();
        if (!known) return known.error();
        for (const auto& each : *known) {
            if (targets.all || each.bus == targets.bus) meters.push_back(each.place.meter);
        }
    }
    std::set<MeterId> seen;
    std::erase_if(meters, [&](const MeterId& each) { return !seen.insert(each).second; });
    if (!meters.empty()) return meters;
    return invalidInput("no meter: name meters, or give --all, --bus or --file");
}

Result<std::optional<Instant>> untilOf(Session& session, const std::string& text) {
    if (text.empty()) return std::optional<Instant>{};
    const auto node = session.node();
    if (!node) return node.error();
    const auto site = (*node)->site();
    if (!site) return site.error();
    const auto zone = TimeZone::find(site->timeZone);
    const auto day = parseDay(text.substr(0, 10));
    int hour = 0;
    int minute = 0;
    const bool timed =
        text.size() == 16 && std::sscanf(text.c_str() + 11, "%2d:%2d", &hour, &minute) == 2;
    if (!zone || !day || !timed || hour > 23 || minute > 59) {
        return invalidInput("--until " + text + ": must be a time like \"2026-12-01 08:00\"");
    }
    return std::optional(zone->startOf(*day) + std::chrono::hours(hour) +
                         std::chrono::minutes(minute));
}

/// The key makes a repetition safe where no answer came.
Result<CommandBatchView> asked(api::CommandClient& client, const api::NewCommandsBody& wish) {
    auto batch = client.request(wish);
    for (int tries = 1; tries < kMostTries && !batch && batch.error().outcomeUnknown(); ++tries) {
        batch = client.request(wish);
    }
    return batch;
}

Result<CommandBatchView> followed(api::CommandClient& client, CommandBatchView batch,
                                  std::chrono::seconds wait) {
    const auto end = std::chrono::steady_clock::now() + wait;
    while (batch.progress.open > 0) {
        const auto left =
            std::chrono::duration_cast<Duration>(end - std::chrono::steady_clock::now());
        if (left <= Duration(0)) break;
        auto next = client.follow(batch.id.text(), batch.progress.version,
                                  std::min(left, Duration(10'000)));
        if (!next) return next;
        batch = std::move(*next);
    }
    return batch;
}

int showBatch(Session& session, api::CommandClient& client, const CommandBatchView& batch) {
    auto commands = client.list({{}, batch.id.text(), {}, false});
    if (!commands) return session.fail(commands.error());
    if (session.json()) {
        const auto json = [](const auto& view) { return nlohmann::json::parse(api::toJson(view)); };
        const nlohmann::json document{{"batch", json(batch)},
                                      {"commands", json(*commands).at("items")}};
        session.print(document.dump() + "\n");
    } else if (commands->size() == 1) {
        session.print(inWords(session, commands->front()));
    } else {
        session.print(inWords(session, batch, *commands));
    }
    return statusOf(batch);
}

int showOne(Session& session, const Result<CommandView>& command) {
    const int status = session.show<CommandView>(
        command, [&](const CommandView& view) { return inWords(session, view); });
    return command && command->attention ? kNeedsAPerson : status;
}

bool isBatch(const std::string& id) {
    return id.find('-') == std::string::npos;
}
}  // namespace

int carryOut(Session& session, const CommandArguments& arguments,
             const metering::MeterCommand& command) {
    const auto client = session.commands();
    if (!client) return session.fail(client.error());
    auto meters = metersOf(session, arguments.targets);
    if (!meters) return session.fail(meters.error());
    const auto until = untilOf(session, arguments.until);
    if (!until) return session.fail(until.error());
    api::NewCommandsBody wish;
    wish.request = newRequestKey();
    wish.meters = std::move(*meters);
    wish.command = {command};
    wish.until = *until;
    if (arguments.giveUpHours > 0) wish.giveUpAfterS = arguments.giveUpHours * 3600LL;
    if (arguments.confirm > 0) wish.confirm = arguments.confirm;
    wish.operatedBy = operatorName();
    wish.reason = arguments.reason;
    auto batch = asked(**client, wish);
    if (!batch) return session.fail(batch.error());
    batch = followed(**client, std::move(*batch), std::chrono::seconds(arguments.waitSeconds));
    if (!batch) return session.fail(batch.error());
    return showBatch(session, **client, *batch);
}

int listCommands(Session& session, const CommandListArguments& arguments) {
    const auto client = session.commands();
    if (!client) return session.fail(client.error());
    std::string meter;
    if (!arguments.meter.empty()) {
        const auto found = session.meterBy(arguments.meter);
        if (!found) return session.fail(found.error());
        meter = found->text();
    }
    return session.show<Commands>(
        (*client)->list({arguments.states, arguments.batch, meter, arguments.attention}),
        [&](const Commands& commands) { return inTable(session, commands); });
}

int showCommand(Session& session, const std::string& id) {
    const auto client = session.commands();
    if (!client) return session.fail(client.error());
    if (!isBatch(id)) return showOne(session, (*client)->find(id));
    const auto batch = (*client)->batch(id);
    if (!batch) return session.fail(batch.error());
    return showBatch(session, **client, *batch);
}

int cancelCommand(Session& session, const std::string& id) {
    const auto client = session.commands();
    if (!client) return session.fail(client.error());
    if (!isBatch(id)) return showOne(session, (*client)->cancel(id));
    const auto batch = (*client)->cancelBatch(id);
    if (!batch) return session.fail(batch.error());
    showBatch(session, **client, *batch);
    return kDone;
}

int resolveCommand(Session& session, const std::string& id, const api::ResolutionBody& resolution) {
    const auto client = session.commands();
    if (!client) return session.fail(client.error());
    return showOne(session, (*client)->resolve(id, resolution));
}

}  // namespace wattill::cli
