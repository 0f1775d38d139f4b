#pragma once

#include "base/result.hpp"
#include "payment/unionpay/message.hpp"

#include <string_view>

namespace wattill::payment::unionpay {

/// What UnionPay's codes say, be it about a call (respCode) or about an order (origRespCode). A
/// code that may mean that money was taken is never in a class that means "no".
///
/// | class      | codes                                                          |
/// | ---------- | -------------------------------------------------------------- |
/// | Worked     | 00; A6, A1 success with a defect (which it is, is not settled) |
/// | MoneyTaken | 42 debited too late; 74, 75 debited, booking unknown or failed |
/// | UnderWay   | 05 accepted; 83 the issuer is still working                    |
/// | NotFound   | 34 no such order: nobody scanned, or it never arrived          |
/// | Expired    | 39 outside the acceptance time; 86 the code is invalid         |
/// | Failed     | 01; 10, 11, 13, 14 our message; 90–96 account or licence;      |
/// |            | 30–33, 38, 40, 41, 43, 44 merchant;                            |
/// |            | 60–73, 76–82, 84 issuer or card holder                         |
/// | Unclear    | 02, 06 busy; 03, 04 time-out; 12 duplicate; 98 no file;        |
/// |            | 35, 36, 45 the original of a refund; 37 asked too often;       |
/// |            | 99 general; and every code not named here                      |
enum class CodeClass { Worked, MoneyTaken, UnderWay, NotFound, Expired, Failed, Unclear };

[[nodiscard]] CodeClass classOf(std::string_view code);

/// What a genuine answer whose respCode is not 00 means for the call. Refused when it is sure that
/// nothing happened; Unavailable when it is not (also for 01 and 60, after which UnionPay's own
/// examples ask).
[[nodiscard]] Error failureOf(const Fields& answer);

/// "origRespCode=05 origRespMsg=…", shortened: for notes and logs.
[[nodiscard]] std::string codeText(const Fields& answer);

[[nodiscard]] Error unbelievable(const std::string& why);

}  // namespace wattill::payment::unionpay
