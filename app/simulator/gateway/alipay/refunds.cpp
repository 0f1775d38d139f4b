#include "simulator/gateway/alipay/refunds.hpp"

#include "simulator/gateway/alipay/content.hpp"

#include <algorithm>
#include <regex>

namespace wattill::sim::alipay {

namespace {

/// `moved`: by this very call.
Node refundNode(const SimOrder& order, const Trade& trade, bool moved, std::int64_t at) {
    Node node = success();
    node.emplace_back("buyer_logon_id", "ten***@example.com");
    node.emplace_back("buyer_user_id", kBuyer);
    node.emplace_back("fund_change", moved ? "Y" : "N");
    node.emplace_back("gmt_refund_pay", beijingText(at));
    node.emplace_back("out_trade_no", order.number);
    // The sum of all refunds so far, not this one.
    node.emplace_back("refund_fee", yuanOf(trade.refundedFen));
    node.emplace_back("trade_no", trade.number);
    return node;
}

/// Why nothing can go back; empty when it can.
Node objection(const SimOrder& order, const Trade& trade, std::int64_t fen) {
    if (order.stage == Stage::Finished) {
        return failureNode("ACQ.TRADE_HAS_FINISHED", "交易已经完结");
    }
    if (trade.paidAt == 0 && order.stage == Stage::Waiting) {
        return failureNode("ACQ.TRADE_STATUS_ERROR", "交易状态不合法");
    }
    if (trade.paidAt == 0 || trade.refundedFen == trade.fen) {
        return failureNode("ACQ.TRADE_HAS_CLOSE", "交易已经关闭");
    }
    if (fen > order.restOf(trade)) {
        return failureNode("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限");
    }
    return {};
}

}  // namespace

Node Refunds::refund(const std::string& biz, std::int64_t now) {
    static const std::vector<std::string> known{"out_trade_no",    "trade_no",      "refund_amount",
                                                "out_request_no",  "refund_reason", "query_options",
                                                "refund_currency", "operator_id",   "store_id",
                                                "terminal_id",     "goods_detail"};
    static const std::regex numberPattern("[A-Za-z0-9_]{1,64}");
    const Content content(biz);
    const std::string wrong = content.objection(known);
    if (!wrong.empty()) return invalidParameter(wrong);
    const auto fen = fenOf(content.text("refund_amount"));
    if (!fen || *fen < 1) return invalidParameter("refund_amount");
    SimOrder* order = content.orderIn(m_desk.book);
    Trade* trade = order == nullptr ? nullptr : content.tradeIn(*order);
    if (trade == nullptr) return failureNode("ACQ.TRADE_NOT_EXIST", "交易不存在");
    std::string number = content.text("out_request_no");
    // Without a number there can be one refund only, of everything.
    if (number.empty() && *fen != trade->fen) return invalidParameter("out_request_no");
    if (number.empty()) number = order->number;
    if (!std::regex_match(number, numberPattern)) return invalidParameter("out_request_no");
    if (const Refund* before = order->refund(number);
        before != nullptr && before->state != "failed") {
        if (before->fen != *fen || before->trade != trade->number) {
            return failureNode("ACQ.DISCORDANT_REPEAT_REQUEST", "请求信息不一致");
        }
        return refundNode(*order, *trade, false, before->at);
    }
    if (Node refusal = objection(*order, *trade, *fen); !refusal.empty()) return refusal;
    if (m_desk.script.takeAction("refund-no-funds", {kAlipay, order->number, "", number})) {
        return failureNode("ACQ.SELLER_BALANCE_NOT_ENOUGH", "卖家余额不足");
    }
    auto& refunds = order->refunds;
    refunds.erase(std::remove_if(refunds.begin(), refunds.end(),
                                 [&](const Refund& old) { return old.number == number; }),
                  refunds.end());
    Refund refund;
    refund.number = number;
    refund.trade = trade->number;
    refund.fen = *fen;
    const Refund& kept = m_desk.till.refund(*order, refund, now);
    return refundNode(*order, *trade, kept.state == "done", now);
}

Node Refunds::query(const std::string& biz, std::int64_t now) {
    const Content content(biz);
    const std::string wrong =
        content.objection({"out_trade_no", "trade_no", "out_request_no", "query_options"});
    if (!wrong.empty()) return invalidParameter(wrong);
    const std::string number = content.text("out_request_no");
    if (number.empty()) return invalidParameter("out_request_no");
    SimOrder* order = content.orderIn(m_desk.book);
    const Trade* trade = order == nullptr ? nullptr : content.tradeIn(*order);
    if (trade == nullptr) return failureNode("ACQ.TRADE_NOT_EXIST", "交易不存在");
    Node node = success();
    Refund* refund = order->refund(number);
    if (refund != nullptr) m_desk.till.askedFor(*order, *refund, now);
    // Nothing but these names when it was never received, has failed, or is under way.
    node.emplace_back("out_request_no", number);
    node.emplace_back("out_trade_no", order->number);
    node.emplace_back("trade_no", trade->number);
    if (refund == nullptr || refund->state != "done") return node;
    node.emplace_back("gmt_refund_pay", beijingText(refund->at));
    node.emplace_back("refund_amount", yuanOf(refund->fen));
    node.emplace_back("refund_status", "REFUND_SUCCESS");
    node.emplace_back("total_amount", yuanOf(trade->fen));
    return node;
}

}  // namespace wattill::sim::alipay
