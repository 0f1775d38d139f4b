#include "api/requests.hpp"

#include "api/json.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace wattill::api {

namespace {
constexpr std::chrono::days kMostDays{366};

bool isDigit(char each) {
    return each >= '0' && each <= '9';
}
bool isLetterOrDigit(char each) {
    return isDigit(each) || (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z');
}
bool isKeyCharacter(char each) {
    return isLetterOrDigit(each) || each == '-';
}
bool isChannelCharacter(char each) {
    return isDigit(each) || (each >= 'a' && each <= 'z') || each == '-';
}

/// `least`–`most` characters, all of which `fits`.
bool isWord(std::string_view text, std::size_t least, std::size_t most, bool (*fits)(char)) {
    return text.size() >= least && text.size() <= most &&
           std::all_of(text.begin(), text.end(), fits);
}

/// The parameter's value, nothing when absent; InvalidInput when it is there twice.
Result<std::optional<std::string>> single(const Query& query, const std::string& name) {
    const auto count = query.count(name);
    if (count > 1) return invalidInput(name + ": is given more than once");
    if (count == 0) return std::optional<std::string>();
    return std::optional<std::string>(query.find(name)->second);
}

Result<void> onlyKnown(const Query& query, std::initializer_list<std::string_view> known) {
    for (const auto& [key, value] : query) {
        if (std::find(known.begin(), known.end(), key) != known.end()) continue;
        std::string list;
        for (const auto each : known)
            list += fmt::format("{}{}", list.empty() ? "" : ", ", each);
        return invalidInput(list.empty()
                                ? std::string("the query: this route takes no parameters")
                                : fmt::format("the query: this route takes only {}", list));
    }
    return {};
}

Result<std::int64_t> integerIn(const std::string& name, const std::string& text, std::int64_t least,
                               std::int64_t most) {
    std::int64_t value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc() || end != text.data() + text.size() || value < least || value > most) {
        return invalidInput(fmt::format("{}: must be an integer from {} to {}", name, least, most));
    }
    return value;
}

Result<SignedDecisionBody> signedDecisionFrom(std::string_view body) {
    auto decision = fromJson<SignedDecisionBody>(body, UnknownKeys::Refuse);
    if (!decision) return decision;
    const auto known = checkSignature("who", decision->who, decision->reason);
    if (!known) return known.error();
    return decision;
}

Result<LocalDay> dayIn(const Query& query, const std::string& name) {
    const auto text = single(query, name);
    if (!text) return text.error();
    if (!*text) return invalidInput(name + ": is missing");
    const auto day = parseDay(**text);
    if (!day) return invalidInput(name + ": must be a day like 2026-11-22");
    return *day;
}
}  // namespace

std::size_t charactersOf(std::string_view utf8) {
    const auto starts = [](char each) {
        return (static_cast<unsigned char>(each) & 0xC0U) != 0x80U;
    };
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), starts));
}

Result<void> checkSignature(const char* key, const std::string& who, const std::string& reason) {
    const auto fits = [](const char* name, const std::string& text, std::size_t longest) {
        const std::size_t length = charactersOf(text);
        if (length > 0 && length <= longest) return Result<void>{};
        return Result<void>{
            invalidInput(fmt::format("{}: must be 1 to {} characters", name, longest))};
    };
    if (auto name = fits(key, who, kLongestName); !name) return name;
    return fits("reason", reason, kLongestReason);
}

Result<NewOrderView> newOrderFrom(std::string_view body) {
    auto order = fromJson<NewOrderView>(body, UnknownKeys::Refuse);
    if (!order) return order;
    if (!isWord(order->request, 8, 64, isKeyCharacter)) {
        return invalidInput("request: must be 8 to 64 letters, digits or '-'");
    }
    if (const auto meter = meterIdFrom(order->meter.text()); !meter) return meter.error();
    if (order->amount <= Money()) return invalidInput("amountFen: must be above 0");
    if (!isWord(order->channel, 1, 16, isChannelCharacter)) {
        return invalidInput("channel: must be a channel's name like alipay");
    }
    if (!isWord(order->terminal, 1, 8, isLetterOrDigit)) {
        return invalidInput("terminal: must be 1 to 8 letters or digits");
    }
    return order;
}

Result<order::PersonDecided> decisionFrom(std::string_view body) {
    auto decision = signedDecisionFrom(body);
    if (!decision) return decision.error();
    static const std::map<std::string, order::Decision> kDecisions{
        {"delivered", order::Decision::ItWasDelivered},
        {"refund", order::Decision::Refund},
        {"refund-unproven", order::Decision::RefundUnproven},
        {"nothing-to-do", order::Decision::NothingToDo}};
    const auto what = kDecisions.find(decision->decision);
    if (what == kDecisions.end()) {
        return invalidInput(
            "decision: must be delivered, refund, refund-unproven or nothing-to-do");
    }
    return order::PersonDecided{what->second, std::move(decision->who),
                                std::move(decision->reason)};
}

Result<order::AlarmEnd> alarmEndFrom(std::string_view body) {
    auto end = fromJson<AlarmEndBody>(body, UnknownKeys::Refuse);
    if (!end) return end.error();
    const auto known = checkSignature("who", end->who, end->reason);
    if (!known) return known.error();
    return order::AlarmEnd{std::move(end->who), std::move(end->reason)};
}

Result<order::RefundDecided> refundDecisionFrom(std::string_view body) {
    auto decision = signedDecisionFrom(body);
    if (!decision) return decision.error();
    const bool again = decision->decision == "again";
    if (!again && decision->decision != "by-hand") {
        return invalidInput("decision: must be again or by-hand");
    }
    return order::RefundDecided{
        {},
        again ? order::RefundDecision::Again : order::RefundDecision::ByHand,
        std::move(decision->who),
        std::move(decision->reason)};
}

Result<order::ReversalDecided> reversalDecisionFrom(std::string_view body) {
    auto decision = signedDecisionFrom(body);
    if (!decision) return decision.error();
    const bool approved = decision->decision == "approve";
    if (!approved && decision->decision != "withdraw") {
        return invalidInput("decision: must be approve or withdraw");
    }
    return order::ReversalDecided{1, approved, std::move(decision->who),
                                  std::move(decision->reason)};
}

Result<order::ReversalRequested> reversalFrom(std::string_view body) {
    auto wish = fromJson<ReversalBody>(body, UnknownKeys::Refuse);
    if (!wish) return wish.error();
    if (wish->amount <= Money()) return invalidInput("amountFen: must be above 0");
    const auto way = order::reversalWayFrom(wish->way);
    if (!way) return invalidInput("way: must be take-credit or book-debt");
    const auto known = checkSignature("who", wish->who, wish->reason);
    if (!known) return known.error();
    if (!isWord(wish->request, 8, 64, isKeyCharacter)) {
        return invalidInput("request: must be 8 to 64 letters, digits or '-'");
    }
    return order::ReversalRequested{std::move(wish->request), wish->amount, *way,
                                    std::move(wish->who), std::move(wish->reason)};
}

Result<SheetUpload> sheetFrom(std::string_view body) {
    auto sheet = fromJson<SheetUpload>(body, UnknownKeys::Refuse);
    if (!sheet) return sheet;
    if (sheet->kind != "meters" && sheet->kind != "history") {
        return invalidInput("kind: must be meters or history");
    }
    if (sheet->fileName.empty() || sheet->fileName.size() > 255) {
        return invalidInput("fileName: must be 1 to 255 bytes");
    }
    return sheet;
}

Result<NewMeter> newMeterFrom(std::string_view body) {
    auto now = fromJson<NewMeter>(body, UnknownKeys::Refuse);
    if (!now) return now;
    if (const auto meter = meterIdFrom(now->meter.text()); !meter) return meter.error();
    constexpr std::size_t kLongestProfile = 64;
    if (now->profile && (now->profile->empty() || now->profile->size() > kLongestProfile)) {
        return invalidInput("profile: must be a profile's name like acrel-ddsy1352-nk");
    }
    constexpr std::int64_t kLastAddress = 999'999'999'999;
    if (now->address && (*now->address < 1 || *now->address > kLastAddress)) {
        return invalidInput("address: must be 1 to 247, or the twelve digits of a DL/T 645 meter");
    }
    return now;
}

Result<void> emptyBodyFrom(std::string_view body) {
    if (body.empty() || body == "{}") return {};
    return invalidInput("the body: this route takes none");
}

Result<MeterId> meterIdFrom(std::string_view text) {
    if (!isWord(text, 12, 12, isDigit)) return invalidInput("meter: must be 12 digits");
    return MeterId(std::string(text));
}

Result<OrderId> orderIdFrom(std::string_view text) {
    if (!isWord(text, 8, 32, isLetterOrDigit)) {
        return invalidInput("id: must be an order number, 8 to 32 letters and digits");
    }
    return OrderId(std::string(text));
}

Result<void> emptyQueryFrom(const Query& query) {
    return onlyKnown(query, {});
}

Result<std::string> numberFrom(const Query& query) {
    if (const auto known = onlyKnown(query, {"number"}); !known) return known.error();
    const auto number = single(query, "number");
    if (!number) return number.error();
    if (!*number) return invalidInput("number: is missing");
    if (!isWord(**number, 1, 20, isDigit)) return invalidInput("number: must be 1 to 20 digits");
    return **number;
}

Result<bool> flagFrom(const Query& query, const std::string& name) {
    if (const auto known = onlyKnown(query, {name}); !known) return known.error();
    const auto flag = single(query, name);
    if (!flag) return flag.error();
    if (!*flag || **flag == "false") return false;
    if (**flag == "true") return true;
    return invalidInput(name + ": must be true or false");
}

Result<DayRange> dayRangeFrom(const Query& query) {
    if (const auto known = onlyKnown(query, {"from", "to"}); !known) return known.error();
    const auto from = dayIn(query, "from");
    if (!from) return from.error();
    const auto to = dayIn(query, "to");
    if (!to) return to.error();
    if (*from > *to) return invalidInput("from: must not be after to");
    if (*to - *from >= kMostDays) return invalidInput("to: must be within 366 days from from");
    return DayRange{*from, *to};
}

Result<std::optional<FollowQuery>> followFrom(const Query& query) {
    if (const auto known = onlyKnown(query, {"version", "waitMs"}); !known) return known.error();
    const auto version = single(query, "version");
    if (!version) return version.error();
    const auto wait = single(query, "waitMs");
    if (!wait) return wait.error();
    if (!*version && !*wait) return std::optional<FollowQuery>();
    if (!*version) return invalidInput("version: is missing beside waitMs");
    if (!*wait) return invalidInput("waitMs: is missing beside version");
    constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
    const auto above = integerIn("version", **version, 0, kMost);
    if (!above) return above.error();
    const auto millis = integerIn("waitMs", **wait, 0, kLongestWait.count());
    if (!millis) return millis.error();
    return std::optional<FollowQuery>({*above, Duration(*millis)});
}

Result<std::vector<order::State>> statesFrom(const Query& query) {
    if (const auto known = onlyKnown(query, {"state"}); !known) return known.error();
    std::vector<order::State> states;
    for (const auto& [key, value] : query) {
        const auto state = order::stateFrom(value);
        if (!state) return invalidInput("state: must be the name of an order's state, like paid");
        states.push_back(*state);
    }
    return states;
}

}  // namespace wattill::api
