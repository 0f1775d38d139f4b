#pragma once

#include "payment/gateway.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wattill::testing {

/// A payment channel in memory, in the time of the clock it is given. One thread at a time. It
/// keeps the contract of PaymentGateway (tests/contract/gateway runs on it) and fails on demand.
class FakeGateway final : public payment::PaymentGateway {
  public:
    enum class Method { Create, Query, Cancel, Refund, QueryRefund };
    enum class When { BeforeEffect, AfterEffect };

    /// Each channel has sums of its own: one does not take another's notifications.
    explicit FakeGateway(const Clock& clock, std::string channel = "fake")
        : m_clock(clock), m_channel(std::move(channel)), m_merchant(m_channel + "-merchant") {}

    // ---- the port
    [[nodiscard]] std::string_view channel() const override { return m_channel; }
    [[nodiscard]] std::string merchant() const override {
        const std::lock_guard lock(m_guard);
        return m_merchant;
    }

    Result<std::string> create(const payment::CreateRequest& request) override {
        if (auto error = take(Method::Create, When::BeforeEffect)) return *error;
        Trade& trade = m_trades[request.order.text()];
        if (trade.code.empty()) {
            trade.request = request;
            trade.code = "https://pay.fake/" + request.order.text();
            trade.amount = request.amount;
            trade.merchant = merchant();
            trade.expiresAt = m_clock.now() + request.validFor;
        } else if (!same(trade.request, request)) {
            return refused("the same order with other content");
        } else if (trade.number.empty() ? dead(trade) : trade.status != Status::Waiting) {
            return refused("the trade is over");
        }
        if (auto error = take(Method::Create, When::AfterEffect)) return *error;
        return trade.code;
    }

    Result<payment::PaymentFact> query(const payment::PaymentRef& ref) override {
        const OrderId& order = ref.order;
        if (auto error = take(Method::Query, When::BeforeEffect)) return *error;
        const auto found = m_trades.find(order.text());
        payment::PaymentFact fact{order, Status::NotSeen, {}, merchant(), "CNY", Money()};
        if (found != m_trades.end() && !found->second.number.empty()) {
            expire(found->second);
            fact = factOf(order.text(), found->second);
        }
        if (auto error = take(Method::Query, When::AfterEffect)) return *error;
        return fact;
    }

    Result<payment::CancelReply> cancel(const payment::PaymentRef& ref) override {
        const OrderId& order = ref.order;
        if (auto error = take(Method::Cancel, When::BeforeEffect)) return *error;
        payment::CancelReply reply;
        const auto found = m_trades.find(order.text());
        if (found != m_trades.end()) reply = cancelled(found->second);
        if (auto error = take(Method::Cancel, When::AfterEffect)) return *error;
        return reply;
    }

    Result<payment::RefundFact> refund(const payment::RefundRequest& request) override {
        if (auto error = take(Method::Refund, When::BeforeEffect)) return *error;
        const auto fact = refunded(request);
        if (auto error = take(Method::Refund, When::AfterEffect)) return *error;
        return fact;
    }

    Result<payment::RefundFact> queryRefund(const payment::RefundRequest& request) override {
        if (auto error = take(Method::QueryRefund, When::BeforeEffect)) return *error;
        const bool known = m_refunds.count(request.refund.text()) != 0;
        const auto status =
            known ? payment::RefundStatus::Returned : payment::RefundStatus::NotKnown;
        if (auto error = take(Method::QueryRefund, When::AfterEffect)) return *error;
        return payment::RefundFact{request.refund, status, {}};
    }

    [[nodiscard]] payment::ChannelHealth health() const override {
        const std::lock_guard lock(m_guard);
        return m_health;
    }

    [[nodiscard]] Result<payment::NotifiedFact> checkNotification(
        const payment::Notification& notification) const override {
        const std::size_t at = notification.body.rfind("&sum=");
        if (notification.contentType != "text/plain" || at == std::string::npos) {
            return invalidInput("not a notification of the fake gateway");
        }
        const std::string text = notification.body.substr(0, at);
        if (notification.body.substr(at + 5) != checksum(text)) {
            return Error{ErrorCode::Unauthorised, Retry::Never, "the sum does not fit", {}};
        }
        return read(text);
    }

    // ---- the payer
    /// False when the code cannot be paid any more.
    bool scan(const std::string& code) {
        Trade* trade = byCode(code);
        if (trade == nullptr) return false;
        expire(*trade);
        if (trade->number.empty() && !dead(*trade)) {
            trade->number = nextNumber();
            trade->status = Status::Waiting;
        }
        return trade->status == Status::Waiting && !trade->number.empty();
    }
    /// `late` pays although the code has expired or was cancelled unseen.
    bool pay(const std::string& code, bool late = false) {
        const bool open = scan(code);
        Trade* trade = byCode(code);
        if (trade == nullptr || (!open && !late)) return false;
        if (!open && (trade->status == Status::Paid || trade->status == Status::Returned))
            return false;
        if (trade->number.empty()) trade->number = nextNumber();
        trade->status = Status::Paid;
        notify(*trade, trade->number, false);
        return true;
    }
    /// A second payment for a paid order: only a notification tells of it.
    void payAgain(const std::string& code) {
        if (Trade* trade = byCode(code)) notify(*trade, nextNumber(), false);
    }

    // ---- what a test may do to it
    /// The name that we have at the channel from now on. Any thread.
    void rename(std::string merchant) {
        const std::lock_guard lock(m_guard);
        m_merchant = std::move(merchant);
    }
    /// Any thread.
    void setHealth(payment::ChannelHealth health) {
        const std::lock_guard lock(m_guard);
        m_health = std::move(health);
    }
    void failNext(Method method, When when, Error error) {
        m_failures.push_back({method, when, std::move(error)});
    }
    /// From now on the channel says so about the order.
    void pretendAmount(const OrderId& order, Money amount) { at(order).amount = amount; }
    void pretendMerchant(const OrderId& order, std::string merchant) {
        at(order).merchant = std::move(merchant);
    }
    /// Cancelling a code that nobody scanned kills it; the real channel may not.
    void cancelKillsUnseen(bool kills) { m_cancelKillsUnseen = kills; }
    /// Money goes back without our doing.
    void giveBack(const OrderId& order, bool allOfIt) {
        Trade& trade = at(order);
        if (allOfIt) trade.status = Status::Returned;
        notify(trade, trade.number, true);
    }
    /// The merchant's balance: refunds above it are put off.
    void setFunds(Money funds) { m_funds = funds; }
    /// All that went back for the order by refunds of ours.
    [[nodiscard]] Money refundedOf(const OrderId& order) const {
        Money sum;
        for (const auto& [number, refund] : m_refunds) {
            if (refund.order == order) sum += refund.amount;
        }
        return sum;
    }
    /// All notifications ever sent, in order. The test delivers them, or not, as often as it likes.
    [[nodiscard]] const std::vector<payment::Notification>& notifications() const {
        return m_notifications;
    }
    /// A genuine notification that says whatever the test wants.
    [[nodiscard]] payment::Notification signedNotification(const std::string& text) const {
        return {"text/plain", text + "&sum=" + checksum(text)};
    }
    /// A notification by somebody who does not know the sum.
    [[nodiscard]] static payment::Notification forged(payment::Notification genuine) {
        genuine.body.replace(genuine.body.rfind("&sum=") + 5, std::string::npos, "12345");
        return genuine;
    }
    [[nodiscard]] std::string codeOf(const OrderId& order) const {
        const auto found = m_trades.find(order.text());
        return found == m_trades.end() ? std::string() : found->second.code;
    }
    /// What really happened to the money, whatever was answered.
    [[nodiscard]] payment::PaymentStatus truth(const OrderId& order) const {
        const auto found = m_trades.find(order.text());
        return found == m_trades.end() ? Status::NotSeen : found->second.status;
    }

  private:
    using Status = payment::PaymentStatus;
    struct Trade {
        payment::CreateRequest request;
        std::string code;
        std::string number;
        Status status = Status::NotSeen;
        Money amount;
        std::string merchant;
        Instant expiresAt;
        bool killed = false;
    };
    struct Refund {
        OrderId order;
        Money amount;
    };
    struct Failure {
        Method method;
        When when;
        Error error;
    };

    static Error refused(std::string why) {
        return {ErrorCode::Refused, Retry::Never, std::move(why), {}};
    }
    static bool same(const payment::CreateRequest& a, const payment::CreateRequest& b) {
        return a.amount == b.amount && a.subject == b.subject && a.terminal == b.terminal &&
               a.at == b.at && a.validFor == b.validFor;
    }
    [[nodiscard]] std::string checksum(std::string_view text) const {
        std::uint64_t sum = 14695981039346656037ULL;
        for (const char c : m_channel + std::string(text)) {
            sum = (sum ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
        }
        return std::to_string(sum);
    }

    std::optional<Error> take(Method method, When when) {
        const auto found =
            std::find_if(m_failures.begin(), m_failures.end(),
                         [&](const Failure& f) { return f.method == method && f.when == when; });
        if (found == m_failures.end()) return std::nullopt;
        Error error = std::move(found->error);
        m_failures.erase(found);
        return error;
    }
    Result<payment::RefundFact> refunded(const payment::RefundRequest& request) {
        using payment::RefundStatus;
        const OrderId& order = request.payment.order;
        if (const auto known = m_refunds.find(request.refund.text()); known != m_refunds.end()) {
            if (known->second.amount != request.amount) return refused("another amount before");
            return payment::RefundFact{request.refund, RefundStatus::Pending, {}};
        }
        const auto found = m_trades.find(order.text());
        if (found == m_trades.end() || found->second.status != Status::Paid) {
            return refused("no paid trade");
        }
        if (refundedOf(order) + request.amount > found->second.amount) {
            return refused("more than was paid");
        }
        if (request.amount > m_funds) {
            return payment::RefundFact{request.refund, RefundStatus::ShortOfFunds, {}};
        }
        m_funds -= request.amount;
        m_refunds[request.refund.text()] = {order, request.amount};
        if (refundedOf(order) == found->second.amount) found->second.status = Status::Returned;
        notify(found->second, found->second.number, true);
        return payment::RefundFact{request.refund, RefundStatus::Returned, {}};
    }
    [[nodiscard]] bool dead(const Trade& trade) const {
        return trade.killed || m_clock.now() >= trade.expiresAt;
    }
    void expire(Trade& trade) const {
        if (trade.status == Status::Waiting && m_clock.now() >= trade.expiresAt) {
            trade.status = Status::Closed;
        }
    }
    payment::CancelReply cancelled(Trade& trade) {
        using payment::CancelOutcome;
        expire(trade);
        if (trade.number.empty()) {
            trade.killed = m_cancelKillsUnseen;
            return {CancelOutcome::NothingThere, {}};
        }
        if (trade.status == Status::Paid) {
            trade.status = Status::Returned;
            notify(trade, trade.number, true);
        }
        if (trade.status == Status::Returned) return {CancelOutcome::Returned, trade.number};
        trade.status = Status::Closed;
        return {CancelOutcome::Closed, trade.number};
    }
    [[nodiscard]] static payment::PaymentFact factOf(const std::string& order, const Trade& trade) {
        return {OrderId(order), trade.status, trade.number, trade.merchant, "CNY", trade.amount};
    }
    Trade& at(const OrderId& order) {
        const auto found = m_trades.find(order.text());
        WATTILL_ASSERT(found != m_trades.end(), "the test names an order that was never created");
        return found->second;
    }
    Trade* byCode(const std::string& code) {
        for (auto& [order, trade] : m_trades) {
            if (trade.code == code) return &trade;
        }
        return nullptr;
    }
    std::string nextNumber() { return "F" + std::to_string(++m_counter); }

    void notify(const Trade& trade, const std::string& number, bool refund) {
        std::ostringstream text;
        text << "order=" << trade.request.order.text() << "&status=" << payment::name(trade.status)
             << "&trade=" << number << "&merchant=" << trade.merchant
             << "&fen=" << trade.amount.fen() << "&event=" << nextNumber()
             << "&refund=" << (refund ? 1 : 0);
        m_notifications.push_back({"text/plain", text.str() + "&sum=" + checksum(text.str())});
    }
    static Result<payment::NotifiedFact> read(const std::string& text) {
        std::map<std::string, std::string> fields;
        std::istringstream in(text);
        for (std::string pair; std::getline(in, pair, '&');) {
            fields[pair.substr(0, pair.find('='))] = pair.substr(pair.find('=') + 1);
        }
        payment::NotifiedFact notified;
        const Status all[] = {Status::Waiting, Status::Paid, Status::Closed, Status::Returned};
        for (const Status status : all) {
            if (payment::name(status) == fields["status"]) notified.fact.status = status;
        }
        notified.fact.order = OrderId(fields["order"]);
        notified.fact.trade = fields["trade"];
        notified.fact.merchant = fields["merchant"];
        notified.fact.currency = "CNY";
        notified.fact.amount = Money::fromFen(std::stoll(fields["fen"]));
        notified.eventId = fields["event"];
        notified.aboutRefund = fields["refund"] == "1";
        notified.acknowledgement = "ok";
        return notified;
    }

    const Clock& m_clock;
    const std::string m_channel;
    mutable std::mutex m_guard;  ///< of the two below
    payment::ChannelHealth m_health;
    std::string m_merchant;
    std::map<std::string, Trade> m_trades;
    std::map<std::string, Refund> m_refunds;
    Money m_funds = Money::fromFen(1'000'000'000);
    std::deque<Failure> m_failures;
    std::vector<payment::Notification> m_notifications;
    std::int64_t m_counter = 0;
    bool m_cancelKillsUnseen = true;
};

}  // namespace wattill::testing
