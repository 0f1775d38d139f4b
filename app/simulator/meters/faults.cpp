#include "meters/faults.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace wattill::sim {
namespace {

/// What a kind means when the line does not say.
struct Kind {
    std::string_view name;
    FaultKind kind;
    FaultScope scope;
    int delayMs;
};
constexpr int kNoDelay = -1;
constexpr int kDelayNeeded = -2;
constexpr std::array<Kind, 19> kKinds = {
    {{"lose-before", FaultKind::LoseBefore, FaultScope::Writes, kNoDelay},
     {"lose-after", FaultKind::LoseAfter, FaultScope::Writes, kNoDelay},
     {"delay", FaultKind::Delay, FaultScope::Any, kDelayNeeded},
     {"late", FaultKind::Late, FaultScope::Any, kDelayNeeded},
     {"slow", FaultKind::Slow, FaultScope::Writes, 2000},
     {"corrupt", FaultKind::Corrupt, FaultScope::Any, kNoDelay},
     {"bad-check", FaultKind::BadCheck, FaultScope::Any, kNoDelay},
     {"noise", FaultKind::Noise, FaultScope::Any, kNoDelay},
     {"stray-ahead", FaultKind::StrayAhead, FaultScope::Any, kNoDelay},
     {"stray-behind", FaultKind::StrayBehind, FaultScope::Any, kNoDelay},
     {"truncate", FaultKind::Truncate, FaultScope::Any, kNoDelay},
     {"split", FaultKind::Split, FaultScope::Any, 30},
     {"join", FaultKind::Join, FaultScope::Any, kNoDelay},
     {"echo", FaultKind::Echo, FaultScope::Any, kNoDelay},
     {"refuse", FaultKind::Refuse, FaultScope::Writes, kNoDelay},
     {"deny", FaultKind::Deny, FaultScope::Writes, kNoDelay},
     {"partial", FaultKind::Partial, FaultScope::Writes, kNoDelay},
     {"power-loss", FaultKind::PowerLoss, FaultScope::Writes, 3000},
     {"cut", FaultKind::Cut, FaultScope::Any, kNoDelay}}};
constexpr std::array<std::pair<std::string_view, FaultScope>, 4> kScopes = {
    {{"any", FaultScope::Any},
     {"reads", FaultScope::Reads},
     {"writes", FaultScope::Writes},
     {"sales", FaultScope::Sales}}};

std::optional<FaultScope> scopeOf(const std::string& name) {
    for (const auto& [each, scope] : kScopes) {
        if (each == name) return scope;
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
        const auto scope = scopeOf(value);
        if (scope) fault.scope = *scope;
        return scope.has_value();
    }
    const auto count = number(value);
    if (!count) return false;
    if (word == "times") fault.times = *count;
    if (word == "rate") fault.perMille = static_cast<std::uint64_t>(*count);
    return word == "times" || word == "rate";
}

bool fits(FaultScope scope, Errand errand) {
    switch (scope) {
        case FaultScope::Any:
            return true;
        case FaultScope::Reads:
            return errand == Errand::Read;
        case FaultScope::Writes:
            return errand != Errand::Read;
        case FaultScope::Sales:
            return errand == Errand::Sale;
    }
    return false;
}

/// The milliseconds after the kind, or what the kind has without them. Empty: they are missing.
std::optional<Duration> takeDelay(const Kind& kind, const std::vector<std::string>& words,
                                  std::size_t& at) {
    if (kind.delayMs == kNoDelay) return Duration(0);
    const auto told = at < words.size() ? number(words[at]) : std::nullopt;
    if (told) ++at;
    if (!told && kind.delayMs == kDelayNeeded) return std::nullopt;
    return Duration(told.value_or(kind.delayMs));
}

}  // namespace

std::string_view name(FaultKind kind) {
    const auto* found = std::find_if(kKinds.begin(), kKinds.end(),
                                     [&](const Kind& each) { return each.kind == kind; });
    return found->name;
}

std::string faultNames() {
    std::string all;
    for (const Kind& each : kKinds)
        all += (all.empty() ? "" : ", ") + std::string(each.name);
    return all;
}

Result<Fault> parseFault(const std::vector<std::string>& words) {
    const auto* kind = std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& each) {
        return !words.empty() && each.name == words[0];
    });
    if (kind == kKinds.end()) return invalidInput("a fault is one of " + faultNames());
    std::size_t at = 1;
    const auto delay = takeDelay(*kind, words, at);
    if (!delay) return invalidInput(words[0] + " needs its milliseconds");
    Fault fault;
    fault.kind = kind->kind;
    fault.scope = kind->scope;
    fault.delay = *delay;
    while (at < words.size()) {
        if (!takeOption(fault, words, at)) {
            return invalidInput(
                "after the fault: once, always, times N, rate N, on any|reads|writes|sales");
        }
    }
    return fault;
}

std::optional<Fault> Faults::strike(Errand errand, Random& random) {
    for (auto it = m_faults.begin(); it != m_faults.end(); ++it) {
        if (!fits(it->scope, errand) || random.below(1000) >= it->perMille) continue;
        const Fault fault = *it;
        if (it->times && --*it->times <= 0) m_faults.erase(it);
        return fault;
    }
    return std::nullopt;
}

}  // namespace wattill::sim
