#include "simulation/gateway_model.hpp"

namespace wattill::simulation {

using namespace std::chrono_literals;
using payment::RefundFact;
using payment::RefundRequest;
using payment::RefundStatus;

namespace {
Error refused(std::string message) {
    return {ErrorCode::Refused, Retry::Never, std::move(message), {}};
}

/// What is back with the payer, or promised.
Money promised(const ReceivedPayment& payment) {
    Money sum;
    for (const auto& [number, refund] : payment.refunds) {
        if (refund.status != RefundStatus::Failed) sum += refund.amount;
    }
    return sum;
}
}  // namespace

Money ReceivedPayment::wentBack() const {
    if (cancelled) return fact.amount;
    Money sum;
    for (const auto& [number, refund] : refunds) {
        if (refund.status == RefundStatus::Returned) sum += refund.amount;
    }
    return sum;
}

const SentBack* ReceivedPayment::refundOf(const payment::RefundId& refund) const {
    const auto found = refunds.find(refund);
    return found == refunds.end() ? nullptr : &found->second;
}

ReceivedPayment* GatewayModel::paymentOf(const RefundRequest& request) {
    const auto found = m_trades.find(request.payment.order);
    if (found == m_trades.end()) return nullptr;
    for (ReceivedPayment& payment : found->second.payments) {
        if (payment.fact.trade == request.trade) return &payment;
    }
    return nullptr;
}

/// The same number once more: still one refund.
Result<RefundFact> GatewayModel::again(const RefundRequest& request, const SentBack& known) {
    const bool sameTime = known.at == request.at || !m_traits.refundsLater;
    if (known.amount != request.amount || !sameTime) {
        m_host.journal.violated("a repeated refund is identical", "refund {}",
                                request.refund.text());
        return refused("discordant repeat request");
    }
    const bool failed = known.status == RefundStatus::Failed && !m_traits.refundsLater;
    return RefundFact{request.refund, failed ? RefundStatus::Failed : RefundStatus::Pending,
                      "repeated"};
}

Result<RefundFact> GatewayModel::refund(const RefundRequest& request) {
    ReceivedPayment* payment = paymentOf(request);
    if (payment == nullptr) return refused("no such trade");
    if (const auto known = payment->refunds.find(request.refund); known != payment->refunds.end()) {
        return again(request, known->second);
    }
    if (payment->cancelled) return refused("the money went back by a cancel");
    if (promised(*payment) + request.amount > payment->fact.amount) {
        m_host.journal.violated("never more goes back than was paid",
                                "refund {} of {} yuan, {} of {} are gone", request.refund.text(),
                                request.amount.yuanText(), promised(*payment).yuanText(),
                                payment->fact.amount.yuanText());
        return refused("more than was paid");
    }
    const bool lacksFunds = m_host.timeline.now() < m_fundsFrom;
    if (lacksFunds && !m_traits.refundsLater) {
        return RefundFact{request.refund, RefundStatus::ShortOfFunds, "balance not enough"};
    }
    return accept(request, *payment);
}

RefundFact GatewayModel::accept(const RefundRequest& request, ReceivedPayment& payment) {
    const bool lacksFunds = m_host.timeline.now() < m_fundsFrom;
    const bool fails = lacksFunds || m_host.faults.strikes(Fault::RefundFails);
    const RefundStatus end = fails ? RefundStatus::Failed : RefundStatus::Returned;
    payment.refunds[request.refund] = {request.amount, request.at, RefundStatus::Pending};
    if (!m_traits.refundsLater) {
        finish(request, end);
        return {request.refund, end, fails ? "the payer's account is closed" : ""};
    }
    const Duration takes = m_host.faults.strikes(Fault::RefundSlow) ? m_host.between(10min, 5h)
                                                                    : m_host.between(1s, 90s);
    m_host.timeline.after(takes, [this, request, end] { finish(request, end); });
    return {request.refund, RefundStatus::Pending, "accepted"};
}

void GatewayModel::finish(const RefundRequest& request, RefundStatus end) {
    ReceivedPayment& payment = *paymentOf(request);
    payment.refunds.at(request.refund).status = end;
    m_host.journal.trace("gateway  refund {}: {} yuan of {} {}", request.refund.text(),
                         request.amount.yuanText(), request.trade, payment::name(end));
    if (end == RefundStatus::Returned && m_traits.tellsReturns) {
        m_returnObserver(payment, request.refund);
    }
}

RefundFact GatewayModel::queryRefund(const RefundRequest& request) const {
    const ReceivedPayment* known = payment(request.payment.order, request.trade);
    const SentBack* refund = known == nullptr ? nullptr : known->refundOf(request.refund);
    const bool found = refund != nullptr && (refund->at == request.at || !m_traits.refundsLater);
    if (!found) return {request.refund, RefundStatus::NotKnown, {}};
    return {request.refund, refund->status, {}};
}

}  // namespace wattill::simulation
