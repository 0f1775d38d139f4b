#include "simulation/gateway_model.hpp"

namespace wattill::simulation {

using payment::CancelOutcome;
using payment::PaymentStatus;

namespace {
Error refused(std::string message) {
    return {ErrorCode::Refused, Retry::Never, std::move(message), {}};
}
}  // namespace

const Trade* GatewayModel::find(const OrderId& order) const {
    const auto found = m_trades.find(order);
    return found == m_trades.end() ? nullptr : &found->second;
}

Trade* GatewayModel::open(const OrderId& order) {
    const auto found = m_trades.find(order);
    if (found == m_trades.end()) return nullptr;
    Trade& trade = found->second;
    if (m_timeline.now() >= trade.closesAt && trade.payments.empty()) trade.closed = true;
    return trade.closed ? nullptr : &trade;
}

Result<std::string> GatewayModel::create(const payment::CreateRequest& request) {
    const std::string code = "https://qr.example/" + request.order.text();
    if (const Trade* known = find(request.order)) {
        if (known->request.amount != request.amount || known->request.at != request.at) {
            m_journal.violated("a repeated create is identical", "order {}", request.order.text());
            return refused("context inconsistent");
        }
        if (known->closed) return refused("trade has closed");
        if (!known->payments.empty()) return refused("trade has success");
        return code;
    }
    const Duration now = m_timeline.now();
    const Duration from =
        m_traits.expiryCountsFromArrival ? now : now + (request.at - NodeClock::at(now));
    if (from + request.validFor <= now) return refused("now is after the time of expiry");
    Trade trade;
    trade.request = request;
    trade.closesAt = from + request.validFor;
    m_trades.emplace(request.order, trade);
    return code;
}

payment::PaymentFact GatewayModel::query(const OrderId& order) const {
    payment::PaymentFact fact;
    fact.order = order;
    const Trade* trade = find(order);
    if (trade == nullptr) return fact;
    if (!trade->payments.empty()) {
        fact = trade->payments.front().fact;
        if (trade->payments.front().returned) fact.status = PaymentStatus::Returned;
        return fact;
    }
    fact.merchant = kMerchant;
    fact.currency = "CNY";
    fact.amount = trade->request.amount;
    const bool closed = trade->closed || m_timeline.now() >= trade->closesAt;
    if (!trade->scanned) return {.order = order};  // no trade before the scan, closed or not
    fact.status = closed ? PaymentStatus::Closed : PaymentStatus::Waiting;
    return fact;
}

payment::CancelReply GatewayModel::cancel(const OrderId& order) {
    const auto found = m_trades.find(order);
    if (found == m_trades.end()) return {CancelOutcome::NothingThere, {}};
    Trade& trade = found->second;
    if (!trade.payments.empty()) {
        for (ReceivedPayment& payment : trade.payments) {
            if (!payment.returned && m_traits.tellsReturns) m_returnObserver(payment);
            payment.returned = true;
            if (!m_traits.cancelReturnsAll) break;
        }
        m_journal.trace("gateway  cancel {}: money returned", order.text());
        return {CancelOutcome::Returned, trade.payments.front().fact.trade};
    }
    if (!trade.scanned) {
        trade.closed = trade.closed || m_traits.cancelKillsUnscanned;
        return {CancelOutcome::NothingThere, {}};
    }
    trade.closed = true;
    m_journal.trace("gateway  cancel {}: closed", order.text());
    return {CancelOutcome::Closed, {}};
}

Money ReceivedPayment::refunded() const {
    Money sum;
    for (const auto& [number, amount] : refunds)
        sum += amount;
    return sum;
}

ReceivedPayment* GatewayModel::paymentOf(const payment::RefundRequest& request) {
    const auto found = m_trades.find(request.payment.order);
    if (found == m_trades.end()) return nullptr;
    for (ReceivedPayment& payment : found->second.payments) {
        if (payment.fact.trade == request.trade) return &payment;
    }
    return nullptr;
}

Result<payment::RefundFact> GatewayModel::refund(const payment::RefundRequest& request) {
    using payment::RefundStatus;
    ReceivedPayment* payment = paymentOf(request);
    if (payment == nullptr) return refused("no such trade");
    if (const auto known = payment->refunds.find(request.refund); known != payment->refunds.end()) {
        if (known->second == request.amount) {
            return payment::RefundFact{request.refund, RefundStatus::Pending, "repeated"};
        }
        m_journal.violated("a repeated refund is identical", "refund {}", request.refund.text());
        return refused("discordant repeat request");
    }
    const bool tooMuch = payment->refunded() + request.amount > payment->fact.amount;
    if (payment->returned || tooMuch) return refused("more than was paid");
    payment->refunds[request.refund] = request.amount;
    payment->returned = payment->refunded() == payment->fact.amount;
    m_journal.trace("gateway  refund {}: {} yuan of {} returned", request.refund.text(),
                    request.amount.yuanText(), request.trade);
    if (m_traits.tellsReturns && payment->returned) m_returnObserver(*payment);
    return payment::RefundFact{request.refund, RefundStatus::Returned, {}};
}

payment::RefundFact GatewayModel::queryRefund(const payment::RefundRequest& request) const {
    using payment::RefundStatus;
    const Trade* trade = find(request.payment.order);
    bool known = false;
    if (trade != nullptr) {
        for (const ReceivedPayment& payment : trade->payments)
            known = known || payment.refunds.count(request.refund) != 0;
    }
    return {request.refund, known ? RefundStatus::Returned : RefundStatus::NotKnown, {}};
}

bool GatewayModel::scan(const OrderId& order) {
    Trade* trade = open(order);
    if (trade == nullptr || !trade->payments.empty()) return false;
    trade->scanned = true;
    return true;
}

const ReceivedPayment* GatewayModel::pay(const OrderId& order, Way way) {
    if (!scan(order)) return nullptr;
    return receive(*open(order), way);
}

const ReceivedPayment* GatewayModel::payAgain(const OrderId& order) {
    Trade* trade = open(order);
    if (trade == nullptr || trade->payments.empty() || trade->payments.front().returned)
        return nullptr;
    return receive(*trade, Way::Right);
}

const ReceivedPayment* GatewayModel::receive(Trade& trade, Way way) {
    ReceivedPayment payment;
    payment.at = m_timeline.now();
    payment.fact.order = trade.request.order;
    payment.fact.status = PaymentStatus::Paid;
    payment.fact.trade = "T" + std::to_string(m_nextTrade++);
    payment.fact.merchant = way == Way::WrongMerchant ? "2088999" : std::string(kMerchant);
    payment.fact.currency = way == Way::WrongCurrency ? "USD" : "CNY";
    payment.fact.amount =
        way == Way::WrongAmount ? trade.request.amount - Money::fromFen(1) : trade.request.amount;
    m_journal.trace("gateway  {} pays {} yuan for {}", payment.fact.trade,
                    payment.fact.amount.yuanText(), trade.request.order.text());
    trade.payments.push_back(payment);
    return &trade.payments.back();
}

}  // namespace wattill::simulation
