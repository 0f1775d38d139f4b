#include "simulation/gateway_model.hpp"

#include <algorithm>

namespace wattill::simulation {

using namespace std::chrono_literals;
using payment::CancelOutcome;
using payment::PaymentStatus;

namespace {
/// A channel without a cancel calls a code closed so long after its end.
constexpr Duration kCallsClosedAfter = 1h;
/// A payer who scanned in time may be debited so long after the end.
constexpr Duration kDebitsUntil = 2min;
/// More questions for one order within a minute are punished by real channels.
constexpr std::size_t kMostQuestionsAMinute = 60;

Error refused(std::string message) {
    return {ErrorCode::Refused, Retry::Never, std::move(message), {}};
}
}  // namespace

const Trade* GatewayModel::find(const OrderId& order) const {
    const auto found = m_trades.find(order);
    return found == m_trades.end() ? nullptr : &found->second;
}

const ReceivedPayment* GatewayModel::payment(const OrderId& order, const std::string& trade) const {
    const Trade* known = find(order);
    if (known == nullptr) return nullptr;
    const auto found =
        std::find_if(known->payments.begin(), known->payments.end(),
                     [&](const ReceivedPayment& each) { return each.fact.trade == trade; });
    return found == known->payments.end() ? nullptr : &*found;
}

bool GatewayModel::isOver(const Trade& trade) const {
    const Duration late = m_traits.takesLate && trade.scanned ? kDebitsUntil : 0ms;
    return m_host.timeline.now() >= trade.closesAt + late;
}

Trade* GatewayModel::open(const OrderId& order) {
    const auto found = m_trades.find(order);
    if (found == m_trades.end()) return nullptr;
    Trade& trade = found->second;
    if (isOver(trade) && trade.payments.empty()) trade.closed = true;
    return trade.closed ? nullptr : &trade;
}

Result<std::string> GatewayModel::create(const payment::CreateRequest& request) {
    const std::string code = "https://qr.example/" + request.order.text();
    if (const Trade* known = find(request.order)) {
        if (known->request.amount != request.amount || known->request.at != request.at) {
            m_host.journal.violated("a repeated create is identical", "order {}",
                                    request.order.text());
            return refused("context inconsistent");
        }
        if (m_traits.givesCodeOnce) {
            return Error{ErrorCode::Unavailable, Retry::Later, "this number is known already", {}};
        }
        if (known->closed) return refused("trade has closed");
        if (!known->payments.empty()) return refused("trade has success");
        return code;
    }
    const Duration now = m_host.timeline.now();
    const Duration from =
        m_traits.expiryCountsFromArrival ? now : now + (request.at - NodeClock::at(now));
    if (from + request.validFor <= now) return refused("now is after the time of expiry");
    Trade trade;
    trade.request = request;
    trade.closesAt = from + request.validFor;
    m_trades.emplace(request.order, trade);
    return code;
}

void GatewayModel::noteQuestion(Trade& trade) {
    const Duration now = m_host.timeline.now();
    auto& questions = trade.questions;
    std::erase_if(questions, [now](Duration at) { return at + 1min <= now; });
    questions.push_back(now);
    if (questions.size() <= kMostQuestionsAMinute) return;
    m_host.journal.violated("no channel is pestered", "{} questions for {} within a minute",
                            questions.size(), trade.request.order.text());
}

payment::PaymentFact GatewayModel::unpaid(const Trade& trade) const {
    const OrderId& order = trade.request.order;
    // No trade before the scan, closed or not; unless the channel knows it from the first.
    if (!trade.scanned && !m_traits.closesUnscanned) return {.order = order};
    payment::PaymentFact fact;
    fact.order = order;
    fact.merchant = m_traits.merchant;
    fact.currency = "CNY";
    fact.amount = trade.request.amount;
    const bool over = m_traits.hasCancel
                          ? isOver(trade)
                          : m_host.timeline.now() >= trade.closesAt + kCallsClosedAfter;
    fact.status = trade.closed || over ? PaymentStatus::Closed : PaymentStatus::Waiting;
    // Between its end and then nobody says what will become of it.
    const bool unclear = !m_traits.hasCancel && isOver(trade) && !over;
    const bool untold = !m_traits.tellsScans && fact.status == PaymentStatus::Waiting;
    if (unclear || untold) fact.status = PaymentStatus::NotSeen;
    return fact;
}

payment::PaymentFact GatewayModel::query(const OrderId& order) {
    const auto found = m_trades.find(order);
    if (found == m_trades.end()) return {.order = order};
    Trade& trade = found->second;
    noteQuestion(trade);
    if (trade.payments.empty()) return unpaid(trade);
    payment::PaymentFact fact = trade.payments.front().fact;
    const bool tells = m_traits.hasCancel;  // else the payment's own query does not change
    if (tells && trade.payments.front().returned()) fact.status = PaymentStatus::Returned;
    return fact;
}

/// A payment of which a part went back by a refund is not cancelled any more.
payment::CancelReply GatewayModel::sendBack(Trade& trade) {
    for (ReceivedPayment& payment : trade.payments) {
        if (payment.refunds.empty() && !payment.cancelled) {
            payment.cancelled = true;
            if (m_traits.tellsReturns) m_returnObserver(payment, {});
        }
        if (!m_traits.cancelReturnsAll) break;
    }
    const ReceivedPayment& first = trade.payments.front();
    if (!first.returned()) return {CancelOutcome::NothingThere, {}};
    m_host.journal.trace("gateway  cancel {}: money returned", trade.request.order.text());
    return {CancelOutcome::Returned, first.fact.trade};
}

Result<payment::CancelReply> GatewayModel::cancel(const OrderId& order) {
    using payment::CancelReply;
    if (!m_traits.hasCancel) return CancelReply{CancelOutcome::NoSuchCall, {}};
    const auto found = m_trades.find(order);
    if (found == m_trades.end()) return CancelReply{CancelOutcome::NothingThere, {}};
    Trade& trade = found->second;
    if (!trade.payments.empty()) {
        if (!m_traits.cancelSendsBack) return refused("the trade was paid");
        return sendBack(trade);
    }
    if (!trade.scanned) {
        trade.closed = trade.closed || m_traits.cancelKillsUnscanned;
        return CancelReply{CancelOutcome::NothingThere, {}};
    }
    trade.closed = true;
    m_host.journal.trace("gateway  cancel {}: closed", order.text());
    return CancelReply{CancelOutcome::Closed, {}};
}

bool GatewayModel::scan(const OrderId& order) {
    Trade* trade = open(order);
    if (trade == nullptr || !trade->payments.empty()) return false;
    if (m_host.timeline.now() >= trade->closesAt) return trade->scanned;
    trade->scanned = true;
    return true;
}

const ReceivedPayment* GatewayModel::pay(const OrderId& order, Way way) {
    if (!scan(order)) return nullptr;
    return receive(*open(order), way);
}

const ReceivedPayment* GatewayModel::payAgain(const OrderId& order) {
    Trade* trade = open(order);
    const bool takesMore =
        trade != nullptr && !trade->payments.empty() && trade->payments.front().wentBack().isZero();
    return takesMore ? receive(*trade, Way::Right) : nullptr;
}

const ReceivedPayment* GatewayModel::receive(Trade& trade, Way way) {
    ReceivedPayment payment;
    payment.at = m_host.timeline.now();
    payment.fact.order = trade.request.order;
    payment.fact.status = PaymentStatus::Paid;
    payment.fact.trade = m_traits.channel.substr(0, 1) + "T" + std::to_string(m_nextTrade++);
    payment.fact.merchant = way == Way::WrongMerchant ? "2088999" : m_traits.merchant;
    payment.fact.currency = way == Way::WrongCurrency ? "USD" : "CNY";
    payment.fact.amount =
        way == Way::WrongAmount ? trade.request.amount - Money::fromFen(1) : trade.request.amount;
    m_host.journal.trace("gateway  {} pays {} yuan for {}", payment.fact.trade,
                         payment.fact.amount.yuanText(), trade.request.order.text());
    trade.payments.push_back(payment);
    return &trade.payments.back();
}

GatewayModel::Traits alipayTraits(Host& host) {
    GatewayModel::Traits traits;
    traits.channel = "alipay";
    traits.merchant = "2088000000000001";
    traits.cancelKillsUnscanned = host.oneIn(2);
    traits.expiryCountsFromArrival = host.oneIn(2);
    traits.cancelReturnsAll = host.oneIn(2);
    traits.tellsReturns = host.oneIn(4);
    // A close refuses what was paid; the cancel that follows where there is no trade may still come
    // upon a payment. No draw of its own: it would shift all that a seed draws after it.
    traits.cancelSendsBack = traits.cancelKillsUnscanned == traits.expiryCountsFromArrival;
    // Payments facts, 1.8: eight deliveries.
    traits.noticeWaits = {50ms, 4min, 10min, 10min, 1h, 2h, 6h, 15h};
    return traits;
}

GatewayModel::Traits unionPayTraits(Host& host) {
    GatewayModel::Traits traits;
    traits.channel = "unionpay";
    traits.merchant = "777290058110048";
    traits.hasCancel = false;
    traits.expiryCountsFromArrival = false;  // payTimeout is a moment
    traits.tellsReturns = true;
    traits.tellsScans = false;  // 05 either way
    traits.closesUnscanned = host.oneIn(2);
    traits.givesCodeOnce = true;
    traits.takesLate = host.oneIn(2);
    traits.refundsLater = true;
    // Payments facts, 2.7: five deliveries, then never again.
    traits.noticeWaits = {50ms, 1min, 2min, 4min, 5min};
    return traits;
}

}  // namespace wattill::simulation
