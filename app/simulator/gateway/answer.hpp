#pragma once

#include <cstdint>
#include <string>

namespace wattill::sim {

/// What the HTTP side has to do with an answer.
struct Answer {
    std::string body;
    bool drop = false;             ///< close the connection without a byte
    std::int64_t delayMs = 0;      ///< hold the answer back
    std::string awaitNotice = {};  ///< hold it until this order's notifications were delivered once
    int status = 200;
};

}  // namespace wattill::sim
