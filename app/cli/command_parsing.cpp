#include "command_calls.hpp"
#include "order/command_codec.hpp"
#include "order/ticket_rules.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

namespace wattill::cli {

namespace {
using metering::MeterCommand;
constexpr std::size_t kLargestFile = 60'000;

/// "0.6173" in yuan, up to four decimals.
Result<Money> priceIn(const std::string& what, const std::string& text) {
    const auto fault =
        invalidInput(fmt::format("--{} {}: must be yuan per kWh like 1.20 or 0.6173", what, text));
    const std::size_t point = text.find('.');
    const std::string whole = text.substr(0, point);
    std::string part = point == std::string::npos ? "" : text.substr(point + 1);
    const auto digits = [](const std::string& each) {
        return std::all_of(each.begin(), each.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    const bool right = !whole.empty() && whole.size() <= 3 && part.size() <= 4 && digits(whole) &&
                       digits(part) && (point == std::string::npos || !part.empty());
    if (!right) return fault;
    part.resize(4, '0');
    return Money::fromMicroYuan(std::stoll(whole) * 1'000'000 + std::stoll(part) * 100);
}

Result<std::optional<metering::CivilTime>> civilIn(const std::string& text) {
    if (text.empty()) return std::optional<metering::CivilTime>{};
    metering::CivilTime time;
    int used = 0;
    std::string plain = text;
    std::replace(plain.begin(), plain.end(), 'T', ' ');
    const int found = std::sscanf(plain.c_str(), "%4d-%2d-%2d %2d:%2d%n", &time.year, &time.month,
                                  &time.day, &time.hour, &time.minute, &used);
    if (found == 5 && static_cast<std::size_t>(used) == plain.size()) return std::optional(time);
    return invalidInput(
        fmt::format("{}: must be a time of the site like \"2026-12-01 00:00\"", text));
}

Result<MeterCommand> sound(MeterCommand command) {
    if (const auto right = order::validate(command); !right) return right.error();
    return command;
}
}  // namespace

Result<MeterCommand> pricesFrom(const PricesArguments& arguments) {
    metering::SetPrices prices;
    const std::array<std::pair<const char*, const std::string*>, 4> rates{
        {{"sharp", &arguments.sharp},
         {"peak", &arguments.peak},
         {"flat", &arguments.flat},
         {"valley", &arguments.valley}}};
    for (std::size_t i = 0; i < rates.size(); ++i) {
        const auto price = priceIn(rates.at(i).first, *rates.at(i).second);
        if (!price) return price.error();
        prices.perKwh.at(i) = *price;
    }
    const auto from = civilIn(arguments.from);
    if (!from) return from.error();
    prices.from = *from;
    return sound(prices);
}

Result<MeterCommand> alarmsFrom(const std::string& alarm1, const std::string& alarm2) {
    const auto first = Money::parseYuan(alarm1);
    if (!first) return first.error();
    const auto second = Money::parseYuan(alarm2);
    if (!second) return second.error();
    return sound(metering::SetAlarms{*first, *second});
}

Result<MeterCommand> takeCreditFrom(const std::string& amount) {
    const auto yuan = Money::parseYuan(amount);
    if (!yuan) return yuan.error();
    return sound(metering::TakeCredit{*yuan, 0, 0});
}

Result<MeterCommand> timetableFrom(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return notFound(file + ": cannot be read; look at its path and its rights");
    std::ostringstream text;
    text << in.rdbuf();
    if (text.str().size() > kLargestFile)
        return invalidInput(file + ": is larger than a timetable");
    auto json = parseStrict(text.str());
    const auto named = [&file](Error error) {
        error.message = file + ": " + error.message;
        return error;
    };
    if (!json) return named(json.error());
    if (json->is_object() && !json->contains("command")) (*json)["command"] = "set-timetable";
    auto command = order::commandFrom(*json, order::OtherKeys::Refuse);
    if (!command) return named(command.error());
    if (!std::holds_alternative<metering::SetTimetable>(*command)) {
        return invalidInput(file + ": holds another command than set-timetable");
    }
    if (const auto right = order::validate(*command); !right) return named(right.error());
    return command;
}

}  // namespace wattill::cli
