#pragma once

#include "base/result.hpp"

#include <string_view>
#include <vector>

namespace wattill::payment::alipay {

/// One member of the outermost object: its value is the exact run of bytes in the text, because
/// that run is what Alipay signs.
struct RawMember {
    std::string_view name;
    std::string_view value;
};

/// Splits one JSON object (RFC 8259) into its members without changing a byte. The views point into
/// `text`. InvalidInput for anything that is not exactly one object, for a name twice or with an
/// escape in it, and for more than 32 levels.
[[nodiscard]] Result<std::vector<RawMember>> splitObject(std::string_view text);

}  // namespace wattill::payment::alipay
