#include "simulator/gateway/till.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace wattill::sim {

namespace {

constexpr const char* kAnotherSeller = "2088999900000009";
constexpr const char* kAnotherMerchant = "777999999999999";

PhoneView viewOf(const SimOrder& order) {
    PhoneView view{true, order.number, order.subject, yuanOf(order.fen), nameOf(order.stage), {}};
    if (order.payDueAt != 0) view.status = "confirmed";
    return view;
}

PhoneView refused(PhoneView view, const std::string& why) {
    view.refusal = why;
    return view;
}

Moment momentOf(const SimOrder& order) {
    return {order.channel, order.number};
}

}  // namespace

Till::Till(Book& book, Script& script, Identity identity)
    : m_book(book), m_script(script), m_identity(std::move(identity)) {}

void Till::announceBy(const std::string& channel, Announcer& announcer) {
    m_announcers[channel] = &announcer;
}

std::string Till::nextNumber(const std::string& channel, std::int64_t now) {
    std::string day = compactText(now);
    if (channel == kAlipay) day = day.substr(0, 8) + "22001400";
    const int width = channel == kAlipay ? 12 : 7;
    std::array<char, 24> serial{};
    std::snprintf(serial.data(), serial.size(), "%0*lld", width,
                  static_cast<long long>(++m_book.counter));
    return day + serial.data();
}

void Till::advance(std::int64_t now) {
    for (SimOrder& order : m_book.orders) {
        if (order.payDueAt != 0 && now >= order.payDueAt) settle(order, order.payDueAt);
        if (order.payDueAt != 0) continue;
        const bool fresh = order.stage == Stage::Fresh;
        if (fresh && now >= order.codeExpiresAt) order.stage = Stage::Dead;
        if (order.stage == Stage::Waiting && now >= order.expiresAt) order.stage = Stage::Closed;
    }
}

bool Till::awaitsPayment() const {
    return std::any_of(m_book.orders.begin(), m_book.orders.end(),
                       [](const SimOrder& order) { return order.payDueAt != 0; });
}

SimOrder& Till::open(SimOrder order, std::int64_t now) {
    if (const auto rule = m_script.takeAction("pay-after", momentOf(order))) {
        payLater(order, now, rule->ms);
    }
    m_book.orders.push_back(std::move(order));
    return m_book.orders.back();
}

void Till::payLater(SimOrder& order, std::int64_t now, std::int64_t ms) {
    order.payDueAt = now + std::max<std::int64_t>(ms, 1);
    order.lateAllowed = true;
}

bool Till::close(SimOrder& order) {
    if (order.stage == Stage::Fresh) order.stage = Stage::Dead;
    if (order.stage == Stage::Waiting) order.stage = Stage::Closed;
    if (order.stage != Stage::Dead && order.stage != Stage::Closed) return false;
    order.payDueAt = 0;
    return true;
}

void Till::startTrade(SimOrder& order, const std::string& buyer, std::int64_t now) {
    Trade trade;
    trade.number = nextNumber(order.channel, now);
    trade.fen = order.fen;
    trade.seller = order.channel == kAlipay ? m_identity.sellerId : m_identity.merId;
    trade.buyer = buyer;
    order.trades.push_back(std::move(trade));
}

PhoneView Till::scan(const std::string& token, const std::string& buyer, std::int64_t now) {
    SimOrder* order = m_book.byToken(token);
    if (order == nullptr) return refused({}, "the code is unknown here");
    if (order->stage == Stage::Fresh) {
        const bool outrun = m_script.takeAction("second-buyer", momentOf(*order)).has_value();
        startTrade(*order, outrun ? "another" : buyer, now);
        order->stage = Stage::Waiting;
    }
    if (!order->trades.empty() && order->trades.front().buyer != buyer) {
        return refused(viewOf(*order), "another payer has scanned this code");
    }
    return viewOf(*order);
}

PhoneView Till::pay(const std::string& token, const std::string& buyer, std::int64_t now) {
    PhoneView seen = scan(token, buyer, now);
    if (!seen.known || !seen.refusal.empty()) return seen;
    SimOrder& order = *m_book.byToken(token);
    if (m_script.takeAction("refuse", momentOf(order))) {
        return refused(seen, "the payer's bank refused");
    }
    if (order.payDueAt != 0) return seen;
    const bool expired = now >= order.expiresAt;
    const bool payable = order.stage == Stage::Waiting || order.stage == Stage::Dead ||
                         (order.stage == Stage::Closed && expired);
    const auto late =
        payable ? m_script.takeAction("pay-late", momentOf(order)) : std::optional<Rule>();
    if (order.stage != Stage::Waiting && !late) {
        return order.stage == Stage::Paid ? seen : refused(seen, "the code is no longer valid");
    }
    if (late && late->ms > 0) {
        payLater(order, now, late->ms);
        return viewOf(order);
    }
    settle(order, now);
    return viewOf(order);
}

void Till::payNow(SimOrder& order, std::int64_t now) {
    if (order.stage == Stage::Fresh || order.stage == Stage::Waiting) settle(order, now);
}

void Till::settle(SimOrder& order, std::int64_t now) {
    order.payDueAt = 0;
    if (order.trades.empty()) startTrade(order, "1", now);
    order.stage = Stage::Paid;
    Trade& first = order.trades.front();
    first.paidAt = now;
    first.late = now >= order.expiresAt;
    if (const auto rule = m_script.takeAction("wrong-amount", momentOf(order))) {
        first.fen = rule->fen;
    }
    if (m_script.takeAction("wrong-seller", momentOf(order))) {
        first.seller = order.channel == kAlipay ? kAnotherSeller : kAnotherMerchant;
    }
    if (m_script.takeAction("wrong-currency", momentOf(order))) first.currency = "USD";
    if (m_script.takeAction("pay-twice", momentOf(order))) {
        startTrade(order, "2", now);
        order.trades.back().paidAt = now;
    }
    for (const Trade& trade : order.trades) {
        m_announcers.at(order.channel)->paid(order, trade, now);
    }
}

Refund& Till::refund(SimOrder& order, Refund refund, std::int64_t now) {
    refund.at = now;
    refund.own = nextNumber(order.channel, now);
    refund.state = "done";
    const Moment moment{order.channel, order.number, "refund", refund.number};
    if (const auto rule = m_script.takeAction("refund-pending", moment)) {
        refund.state = "pending";
        refund.queriesLeft = rule->queries;
    } else if (m_script.takeAction("refund-fails", moment)) {
        refund.state = "failed";
    }
    order.refunds.push_back(std::move(refund));
    Refund& kept = order.refunds.back();
    if (kept.state == "done") finish(order, kept, now);
    return kept;
}

void Till::askedFor(SimOrder& order, Refund& refund, std::int64_t now) {
    if (refund.state != "pending" || --refund.queriesLeft >= 0) return;
    finish(order, refund, now);
}

void Till::finish(SimOrder& order, Refund& refund, std::int64_t now) {
    Trade& trade = *order.trade(refund.trade);
    refund.state = "done";
    refund.at = now;
    trade.refundedFen += refund.fen;
    if (&trade == &order.trades.front() && trade.refundedFen == trade.fen) {
        order.stage = Stage::Returned;
    }
    m_announcers.at(order.channel)->returned(order, trade, refund, now);
}

bool Till::act(const std::string& number, const std::string& what, std::int64_t fen,
               std::int64_t now) {
    SimOrder* order = m_book.byNumber(number);
    if (order == nullptr) return false;
    if (what == "refund" && order->stage == Stage::Paid) {
        const Trade& trade = order->trades.front();
        const std::int64_t rest = order->restOf(trade);
        Refund refund;
        refund.fen = fen == 0 ? rest : fen;
        if (refund.fen <= 0 || refund.fen > rest) return false;
        refund.number = "SIM" + std::to_string(m_book.counter + 1);
        while (refund.number.size() < 8)
            refund.number.insert(3, "0");
        refund.txnTime = compactText(now);
        refund.trade = trade.number;
        refund.notifyUrl = order->notifyUrl;
        this->refund(*order, refund, now);
        return true;
    }
    if (what == "finish" && order->stage == Stage::Paid) {
        order->stage = Stage::Finished;
        return true;
    }
    if (what == "close" && order->stage == Stage::Waiting) return close(*order);
    return false;
}

}  // namespace wattill::sim
