#include "base/json.hpp"
#include "meters/meter_bus.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <unistd.h>

namespace wattill::sim {
namespace {

constexpr const char* kHelp =
    "list | bus | state M | fault M KIND [MS] [once|always|times N|rate N] [on "
    "any|reads|writes|sales] | fault M none | dead M | alive M | balance M YUAN; M is an address, "
    "a "
    "12-digit number or all; KIND is lose-before, lose-after, delay, slow, corrupt, noise";

std::vector<std::string> split(const std::string& line) {
    std::istringstream stream(line);
    std::vector<std::string> words;
    for (std::string word; stream >> word;)
        words.push_back(word);
    return words;
}

/// A file that is whole at any moment, and on the disk when this returns true.
bool writeWhole(const std::string& path, const std::string& text) {
    const std::string fresh = path + ".new";
    const int file = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0) return false;
    const bool written =
        write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
        fdatasync(file) == 0;
    close(file);
    return written && rename(fresh.c_str(), path.c_str()) == 0;
}

}  // namespace

std::string MeterBus::control(const std::string& line) {
    const std::lock_guard lock(m_mutex);
    for (Slot& each : m_slots)
        each.meter.advance(meterTime());
    return command(split(line));
}

std::string MeterBus::command(const std::vector<std::string>& words) {
    if (words.empty() || words[0] == "help") return kHelp;
    if (words[0] == "list") {
        nlohmann::json all = nlohmann::json::array();
        for (const Slot& each : m_slots)
            all.push_back(nlohmann::json::parse(describe(each)));
        return all.dump();
    }
    if (words[0] == "bus") {
        return nlohmann::json{{"requests", m_requests},
                              {"too_early", m_tooEarly},
                              {"collisions", m_collisions},
                              {"not_understood", m_notUnderstood}}
            .dump();
    }
    if (words.size() < 2) return std::string("error: ") + kHelp;
    if (words[1] == "all") {
        std::string answer;
        for (Slot& each : m_slots)
            answer = meterCommand(words, each);
        return answer;
    }
    Slot* slot = find(words[1]);
    if (slot == nullptr) return "error: no meter " + words[1] + " on this bus";
    return meterCommand(words, *slot);
}

std::string MeterBus::meterCommand(const std::vector<std::string>& words, Slot& slot) {
    const std::string& verb = words[0];
    if (verb == "state") return describe(slot);
    if (verb == "dead" || verb == "alive") {
        slot.faults.dead = verb == "dead";
        return "ok";
    }
    if (verb == "balance" && words.size() == 3) {
        const auto balance = Money::parseYuan(words[2]);
        if (!balance) return "error: " + balance.error().message;
        slot.meter.setBalance(*balance);
        save();
        return "ok";
    }
    if (verb == "fault" && words.size() == 3 && words[2] == "none") {
        slot.faults.clear();
        return "ok";
    }
    if (verb != "fault") return std::string("error: ") + kHelp;
    const auto fault = parseFault({words.begin() + 2, words.end()});
    if (!fault) return "error: " + fault.error().message;
    slot.faults.add(*fault);
    return "ok";
}

MeterBus::Slot* MeterBus::find(const std::string& word) {
    const auto found = std::find_if(m_slots.begin(), m_slots.end(), [&](const Slot& each) {
        const MeterSetup& setup = each.meter.setup();
        return setup.number == word || std::to_string(setup.address) == word;
    });
    return found == m_slots.end() ? nullptr : &*found;
}

std::string MeterBus::describe(const Slot& slot) const {
    nlohmann::json state = slot.meter.state();
    state["dead"] = slot.faults.dead;
    return state.dump();
}

Result<void> MeterBus::load() {
    if (m_options.stateFile.empty() || !std::filesystem::exists(m_options.stateFile)) return {};
    std::ifstream in(m_options.stateFile, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    const auto document = parseStrict(text.str());
    const auto bad = [&](const std::string& what) {
        return invalidInput(m_options.stateFile + ": " + what +
                            "; remove the file to start afresh");
    };
    if (!document) return bad(document.error().message);
    for (Slot& each : m_slots) {
        const auto found = document->find(each.meter.setup().number);
        if (found == document->end()) continue;
        if (!each.meter.restore(*found)) return bad("meter " + found.key() + " cannot be read");
    }
    return {};
}

void MeterBus::save() {
    if (m_options.stateFile.empty()) return;
    nlohmann::json all = nlohmann::json::object();
    for (Slot& each : m_slots) {
        each.meter.advance(meterTime());
        all[each.meter.setup().number] = each.meter.memory();
    }
    // A meter that forgot a sale it had answered would be a fault nobody asked for.
    WATTILL_ASSERT(writeWhole(m_options.stateFile, all.dump(1)),
                   "the state file cannot be written");
}

}  // namespace wattill::sim
