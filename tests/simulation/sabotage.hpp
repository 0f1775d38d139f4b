#pragma once

#include "order/transition.hpp"

#include <optional>
#include <string_view>

namespace wattill::simulation {

/// Faults of ours, put in on purpose: the simulation must find every one, or it proves nothing.
enum class Sabotage {
    None,
    SkipReadBack,             ///< an answered sale is taken for delivered without reading back
    ResellUnknown,            ///< after a lost answer a new sale is made with a new count
    NewCountOnRetry,          ///< a sale that is repeated takes the next purchase count
    AnswerBeforeCommit,       ///< answers and effects are released before the commit is on disk
    LyingDisk,                ///< the disk says "synced" and is not
    NoQuarantine,             ///< a late payment is delivered while a cancel may still take effect
    DropExtraPayment,         ///< the second payment of an order is ignored
    DeliverWithoutPayment,    ///< a scan is taken for a payment
    RepeatUncounted,          ///< a lost sale is repeated to a meter that would take it twice
    CommandUnproven,          ///< a command without an answer is taken for done
    CommandAgain,             ///< a balance command without an answer is sent once more
    CommandBeforeCommit,      ///< commands are sent before their rows are committed
    RefundNewNumber,          ///< a refund without an answer goes out again under another number
    RefundBelievedPending,    ///< a refund that was accepted is taken for one that went back
    RefundBeforeReadBack,     ///< a sale without an answer is refunded before the meter was read
    LateCreditedAndRefunded,  ///< a late payment is credited and goes back
    SuspectBooked,            ///< a payment that does not match is booked as if it did
    count,
};
[[nodiscard]] std::string_view name(Sabotage sabotage);
[[nodiscard]] std::optional<Sabotage> sabotageFrom(std::string_view name);

/// The rules of an order, or what the sabotage makes of them.
[[nodiscard]] order::StepFunction rulesUnder(Sabotage sabotage);

}  // namespace wattill::simulation
