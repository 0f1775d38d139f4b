#pragma once

#include "order/outside.hpp"
#include "order/stores.hpp"

namespace wattill::simulation {

/// What a call to a meter is for.
struct Cover {
    OrderId order;           ///< of a sale
    order::TicketId ticket;  ///< of a command
};

/// Whether the call needs a row before it is made: sales, commands and refunds do, questions do
/// not.
[[nodiscard]] bool needsCover(const order::OutsideCall& call);
/// The order or ticket that covers the call, as a database has it. NotFound without one; Conflict
/// when an order and a ticket would have the meter's balance together.
[[nodiscard]] Result<Cover> coveredBy(const order::UnitOfWork& unit,
                                      const order::OutsideCall& call);

}  // namespace wattill::simulation
