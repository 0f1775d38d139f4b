#include "simulator/gateway/unionpay/message.hpp"

#include <array>

namespace wattill::sim::unionpay {

std::string textOf(const Fields& fields) {
    std::string text;
    for (const auto& [name, value] : fields) {
        if (name == "signature") continue;
        text.append(text.empty() ? "" : "&").append(name).append("=").append(value);
    }
    return text;
}

bool isSignedBy(const Fields& fields, const RsaKey& key) {
    return key.verify(sha256Hex(textOf(fields)), valueOf(fields, "signature"));
}

void sign(Fields& fields, const Seal& seal) {
    fields["signPubKeyCert"] = seal.certificatePem;
    fields["signature"] = seal.key.sign(sha256Hex(textOf(fields)));
}

std::string wireText(const Fields& fields) {
    std::string text = textOf(fields);
    const std::string signature = valueOf(fields, "signature");
    return signature.empty() ? text : text + "&signature=" + signature;
}

std::string messageOf(const std::string& respCode) {
    struct Meaning {
        const char* code;
        const char* text;
    };
    static constexpr std::array kMeanings{Meaning{"00", "成功[0000000]"},
                                          Meaning{"01", "交易失败"},
                                          Meaning{"02", "系统未开放或暂时关闭"},
                                          Meaning{"03", "交易通讯超时，请发起查询交易"},
                                          Meaning{"04", "交易状态未明，请查询"},
                                          Meaning{"05", "交易已受理，请稍后查询交易结果"},
                                          Meaning{"06", "系统繁忙，请稍后再试"},
                                          Meaning{"10", "报文格式错误"},
                                          Meaning{"11", "验证签名失败"},
                                          Meaning{"12", "重复交易"},
                                          Meaning{"13", "报文交易要素缺失"},
                                          Meaning{"31", "商户状态不正确"},
                                          Meaning{"34", "查无此交易"},
                                          Meaning{"35", "原交易不存在或状态不正确"},
                                          Meaning{"36", "与原交易信息不符"},
                                          Meaning{"37", "已超过最大查询次数或操作过于频繁"},
                                          Meaning{"39", "交易不在受理时间范围内"},
                                          Meaning{"42", "扣款成功但交易超过规定支付时间"},
                                          Meaning{"45", "原交易已被成功退货或撤销"},
                                          Meaning{"64", "余额不足"},
                                          Meaning{"86", "二维码已失效"},
                                          Meaning{"98", "文件不存在"},
                                          Meaning{"A6", "有缺陷的成功"}};
    for (const Meaning& meaning : kMeanings) {
        if (respCode == meaning.code) return meaning.text;
    }
    return "通用错误";
}

std::string clearingDay(std::int64_t millis) {
    constexpr std::int64_t kHour = 3600LL * 1000;
    return compactText(millis + kHour).substr(4, 4);
}

}  // namespace wattill::sim::unionpay
