#include "order/command_codec.hpp"

#include "metering/json_reader.hpp"

#include <array>
#include <charconv>
#include <limits>

#include <fmt/format.h>

namespace wattill::order {

namespace {
using metering::CivilTime;
using metering::JsonReader;
using metering::MeterCommand;
using metering::Rate;
using metering::ReadTrouble;
using nlohmann::json;

constexpr std::array kRates{Rate::Sharp, Rate::Peak, Rate::Flat, Rate::Valley};
constexpr std::int64_t kMostFen = std::numeric_limits<std::int64_t>::max() / 10'000;
constexpr std::int64_t kMostMillis = 7 * 24 * 3'600'000LL;

std::string priceKey(Rate rate) {
    return std::string(metering::name(rate)) + "MicroYuan";
}

/// The numbers of `text` where it looks like `pattern`: a digit for each 'd', else that character.
std::optional<std::vector<int>> numbersIn(std::string_view text, std::string_view pattern) {
    if (text.size() != pattern.size()) return std::nullopt;
    std::vector<int> numbers;
    bool inNumber = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (pattern[i] != 'd') {
            if (text[i] != pattern[i]) return std::nullopt;
            inNumber = false;
            continue;
        }
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        if (!inNumber) numbers.push_back(0);
        inNumber = true;
        numbers.back() = numbers.back() * 10 + (text[i] - '0');
    }
    return numbers;
}

std::string civilText(const CivilTime& time) {
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", time.year, time.month, time.day,
                       time.hour, time.minute, time.second);
}

struct Write {
    json& to;
    void operator()(metering::RelayCommand) const {}
    void operator()(const metering::SetPrices& prices) const {
        for (const Rate rate : kRates) {
            to[priceKey(rate)] = prices.perKwh.at(static_cast<std::size_t>(rate)).microYuan();
        }
        from(prices.from);
    }
    void operator()(const metering::SetTimetable& timetable) const {
        json tables = json::array();
        for (const metering::DayTable& table : timetable.tables) {
            json slots = json::array();
            for (const metering::RateSlot& slot : table) {
                slots.push_back({{"at", fmt::format("{:02}:{:02}", slot.minuteOfDay / 60,
                                                    slot.minuteOfDay % 60)},
                                 {"rate", metering::name(slot.rate)}});
            }
            tables.push_back({{"slots", slots}});
        }
        json seasons = json::array();
        for (const metering::Season& season : timetable.seasons) {
            seasons.push_back({{"from", fmt::format("{:02}-{:02}", season.month, season.day)},
                               {"table", season.table}});
        }
        to["tables"] = tables;
        to["seasons"] = seasons;
        from(timetable.from);
    }
    void operator()(const metering::SetAlarms& alarms) const {
        to["alarm1Fen"] = alarms.alarm1.fen();
        to["alarm2Fen"] = alarms.alarm2.fen();
    }
    void operator()(const metering::SetOverload& overload) const {
        to["thresholdWatt"] = overload.thresholdWatt;
    }
    void operator()(const metering::SetClock& clock) const {
        to["limitMs"] = clock.limit.count();
        to["offsetMs"] = clock.offset.count();
    }
    void operator()(const metering::OpenAccount&) const {}
    void operator()(const metering::CloseAccount&) const {}
    void operator()(const metering::TakeCredit& take) const {
        to["amountFen"] = take.amount.fen();
        if (take.purchaseCount != 0) to["purchaseCount"] = take.purchaseCount;
        if (take.orderNumber != 0) to["orderNumber"] = std::to_string(take.orderNumber);
    }

  private:
    void from(const std::optional<CivilTime>& time) const {
        if (time) to["from"] = civilText(*time);
    }
};

std::optional<CivilTime> civilIn(JsonReader& from) {
    if (!from.has("from")) return std::nullopt;
    const auto numbers = numbersIn(from.text("from"), "dddd-dd-ddTdd:dd:dd");
    if (!numbers) {
        from.fail("from", "must be a civil time like 2026-12-01T00:00:00");
        return std::nullopt;
    }
    return CivilTime{numbers->at(0), numbers->at(1), numbers->at(2),
                     numbers->at(3), numbers->at(4), numbers->at(5)};
}

Money fenIn(JsonReader& from, const std::string& key) {
    return Money::fromFen(from.integer(key, -kMostFen, kMostFen));
}

Duration millisIn(JsonReader& from, const std::string& key, Duration whenAbsent) {
    if (!from.has(key)) return whenAbsent;
    return Duration(from.integer(key, -kMostMillis, kMostMillis));
}

metering::DayTable dayTableIn(JsonReader from, OtherKeys others) {
    metering::DayTable table;
    for (JsonReader& slot : from.objects("slots")) {
        const auto at = numbersIn(slot.text("at"), "dd:dd");
        const auto rate = metering::rateFrom(slot.text("rate"));
        if (!at || at->at(0) > 23 || at->at(1) > 59) slot.fail("at", "must be a time like 06:30");
        if (!rate) slot.fail("rate", "must be sharp, peak, flat or valley");
        if (at && rate) table.push_back({at->at(0) * 60 + at->at(1), *rate});
        if (others == OtherKeys::Refuse) slot.finish();
    }
    if (others == OtherKeys::Refuse) from.finish();
    return table;
}

metering::SetTimetable timetableIn(JsonReader& from, OtherKeys others) {
    metering::SetTimetable timetable;
    for (const JsonReader& table : from.objects("tables")) {
        timetable.tables.push_back(dayTableIn(table, others));
    }
    for (JsonReader& each : from.objects("seasons")) {
        const auto day = numbersIn(each.text("from"), "dd-dd");
        if (!day) each.fail("from", "must be a day like 03-01");
        const auto table = static_cast<int>(each.integer("table", 1, 100));
        if (day) timetable.seasons.push_back({day->at(0), day->at(1), table});
        if (others == OtherKeys::Refuse) each.finish();
    }
    timetable.from = civilIn(from);
    return timetable;
}

metering::SetPrices pricesIn(JsonReader& from) {
    metering::SetPrices prices;
    for (const Rate rate : kRates) {
        prices.perKwh.at(static_cast<std::size_t>(rate)) = Money::fromMicroYuan(
            from.integer(priceKey(rate), 0, std::numeric_limits<std::int64_t>::max()));
    }
    prices.from = civilIn(from);
    return prices;
}

metering::TakeCredit takeCreditIn(JsonReader& from) {
    metering::TakeCredit take;
    take.amount = fenIn(from, "amountFen");
    if (from.has("purchaseCount")) {
        take.purchaseCount = static_cast<std::uint32_t>(
            from.integer("purchaseCount", 0, std::numeric_limits<std::uint32_t>::max()));
    }
    const std::string number = from.text("orderNumber", "0");
    const auto [end, fault] =
        std::from_chars(number.data(), number.data() + number.size(), take.orderNumber);
    if (fault != std::errc() || end != number.data() + number.size()) {
        from.fail("orderNumber", "must be a number of 64 bits, as a text");
    }
    return take;
}

/// Fills `command` in place: GCC 12 warns about its own variant when one is returned by value.
void readCommand(JsonReader& from, OtherKeys others, MeterCommand& command) {
    const std::string name = from.text("command");
    if (const auto relay = metering::relayCommandFrom(name)) {
        command.emplace<metering::RelayCommand>(*relay);
    } else if (name == "set-prices") {
        command.emplace<metering::SetPrices>(pricesIn(from));
    } else if (name == "set-timetable") {
        command.emplace<metering::SetTimetable>(timetableIn(from, others));
    } else if (name == "set-alarms") {
        const Money alarm1 = fenIn(from, "alarm1Fen");
        command.emplace<metering::SetAlarms>(metering::SetAlarms{alarm1, fenIn(from, "alarm2Fen")});
    } else if (name == "set-overload") {
        constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
        command.emplace<metering::SetOverload>(metering::SetOverload{
            static_cast<std::int32_t>(from.integer("thresholdWatt", 0, kMost))});
    } else if (name == "set-clock") {
        auto& clock = command.emplace<metering::SetClock>();
        clock.limit = millisIn(from, "limitMs", clock.limit);
        clock.offset = millisIn(from, "offsetMs", clock.offset);
    } else if (name == "open-account") {
        command.emplace<metering::OpenAccount>();
    } else if (name == "close-account") {
        command.emplace<metering::CloseAccount>();
    } else if (name == "take-credit") {
        command.emplace<metering::TakeCredit>(takeCreditIn(from));
    } else {
        from.fail("command",
                  "must be trip, keep-on, to-prepaid, set-prices, set-timetable, set-alarms, "
                  "set-overload, set-clock, open-account, close-account or take-credit");
    }
}

struct Words {
    std::string operator()(metering::RelayCommand) const { return {}; }
    std::string operator()(const metering::SetPrices& prices) const {
        std::string text;
        for (const Rate rate : kRates) {
            const std::int64_t price = prices.perKwh.at(static_cast<std::size_t>(rate)).microYuan();
            text += fmt::format("{}{} {}.{:04}", text.empty() ? "" : ", ", metering::name(rate),
                                price / 1'000'000, price % 1'000'000 / 100);
        }
        return text + " yuan/kWh" + since(prices.from);
    }
    std::string operator()(const metering::SetTimetable& timetable) const {
        return fmt::format("{} day tables, {} seasons{}", timetable.tables.size(),
                           timetable.seasons.size(), since(timetable.from));
    }
    std::string operator()(const metering::SetAlarms& alarms) const {
        return fmt::format("alarm 1 {}, alarm 2 {} yuan", alarms.alarm1.yuanText(),
                           alarms.alarm2.yuanText());
    }
    std::string operator()(const metering::SetOverload& overload) const {
        return fmt::format("{} W", overload.thresholdWatt);
    }
    std::string operator()(const metering::SetClock& clock) const {
        return fmt::format("if off by at most {} s", clock.limit.count() / 1000);
    }
    std::string operator()(const metering::OpenAccount&) const { return {}; }
    std::string operator()(const metering::CloseAccount&) const { return {}; }
    std::string operator()(const metering::TakeCredit& take) const {
        return take.amount.yuanText() + " yuan";
    }

  private:
    static std::string since(const std::optional<CivilTime>& from) {
        return from ? " from " + civilText(*from) : std::string();
    }
};
}  // namespace

json commandJson(const MeterCommand& command) {
    json to{{"command", commandName(command)}};
    std::visit(Write{to}, command);
    return to;
}

Result<MeterCommand> commandFrom(const json& node, OtherKeys others) {
    ReadTrouble trouble{"command", std::nullopt};
    JsonReader from(trouble, node, "");
    MeterCommand command;
    readCommand(from, others, command);
    if (others == OtherKeys::Refuse) from.finish();
    if (trouble.first) return *trouble.first;
    return command;
}

std::string commandText(const MeterCommand& command) {
    return commandJson(command).dump();
}

Result<MeterCommand> commandFromText(std::string_view text, OtherKeys others) {
    const auto node = parseStrict(text);
    if (!node) return node.error();
    return commandFrom(*node, others);
}

std::string commandInWords(const MeterCommand& command) {
    const std::string rest = std::visit(Words{}, command);
    return std::string(commandName(command)) + (rest.empty() ? "" : ": " + rest);
}

}  // namespace wattill::order
