#include "order/calls.hpp"

#include "order/order_number.hpp"
#include "order/rules.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wattill::order {

namespace {

constexpr std::size_t kShortestRequestKey = 8;
constexpr std::size_t kLongestRequestKey = 64;
constexpr std::size_t kLongestTerminal = 8;

bool isAlphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isKey(const std::string& text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return isAlphanumeric(c) || c == '-'; });
}

struct ReplyEvent {
    const Call& call;
    Event operator()(const CodeText& reply) const { return CodeIssued{reply.text}; }
    Event operator()(const payment::PaymentFact& reply) const {
        return PaymentReported{reply, call.startedAt.value_or(call.dueAt), false, call.attempt};
    }
    Event operator()(const payment::CancelReply& reply) const { return CancelAnswered{reply}; }
    Event operator()(const metering::MeterReading& reply) const {
        return MeterWasRead{call.kind, reply, call.attempt};
    }
    Event operator()(const Acknowledged&) const { return SaleAnswered{call.attempt}; }
    Event operator()(const payment::RefundFact& reply) const {
        return RefundAnswered{reply, call.kind == CallKind::GatewayRefundQuery, call.attempt};
    }
    Event operator()(const metering::CommandProof&) const { return notOurs(); }
    [[nodiscard]] Event notOurs() const {
        const Error error{ErrorCode::BadReply, Retry::Later, "the answer to another call", {}};
        return CallFailed{call.kind, call.attempt, error};
    }
};

payment::PaymentRef paymentRefOf(const Order& order) {
    return {order.id, order.createdAt, order.amount};
}

std::optional<payment::RefundRequest> refundRequestOf(const Order& order) {
    const Refund* refund = openRefund(order);
    if (refund == nullptr) return std::nullopt;
    return payment::RefundRequest{refund->id,     paymentRefOf(order), refund->trade,
                                  refund->amount, refund->dated,       "电费退款"};
}

metering::Sale saleOnTheWire(const Order& order) {
    metering::Sale sale = order.delivery->sale;
    sale.orderNumber = orderNumberOf(order.id.text());
    return sale;
}

}  // namespace

Result<void> validRequestKey(const std::string& key) {
    if (key.size() >= kShortestRequestKey && key.size() <= kLongestRequestKey && isKey(key)) {
        return {};
    }
    return invalidInput("request: 8 to 64 letters, digits or '-', new for every request");
}

Result<void> validate(const NewOrder& request, const Policy& policy) {
    if (const auto key = validRequestKey(request.request); !key.ok()) return key;
    const std::string& terminal = request.terminal;
    const bool terminalFits = !terminal.empty() && terminal.size() <= kLongestTerminal &&
                              std::all_of(terminal.begin(), terminal.end(), isAlphanumeric);
    if (!terminalFits) return invalidInput("terminal: 1 to 8 letters and digits, like K01");
    if (!request.amount.isWholeFen() || request.amount < policy.minAmount ||
        request.amount > policy.maxAmount) {
        return invalidInput(fmt::format("amount: from {} to {} yuan, whole fen",
                                        policy.minAmount.yuanText(), policy.maxAmount.yuanText()));
    }
    return {};
}

bool sameWish(const NewOrder& request, const Order& order) {
    return request.meter == order.meter && request.amount == order.amount &&
           request.channel == order.channel && request.terminal == order.terminal;
}

Event eventOf(const Call& call, const Result<OutsideReply>& reply) {
    if (!reply.ok()) return CallFailed{call.kind, call.attempt, reply.error()};
    return std::visit(ReplyEvent{call}, reply.value());
}

std::optional<OutsideCall> outsideCallOf(const Order& order, const Call& call,
                                         const Policy& policy) {
    const bool sells = ownsMeter(order.state) && order.delivery && !order.held;
    switch (call.kind) {
        case CallKind::GatewayCreate:
            if (order.state != State::Created) return std::nullopt;
            return GatewayCreateCall{order.channel,
                                     {order.id, order.amount, "电费充值 " + order.account.text(),
                                      order.terminal, order.createdAt, policy.gatewayExpiry}};
        case CallKind::GatewayQuery:
            return GatewayQueryCall{order.channel, paymentRefOf(order)};
        case CallKind::GatewayCancel:
            if (!order.cancelOpen) return std::nullopt;
            return GatewayCancelCall{order.channel, paymentRefOf(order)};
        case CallKind::GatewayRefund:
            if (const auto request = refundRequestOf(order)) {
                return GatewayRefundCall{order.channel, *request};
            }
            return std::nullopt;
        case CallKind::GatewayRefundQuery:
            if (const auto request = refundRequestOf(order)) {
                return GatewayRefundQueryCall{order.channel, *request};
            }
            return std::nullopt;
        case CallKind::MeterReadBefore:
            if (order.state != State::Delivering || order.delivery) return std::nullopt;
            return MeterReadCall{order.meter};
        case CallKind::MeterSell:
            if (!sells) return std::nullopt;
            return MeterSellCall{order.meter, saleOnTheWire(order)};
        case CallKind::MeterReadBack:
            if (!sells) return std::nullopt;
            return MeterReadCall{order.meter};
        case CallKind::CommandLook:
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace wattill::order
