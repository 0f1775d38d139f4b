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

}  // namespace

std::string nameOf(Stage stage) {
    return kStages.at(static_cast<std::size_t>(stage));
}

SimOrder* Book::byNumber(const std::string& number) {
    const auto found = std::find_if(orders.begin(), orders.end(),
                                    [&](const SimOrder& o) { return o.number == number; });
    return found == orders.end() ? nullptr : &*found;
}

SimOrder* Book::byToken(const std::string& token) {
    const auto found = std::find_if(orders.begin(), orders.end(),
                                    [&](const SimOrder& o) { return o.token == token; });
    return found == orders.end() ? nullptr : &*found;
}

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Trade, number, fen, seller, paidAt, refundedFen)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Notice, id, order, url, body, attempts, extra, done, lastAnswer)

json toJson(const Book& book) {
    json orders = json::array();
    for (const SimOrder& o : book.orders) {
        orders.push_back({{"order", o.number},
                          {"code", "https://qr.alipay.com/" + o.token},
                          {"token", o.token},
                          {"content", o.content},
                          {"subject", o.subject},
                          {"terminal", o.terminal},
                          {"notifyUrl", o.notifyUrl},
                          {"fen", o.fen},
                          {"amount", yuanOf(o.fen)},
                          {"createdAt", o.createdAt},
                          {"expiresAt", o.expiresAt},
                          {"payDueAt", o.payDueAt},
                          {"lateAllowed", o.lateAllowed},
                          {"status", nameOf(o.stage)},
                          {"trades", o.trades}});
    }
    return {{"orders", orders}, {"notices", book.notices}, {"counter", book.counter}};
}

Book readBook(const std::filesystem::path& file) {
    Book book;
    if (!std::filesystem::exists(file)) return book;
    try {
        const json root = json::parse(readFile(file));
        for (const json& o : root.at("orders")) {
            book.orders.push_back({o.at("order"), o.at("token"), o.at("content"), o.at("subject"),
                                   o.at("terminal"), o.at("notifyUrl"), o.at("fen"),
                                   o.at("createdAt"), o.at("expiresAt"), o.at("payDueAt"),
                                   o.at("lateAllowed"), stageOf(o.at("status")),
                                   o.at("trades").get<std::vector<Trade>>()});
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
    replaceFile(file, toJson(book).dump(1) + "\n", 0600);
}

}  // namespace wattill::sim
