#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace wattill::payment::wire {

/// Text in GBK, read as GB18030, its superset. Corrupt names the byte (counted from 1) at which the
/// text is broken.
[[nodiscard]] Result<std::string> utf8FromGbk(std::string_view bytes);

}  // namespace wattill::payment::wire
