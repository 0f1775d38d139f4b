#pragma once

#include "order/stores.hpp"

namespace wattill::order {

/// Who ends an alarm, and how one knows that nobody has to look any more.
struct AlarmEnd {
    std::string who;
    std::string why;
};

/// A person ends an alarm that nothing else ends: a suspect payment beside an order that goes its
/// own way, money that was returned after the sale, refused notifications, a channel that was never
/// heard again about an order that is given up. NotFound without such an alarm; Conflict when it is
/// over, or when something else ends it: the message says what.
Result<Alarm> endAlarm(UnitOfWork& unit, std::int64_t id, const AlarmEnd& end, Instant now);

}  // namespace wattill::order
