#include "metering/meter_command.hpp"

namespace wattill::metering {

namespace {
template <class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;
}  // namespace

std::string_view name(Rate rate) {
    switch (rate) {
        case Rate::Sharp:
            return "sharp";
        case Rate::Peak:
            return "peak";
        case Rate::Flat:
            return "flat";
        case Rate::Valley:
            return "valley";
    }
    assertionFailed("rate", "an enumerator without a name", __FILE__, __LINE__);
}

std::optional<Rate> rateFrom(std::string_view name) {
    for (const Rate each : {Rate::Sharp, Rate::Peak, Rate::Flat, Rate::Valley}) {
        if (metering::name(each) == name) return each;
    }
    return std::nullopt;
}

std::string_view commandName(const MeterCommand& command) {
    return std::visit(
        Overloaded{[](RelayCommand relay) { return name(relay); },
                   [](const SetPrices&) { return std::string_view("set-prices"); },
                   [](const SetTimetable&) { return std::string_view("set-timetable"); },
                   [](const SetAlarms&) { return std::string_view("set-alarms"); },
                   [](const SetOverload&) { return std::string_view("set-overload"); },
                   [](const SetClock&) { return std::string_view("set-clock"); },
                   [](const OpenAccount&) { return std::string_view("open-account"); },
                   [](const CloseAccount&) { return std::string_view("close-account"); },
                   [](const TakeCredit&) { return std::string_view("take-credit"); }},
        command);
}

std::string_view name(CommandProof::Outcome outcome) {
    switch (outcome) {
        case CommandProof::Outcome::Done:
            return "done";
        case CommandProof::Outcome::Partial:
            return "partial";
        case CommandProof::Outcome::NotDone:
            return "not-done";
    }
    assertionFailed("outcome", "an enumerator without a name", __FILE__, __LINE__);
}

}  // namespace wattill::metering
