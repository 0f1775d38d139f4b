#pragma once

#include "simulator/gateway/book.hpp"

#include <cstdint>
#include <string>

namespace wattill::sim {

/// The page for people: the latest orders of both channels, their state, and a button for each
/// thing that a payer may do. HTML without scripts; everything from outside is escaped.
[[nodiscard]] std::string pageOf(const Book& book, const std::string& message, std::int64_t now);

}  // namespace wattill::sim
