#include "metering/reading.hpp"

namespace wattill::metering {

std::string_view name(RelayCommand command) {
    switch (command) {
        case RelayCommand::Trip:
            return "trip";
        case RelayCommand::KeepOn:
            return "keep-on";
        case RelayCommand::ToPrepaid:
            return "to-prepaid";
    }
    assertionFailed("command", "an enumerator without a name", __FILE__, __LINE__);
}

std::optional<RelayCommand> relayCommandFrom(std::string_view name) {
    for (const RelayCommand each :
         {RelayCommand::Trip, RelayCommand::KeepOn, RelayCommand::ToPrepaid}) {
        if (metering::name(each) == name) return each;
    }
    return std::nullopt;
}

std::string_view name(CountRule rule) {
    switch (rule) {
        case CountRule::PlusOne:
            return "plus-one";
        case CountRule::OrderNumber:
            return "order-number";
        case CountRule::None:
            return "none";
    }
    assertionFailed("rule", "an enumerator without a name", __FILE__, __LINE__);
}

}  // namespace wattill::metering
