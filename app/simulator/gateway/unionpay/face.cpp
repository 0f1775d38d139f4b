#include "simulator/gateway/unionpay/face.hpp"

#include "simulator/gateway/unionpay/bill.hpp"
#include "simulator/gateway/unionpay/message.hpp"

#include <algorithm>
#include <array>

namespace wattill::sim::unionpay {

namespace {

Fields codeAnswer(const std::string& code, const std::string& detail = {}) {
    std::string message = messageOf(code);
    // Readers split at '&' outside of braces only: what was verified must not break the answer.
    const bool quotable = detail.find_first_of("{}[]") == std::string::npos;
    if (!detail.empty() && quotable) message += "{" + detail + "}";
    return {{"respCode", code}, {"respMsg", message}};
}

/// A lie that a client would like to believe.
void lie(Fields& fields) {
    if (fields.count("origRespCode") != 0 && fields["origRespCode"] != "00") {
        fields["origRespCode"] = "00";
    } else if (fields.count("txnAmt") != 0) {
        fields["txnAmt"] = "9" + fields["txnAmt"];
    } else if (fields.count("qrCode") != 0) {
        fields["qrCode"] = "https://qr.95516.example/false";
    } else {
        fields["respMsg"] += " ";
    }
}

/// The code that stands for the script's words at this channel; empty for what is no such word.
std::string codeOf(const Rule& rule) {
    if (rule.action == "respond" || rule.action == "respond-after") return rule.code;
    if (rule.action == "busy" || rule.action == "busy-after") return "06";
    return rule.action == "system-error" ? "03" : "";
}

bool takesEffect(const Rule& rule) {
    static const std::array kWithout{"respond", "busy", "system-error"};
    return std::find(kWithout.begin(), kWithout.end(), rule.action) == kWithout.end();
}

}  // namespace

struct Face::Request {
    const Fields& fields;
    std::int64_t now = 0;
    std::string word;
    std::string order;
    std::string refund;
};

Face::Face(Desk& desk, const std::filesystem::path& dir)
    : m_desk(desk),
      m_dir(dir),
      m_credentials(Credentials::in(dir, desk.identity.merId)),
      m_teller(desk, m_credentials),
      m_transactions(desk) {
    desk.till.announceBy(kUnionPay, m_teller);
}

std::string Face::sealed(const Fields& request, Fields answer, const std::string& shape) const {
    for (const char* name : {"version", "encoding", "signMethod", "txnType", "txnSubType",
                             "bizType", "accessType", "merId", "orderId", "txnTime", "txnAmt",
                             "currencyCode", "reqReserved", "origQryId", "settleDate"}) {
        const std::string echo = valueOf(request, name);
        if (!echo.empty()) answer.emplace(name, echo);
    }
    // The interface lists no amount among what comes with a code.
    if (answer.count("qrCode") != 0) {
        answer.erase("txnAmt");
        answer.erase("currencyCode");
    }
    if (shape == "oversized") answer["reserved"] = std::string(100'000, 'x');
    static const std::array kFalse{"wrong-key", "foreign-certificate", "expired-certificate",
                                   "wrong-name"};
    const bool falsely = std::find(kFalse.begin(), kFalse.end(), shape) != kFalse.end();
    if (shape != "unsigned") {
        sign(answer, falsely ? m_credentials.falseSeal(m_dir, shape) : m_credentials.seal);
    }
    if (shape == "tampered") lie(answer);
    if (shape == "sign-first") return "signature=" + answer["signature"] + "&" + textOf(answer);
    std::string twice;
    if (shape == "duplicate-key") {
        // Which of the two is believed depends on the reader; only the last one is signed.
        Fields other{{"respCode", answer["respCode"]}};
        for (const char* name : {"origRespCode", "qrCode", "txnAmt"}) {
            if (answer.count(name) != 0) other[name] = answer[name];
        }
        lie(other);
        twice = textOf(other) + "&";
    }
    return twice + wireText(answer);
}

Fields Face::carriedOut(const Request& request) {
    if (request.word == "precreate") return m_transactions.apply(request.fields, request.now);
    if (request.word == "refund") return m_transactions.refund(request.fields, false, request.now);
    if (request.word == "undo") return m_transactions.refund(request.fields, true, request.now);
    if (request.word == "cancel") return m_transactions.reverse(request.fields, request.now);
    if (request.word == "bill") {
        return billAnswer(m_desk, valueOf(request.fields, "settleDate"), request.now);
    }
    return m_transactions.query(request.fields, request.now);
}

Answer Face::handle(const Fields& fields, Door door, std::int64_t now) {
    const Refusal refusal = refusalOf(fields, door, m_credentials.merchant, m_desk.identity.merId);
    if (!refusal.code.empty()) {
        return {sealed(fields, codeAnswer(refusal.code, refusal.detail), "")};
    }
    Request request{fields, now, wordOf(fields, door), valueOf(fields, "orderId"), {}};
    SimOrder* of = nullptr;
    if (const Refund* refund = m_transactions.refundOf(fields, &of); refund != nullptr) {
        const bool own = refund->kind != "reversal" && request.word == "query";
        request.refund = own ? refund->number : "";
        request.order = of->number;
        if (own) request.word = "refund-query";
    } else if (request.word == "refund" || request.word == "undo") {
        request.refund = request.order;
        request.order = valueOf(fields, "origOrderId");
        of = m_desk.book.byTrade(kUnionPay, valueOf(fields, "origQryId"));
        if (of != nullptr) request.order = of->number;
    }
    const auto rule = m_desk.script.take(Occasion::Answer,
                                         {kUnionPay, request.order, request.word, request.refund});
    return plain(request, rule.value_or(Rule{}));
}

Answer Face::plain(const Request& request, const Rule& rule) {
    const std::string& action = rule.action;
    if (action == "lose-before") return {{}, true};
    if (action == "error-response") return {"<html>502 Bad Gateway</html>", false, 0, {}, 502};
    SimOrder* order = m_transactions.orderOf(request.fields);
    if (action == "pay-before-cancel" && order != nullptr) m_desk.till.payNow(*order, request.now);
    const std::string code = codeOf(rule);
    Fields result = takesEffect(rule) ? carriedOut(request) : Fields{};
    if (!code.empty()) result = codeAnswer(code);
    if (action == "orig-code" && result.count("origRespCode") != 0) {
        result["origRespCode"] = rule.code;
        result["origRespMsg"] = messageOf(rule.code);
    }
    Answer answer{sealed(request.fields, std::move(result), action)};
    answer.drop = action == "lose-after";
    answer.delayMs = action == "delay" ? rule.ms : 0;
    order = m_transactions.orderOf(request.fields);
    if (action == "pay-after-cancel" && order != nullptr) {
        Till::payLater(*order, request.now, rule.ms);
    }
    if (action == "pay-before-answer" && order != nullptr) m_desk.till.payNow(*order, request.now);
    if (action == "pay-before-answer" || action == "notify-before-answer") {
        answer.awaitNotice = request.order;
    }
    return answer;
}

}  // namespace wattill::sim::unionpay
