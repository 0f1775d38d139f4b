#include "simulator/gateway/alipay/trades.hpp"

#include "simulator/gateway/alipay/content.hpp"
#include "simulator/gateway/crypto.hpp"

#include <algorithm>
#include <optional>
#include <regex>

namespace wattill::sim::alipay {

namespace {

constexpr std::int64_t kDefaultExpiry = 3LL * 3600 * 1000;
/// "The QR itself lives 2 h at most, whatever was asked."
constexpr std::int64_t kCodeExpiry = 2LL * 3600 * 1000;
constexpr std::int64_t kDay = 24LL * 3600 * 1000;
constexpr std::size_t kSubjectLimit = 256;

const std::vector<std::string> kPrecreateFields{"out_trade_no",
                                                "total_amount",
                                                "subject",
                                                "body",
                                                "seller_id",
                                                "product_code",
                                                "store_id",
                                                "operator_id",
                                                "terminal_id",
                                                "timeout_express",
                                                "time_expire",
                                                "qr_code_timeout_express",
                                                "goods_detail",
                                                "extend_params",
                                                "passback_params",
                                                "discountable_amount",
                                                "buyer_logon_id",
                                                "undiscountable_amount",
                                                "business_params",
                                                "settle_info",
                                                "alipay_store_id",
                                                "merchant_order_no",
                                                "enable_pay_channels",
                                                "disable_pay_channels"};

std::size_t charactersOf(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

/// Milliseconds from `now`; nothing when it is no time-out.
std::optional<std::int64_t> lifeOf(const std::string& express, std::int64_t now) {
    if (express != "1c") return expressMillis(express);
    const std::string midnight = beijingText(now).substr(0, 10) + " 00:00:00";
    return *millisOf(midnight) + kDay - now;
}

/// When the order ends: time_expire wins. Nothing when either makes no sense.
std::optional<std::int64_t> expiryOf(const Content& content, std::int64_t now) {
    const std::string fixed = content.text("time_expire");
    if (!fixed.empty()) return millisOf(fixed);
    const std::string express = content.text("timeout_express");
    if (express.empty()) return now + kDefaultExpiry;
    const auto life = lifeOf(express, now);
    if (!life) return std::nullopt;
    return now + *life;
}

/// What is wrong with the texts of an order; empty when nothing is.
std::string objectionTo(const Content& content, const Identity& identity) {
    static const std::regex numberPattern("[A-Za-z0-9_]{1,64}");
    if (!std::regex_match(content.text("out_trade_no"), numberPattern)) return "out_trade_no";
    const auto fen = fenOf(content.text("total_amount"));
    if (!fen || *fen < 1 || *fen > 10'000'000'000) return "total_amount";
    const std::string subject = content.text("subject");
    if (subject.empty() || charactersOf(subject) > kSubjectLimit) return "subject";
    if (charactersOf(content.text("body")) > 128) return "body";
    if (content.text("store_id").size() > 32) return "store_id";
    if (content.text("operator_id").size() > 28) return "operator_id";
    if (content.text("terminal_id").size() > 32) return "terminal_id";
    const std::string seller = content.text("seller_id");
    if (!seller.empty() && seller != identity.sellerId) return "seller_id";
    return {};
}

SimOrder orderFrom(const Content& content, const std::string& biz, std::int64_t now) {
    SimOrder order;
    order.channel = kAlipay;
    order.number = content.text("out_trade_no");
    order.token = "bax" + randomToken(21);
    order.content = biz;
    order.subject = content.text("subject");
    order.terminal = content.text("terminal_id");
    order.store = content.text("store_id");
    order.operatorId = content.text("operator_id");
    order.reserved = content.text("passback_params");
    order.fen = *fenOf(content.text("total_amount"));
    order.createdAt = now;
    return order;
}

/// A number that is known already: the same content may come again as long as nobody has paid.
Node objectionToRepeat(const SimOrder& known, const std::string& biz) {
    if (known.content != biz) return failureNode("ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改");
    if (known.stage == Stage::Paid || known.stage == Stage::Finished) {
        return failureNode("ACQ.TRADE_HAS_SUCCESS", "交易已被支付");
    }
    if (known.stage != Stage::Fresh && known.stage != Stage::Waiting) {
        return failureNode("ACQ.TRADE_HAS_CLOSE", "交易已经关闭");
    }
    return {};
}

Node codeNode(const SimOrder& order) {
    Node node = success();
    node.emplace_back("out_trade_no", order.number);
    node.emplace_back("qr_code", order.code());
    return node;
}

}  // namespace

Node Trades::precreate(const std::string& biz, const std::string& notifyUrl, bool certificate,
                       std::int64_t now) {
    const Content content(biz);
    std::string wrong = content.objection(kPrecreateFields);
    if (wrong.empty()) wrong = objectionTo(content, m_desk.identity);
    const auto expiry = expiryOf(content, now);
    if (wrong.empty() && !expiry) wrong = "time_expire, timeout_express";
    const std::string codeExpress = content.text("qr_code_timeout_express");
    const auto codeLife = codeExpress.empty() ? kCodeExpiry : lifeOf(codeExpress, now);
    if (wrong.empty() && !codeLife) wrong = "qr_code_timeout_express";
    if (!wrong.empty()) return invalidParameter(wrong);
    const SimOrder* known = m_desk.book.byNumber(kAlipay, content.text("out_trade_no"));
    if (known != nullptr) {
        const Node objection = objectionToRepeat(*known, biz);
        return objection.empty() ? codeNode(*known) : objection;
    }
    if (*expiry <= now) {
        return failureNode("ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR", "当前时间已超过允许支付的时间");
    }
    SimOrder order = orderFrom(content, biz, now);
    order.notifyUrl = notifyUrl;
    order.certificate = certificate;
    order.expiresAt = *expiry;
    order.codeExpiresAt = std::min({*expiry, now + kCodeExpiry, now + *codeLife});
    return codeNode(m_desk.till.open(std::move(order), now));
}

Node Trades::query(const std::string& biz) const {
    static const std::vector<std::string> known{"out_trade_no", "trade_no", "query_options",
                                                "org_pid"};
    const Content content(biz);
    const std::string wrong = content.objection(known);
    if (!wrong.empty()) return invalidParameter(wrong);
    const std::string number = content.text("out_trade_no");
    if (number.empty() && content.text("trade_no").empty()) return invalidParameter("out_trade_no");
    SimOrder* order = content.orderIn(m_desk.book);
    const Trade* trade = order == nullptr ? nullptr : content.tradeIn(*order);
    if (trade == nullptr) {
        Node node = failureNode("ACQ.TRADE_NOT_EXIST", "交易不存在");
        for (const char* amount : {"buyer_pay_amount", "invoice_amount", "receipt_amount"}) {
            node.emplace_back(amount, "0.00");
        }
        node.emplace_back("out_trade_no", number);
        return node;
    }
    Node node = success();
    node.emplace_back("buyer_logon_id", "ten***@example.com");
    node.emplace_back("buyer_user_id", kBuyer);
    node.emplace_back("out_trade_no", order->number);
    if (trade->paidAt != 0) {
        const std::string amount = yuanOf(trade->fen);
        node.emplace_back("send_pay_date", beijingText(trade->paidAt));
        for (const char* name : {"receipt_amount", "buyer_pay_amount", "invoice_amount"}) {
            node.emplace_back(name, amount);
        }
        node.emplace_back("point_amount", "0.00");
        node.emplace_back("fund_bill_list",
                          rawJson(R"([{"amount":")" + amount + R"(","fund_channel":"PCREDIT"}])"));
        if (trade->seller != m_desk.identity.sellerId) {
            node.emplace_back("seller_id", trade->seller);
        }
    }
    if (!order->store.empty()) node.emplace_back("store_id", order->store);
    if (!order->terminal.empty()) node.emplace_back("terminal_id", order->terminal);
    node.emplace_back("total_amount", yuanOf(trade->fen));
    node.emplace_back("trade_no", trade->number);
    node.emplace_back("trade_status", statusText(*order, *trade));
    if (trade->currency != "CNY") node.emplace_back("trans_currency", trade->currency);
    return node;
}

Node Trades::cancel(const std::string& biz, bool keepsCode, std::int64_t now) {
    const Content content(biz);
    const std::string wrong = content.objection({"out_trade_no", "trade_no"});
    if (!wrong.empty()) return invalidParameter(wrong);
    const std::string number = content.text("out_trade_no");
    if (number.empty() && content.text("trade_no").empty()) return invalidParameter("out_trade_no");
    SimOrder* order = content.orderIn(m_desk.book);
    Node node = success();
    node.emplace_back("out_trade_no", order == nullptr ? number : order->number);
    node.emplace_back("retry_flag", "N");
    if (order == nullptr) return node;
    const auto refused = [](const char* code, const char* message) {
        Node failure = failureNode(code, message);
        failure.emplace_back("retry_flag", "N");
        return failure;
    };
    if (order->stage == Stage::Finished) return refused("ACQ.TRADE_HAS_FINISHED", "交易已经完结");
    if (now - order->createdAt > kDay) {
        return refused("ACQ.TRADE_CANCEL_TIME_OUT", "超过撤销时间范围");
    }
    if (!keepsCode || order->stage != Stage::Fresh) Till::close(*order);
    if (order->trades.empty()) return node;
    if (order->stage == Stage::Paid) {
        Trade& trade = order->trades.front();
        Refund back;
        back.number = order->number;
        back.trade = trade.number;
        back.kind = "cancel";
        back.fen = order->restOf(trade);
        m_desk.till.refund(*order, back, now);
    }
    node.emplace_back("action", order->stage == Stage::Closed ? "close" : "refund");
    node.emplace_back("trade_no", order->trades.front().number);
    return node;
}

Node Trades::close(const std::string& biz, bool keepsCode) {
    const Content content(biz);
    const std::string wrong = content.objection({"out_trade_no", "trade_no", "operator_id"});
    if (!wrong.empty()) return invalidParameter(wrong);
    SimOrder* order = content.orderIn(m_desk.book);
    if (order == nullptr) return failureNode("ACQ.TRADE_NOT_EXIST", "交易不存在");
    if (order->trades.empty()) {
        // Field reports: the answer says that there is no trade, and yet the code is dead.
        if (!keepsCode) Till::close(*order);
        return failureNode("ACQ.TRADE_NOT_EXIST", "交易不存在");
    }
    if (order->stage == Stage::Closed) {
        return failureNode("ACQ.TRADE_STATUS_ERROR", "交易状态不合法");
    }
    if (!Till::close(*order)) {
        return failureNode("ACQ.REASON_TRADE_STATUS_INVALID", "交易状态异常");
    }
    Node node = success();
    node.emplace_back("out_trade_no", order->number);
    node.emplace_back("trade_no", order->trades.front().number);
    return node;
}

}  // namespace wattill::sim::alipay
