#include "simulator/gateway/channel.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <regex>

#include <nlohmann/json.hpp>

namespace wattill::sim {

namespace {

constexpr std::int64_t kDefaultExpiry = 3LL * 3600 * 1000;
constexpr const char* kBuyer = "2088102100000001";
constexpr const char* kAnotherSeller = "2088999900000009";

Node success() {
    return {{"code", "10000"}, {"msg", "Success"}};
}

nlohmann::json contentOf(const std::string& biz) {
    return nlohmann::json::parse(biz, nullptr, false);
}

std::string field(const nlohmann::json& content, const char* name) {
    if (!content.is_object() || !content.contains(name)) return {};
    return content[name].is_string() ? content[name].get<std::string>() : std::string("\n");
}

Node invalidParameter(const std::string& what) {
    return failureNode("ACQ.INVALID_PARAMETER", "参数无效: " + what);
}

std::string statusText(Stage stage) {
    switch (stage) {
        case Stage::Waiting:
            return "WAIT_BUYER_PAY";
        case Stage::Paid:
            return "TRADE_SUCCESS";
        case Stage::Finished:
            return "TRADE_FINISHED";
        default:
            return "TRADE_CLOSED";
    }
}

PhoneView viewOf(const SimOrder& order) {
    PhoneView view{true, order.number, order.subject, yuanOf(order.fen), nameOf(order.stage), {}};
    if (order.payDueAt != 0) view.status = "confirmed";
    return view;
}

PhoneView refused(PhoneView view, const std::string& why) {
    view.refusal = why;
    return view;
}

}  // namespace

Node failureNode(const std::string& subCode, const std::string& subMessage) {
    return {{"code", "40004"},
            {"msg", "Business Failed"},
            {"sub_code", subCode},
            {"sub_msg", subMessage}};
}

Channel::Channel(Book& book, Script& script, Identity identity, RsaKey key)
    : m_book(book), m_script(script), m_identity(std::move(identity)), m_key(std::move(key)) {}

std::string Channel::orderOf(const std::string& biz) {
    return field(contentOf(biz), "out_trade_no");
}

std::string Channel::nextNumber(std::int64_t now) {
    std::string day = beijingText(now).substr(0, 10);
    day.erase(std::remove(day.begin(), day.end(), '-'), day.end());
    std::array<char, 24> serial{};
    std::snprintf(serial.data(), serial.size(), "%012lld",
                  static_cast<long long>(++m_book.counter));
    return day + "22001400" + serial.data();
}

void Channel::advance(std::int64_t now) {
    for (SimOrder& order : m_book.orders) {
        if (order.payDueAt != 0 && now >= order.payDueAt) settle(order, order.payDueAt);
        if (now < order.expiresAt || order.payDueAt != 0) continue;
        if (order.stage == Stage::Fresh) order.stage = Stage::Dead;
        if (order.stage == Stage::Waiting) order.stage = Stage::Closed;
    }
}

Node Channel::precreate(const std::string& biz, const std::string& notifyUrl, std::int64_t now) {
    static const std::regex numberPattern("[A-Za-z0-9_]{1,64}");
    const nlohmann::json content = contentOf(biz);
    const std::string number = field(content, "out_trade_no");
    if (!std::regex_match(number, numberPattern)) return invalidParameter("out_trade_no");
    const auto fen = fenOf(field(content, "total_amount"));
    if (!fen || *fen < 1 || *fen > 10'000'000'000) return invalidParameter("total_amount");
    const std::string subject = field(content, "subject");
    if (subject.empty() || subject.size() > 256) return invalidParameter("subject");
    const std::string express = field(content, "timeout_express");
    const auto life = express.empty() ? kDefaultExpiry : expressMillis(express);
    if (!life) return invalidParameter("timeout_express");
    if (SimOrder* known = m_book.byNumber(number); known != nullptr) {
        if (known->content != biz) {
            return failureNode("ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改");
        }
        if (known->stage == Stage::Paid || known->stage == Stage::Finished) {
            return failureNode("ACQ.TRADE_HAS_SUCCESS", "交易已被支付");
        }
        if (known->stage != Stage::Fresh && known->stage != Stage::Waiting) {
            return failureNode("ACQ.TRADE_HAS_CLOSE", "交易已经关闭");
        }
    } else {
        SimOrder order;
        order.number = number;
        order.token = "bax" + randomToken(21);
        order.content = biz;
        order.subject = subject;
        order.terminal = field(content, "terminal_id");
        order.notifyUrl = notifyUrl;
        order.fen = *fen;
        order.createdAt = now;
        order.expiresAt = now + *life;
        m_book.orders.push_back(std::move(order));
    }
    Node node = success();
    node.emplace_back("out_trade_no", number);
    node.emplace_back("qr_code", "https://qr.alipay.com/" + m_book.byNumber(number)->token);
    return node;
}

Node Channel::query(const std::string& biz) const {
    const std::string number = orderOf(biz);
    if (number.empty()) return invalidParameter("out_trade_no");
    const SimOrder* order = m_book.byNumber(number);
    if (order == nullptr || order->trades.empty()) {
        Node node = failureNode("ACQ.TRADE_NOT_EXIST", "交易不存在");
        for (const char* amount : {"buyer_pay_amount", "invoice_amount", "receipt_amount"}) {
            node.emplace_back(amount, "0.00");
        }
        node.emplace_back("out_trade_no", number);
        return node;
    }
    const Trade& trade = order->trades.front();
    Node node = success();
    node.emplace_back("buyer_logon_id", "ten***@example.com");
    node.emplace_back("buyer_user_id", kBuyer);
    node.emplace_back("out_trade_no", number);
    if (trade.paidAt != 0) {
        node.emplace_back("send_pay_date", beijingText(trade.paidAt));
        node.emplace_back("receipt_amount", yuanOf(trade.fen));
        if (trade.seller != m_identity.sellerId) node.emplace_back("seller_id", trade.seller);
    }
    if (!order->terminal.empty()) node.emplace_back("terminal_id", order->terminal);
    node.emplace_back("total_amount", yuanOf(trade.fen));
    node.emplace_back("trade_no", trade.number);
    node.emplace_back("trade_status", statusText(order->stage));
    return node;
}

Node Channel::cancel(const std::string& biz, bool keepsCode, std::int64_t now) {
    const std::string number = orderOf(biz);
    if (number.empty()) return invalidParameter("out_trade_no");
    SimOrder* order = m_book.byNumber(number);
    if (order != nullptr && order->stage == Stage::Finished) {
        Node node = failureNode("ACQ.TRADE_HAS_FINISHED", "交易已经完结");
        node.emplace_back("retry_flag", "N");
        return node;
    }
    Node node = success();
    node.emplace_back("out_trade_no", number);
    node.emplace_back("retry_flag", "N");
    if (order == nullptr) return node;
    order->payDueAt = 0;
    if (order->stage == Stage::Fresh && !keepsCode) order->stage = Stage::Dead;
    if (order->trades.empty()) return node;
    if (order->stage == Stage::Waiting) order->stage = Stage::Closed;
    if (order->stage == Stage::Paid) giveBack(*order, 0, now);
    node.emplace_back("action", order->stage == Stage::Returned ? "refund" : "close");
    node.emplace_back("trade_no", order->trades.front().number);
    return node;
}

void Channel::startTrade(SimOrder& order, std::int64_t now) {
    order.trades.push_back({nextNumber(now), order.fen, m_identity.sellerId, 0, 0});
}

PhoneView Channel::scan(const std::string& token, std::int64_t now) {
    SimOrder* order = m_book.byToken(token);
    if (order == nullptr) return refused({}, "the code is unknown here");
    if (order->stage == Stage::Fresh) {
        startTrade(*order, now);
        order->stage = Stage::Waiting;
    }
    return viewOf(*order);
}

PhoneView Channel::pay(const std::string& token, std::int64_t now) {
    PhoneView seen = scan(token, now);
    if (!seen.known) return seen;
    SimOrder& order = *m_book.byToken(token);
    if (m_script.takeAction("refuse", order.number)) {
        return refused(seen, "the payer's bank refused");
    }
    if (order.payDueAt != 0) return seen;
    const bool expired = now >= order.expiresAt;
    const bool payable = order.stage == Stage::Waiting || order.stage == Stage::Dead ||
                         (order.stage == Stage::Closed && expired);
    const auto late = payable ? m_script.takeAction("pay-late", order.number) : std::nullopt;
    if (order.stage != Stage::Waiting && !late) {
        return order.stage == Stage::Paid ? seen : refused(seen, "the code is no longer valid");
    }
    if (late && late->ms > 0) {
        order.payDueAt = now + late->ms;
        return viewOf(order);
    }
    settle(order, now);
    return viewOf(order);
}

void Channel::settle(SimOrder& order, std::int64_t now) {
    order.payDueAt = 0;
    if (order.trades.empty()) startTrade(order, now);
    order.stage = Stage::Paid;
    Trade& first = order.trades.front();
    first.paidAt = now;
    if (const auto rule = m_script.takeAction("wrong-amount", order.number)) first.fen = rule->fen;
    if (m_script.takeAction("wrong-seller", order.number)) first.seller = kAnotherSeller;
    if (m_script.takeAction("pay-twice", order.number)) {
        startTrade(order, now);
        order.trades.back().paidAt = now;
    }
    for (const Trade& trade : order.trades) {
        announce(order, trade, 0, now);
    }
}

bool Channel::giveBack(SimOrder& order, std::int64_t fen, std::int64_t now) {
    Trade& trade = order.trades.front();
    const std::int64_t rest = trade.fen - trade.refundedFen;
    const std::int64_t part = fen == 0 ? rest : fen;
    if (part <= 0 || part > rest) return false;
    trade.refundedFen += part;
    if (trade.refundedFen == trade.fen) order.stage = Stage::Returned;
    announce(order, trade, trade.refundedFen, now);
    return true;
}

bool Channel::act(const std::string& number, const std::string& what, std::int64_t fen,
                  std::int64_t now) {
    SimOrder* order = m_book.byNumber(number);
    if (order == nullptr) return false;
    if (what == "refund" && order->stage == Stage::Paid) return giveBack(*order, fen, now);
    if (what == "finish" && order->stage == Stage::Paid) {
        order->stage = Stage::Finished;
        return true;
    }
    if (what == "close" && order->stage == Stage::Waiting) {
        order->stage = Stage::Closed;
        return true;
    }
    return false;
}

void Channel::announce(const SimOrder& order, const Trade& trade, std::int64_t refundFen,
                       std::int64_t now) {
    if (order.notifyUrl.empty()) return;
    Fields fields{{"notify_time", beijingText(now)},
                  {"notify_type", "trade_status_sync"},
                  {"notify_id", nextNumber(now) + "n"},
                  {"app_id", m_identity.appId},
                  {"auth_app_id", m_identity.appId},
                  {"charset", "utf-8"},
                  {"version", "1.0"},
                  {"trade_no", trade.number},
                  {"out_trade_no", order.number},
                  {"buyer_id", kBuyer},
                  {"seller_id", trade.seller},
                  {"trade_status", statusText(order.stage)},
                  {"total_amount", yuanOf(trade.fen)},
                  {"receipt_amount", yuanOf(trade.fen)},
                  {"subject", order.subject},
                  {"gmt_create", beijingText(order.createdAt)},
                  {"gmt_payment", beijingText(trade.paidAt)},
                  {"fund_bill_list",
                   R"([{"amount":")" + yuanOf(trade.fen) + R"(","fundChannel":"ALIPAYACCOUNT"}])"}};
    if (refundFen > 0) {
        fields["refund_fee"] = yuanOf(refundFen);
        fields["gmt_refund"] = beijingText(now) + ".000";
        fields["out_biz_no"] = order.number;
    }
    Notice notice;
    notice.id = fields["notify_id"];
    notice.order = order.number;
    notice.url = order.notifyUrl;
    if (const auto rule = m_script.take(Occasion::Notification, order.number)) {
        if (rule->action == "notify-never") notice.done = true;
        if (rule->action == "notify-times") notice.extra = std::max(rule->copies - 1, 0);
        if (rule->action == "notify-wrong-app") fields["app_id"] = "2021999999999999";
        // Signed by nobody whom the merchant knows.
        if (rule->action == "notify-bad-signature") {
            fields["sign"] = RsaKey::create().sign(textToSign(fields, {}));
        }
    }
    if (fields.count("sign") == 0) fields["sign"] = m_key.sign(textToSign(fields, {}));
    fields["sign_type"] = "RSA2";
    notice.body = urlEncoded(fields);
    m_book.notices.push_back(std::move(notice));
}

}  // namespace wattill::sim
