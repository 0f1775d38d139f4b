#include "bus_commands.hpp"
#include "metering/profile_codec.hpp"
#include "metering/profile_library.hpp"
#include "node/spelling.hpp"
#include "table.hpp"

#include <fstream>
#include <sstream>

#include <fmt/format.h>

namespace wattill::cli {

namespace {
struct Checked {
    std::string file;
    Result<metering::Profile> profile;
};

Result<metering::Profile> parsed(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    if (!in) return notFound(file + ": cannot be read; look at its path and its rights");
    return metering::Profile::parse(text.str(), file);
}

std::string json(const std::vector<Checked>& all) {
    auto list = nlohmann::json::array();
    for (const Checked& each : all) {
        nlohmann::json one{{"file", each.file}, {"ok", each.profile.ok()}};
        if (each.profile) {
            one["id"] = each.profile->id();
            one["version"] = each.profile->version();
        } else {
            one["fault"] = each.profile.error().message;
        }
        list.push_back(std::move(one));
    }
    return nlohmann::json{{"profiles", list}}.dump(-1, ' ', false,
                                                   nlohmann::json::error_handler_t::replace) +
           "\n";
}

std::string pointTable(const metering::Profile& profile) {
    Table table({"POINT", "BLOCK", "CONFIDENCE", "SOURCE"});
    for (const auto& [id, point] : profile.points())
        table.add({id, point.block, std::string(metering::name(point.confidence)), point.source});
    return table.text();
}

/// A node sends a locked one only where the site unlocks the profile.
bool isLocked(const metering::Profile& profile, const std::string& command) {
    return !metering::permitted(profile, command, false).ok();
}

std::string commandTable(const metering::Profile& profile) {
    if (profile.commands().empty()) return "no commands: it is only read\n";
    Table table({"COMMAND", "LOCKED", "CONFIDENCE", "SOURCE"});
    bool anyLocked = false;
    for (const auto& [id, command] : profile.commands()) {
        const bool locked = isLocked(profile, id);
        anyLocked = anyLocked || locked;
        table.add({id, locked ? "locked" : "-", std::string(metering::name(command.confidence)),
                   command.source});
    }
    if (!anyLocked) return table.text();
    return table.text() + fmt::format(
                              "locked: sent only if the site's configuration says [profile.\"{}\"] "
                              "unlocked = true\n",
                              profile.id());
}

std::string json(const metering::Profile& profile) {
    auto points = nlohmann::json::array();
    for (const auto& [id, point] : profile.points()) {
        points.push_back({{"point", id},
                          {"block", point.block},
                          {"confidence", std::string(metering::name(point.confidence))},
                          {"source", point.source}});
    }
    auto commands = nlohmann::json::array();
    for (const auto& [id, command] : profile.commands()) {
        commands.push_back({{"command", id},
                            {"locked", isLocked(profile, id)},
                            {"confidence", std::string(metering::name(command.confidence))},
                            {"source", command.source}});
    }
    return nlohmann::json{{"id", profile.id()},
                          {"version", profile.version()},
                          {"title", profile.title()},
                          {"points", points},
                          {"commands", commands}}
               .dump() +
           "\n";
}
}  // namespace

int checkProfiles(Session& session, const std::vector<std::string>& files) {
    std::vector<Checked> all;
    bool good = true;
    for (const std::string& file : files) {
        all.push_back({file, parsed(file)});
        good = good && all.back().profile.ok();
    }
    if (session.json()) {
        session.print(json(all));
        return good ? kDone : kFailed;
    }
    for (const Checked& each : all) {
        if (!each.profile) {
            session.fail(each.profile.error());
            continue;
        }
        session.print(fmt::format("{}: good: {} version {}, {}\n", each.file, each.profile->id(),
                                  each.profile->version(), each.profile->title()));
    }
    return good ? kDone : kFailed;
}

int showProfile(Session& session, const std::string& folder, const std::string& id) {
    const auto library = metering::ProfileLibrary::load(folder);
    if (!library) return session.fail(library.error());
    const metering::Profile* profile = library->find(id);
    if (profile == nullptr) {
        return session.fail(notFound(fmt::format("no profile '{}' in {}; {}", id, folder,
                                                 node::suggestion(id, library->ids()))));
    }
    if (session.json()) {
        session.print(json(*profile));
        return kDone;
    }
    session.print(fmt::format("{} version {}: {}\n{}\n{}", profile->id(), profile->version(),
                              profile->title(), pointTable(*profile), commandTable(*profile)));
    return kDone;
}

}  // namespace wattill::cli
