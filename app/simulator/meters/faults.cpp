#include "meters/faults.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace wattill::sim {
namespace {

constexpr std::array<std::pair<std::string_view, FaultKind>, 6> kKinds = {
    {{"lose-before", FaultKind::LoseBefore},
     {"lose-after", FaultKind::LoseAfter},
     {"delay", FaultKind::Delay},
     {"slow", FaultKind::Slow},
     {"corrupt", FaultKind::Corrupt},
     {"noise", FaultKind::Noise}}};
constexpr std::array<std::pair<std::string_view, FaultScope>, 4> kScopes = {
    {{"any", FaultScope::Any},
     {"reads", FaultScope::Reads},
     {"writes", FaultScope::Writes},
     {"sales", FaultScope::Sales}}};

template <class Value, std::size_t N>
std::optional<Value> find(const std::array<std::pair<std::string_view, Value>, N>& table,
                          const std::string& name) {
    for (const auto& [each, value] : table) {
        if (each == name) return value;
    }
    return std::nullopt;
}

std::optional<int> number(const std::string& text) {
    int value = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc() || parsed.ptr != end || value < 0) return std::nullopt;
    return value;
}

/// Takes the words after the kind one group at a time. False: not understood.
bool takeOption(Fault& fault, const std::vector<std::string>& words, std::size_t& at) {
    const std::string& word = words[at++];
    if (word == "once") fault.times = 1;
    if (word == "always") fault.times.reset();
    if (word == "once" || word == "always") return true;
    if (at >= words.size()) return false;
    const std::string& value = words[at++];
    if (word == "on") {
        const auto scope = find(kScopes, value);
        if (scope) fault.scope = *scope;
        return scope.has_value();
    }
    const auto count = number(value);
    if (!count) return false;
    if (word == "times") fault.times = *count;
    if (word == "rate") fault.perMille = static_cast<std::uint64_t>(*count);
    return word == "times" || word == "rate";
}

bool fits(FaultScope scope, std::uint8_t function) {
    switch (scope) {
        case FaultScope::Any:
            return true;
        case FaultScope::Reads:
            return function == 0x03;
        case FaultScope::Writes:
            return function != 0x03;
        case FaultScope::Sales:
            return function == 0x20;
    }
    return false;
}

}  // namespace

Result<Fault> parseFault(const std::vector<std::string>& words) {
    const auto kind = words.empty() ? std::nullopt : find(kKinds, words[0]);
    if (!kind) {
        return invalidInput(
            "fault must be lose-before, lose-after, delay MS, slow MS, corrupt or "
            "noise");
    }
    Fault fault;
    fault.kind = *kind;
    std::size_t at = 1;
    if (*kind == FaultKind::Delay || *kind == FaultKind::Slow) {
        const auto delay = at < words.size() ? number(words[at++]) : std::nullopt;
        if (!delay) return invalidInput(words[0] + " needs its milliseconds");
        fault.delay = Duration(*delay);
    }
    if (*kind == FaultKind::LoseBefore || *kind == FaultKind::LoseAfter ||
        *kind == FaultKind::Slow) {
        fault.scope = FaultScope::Writes;
    }
    while (at < words.size()) {
        if (!takeOption(fault, words, at)) {
            return invalidInput(
                "after the fault: once, always, times N, rate N, on "
                "any|reads|writes|sales");
        }
    }
    return fault;
}

std::optional<Fault> Faults::strike(std::uint8_t function, Random& random) {
    for (auto it = m_faults.begin(); it != m_faults.end(); ++it) {
        if (!fits(it->scope, function) || random.below(1000) >= it->perMille) continue;
        const Fault fault = *it;
        if (it->times && --*it->times <= 0) m_faults.erase(it);
        return fault;
    }
    return std::nullopt;
}

}  // namespace wattill::sim
