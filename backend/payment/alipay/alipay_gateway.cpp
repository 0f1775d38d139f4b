#include "payment/alipay/alipay_gateway.hpp"

#include "payment/alipay/answer.hpp"
#include "payment/alipay/failure.hpp"
#include "payment/alipay/methods.hpp"
#include "payment/alipay/trade_fact.hpp"
#include "payment/wire/letters.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace wattill::payment::alipay {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view kShortOfFunds = "SELLER_BALANCE_NOT_ENOUGH";
constexpr std::size_t kMaxOrder = 64;
constexpr std::size_t kMaxSubject = 256;
constexpr std::size_t kMaxTerminal = 32;
constexpr std::size_t kMaxReason = 256;
constexpr std::size_t kMaxCode = 512;
constexpr std::int64_t kMaxFen = 10'000'000'000;

bool isOrderNumber(const std::string& text) {
    return !text.empty() && text.size() <= kMaxOrder &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return wire::isLetterOrDigit(c) || c == '_'; });
}

Result<void> check(const CreateRequest& request) {
    if (!isOrderNumber(request.order.text())) {
        return invalidInput("order: Alipay takes 1 to 64 letters, digits and underscores.");
    }
    if (!request.amount.isWholeFen() || request.amount <= Money() ||
        request.amount > Money::fromFen(kMaxFen)) {
        return invalidInput("amount: Alipay takes whole fen from 0.01 to 100,000,000.00 yuan.");
    }
    if (request.subject.empty() || request.subject.size() > kMaxSubject) {
        return invalidInput("subject: Alipay takes 1 to 256 bytes.");
    }
    if (request.terminal.size() > kMaxTerminal) {
        return invalidInput("terminal: Alipay takes at most 32 bytes.");
    }
    if (request.validFor % 1min != 0ms || request.validFor < 1min ||
        request.validFor > std::chrono::hours(15 * 24)) {
        return invalidInput("validFor: Alipay takes whole minutes from 1 minute to 15 days.");
    }
    return {};
}

Result<void> check(const RefundRequest& request) {
    if (!isOrderNumber(request.payment.order.text()) || !isOrderNumber(request.refund.text())) {
        return invalidInput(
            "refund: Alipay takes numbers of 1 to 64 letters, digits, underscores.");
    }
    const bool possible = request.amount.isWholeFen() && request.amount > Money() &&
                          request.amount <= Money::fromFen(kMaxFen);
    if (!possible) return invalidInput("refund: Alipay takes whole fen above zero.");
    if (request.trade.empty()) return invalidInput("refund: the trade's number is missing.");
    if (request.reason.size() > kMaxReason) {
        return invalidInput("refund: Alipay takes at most 256 bytes for the reason.");
    }
    return {};
}

/// Serialised once: these bytes are signed and these bytes are sent.
Result<std::string> bizContentOf(const nlohmann::ordered_json& content) {
    try {
        return content.dump();
    } catch (const nlohmann::json::exception&) {
        return invalidInput("The order's texts are not UTF-8.");
    }
}

Result<std::string> bizContentOf(const OrderId& order) {
    if (!isOrderNumber(order.text())) {
        return invalidInput("order: Alipay takes 1 to 64 letters, digits and underscores.");
    }
    return bizContentOf(nlohmann::ordered_json{{"out_trade_no", order.text()}});
}

/// A genuine answer to another question must not be taken for ours.
Result<void> checkSameOrder(const nlohmann::json& node, const OrderId& order, bool required) {
    const std::string echoed = textField(node, "out_trade_no");
    if (echoed.empty() && !required) return {};
    if (echoed != order.text()) return unbelievable("it is about another order");
    return {};
}

bool worked(const nlohmann::json& node) {
    return textField(node, "code") == "10000";
}

bool tradeNotExist(const nlohmann::json& node) {
    return failedWith(node, "TRADE_NOT_EXIST");
}

}  // namespace

AlipayGateway::AlipayGateway(const AlipayConfig& config, std::unique_ptr<AlipayClient> client)
    : m_appId(config.appId),
      m_sellerId(config.sellerId),
      m_notifyUrl(config.notifyUrl),
      m_client(std::move(client)) {}

Result<std::unique_ptr<AlipayGateway>> AlipayGateway::make(const AlipayConfig& config,
                                                           const Clock& clock) {
    auto transport = wire::makeCurlTransport({config.connectWithin, config.answerWithin});
    if (!transport.ok()) return transport.error();
    return make(config, clock, std::move(*transport));
}

Result<std::unique_ptr<AlipayGateway>> AlipayGateway::make(
    const AlipayConfig& config, const Clock& clock, std::unique_ptr<wire::Transport> transport) {
    auto client = AlipayClient::make(config, clock, std::move(transport));
    if (!client.ok()) return client.error();
    return std::unique_ptr<AlipayGateway>(new AlipayGateway(config, std::move(*client)));
}

std::string AlipayGateway::merchant() const {
    return merchantOf(m_appId, m_sellerId);
}

std::string AlipayGateway::merchantOf(const std::string& appId, const std::string& sellerId) const {
    return m_sellerId.empty() ? appId : appId + "/" + sellerId;
}

Result<std::string> AlipayGateway::create(const CreateRequest& request) {
    if (const auto valid = check(request); !valid.ok()) return valid.error();
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(request.validFor).count();
    // The same request gives the same bytes, which is what makes a repetition safe.
    nlohmann::ordered_json content{{"out_trade_no", request.order.text()},
                                   {"total_amount", request.amount.yuanText()},
                                   {"subject", request.subject},
                                   {"timeout_express", fmt::format("{}m", minutes)}};
    if (!request.terminal.empty()) content["terminal_id"] = request.terminal;
    const auto bizContent = bizContentOf(content);
    if (!bizContent.ok()) return bizContent.error();
    wire::Parameters common;
    if (!m_notifyUrl.empty()) common["notify_url"] = m_notifyUrl;
    const auto node = m_client->ask(kPrecreate, *bizContent, common);
    if (!node.ok()) return node.error();
    if (!worked(*node)) return failureOf(*node, kPrecreate);
    if (const auto same = checkSameOrder(*node, request.order, true); !same.ok())
        return same.error();
    std::string code = textField(*node, "qr_code");
    if (code.empty() || code.size() > kMaxCode) return unbelievable("it holds no qr_code");
    return code;
}

Result<PaymentFact> AlipayGateway::query(const PaymentRef& payment) {
    const auto bizContent = bizContentOf(payment.order);
    if (!bizContent.ok()) return bizContent.error();
    const auto node = m_client->ask(kQuery, *bizContent);
    if (!node.ok()) return node.error();
    if (const auto same = checkSameOrder(*node, payment.order, worked(*node)); !same.ok()) {
        return same.error();
    }
    // The trade comes into being when the buyer scans; before that there is nothing to know.
    if (tradeNotExist(*node)) {
        return PaymentFact{payment.order, PaymentStatus::NotSeen, {}, merchant(), "CNY", Money()};
    }
    if (!worked(*node)) return failureOf(*node, kQuery);
    auto fact = readTrade([&](const char* name) { return textField(*node, name); });
    if (!fact.ok()) return unbelievable(fact.error().message);
    // The answer is to our app_id and signed; it names the seller only for some products.
    const std::string seller = textField(*node, "seller_id");
    fact->merchant = merchantOf(m_appId, seller.empty() ? m_sellerId : seller);
    return fact;
}

Result<CancelReply> AlipayGateway::cancel(const PaymentRef& payment) {
    // A close never moves money: of a trade that was paid just now it is refused, and the payment
    // stands. Only where there is no trade, the cancel is what is left to stop the code.
    auto closed = close(payment);
    if (!closed.ok() || closed->outcome == CancelOutcome::Closed) return closed;
    return undo(payment);
}

Result<CancelReply> AlipayGateway::close(const PaymentRef& payment) {
    const auto bizContent = bizContentOf(payment.order);
    if (!bizContent.ok()) return bizContent.error();
    const auto node = m_client->ask(kClose, *bizContent);
    if (!node.ok()) return node.error();
    if (const auto same = checkSameOrder(*node, payment.order, false); !same.ok()) {
        return same.error();
    }
    if (tradeNotExist(*node)) return CancelReply{};
    if (!worked(*node)) return failureOf(*node, kClose);
    return CancelReply{CancelOutcome::Closed, textField(*node, "trade_no")};
}

Result<CancelReply> AlipayGateway::undo(const PaymentRef& payment) {
    const auto bizContent = bizContentOf(payment.order);
    if (!bizContent.ok()) return bizContent.error();
    const auto node = m_client->ask(kCancel, *bizContent);
    if (!node.ok()) return node.error();
    if (const auto same = checkSameOrder(*node, payment.order, false); !same.ok()) {
        return same.error();
    }
    if (textField(*node, "retry_flag") == "Y") {
        return Error{ErrorCode::Unavailable, Retry::Now,
                     "The payment channel asks for the cancel to be repeated.",
                     "retry_flag=Y sub_code=" + textField(*node, "sub_code")};
    }
    if (tradeNotExist(*node)) return CancelReply{};
    if (!worked(*node)) return failureOf(*node, kCancel);
    const std::string action = textField(*node, "action");
    const std::string trade = textField(*node, "trade_no");
    if (action.empty()) return CancelReply{CancelOutcome::NothingThere, trade};
    if (action == "close") return CancelReply{CancelOutcome::Closed, trade};
    if (action == "refund") return CancelReply{CancelOutcome::Returned, trade};
    return unbelievable("its action is unknown");
}

Result<RefundFact> AlipayGateway::refund(const RefundRequest& request) {
    if (const auto valid = check(request); !valid.ok()) return valid.error();
    // The same number and the same amount: Alipay takes a repetition for the refund that stands.
    nlohmann::ordered_json content{{"out_trade_no", request.payment.order.text()},
                                   {"trade_no", request.trade},
                                   {"refund_amount", request.amount.yuanText()},
                                   {"out_request_no", request.refund.text()}};
    if (!request.reason.empty()) content["refund_reason"] = request.reason;
    const auto bizContent = bizContentOf(content);
    if (!bizContent.ok()) return bizContent.error();
    const auto node = m_client->ask(kRefund, *bizContent);
    if (!node.ok()) return node.error();
    if (const auto same = checkSameOrder(*node, request.payment.order, worked(*node)); !same.ok()) {
        return same.error();
    }
    if (failedWith(*node, kShortOfFunds)) {
        return RefundFact{request.refund, RefundStatus::ShortOfFunds, std::string(kShortOfFunds)};
    }
    if (!worked(*node)) return failureOf(*node, kRefund);
    // "N" is said of a repetition, too: only the query tells what became of it.
    const std::string change = textField(*node, "fund_change");
    const bool moved = change == "Y";
    const auto sum = Money::parseYuan(textField(*node, "refund_fee"));
    // refund_fee is the sum of all refunds so far.
    if (moved && sum.ok() && *sum < request.amount) {
        return unbelievable("its refund_fee is less than was asked for");
    }
    return RefundFact{request.refund, moved ? RefundStatus::Returned : RefundStatus::Pending,
                      "fund_change=" + change};
}

Result<RefundFact> AlipayGateway::queryRefund(const RefundRequest& request) {
    if (const auto valid = check(request); !valid.ok()) return valid.error();
    const auto bizContent =
        bizContentOf(nlohmann::ordered_json{{"out_trade_no", request.payment.order.text()},
                                            {"trade_no", request.trade},
                                            {"out_request_no", request.refund.text()}});
    if (!bizContent.ok()) return bizContent.error();
    const auto node = m_client->ask(kRefundQuery, *bizContent);
    if (!node.ok()) return node.error();
    if (!worked(*node)) {
        if (tradeNotExist(*node)) {
            return RefundFact{request.refund, RefundStatus::NotKnown, "TRADE_NOT_EXIST"};
        }
        return failureOf(*node, kRefundQuery);
    }
    const std::string status = textField(*node, "refund_status");
    const bool known = !status.empty();
    if (const auto same = checkSameOrder(*node, request.payment.order, known); !same.ok()) {
        return same.error();
    }
    // Never received, failed, or not done yet: in each case the same request is what helps.
    if (!known) return RefundFact{request.refund, RefundStatus::NotKnown, {}};
    if (textField(*node, "out_request_no") != request.refund.text()) {
        return unbelievable("it is about another refund");
    }
    const auto amount = Money::parseYuan(textField(*node, "refund_amount"));
    if (!amount.ok() || *amount != request.amount) {
        return unbelievable("its refund_amount is not the one of this refund");
    }
    if (status != "REFUND_SUCCESS") return unbelievable("its refund_status is unknown");
    return RefundFact{request.refund, RefundStatus::Returned, status};
}

ChannelHealth AlipayGateway::health() const {
    return {m_client->clockAhead(), m_client->trust().expiries()};
}

}  // namespace wattill::payment::alipay
