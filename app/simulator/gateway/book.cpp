#include "simulator/gateway/book.hpp"

#include "simulator/gateway/files.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace wattill::sim {

using nlohmann::json;

namespace {

constexpr std::array<const char*, 7> kStages{"fresh",    "dead",   "waiting", "paid",
                                             "finished", "closed", "returned"};

Stage stageOf(const std::string& name) {
    const auto found = std::find(kStages.begin(), kStages.end(), name);
    if (found == kStages.end()) throw std::runtime_error("unknown stage " + name);
    return static_cast<Stage>(found - kStages.begin());
}

template <class List, class Fits>
auto* firstOf(List& list, Fits fits) {
    const auto found = std::find_if(list.begin(), list.end(), fits);
    return found == list.end() ? nullptr : &*found;
}

}  // namespace

std::string nameOf(Stage stage) {
    return kStages.at(static_cast<std::size_t>(stage));
}

std::string SimOrder::code() const {
    return (channel == kUnionPay ? "https://qr.95516.com/" : "https://qr.alipay.com/") + token;
}

Trade* SimOrder::trade(const std::string& tradeNumber) {
    return firstOf(trades, [&](const Trade& t) { return t.number == tradeNumber; });
}

Refund* SimOrder::refund(const std::string& refundNumber) {
    return firstOf(refunds, [&](const Refund& r) { return r.number == refundNumber; });
}

std::int64_t SimOrder::restOf(const Trade& trade) const {
    std::int64_t rest = trade.fen - trade.refundedFen;
    for (const Refund& refund : refunds) {
        if (refund.trade == trade.number && refund.state == "pending") rest -= refund.fen;
    }
    return rest;
}

SimOrder* Book::byNumber(const std::string& channel, const std::string& number) {
    return firstOf(orders,
                   [&](const SimOrder& o) { return o.channel == channel && o.number == number; });
}

SimOrder* Book::byTrade(const std::string& channel, const std::string& trade) {
    return firstOf(orders,
                   [&](SimOrder& o) { return o.channel == channel && o.trade(trade) != nullptr; });
}

SimOrder* Book::byToken(const std::string& token) {
    return firstOf(orders, [&](const SimOrder& o) { return o.token == token; });
}

SimOrder* Book::byNumber(const std::string& number) {
    return firstOf(orders, [&](const SimOrder& o) { return o.number == number; });
}

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Trade, number, fen, seller, paidAt, refundedFen,
                                                buyer, late, currency)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Refund, number, txnTime, own, trade, kind, state, notifyUrl,
                                   reserved, fen, at, queriesLeft)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Notice, id, order, url, body, attempts, extra, done, lastAnswer,
                                   channel, delayMs)

namespace {

json orderToJson(const SimOrder& o) {
    return {{"channel", o.channel},
            {"order", o.number},
            {"txnTime", o.txnTime},
            {"code", o.code()},
            {"token", o.token},
            {"content", o.content},
            {"subject", o.subject},
            {"terminal", o.terminal},
            {"store", o.store},
            {"operator", o.operatorId},
            {"reserved", o.reserved},
            {"notifyUrl", o.notifyUrl},
            {"fen", o.fen},
            {"amount", yuanOf(o.fen)},
            {"createdAt", o.createdAt},
            {"expiresAt", o.expiresAt},
            {"codeExpiresAt", o.codeExpiresAt},
            {"payDueAt", o.payDueAt},
            {"lateAllowed", o.lateAllowed},
            {"certificate", o.certificate},
            {"status", nameOf(o.stage)},
            {"trades", o.trades},
            {"refunds", o.refunds}};
}

SimOrder orderFrom(const json& o) {
    SimOrder order;
    o.at("channel").get_to(order.channel);
    o.at("order").get_to(order.number);
    o.at("txnTime").get_to(order.txnTime);
    o.at("token").get_to(order.token);
    o.at("content").get_to(order.content);
    o.at("subject").get_to(order.subject);
    o.at("terminal").get_to(order.terminal);
    o.at("store").get_to(order.store);
    o.at("operator").get_to(order.operatorId);
    o.at("reserved").get_to(order.reserved);
    o.at("notifyUrl").get_to(order.notifyUrl);
    o.at("fen").get_to(order.fen);
    o.at("createdAt").get_to(order.createdAt);
    o.at("expiresAt").get_to(order.expiresAt);
    o.at("codeExpiresAt").get_to(order.codeExpiresAt);
    o.at("payDueAt").get_to(order.payDueAt);
    o.at("lateAllowed").get_to(order.lateAllowed);
    o.at("certificate").get_to(order.certificate);
    order.stage = stageOf(o.at("status"));
    o.at("trades").get_to(order.trades);
    o.at("refunds").get_to(order.refunds);
    return order;
}

}  // namespace

json toJson(const Book& book) {
    json orders = json::array();
    for (const SimOrder& order : book.orders) {
        orders.push_back(orderToJson(order));
    }
    return {{"orders", orders}, {"notices", book.notices}, {"counter", book.counter}};
}

Book readBook(const std::filesystem::path& file) {
    Book book;
    if (!std::filesystem::exists(file)) return book;
    try {
        const json root = json::parse(readFile(file));
        for (const json& order : root.at("orders")) {
            book.orders.push_back(orderFrom(order));
        }
        root.at("notices").get_to(book.notices);
        root.at("counter").get_to(book.counter);
    } catch (const std::exception& error) {
        throw std::runtime_error(file.string() + ": " + error.what() +
                                 "; delete the file to begin anew");
    }
    return book;
}

void writeBook(const std::filesystem::path& file, const Book& book) {
    replaceFile(file, toJson(book).dump(1, ' ', false, json::error_handler_t::replace) + "\n",
                0600);
}

}  // namespace wattill::sim
