#pragma once

#include <string>
#include <string_view>

namespace wattill::payment::wire {

// In lower-case hex.

[[nodiscard]] std::string sha256Of(std::string_view bytes);
/// For the names that Alipay gives to certificates; it protects nothing.
[[nodiscard]] std::string md5Of(std::string_view bytes);

}  // namespace wattill::payment::wire
