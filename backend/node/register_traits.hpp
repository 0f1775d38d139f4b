#pragma once

#include "metering/energy_book.hpp"
#include "metering/profile.hpp"

namespace wattill::node {

/// What the energy registers of a model can do, as far as its profile tells: whether the meter
/// turns over with its display (eight digits) or with its bits no maker's paper says, so both are
/// possible.
[[nodiscard]] metering::RegisterTraits registerTraits(const metering::Profile& profile);

}  // namespace wattill::node
