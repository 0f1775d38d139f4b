#pragma once

#include "api/requests.hpp"
#include "api/types.hpp"
#include "base/json.hpp"

#include <string>
#include <string_view>

namespace wattill::api {

/// The one place where the values of types.hpp (and the bodies of requests.hpp) become JSON and
/// come back. Server and client use the same description of each, so they cannot drift apart.
///
/// View: every struct of types.hpp, the answers and bodies of bus_types.hpp, command_types.hpp and
/// reconciliation_types.hpp, SheetUpload, NewMeter, ReplacementView, and vectors of
/// MatchView, MeterView, DayView, OrderView, AlarmView, BusView, CommandView and CaseView, which
/// travel as {"items": […]}. An absent optional is an absent key.
template <class View>
[[nodiscard]] std::string toJson(const View& view);

enum class UnknownKeys {
    Refuse,  ///< the server: a misspelt key must not be silently ignored
    Ignore,  ///< the client: a newer node may tell more
};

/// InvalidInput names the key: "place.meter: is missing".
template <class View>
[[nodiscard]] Result<View> fromJson(std::string_view text, UnknownKeys unknown);

/// {"error":{"code":"not-found","message":"…"}}
[[nodiscard]] std::string errorJson(const Error& error);
/// The reverse. BadReply when the text is no such thing.
[[nodiscard]] Error errorFrom(std::string_view text);
[[nodiscard]] int httpStatus(ErrorCode code);

}  // namespace wattill::api
