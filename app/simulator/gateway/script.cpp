#include "simulator/gateway/script.hpp"

#include "simulator/gateway/wire.hpp"

#include <array>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace wattill::sim {

namespace {

struct Known {
    const char* action;
    Occasion occasion;
};

constexpr std::array kKnown{Known{"lose-before", Occasion::Answer},
                            Known{"lose-after", Occasion::Answer},
                            Known{"delay", Occasion::Answer},
                            Known{"unsigned", Occasion::Answer},
                            Known{"tampered", Occasion::Answer},
                            Known{"wrong-key", Occasion::Answer},
                            Known{"sign-first", Occasion::Answer},
                            Known{"plain-slash", Occasion::Answer},
                            Known{"duplicate-key", Occasion::Answer},
                            Known{"oversized", Occasion::Answer},
                            Known{"busy", Occasion::Answer},
                            Known{"busy-after", Occasion::Answer},
                            Known{"system-error", Occasion::Answer},
                            Known{"error-response", Occasion::Answer},
                            Known{"retry-flag", Occasion::Answer},
                            Known{"cancel-keeps-code", Occasion::Answer},
                            Known{"pay-before-answer", Occasion::Answer},
                            Known{"notify-before-answer", Occasion::Answer},
                            Known{"pay-late", Occasion::Payment},
                            Known{"pay-twice", Occasion::Payment},
                            Known{"wrong-amount", Occasion::Payment},
                            Known{"wrong-seller", Occasion::Payment},
                            Known{"refuse", Occasion::Payment},
                            Known{"notify-never", Occasion::Notification},
                            Known{"notify-times", Occasion::Notification},
                            Known{"notify-bad-signature", Occasion::Notification},
                            Known{"notify-wrong-app", Occasion::Notification}};

const Known* find(std::string_view action) {
    for (const Known& known : kKnown) {
        if (action == known.action) return &known;
    }
    return nullptr;
}

Rule ruleOf(const nlohmann::json& json) {
    Rule rule;
    rule.action = json.at("do").get<std::string>();
    rule.order = json.value("order", rule.order);
    rule.method = json.value("method", rule.method);
    // These make sense for one method only.
    if (rule.action == "cancel-keeps-code" || rule.action == "retry-flag") rule.method = "cancel";
    if (rule.action == "pay-before-answer") rule.method = "precreate";
    rule.times = json.value("times", rule.times);
    rule.ms = json.value("ms", rule.ms);
    rule.copies = json.value("copies", rule.copies);
    if (json.contains("amount")) {
        const auto fen = fenOf(json.at("amount").get<std::string>());
        if (!fen) throw std::runtime_error("amount: give it as \"99.00\"");
        rule.fen = *fen;
    }
    return rule;
}

}  // namespace

void Script::add(const std::string& json) {
    Rule rule;
    try {
        rule = ruleOf(nlohmann::json::parse(json));
    } catch (const nlohmann::json::exception& error) {
        throw std::runtime_error(std::string("not a rule: ") + error.what());
    }
    if (find(rule.action) == nullptr) throw std::runtime_error("do: unknown action " + rule.action);
    if (rule.action == "wrong-amount" && rule.fen == 0) {
        throw std::runtime_error("amount: wrong-amount needs one");
    }
    m_rules.push_back(std::move(rule));
}

template <class Fits>
std::optional<Rule> Script::takeIf(Fits fits) {
    for (auto rule = m_rules.begin(); rule != m_rules.end(); ++rule) {
        if (!fits(*rule)) continue;
        Rule taken = *rule;
        if (rule->times > 0 && --rule->times == 0) m_rules.erase(rule);
        return taken;
    }
    return std::nullopt;
}

std::optional<Rule> Script::take(Occasion occasion, const std::string& order,
                                 std::string_view method) {
    return takeIf([&](const Rule& rule) {
        return find(rule.action)->occasion == occasion &&
               (rule.order == "*" || rule.order == order) &&
               (rule.method == "*" || rule.method == method);
    });
}

std::optional<Rule> Script::takeAction(std::string_view action, const std::string& order) {
    return takeIf([&](const Rule& rule) {
        return rule.action == action && (rule.order == "*" || rule.order == order);
    });
}

}  // namespace wattill::sim
