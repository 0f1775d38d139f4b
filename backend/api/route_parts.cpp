#include "api/route_parts.hpp"

#include <charconv>
#include <limits>

#include <fmt/format.h>

namespace wattill::api {

Result<std::string> signedBy(const Staff& staff, const std::string& said) {
    if (staff.nameless) {
        return Error{ErrorCode::Forbidden,
                     Retry::Never,
                     "people of this site have tokens of their own, and money is decided under "
                     "one of them: give yours with --token-file",
                     {}};
    }
    if (staff.name.empty() || said == staff.name) return said;
    return Error{ErrorCode::Forbidden,
                 Retry::Never,
                 "this is the token of " + staff.name + ", who cannot decide as " + said +
                     "; each decides with a token of their own",
                 {}};
}

Result<std::int64_t> pathNumber(const Request& request, const std::string& what) {
    const std::string& text = request.parameters.at("number");
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = fault == std::errc() && end == text.data() + text.size();
    constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
    if (whole && number >= 1 && number <= kMost) return number;
    return invalidInput(fmt::format("{}: must be from 1 to {}", what, kMost));
}

}  // namespace wattill::api
