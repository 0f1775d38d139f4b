#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace wattill::payment::unionpay {

/// How the terminal travels with an order and comes back in the settlement file. UnionPay's termId
/// takes 8 digits only (a field report; letters are refused); everything else goes into
/// reqReserved, of which the file keeps 32 bytes, as "T." and the name, or "B." and its base64
/// where the name has characters that UnionPay's framing would trip over.
struct TerminalTag {
    std::string termId;
    std::string reqReserved;
};

/// InvalidInput when the name does not fit: 30 letters, digits, '.', '-', '_', or 22 bytes of
/// anything.
[[nodiscard]] Result<TerminalTag> tagOf(const std::string& terminal);
/// The reverse; what it cannot read is taken for somebody else's: then termId it is.
[[nodiscard]] std::string terminalOf(std::string_view termId, std::string_view reqReserved);

}  // namespace wattill::payment::unionpay
