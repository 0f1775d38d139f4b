#include "api/types.hpp"

#include "base/assertion.hpp"

#include <array>

namespace wattill::api {

namespace {
constexpr std::array<std::pair<MeterState, std::string_view>, 8> kMeterStates{{
    {MeterState::Normal, "normal"},
    {MeterState::Alarm1, "alarm-1"},
    {MeterState::Alarm2, "alarm-2"},
    {MeterState::Arrears, "arrears"},
    {MeterState::KeptOn, "kept-on"},
    {MeterState::Tripped, "tripped"},
    {MeterState::Lost, "lost"},
    {MeterState::NotOpened, "not-opened"},
}};
}  // namespace

std::string_view name(MeterState state) {
    for (const auto& [each, text] : kMeterStates) {
        if (each == state) return text;
    }
    assertionFailed("state in table", "a meter state without a name", __FILE__, __LINE__);
}

std::optional<MeterState> meterStateFrom(std::string_view name) {
    for (const auto& [state, text] : kMeterStates) {
        if (text == name) return state;
    }
    return std::nullopt;
}

}  // namespace wattill::api
