#include "simulator/gateway/alipay/content.hpp"

#include <algorithm>

namespace wattill::sim::alipay {

Content::Content(const std::string& biz) : m_json(nlohmann::json::parse(biz, nullptr, false)) {}

std::string Content::text(const char* name) const {
    if (!m_json.is_object() || !m_json.contains(name)) return {};
    return m_json[name].is_string() ? m_json[name].get<std::string>() : std::string("\n");
}

std::string Content::objection(const std::vector<std::string>& known) const {
    if (!m_json.is_object()) return "biz_content";
    for (const auto& [name, value] : m_json.items()) {
        if (std::find(known.begin(), known.end(), name) == known.end()) return name;
    }
    return {};
}

SimOrder* Content::orderIn(Book& book) const {
    const std::string trade = text("trade_no");
    if (!trade.empty()) return book.byTrade(kAlipay, trade);
    return book.byNumber(kAlipay, text("out_trade_no"));
}

Trade* Content::tradeIn(SimOrder& order) const {
    const std::string number = text("trade_no");
    if (!number.empty()) return order.trade(number);
    return order.trades.empty() ? nullptr : &order.trades.front();
}

Node success() {
    return {{"code", "10000"}, {"msg", "Success"}};
}

Node failureNode(const std::string& subCode, const std::string& subMessage) {
    return {{"code", "40004"},
            {"msg", "Business Failed"},
            {"sub_code", subCode},
            {"sub_msg", subMessage}};
}

Node invalidParameter(const std::string& what) {
    return failureNode("ACQ.INVALID_PARAMETER", "参数无效: " + what);
}

std::string statusText(const SimOrder& order, const Trade& trade) {
    if (trade.paidAt == 0) {
        return order.stage == Stage::Waiting ? "WAIT_BUYER_PAY" : "TRADE_CLOSED";
    }
    if (trade.refundedFen == trade.fen) return "TRADE_CLOSED";
    return order.stage == Stage::Finished ? "TRADE_FINISHED" : "TRADE_SUCCESS";
}

}  // namespace wattill::sim::alipay
