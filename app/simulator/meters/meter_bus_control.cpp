#include "base/json.hpp"
#include "meters/meter_bus.hpp"
#include "meters/meter_orders.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <unistd.h>

namespace wattill::sim {
namespace {

const std::string& help() {
    static const std::string text =
        "list | state M | dead M | alive M | " + std::string(kMeterOrders) +
        " | fault M none | fault M KIND [MS] "
        "[once|always|times N|rate N] [on any|reads|writes|sales] | bus | bus "
        "up|down|cut|echo on|echo off|send HEX; M is an address, a 12-digit number, all, or for "
        "faults bus; KIND is " +
        faultNames();
    return text;
}

std::vector<std::string> split(const std::string& line) {
    std::istringstream stream(line);
    std::vector<std::string> words;
    for (std::string word; stream >> word;)
        words.push_back(word);
    return words;
}

/// Empty for anything but whole bytes.
Bytes fromHex(const std::string& text) {
    Bytes bytes;
    if (text.size() % 2 != 0) return {};
    for (std::size_t at = 0; at < text.size(); at += 2) {
        std::uint8_t byte = 0;
        const char* end = text.data() + at + 2;
        if (std::from_chars(end - 2, end, byte, 16).ptr != end) return {};
        bytes.push_back(byte);
    }
    return bytes;
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
    const std::lock_guard lock(m_loop.mutex());
    for (Slot& each : m_slots)
        each.meter.advance(meterTime());
    return command(split(line));
}

std::string MeterBus::command(const std::vector<std::string>& words) {
    if (words.empty() || words[0] == "help") return help();
    if (words[0] == "list") {
        nlohmann::json all = nlohmann::json::array();
        for (const Slot& each : m_slots)
            all.push_back(describe(each));
        return all.dump();
    }
    if (words[0] == "bus") return busCommand(words);
    if (words.size() < 2) return "error: " + help();
    if (words[0] == "fault" && words[1] == "bus") return addFault(words, m_faults);
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

std::string MeterBus::busCommand(const std::vector<std::string>& words) {
    if (words.size() == 1) return health();
    const std::string& verb = words[1];
    if (verb == "up") {
        const auto plugged = m_port ? Result<void>() : plug();
        return plugged ? "ok" : "error: " + plugged.error().message;
    }
    if (verb == "down" || verb == "cut") {
        if (m_port && verb == "cut") m_port->hangUp();
        if (m_port && verb == "down") unplug();
        return "ok";
    }
    if (verb == "echo" && words.size() == 3) {
        m_options.echo = words[2] == "on";
        return "ok";
    }
    const auto bytes = verb == "send" && words.size() == 3 ? fromHex(words[2]) : Bytes();
    if (bytes.empty() || !m_port) return "error: " + help();
    m_port->send(kEverybody, bytes);
    return "ok";
}

std::string MeterBus::health() const {
    return nlohmann::json{{"requests", m_counts.requests},
                          {"too_early", m_counts.tooEarly},
                          {"collisions", m_counts.collisions},
                          {"not_understood", m_counts.notUnderstood},
                          {"faults", m_counts.faults}}
        .dump();
}

std::string MeterBus::addFault(const std::vector<std::string>& words, Faults& faults) {
    if (words.size() == 3 && words[2] == "none") {
        faults.clear();
        return "ok";
    }
    const auto fault = parseFault({words.begin() + 2, words.end()});
    if (!fault) return "error: " + fault.error().message;
    faults.add(*fault);
    return "ok";
}

bool MeterBus::has(const std::string& meter) {
    const std::lock_guard lock(m_loop.mutex());
    return find(meter) != nullptr;
}

std::string MeterBus::meterCommand(const std::vector<std::string>& words, Slot& slot) {
    const std::string& verb = words[0];
    if (verb == "state") return describe(slot).dump();
    if (verb == "dead" || verb == "alive") {
        slot.faults.dead = verb == "dead";
        return "ok";
    }
    if (const auto handled = handleMeter(slot.meter, words)) {
        save();
        return *handled;
    }
    return verb == "fault" ? addFault(words, slot.faults) : "error: " + help();
}

MeterBus::Slot* MeterBus::find(const std::string& word) {
    const auto found = std::find_if(m_slots.begin(), m_slots.end(), [&](const Slot& each) {
        return each.meter.memory().number == word ||
               std::to_string(each.meter.setup().address) == word;
    });
    return found == m_slots.end() ? nullptr : &*found;
}

nlohmann::json MeterBus::describe(const Slot& slot) const {
    nlohmann::json state = slot.meter.state();
    state["dead"] = slot.faults.dead;
    return state;
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
        all[each.meter.setup().number] = each.meter.remember();
    }
    // A meter that forgot a sale it had answered would be a fault nobody asked for.
    WATTILL_ASSERT(writeWhole(m_options.stateFile, all.dump()), "the state file cannot be written");
}

}  // namespace wattill::sim
