#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace wattill::payment::alipay {

/// The sub_code without its "ACQ."; "AQC." is the spelling that occurs in answers to a cancel.
[[nodiscard]] std::string businessCode(const nlohmann::json& node);

/// True for code 40004 with this business code.
[[nodiscard]] bool failedWith(const nlohmann::json& node, std::string_view businessCode);

/// What a genuine answer to `method` with a code other than 10000 means. Refused when it is sure
/// that nothing happened; Unavailable when it is not, which is also said of every code that is not
/// known here.
[[nodiscard]] Error failureOf(const nlohmann::json& node, std::string_view method);

}  // namespace wattill::payment::alipay
