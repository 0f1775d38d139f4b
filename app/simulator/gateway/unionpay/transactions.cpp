#include "simulator/gateway/unionpay/transactions.hpp"

#include "simulator/gateway/crypto.hpp"
#include "simulator/gateway/unionpay/message.hpp"

#include <algorithm>
#include <cstdlib>

namespace wattill::sim::unionpay {

namespace {

constexpr std::int64_t kDefaultLife = 15LL * 60 * 1000;
constexpr std::int64_t kRefundWindow = 30LL * 24 * 3600 * 1000;

Fields answer(const std::string& code) {
    return {{"respCode", code}, {"respMsg", messageOf(code)}};
}

Fields about(const std::string& origCode) {
    Fields fields = answer("00");
    fields["origRespCode"] = origCode;
    fields["origRespMsg"] = messageOf(origCode);
    return fields;
}

bool isOff(const Fields& fields, std::int64_t now) {
    return std::llabs(*compactMillis(valueOf(fields, "txnTime")) - now) > kTimeTolerance;
}

std::int64_t fenIn(const Fields& fields) {
    return std::stoll(valueOf(fields, "txnAmt"));
}

bool isReversed(const SimOrder& order) {
    return std::any_of(order.refunds.begin(), order.refunds.end(),
                       [](const Refund& refund) { return refund.kind == "reversal"; });
}

/// What a query says of an order: accepted, dead, expired, paid, paid late.
std::string stateOf(const SimOrder& order, std::int64_t now) {
    switch (order.stage) {
        case Stage::Fresh:
        case Stage::Waiting:
            return "05";
        case Stage::Dead:
        case Stage::Closed:
            return now < order.expiresAt ? "86" : "39";
        default:
            break;
    }
    if (isReversed(order)) return "01";
    return order.trades.front().late ? "42" : "00";
}

Fields tradeFields(const SimOrder& order, const Trade& trade) {
    Fields fields = factsOf(trade.number, trade.fen, trade.paidAt);
    fields["txnType"] = "01";
    fields["txnSubType"] = "07";
    fields["merId"] = trade.seller;
    fields["currencyCode"] = currencyCodeOf(trade);
    if (!order.reserved.empty()) fields["reqReserved"] = order.reserved;
    return fields;
}

Fields refundFields(const Refund& refund) {
    static const auto codeOf = [](const std::string& state) {
        if (state == "done") return "00";
        return state == "pending" ? "05" : "01";
    };
    Fields fields = about(codeOf(refund.state));
    if (refund.state == "done") fields.merge(factsOf(refund.own, refund.fen, refund.at));
    fields["txnType"] = refund.kind == "undo" ? "31" : "04";
    fields["txnSubType"] = "00";
    fields["origQryId"] = refund.trade;
    if (!refund.reserved.empty()) fields["reqReserved"] = refund.reserved;
    return fields;
}

}  // namespace

struct Transactions::Original {
    SimOrder* order = nullptr;
    Trade* trade = nullptr;
    bool matches = true;
};

Fields factsOf(const std::string& number, std::int64_t fen, std::int64_t at) {
    return {{"queryId", number},
            {"txnAmt", std::to_string(fen)},
            {"currencyCode", "156"},
            {"settleAmt", std::to_string(fen)},
            {"settleCurrencyCode", "156"},
            {"settleDate", clearingDay(at)},
            {"traceNo", number.substr(number.size() - 6)},
            {"traceTime", compactText(at).substr(4)},
            {"accNo", "6216***********0018"},
            {"payCardType", "01"}};
}

std::string currencyCodeOf(const Trade& trade) {
    return trade.currency == "CNY" ? "156" : "840";
}

SimOrder* Transactions::orderOf(const Fields& fields) const {
    const std::string queryId = valueOf(fields, "queryId");
    if (!queryId.empty()) return m_desk.book.byTrade(kUnionPay, queryId);
    for (SimOrder& order : m_desk.book.orders) {
        if (order.channel == kUnionPay && order.number == valueOf(fields, "orderId") &&
            order.txnTime == valueOf(fields, "txnTime")) {
            return &order;
        }
    }
    return nullptr;
}

Refund* Transactions::refundOf(const Fields& fields, SimOrder** of) const {
    const std::string queryId = valueOf(fields, "queryId");
    for (SimOrder& order : m_desk.book.orders) {
        if (order.channel != kUnionPay) continue;
        for (Refund& refund : order.refunds) {
            const bool own = queryId.empty() ? refund.number == valueOf(fields, "orderId") &&
                                                   refund.txnTime == valueOf(fields, "txnTime")
                                             : refund.own == queryId;
            if (!own) continue;
            *of = &order;
            return &refund;
        }
    }
    return nullptr;
}

/// orderId is unique per merchant and day, among orders and refunds alike.
bool Transactions::isTaken(const Fields& fields) const {
    const std::string number = valueOf(fields, "orderId");
    const std::string day = valueOf(fields, "txnTime").substr(0, 8);
    const auto same = [&](const std::string& otherNumber, const std::string& otherTime) {
        return otherNumber == number && otherTime.substr(0, 8) == day;
    };
    for (const SimOrder& order : m_desk.book.orders) {
        if (order.channel != kUnionPay) continue;
        if (same(order.number, order.txnTime)) return true;
        for (const Refund& refund : order.refunds) {
            if (refund.kind != "reversal" && same(refund.number, refund.txnTime)) return true;
        }
    }
    return false;
}

Fields Transactions::apply(const Fields& fields, std::int64_t now) {
    if (isTaken(fields)) return answer("12");
    const std::string timeout = valueOf(fields, "payTimeout");
    const std::int64_t expiry = timeout.empty() ? now + kDefaultLife : *compactMillis(timeout);
    if (isOff(fields, now) || expiry <= now) return answer("39");
    SimOrder order;
    order.channel = kUnionPay;
    order.number = valueOf(fields, "orderId");
    order.txnTime = valueOf(fields, "txnTime");
    order.token = randomToken(26);
    order.subject = valueOf(fields, "orderDesc");
    order.terminal = valueOf(fields, "termId");
    order.reserved = valueOf(fields, "reqReserved");
    order.notifyUrl = valueOf(fields, "backUrl");
    order.fen = fenIn(fields);
    order.createdAt = now;
    order.expiresAt = expiry;
    order.codeExpiresAt = expiry;
    Fields applied = answer("00");
    applied["qrCode"] = m_desk.till.open(std::move(order), now).code();
    return applied;
}

Fields Transactions::query(const Fields& fields, std::int64_t now) {
    SimOrder* order = orderOf(fields);
    if (order == nullptr) {
        Refund* refund = refundOf(fields, &order);
        if (refund == nullptr) return answer("34");
        m_desk.till.askedFor(*order, *refund, now);
        return refundFields(*refund);
    }
    const std::string state = stateOf(*order, now);
    Fields found = about(state);
    const std::string queryId = valueOf(fields, "queryId");
    const bool paid = state == "00" || state == "42" || state == "01";
    if (!paid) return found;
    const Trade& trade = queryId.empty() ? order->trades.front() : *order->trade(queryId);
    found.merge(tradeFields(*order, trade));
    return found;
}

Transactions::Original Transactions::originalOf(const Fields& fields) const {
    Original original;
    const std::string queryId = valueOf(fields, "origQryId");
    const std::string number = valueOf(fields, "origOrderId");
    const std::string time = valueOf(fields, "origTxnTime");
    SimOrder* byNumber = orderOf({{"orderId", number}, {"txnTime", time}});
    if (queryId.empty()) {
        original.order = byNumber;
        const bool paid = byNumber != nullptr && !byNumber->trades.empty();
        original.trade = paid ? &byNumber->trades.front() : nullptr;
        return original;
    }
    original.order = m_desk.book.byTrade(kUnionPay, queryId);
    if (original.order != nullptr) original.trade = original.order->trade(queryId);
    original.matches = number.empty() || byNumber == original.order;
    return original;
}

Fields Transactions::refund(const Fields& fields, bool undo, std::int64_t now) {
    if (isTaken(fields)) return answer("12");
    if (isOff(fields, now)) return answer("39");
    const Original original = originalOf(fields);
    const Trade* trade = original.trade;
    if (trade == nullptr || trade->paidAt == 0) return answer("35");
    if (!original.matches) return answer("36");
    const std::int64_t rest = original.order->restOf(*trade);
    const std::int64_t fen = fenIn(fields);
    if (rest == 0) return answer("45");
    if (fen > rest || now - trade->paidAt > kRefundWindow) return answer("36");
    if (undo && clearingDay(now) != clearingDay(trade->paidAt)) return answer("35");
    if (undo && fen != trade->fen) return answer("36");
    const std::string number = valueOf(fields, "orderId");
    if (m_desk.script.takeAction("refund-no-funds",
                                 {kUnionPay, original.order->number, "", number})) {
        return answer("64");
    }
    Refund refund;
    refund.number = number;
    refund.txnTime = valueOf(fields, "txnTime");
    refund.trade = trade->number;
    refund.kind = undo ? "undo" : "refund";
    refund.notifyUrl = valueOf(fields, "backUrl");
    refund.reserved = valueOf(fields, "reqReserved");
    refund.fen = fen;
    Fields accepted = answer("00");
    accepted["origQryId"] = refund.trade;
    accepted["queryId"] = m_desk.till.refund(*original.order, refund, now).own;
    return accepted;
}

Fields Transactions::reverse(const Fields& fields, std::int64_t now) {
    SimOrder* order = orderOf(fields);
    if (order == nullptr) return answer("34");
    if (clearingDay(now) != clearingDay(order->createdAt)) return answer("35");
    if (Till::close(*order) || isReversed(*order)) return answer("00");
    Trade& trade = order->trades.front();
    Refund refund;
    refund.number = order->number;
    refund.txnTime = order->txnTime;
    refund.trade = trade.number;
    refund.kind = "reversal";
    refund.fen = order->restOf(trade);
    if (refund.fen == 0) return answer("45");
    m_desk.till.refund(*order, refund, now);
    return answer("00");
}

}  // namespace wattill::sim::unionpay
