#pragma once

#include "simulator/gateway/certificates.hpp"
#include "simulator/gateway/wire.hpp"

#include <string>

namespace wattill::sim::unionpay {

/// The address that a request came to.
enum class Door { Back, Query, File };

/// Why a request is refused; an empty code: it is not.
struct Refusal {
    std::string code;
    std::string detail;
};

/// What rules call the request: precreate, refund, undo, cancel (99), query, bill. Empty when the
/// address has no such transaction.
[[nodiscard]] std::string wordOf(const Fields& fields, Door door);

/// Framing, certificate, signature, merchant, fields and their shapes, in this order.
[[nodiscard]] Refusal refusalOf(const Fields& fields, Door door, const Certificate& merchant,
                                const std::string& merId);

}  // namespace wattill::sim::unionpay
