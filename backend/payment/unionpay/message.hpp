#pragma once

#include "base/result.hpp"
#include "payment/wire/form.hpp"

#include <string>
#include <string_view>

namespace wattill::payment::unionpay {

/// Fields of one message, values as they are before any url-encoding.
using Fields = wire::Parameters;

using wire::field;

/// A synchronous answer: `k=v&k=v`, NOT url-encoded. An `&` inside {} or [] belongs to the value;
/// behind the name's `=` any other `=` does, too. InvalidInput for a part without a name, a name
/// twice, a bracket that stays open, or more than 200 fields.
[[nodiscard]] Result<Fields> splitAnswer(std::string_view text);

/// What signMethod 01 signs with RSA and SHA-256: the SHA-256, in lower-case hex, of all fields but
/// `signature`, `k=v` joined by `&` in byte order of the names. Fields without a value count, too:
/// whoever sends leaves them out beforehand.
[[nodiscard]] std::string digestOf(const Fields& fields);

}  // namespace wattill::payment::unionpay
