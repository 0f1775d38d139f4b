#pragma once

#include "simulation/books.hpp"
#include "simulation/world.hpp"

namespace wattill::simulation {

/// "Done means for money", asked of the whole site once everything has settled: the journal, every
/// order, every payment of the channels and every sale on a meter. The first thing that does not
/// hold is reported to the journal of the run.
void reckon(World& world);

/// Cheap enough for every hour and every restart: debits equal credits, and nothing that the node
/// has shown is missing or went back.
void glance(World& world, const Books& books);

// ---- payment_reckoning.cpp
/// Every payment is delivered, back with the payer, or open with an alarm that a person sees.
void paymentsEndWell(World& world, const Books& books);
/// Nothing more went back than was paid, and nothing of what stayed delivered.
void returnsFit(World& world, const Books& books);
/// Each channel has what was booked and did not go back; payable is what is still to go back.
void channelsFit(World& world, const Books& books);
void payableFits(World& world, const Books& books);
/// Customers' accounts are what waits; debts are what reversals left and no sale has set off.
void customersFit(World& world, const Books& books);

}  // namespace wattill::simulation
