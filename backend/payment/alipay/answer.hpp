#pragma once

#include "base/result.hpp"
#include "payment/wire/keys.hpp"

#include <functional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace wattill::payment::alipay {

/// The parts of an answer, none of them verified. `node` points into the answer: its exact bytes
/// are what Alipay signed.
struct SignedAnswer {
    std::string_view node;
    std::string signature;
    std::string certificate;  ///< alipay_cert_sn; empty in public-key mode
};

/// Takes an answer to `method` apart: its node `<method with '_'>_response`, its signature and its
/// certificate. BadReply for everything else: unsigned, not JSON, a name twice, a gateway failure
/// without a signature. It is never "failed for sure".
[[nodiscard]] Result<SignedAnswer> splitAnswer(std::string_view text, std::string_view method);

using Verify = std::function<bool(std::string_view bytes, const std::string& signature)>;
/// The node, after its signature was found genuine over its exact bytes; else BadReply.
[[nodiscard]] Result<nlohmann::json> verified(const SignedAnswer& answer, const Verify& genuine);

/// Both, for one public key.
[[nodiscard]] Result<nlohmann::json> verifiedAnswer(std::string_view text, std::string_view method,
                                                    const wire::PublicKey& alipayKey);

/// The PEM in an answer to alipay.open.app.alipaycert.download, which may be unsigned: the
/// certificate must prove itself.
[[nodiscard]] Result<std::string> certificateIn(std::string_view text);

/// A text field of a node; empty when it is absent or not a text.
[[nodiscard]] std::string textField(const nlohmann::json& node, const char* name);

/// BadReply: "The payment channel's answer cannot be believed: <why>."
[[nodiscard]] Error unbelievable(const std::string& why);

}  // namespace wattill::payment::alipay
