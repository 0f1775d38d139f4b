#include "simulator/gateway/alipay/face.hpp"

#include "simulator/gateway/alipay/checks.hpp"
#include "simulator/gateway/alipay/content.hpp"
#include "simulator/gateway/alipay/shape.hpp"

#include <algorithm>
#include <array>

namespace wattill::sim::alipay {

namespace {

struct Method {
    const char* name;
    const char* word;  ///< what rules call it
};
constexpr std::array kMethods{Method{"alipay.trade.precreate", "precreate"},
                              Method{"alipay.trade.query", "query"},
                              Method{"alipay.trade.cancel", "cancel"},
                              Method{"alipay.trade.close", "close"},
                              Method{"alipay.trade.refund", "refund"},
                              Method{"alipay.trade.fastpay.refund.query", "refund-query"},
                              Method{"alipay.data.dataservice.bill.downloadurl.query", "bill"},
                              Method{"alipay.open.app.alipaycert.download", "certificate"}};

std::string wordOf(const std::string& name) {
    for (const Method& method : kMethods) {
        if (name == method.name) return method.word;
    }
    return {};
}

Node serviceDown() {
    return {{"code", "20000"},
            {"msg", "Service Currently Unavailable"},
            {"sub_code", "isp.unknow-error"},
            {"sub_msg", "系统繁忙"}};
}

/// "20000", "40006" …, or a sub_code.
Node nodeOf(const std::string& code) {
    if (code == "20000") return serviceDown();
    const bool gateway = code.size() == 5 && code.find_first_not_of("0123456789") == code.npos;
    return gateway ? problem(code, "isv.scripted", "scripted") : failureNode(code, "scripted");
}

}  // namespace

struct Face::Request {
    const Fields& fields;
    std::string base;
    std::int64_t now = 0;
    std::string word;
    std::string answerName;
    std::string biz;
    std::string order;
    std::string refund;
};

Face::Face(Desk& desk, const std::filesystem::path& dir)
    : m_desk(desk),
      m_dir(dir),
      m_credentials(Credentials::in(dir, desk.identity.appId)),
      m_teller(desk, m_credentials),
      m_trades(desk),
      m_refunds(desk),
      m_bills(desk) {
    desk.till.announceBy(kAlipay, m_teller);
}

std::string Face::sealed(const Request& request, const Node& node, const std::string& shape) const {
    if (!inCertificateMode(request.fields)) {
        return shaped(request.answerName, node, shape, {m_credentials.alipay, {}});
    }
    return shaped(request.answerName, node, shape,
                  {m_credentials.certificateKey, m_credentials.alipayCertificate.alipaySerial()});
}

Node Face::certificate(const std::string& biz) const {
    const Content content(biz);
    const std::string text = Credentials::certificateText(m_dir, content.text("alipay_cert_sn"));
    if (text.empty()) return failureNode("CERT_NOT_EXIST", "证书不存在");
    Node node = success();
    node.emplace_back("alipay_cert_content", base64Of(text));
    return node;
}

Node Face::carriedOut(const Request& request, const Rule& rule) {
    const std::string& word = request.word;
    if (word == "precreate") {
        return m_trades.precreate(request.biz, valueOf(request.fields, "notify_url"),
                                  inCertificateMode(request.fields), request.now);
    }
    if (word == "query") return m_trades.query(request.biz);
    if (word == "cancel") {
        return m_trades.cancel(request.biz, rule.action == "cancel-keeps-code", request.now);
    }
    if (word == "close") return m_trades.close(request.biz, rule.action == "close-keeps-code");
    if (word == "refund") return m_refunds.refund(request.biz, request.now);
    if (word == "refund-query") return m_refunds.query(request.biz, request.now);
    if (word == "bill") return m_bills.address(request.biz, request.base, request.now);
    return certificate(request.biz);
}

Answer Face::handle(const Fields& fields, const std::string& base, std::int64_t now) {
    Request request{fields, base, now, wordOf(valueOf(fields, "method")), {}, {}, {}, {}};
    if (request.word.empty()) {
        request.answerName = "error_response";
        const Node node = problem("40002", "isv.invalid-method", "不存在的方法名");
        return {sealed(request, node, "unsigned")};
    }
    request.answerName = valueOf(fields, "method") + "_response";
    std::replace(request.answerName.begin(), request.answerName.end(), '.', '_');
    const Node refusal = refusalOf(fields, m_desk.identity, m_credentials, now);
    if (!refusal.empty()) return {sealed(request, refusal, "")};
    request.biz = valueOf(fields, "biz_content");
    const Content content(request.biz);
    const SimOrder* known = content.orderIn(m_desk.book);
    request.order = known == nullptr ? content.text("out_trade_no") : known->number;
    request.refund = content.text("out_request_no");
    const auto rule = m_desk.script.take(Occasion::Answer,
                                         {kAlipay, request.order, request.word, request.refund});
    return rule ? scripted(request, *rule) : plain(request, {});
}

Answer Face::scripted(const Request& request, const Rule& rule) {
    const std::string& action = rule.action;
    if (action == "lose-before") return {{}, true};
    if (action == "busy") return {sealed(request, serviceDown(), "")};
    if (action == "error-response") {
        return {shaped("error_response", serviceDown(), "unsigned", {m_credentials.alipay, {}})};
    }
    if (action == "system-error") {
        return {sealed(request, failureNode("ACQ.SYSTEM_ERROR", "系统错误"), "")};
    }
    if (action == "respond") return {sealed(request, nodeOf(rule.code), "")};
    if (action == "retry-flag") {
        Node node = failureNode("AQC.SYSTEM_ERROR", "系统错误");
        node.emplace_back("retry_flag", "Y");
        return {sealed(request, node, "")};
    }
    return plain(request, rule);
}

Answer Face::plain(const Request& request, const Rule& rule) {
    const std::string& action = rule.action;
    SimOrder* order = m_desk.book.byNumber(kAlipay, request.order);
    if (action == "pay-before-cancel" && order != nullptr) m_desk.till.payNow(*order, request.now);
    Node node = carriedOut(request, rule);
    if (action == "busy-after") node = serviceDown();
    if (action == "respond-after") node = nodeOf(rule.code);
    Answer answer{sealed(request, node, action)};
    answer.drop = action == "lose-after";
    answer.delayMs = action == "delay" ? rule.ms : 0;
    order = m_desk.book.byNumber(kAlipay, request.order);
    if (action == "pay-after-cancel" && order != nullptr) {
        Till::payLater(*order, request.now, rule.ms);
    }
    if (action == "pay-before-answer" && order != nullptr) m_desk.till.payNow(*order, request.now);
    if (action == "pay-before-answer" || action == "notify-before-answer") {
        answer.awaitNotice = request.order;
    }
    return answer;
}

}  // namespace wattill::sim::alipay
