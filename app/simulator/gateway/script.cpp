#include "simulator/gateway/script.hpp"

#include "simulator/gateway/wire.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace wattill::sim {

namespace {

struct Known {
    const char* action;
    Occasion occasion;
    const char* method = "*";  ///< the only one for which the action makes sense
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
                            Known{"foreign-certificate", Occasion::Answer},
                            Known{"expired-certificate", Occasion::Answer},
                            Known{"wrong-name", Occasion::Answer},
                            Known{"busy", Occasion::Answer},
                            Known{"busy-after", Occasion::Answer},
                            Known{"system-error", Occasion::Answer},
                            Known{"error-response", Occasion::Answer},
                            Known{"respond", Occasion::Answer},
                            Known{"respond-after", Occasion::Answer},
                            Known{"orig-code", Occasion::Answer},
                            Known{"retry-flag", Occasion::Answer, "cancel"},
                            Known{"cancel-keeps-code", Occasion::Answer, "cancel"},
                            Known{"close-keeps-code", Occasion::Answer, "close"},
                            Known{"pay-before-cancel", Occasion::Answer},
                            Known{"pay-after-cancel", Occasion::Answer},
                            Known{"pay-before-answer", Occasion::Answer, "precreate"},
                            Known{"notify-before-answer", Occasion::Answer},
                            Known{"pay-after", Occasion::Payment},
                            Known{"pay-late", Occasion::Payment},
                            Known{"pay-twice", Occasion::Payment},
                            Known{"second-buyer", Occasion::Payment},
                            Known{"wrong-amount", Occasion::Payment},
                            Known{"wrong-seller", Occasion::Payment},
                            Known{"wrong-currency", Occasion::Payment},
                            Known{"refuse", Occasion::Payment},
                            Known{"refund-no-funds", Occasion::Refund},
                            Known{"refund-pending", Occasion::Refund},
                            Known{"refund-fails", Occasion::Refund},
                            Known{"notify-never", Occasion::Notification},
                            Known{"notify-times", Occasion::Notification},
                            Known{"notify-delay", Occasion::Notification},
                            Known{"notify-bad-signature", Occasion::Notification},
                            Known{"notify-wrong-app", Occasion::Notification},
                            Known{"notify-wrong-seller", Occasion::Notification},
                            Known{"notify-wrong-amount", Occasion::Notification},
                            Known{"bill-extra-row", Occasion::Bill},
                            Known{"bill-missing-row", Occasion::Bill},
                            Known{"bill-changed-row", Occasion::Bill},
                            Known{"bill-not-ready", Occasion::Bill},
                            Known{"bill-early", Occasion::Bill},
                            Known{"bill-corrupt", Occasion::Bill},
                            Known{"clock", Occasion::AtOnce},
                            Known{"certificate-change", Occasion::AtOnce}};

const Known* find(std::string_view action) {
    for (const Known& known : kKnown) {
        if (action == known.action) return &known;
    }
    return nullptr;
}

std::string methodOf(const std::string& word) {
    if (word == "create" || word == "apply") return "precreate";
    return word == "reversal" ? "cancel" : word;
}

Rule ruleOf(const nlohmann::json& json) {
    static const std::array kKeys{"do", "channel", "order",   "method", "times",
                                  "ms", "copies",  "queries", "code",   "amount"};
    for (const auto& [key, value] : json.items()) {
        if (std::find(kKeys.begin(), kKeys.end(), key) == kKeys.end()) {
            throw std::runtime_error("unknown key " + key);
        }
    }
    Rule rule;
    rule.action = json.at("do").get<std::string>();
    rule.channel = json.value("channel", rule.channel);
    rule.order = json.value("order", rule.order);
    rule.method = methodOf(json.value("method", rule.method));
    rule.times = json.value("times", rule.times);
    rule.ms = json.value("ms", rule.ms);
    rule.copies = json.value("copies", rule.copies);
    rule.queries = json.value("queries", rule.queries);
    rule.code = json.value("code", rule.code);
    if (json.contains("amount")) {
        const auto fen = fenOf(json.at("amount").get<std::string>());
        if (!fen) throw std::runtime_error("amount: give it as \"99.00\"");
        rule.fen = *fen;
    }
    return rule;
}

/// Throws when a rule lacks what its action needs.
void check(const Rule& rule) {
    static const std::array kWithCode{"respond", "respond-after", "orig-code"};
    static const std::array kWithAmount{"wrong-amount", "notify-wrong-amount", "bill-changed-row"};
    const auto among = [&](const auto& list) {
        return std::find(list.begin(), list.end(), rule.action) != list.end();
    };
    if (among(kWithAmount) && rule.fen == 0) {
        throw std::runtime_error("amount: " + rule.action + " needs one");
    }
    if (among(kWithCode) && rule.code.empty()) {
        throw std::runtime_error("code: " + rule.action + " needs one");
    }
    if (rule.channel != "*" && rule.channel != "alipay" && rule.channel != "unionpay") {
        throw std::runtime_error("channel: alipay or unionpay, not " + rule.channel);
    }
}

bool fitsOne(const std::string& wanted, const std::string& actual) {
    return wanted == "*" || wanted == actual;
}

bool fits(const Rule& rule, const Moment& moment) {
    const bool number = fitsOne(rule.order, moment.order) ||
                        (!moment.refund.empty() && rule.order == moment.refund);
    return number && fitsOne(rule.channel, moment.channel) && fitsOne(rule.method, moment.method);
}

}  // namespace

bool actsAtOnce(const Rule& rule) {
    return find(rule.action)->occasion == Occasion::AtOnce;
}

Rule Script::add(const std::string& json) {
    Rule rule;
    try {
        rule = ruleOf(nlohmann::json::parse(json));
    } catch (const nlohmann::json::exception& error) {
        throw std::runtime_error(std::string("not a rule: ") + error.what());
    }
    const Known* known = find(rule.action);
    if (known == nullptr) throw std::runtime_error("do: unknown action " + rule.action);
    if (std::string_view(known->method) != "*") rule.method = known->method;
    check(rule);
    if (rule.action == "clock") m_clockOffsetMs = rule.ms;
    if (!actsAtOnce(rule)) m_rules.push_back(rule);
    return rule;
}

void Script::clear() {
    m_rules.clear();
    m_clockOffsetMs = 0;
}

template <class Fits>
std::optional<Rule> Script::takeIf(Fits fitting) {
    for (auto rule = m_rules.begin(); rule != m_rules.end(); ++rule) {
        if (!fitting(*rule)) continue;
        Rule taken = *rule;
        if (rule->times > 0 && --rule->times == 0) m_rules.erase(rule);
        return taken;
    }
    return std::nullopt;
}

std::optional<Rule> Script::take(Occasion occasion, const Moment& moment) {
    return takeIf([&](const Rule& rule) {
        return find(rule.action)->occasion == occasion && fits(rule, moment);
    });
}

std::optional<Rule> Script::takeAction(std::string_view action, const Moment& moment) {
    Moment any = moment;
    return takeIf([&](const Rule& rule) {
        if (rule.action != action) return false;
        any.method = rule.method;
        return fits(rule, any);
    });
}

std::vector<Rule> Script::takeForBill(const std::string& channel) {
    std::vector<Rule> taken;
    std::vector<Rule> kept;
    for (Rule& rule : m_rules) {
        const bool about =
            find(rule.action)->occasion == Occasion::Bill && fitsOne(rule.channel, channel);
        if (about) taken.push_back(rule);
        if (!about || rule.times == 0 || --rule.times > 0) kept.push_back(rule);
    }
    m_rules = std::move(kept);
    return taken;
}

}  // namespace wattill::sim
