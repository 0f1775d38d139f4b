#pragma once

#include "base/result.hpp"
#include "payment/wire/keys.hpp"

#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace wattill::payment::alipay {

/// The node `<method with '_'>_response` of an answer, after its signature was found genuine over
/// the exact bytes of the node. BadReply for everything else: unsigned, wrongly signed, not JSON, a
/// name twice, a gateway failure without a signature. It is never "failed for sure".
[[nodiscard]] Result<nlohmann::json> verifiedAnswer(std::string_view text, std::string_view method,
                                                    const wire::PublicKey& alipayKey);

/// A text field of a node; empty when it is absent or not a text.
[[nodiscard]] std::string textField(const nlohmann::json& node, const char* name);

/// What a genuine answer with a code other than 10000 means. Refused when it is sure that nothing
/// happened; Unavailable when it is not.
[[nodiscard]] Error failureOf(const nlohmann::json& node);

}  // namespace wattill::payment::alipay
