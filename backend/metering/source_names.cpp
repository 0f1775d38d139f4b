#include "metering/command_parser.hpp"
#include "metering/meter_command.hpp"

#include <array>

namespace wattill::metering {
namespace {

using Kind = Source::Kind;

constexpr std::array<std::pair<std::string_view, TimePart>, 8> kTimeParts = {
    {{"year", TimePart::Year},
     {"month", TimePart::Month},
     {"day", TimePart::Day},
     {"weekday", TimePart::Weekday},
     {"isoWeekday", TimePart::IsoWeekday},
     {"hour", TimePart::Hour},
     {"minute", TimePart::Minute},
     {"second", TimePart::Second}}};

constexpr std::array<std::pair<std::string_view, Source::Kind>, 3> kTimes = {
    {{"clock.", Kind::Clock}, {"from.", Kind::From}, {"expiry.", Kind::Expiry}}};

constexpr std::array<std::pair<std::string_view, Source::Kind>, 3> kNamed = {
    {{"point:", Kind::Point}, {"pointLessAmount:", Kind::PointLess}, {"secret:", Kind::Secret}}};

Source of(Kind kind, int index = 0, std::string name = {}) {
    Source source;
    source.kind = kind;
    source.index = index;
    source.name = std::move(name);
    return source;
}

std::optional<Source> timeFrom(std::string_view text) {
    for (const auto& [prefix, kind] : kTimes) {
        if (!text.starts_with(prefix)) continue;
        for (const auto& [name, part] : kTimeParts) {
            if (text.substr(prefix.size()) == name) return of(kind, static_cast<int>(part));
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<Source> sourceFrom(std::string_view text) {
    if (text == "constant") return of(Kind::Constant);
    if (text == "amount") return of(Kind::Amount);
    if (text == "purchaseCount") return of(Kind::PurchaseCount);
    if (text == "orderNumber") return of(Kind::OrderNumber);
    if (text == "alarm1") return of(Kind::Alarm, 0);
    if (text == "alarm2") return of(Kind::Alarm, 1);
    if (text == "overload") return of(Kind::Overload);
    if (text == "seasons") return of(Kind::Seasons);
    constexpr std::string_view kPrice = "price.";
    if (text.starts_with(kPrice)) {
        const auto rate = rateFrom(text.substr(kPrice.size()));
        if (rate) return of(Kind::Price, static_cast<int>(*rate));
    }
    constexpr std::string_view kTable = "table.";
    if (text.starts_with(kTable) && text.size() == kTable.size() + 1) {
        const int number = text.back() - '0';
        if (number >= 1 && number <= 8) return of(Kind::Slots, number);
    }
    for (const auto& [prefix, kind] : kNamed) {
        if (text.starts_with(prefix) && text.size() > prefix.size()) {
            return of(kind, 0, std::string(text.substr(prefix.size())));
        }
    }
    return timeFrom(text);
}

}  // namespace wattill::metering
