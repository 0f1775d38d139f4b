#include "payment/unionpay/answer_code.hpp"

#include "payment/wire/letters.hpp"

#include <algorithm>
#include <string>

namespace wattill::payment::unionpay {

namespace {

constexpr std::size_t kMaxContext = 300;

bool isOneOf(std::string_view code, std::initializer_list<std::string_view> codes) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

/// Two digits between `first` and `last`, both included.
bool isWithin(std::string_view code, std::string_view first, std::string_view last) {
    return code.size() == 2 && wire::allDigits(code) && code >= first && code <= last;
}

std::string remedyFor(std::string_view code) {
    if (code == "11") {
        return "check that key and certificate belong to this merchant number and environment";
    }
    if (isOneOf(code, {"10", "13", "14"})) return "the request is malformed, see the log";
    if (code == "39") {
        return "the time of the order or refund is too far from UnionPay's, check this machine's "
               "clock";
    }
    if (isOneOf(code, {"31", "32", "33"}) || isWithin(code, "90", "96")) {
        return "check the contract with UnionPay: state, products and limits of the merchant "
               "number";
    }
    return "see the channel's code";
}

}  // namespace

CodeClass classOf(std::string_view code) {
    if (isOneOf(code, {"00", "A6", "A1"})) return CodeClass::Worked;
    if (isOneOf(code, {"42", "74", "75"})) return CodeClass::MoneyTaken;
    if (isOneOf(code, {"05", "83"})) return CodeClass::UnderWay;
    if (code == "34") return CodeClass::NotFound;
    if (isOneOf(code, {"39", "86"})) return CodeClass::Expired;
    const bool failed =
        isOneOf(code, {"01", "10", "11", "13", "14", "38", "40", "41", "43", "44", "84"}) ||
        isWithin(code, "30", "33") || isWithin(code, "60", "73") || isWithin(code, "76", "82") ||
        isWithin(code, "90", "96");
    return failed ? CodeClass::Failed : CodeClass::Unclear;
}

std::string codeText(const Fields& answer) {
    std::string text = "respCode=" + field(answer, "respCode");
    if (!field(answer, "origRespCode").empty()) {
        text = "origRespCode=" + field(answer, "origRespCode") +
               " origRespMsg=" + field(answer, "origRespMsg");
    } else {
        text += " respMsg=" + field(answer, "respMsg");
    }
    text.resize(std::min(text.size(), kMaxContext));
    return text;
}

Error failureOf(const Fields& answer) {
    const std::string& code = field(answer, "respCode");
    if (code.empty()) return unbelievable("it has no respCode");
    const CodeClass meaning = classOf(code);
    const bool sure = (meaning == CodeClass::Failed || meaning == CodeClass::Expired) &&
                      !isOneOf(code, {"01", "60"});
    if (sure) {
        return {ErrorCode::Refused, Retry::Never,
                "UnionPay refused (" + code + "): " + remedyFor(code) + ".", codeText(answer)};
    }
    if (code == "37") {
        return {ErrorCode::Unavailable, Retry::Later,
                "UnionPay was asked too often (37); it is asked again later.", codeText(answer)};
    }
    if (code == "12") {
        return {ErrorCode::Unavailable, Retry::Later,
                "UnionPay knows this number already (12); what became of it is asked for.",
                codeText(answer)};
    }
    return {ErrorCode::Unavailable, Retry::Later,
            "UnionPay does not know how it ended (" + code + "); it is asked again.",
            codeText(answer)};
}

Error unbelievable(const std::string& why) {
    return {ErrorCode::BadReply,
            Retry::Later,
            "UnionPay's answer cannot be believed: " + why + ".",
            {}};
}

}  // namespace wattill::payment::unionpay
