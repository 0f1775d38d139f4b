#pragma once

#include "api/service.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wattill::api {

/// What a client sends, checked to the last key before a service sees it. Every error is
/// InvalidInput and names the key, the path part or the query parameter at fault.

/// Query parameters, percent-decoded; several of one name where the route allows it.
using Query = std::multimap<std::string, std::string>;

inline constexpr std::size_t kLongestName = 40;
inline constexpr std::size_t kLongestReason = 200;
[[nodiscard]] std::size_t charactersOf(std::string_view utf8);
/// Who asks, named by `key`, and why: both are there and not too long.
[[nodiscard]] Result<void> checkSignature(const char* key, const std::string& who,
                                          const std::string& reason);

[[nodiscard]] Result<NewOrderView> newOrderFrom(std::string_view body);
[[nodiscard]] Result<order::PersonDecided> decisionFrom(std::string_view body);
/// Without the refund's, or the reversal's, number: that is in the path.
[[nodiscard]] Result<order::RefundDecided> refundDecisionFrom(std::string_view body);
[[nodiscard]] Result<order::ReversalDecided> reversalDecisionFrom(std::string_view body);
[[nodiscard]] Result<order::ReversalRequested> reversalFrom(std::string_view body);
[[nodiscard]] Result<order::AlarmEnd> alarmEndFrom(std::string_view body);
[[nodiscard]] Result<SheetUpload> sheetFrom(std::string_view body);
[[nodiscard]] Result<NewMeter> newMeterFrom(std::string_view body);
/// For requests that have no body: anything but nothing or "{}" is refused.
[[nodiscard]] Result<void> emptyBodyFrom(std::string_view body);

// ---- parts of the path
/// 12 digits.
[[nodiscard]] Result<MeterId> meterIdFrom(std::string_view text);
/// 8–32 letters and digits.
[[nodiscard]] Result<OrderId> orderIdFrom(std::string_view text);

// ---- query parameters; one that the route does not know is refused
[[nodiscard]] Result<void> emptyQueryFrom(const Query& query);
/// ?number= 1–20 digits.
[[nodiscard]] Result<std::string> numberFrom(const Query& query);
/// ?`name`=true or false; false when absent.
[[nodiscard]] Result<bool> flagFrom(const Query& query, const std::string& name);

struct DayRange {
    LocalDay from;
    LocalDay to;
};
/// ?from=&to= days, both needed, `from` not after `to`, at most 366 days.
[[nodiscard]] Result<DayRange> dayRangeFrom(const Query& query);

struct FollowQuery {
    std::int64_t version = 0;
    Duration wait{};
};
/// ?version=&waitMs= both or neither; nothing: the order as it is.
[[nodiscard]] Result<std::optional<FollowQuery>> followFrom(const Query& query);
/// ?state=, repeated for several.
[[nodiscard]] Result<std::vector<order::State>> statesFrom(const Query& query);

}  // namespace wattill::api
