#include "simulator/gateway/page.hpp"

#include <algorithm>
#include <array>

namespace wattill::sim {

namespace {

constexpr std::size_t kShown = 50;

constexpr const char* kHead =
    "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
    "<title>Payment channels on the desk</title><style>"
    "body{font:16px/1.4 sans-serif;margin:0 auto;max-width:44rem;padding:1rem;color:#111}"
    "article{border:1px solid #999;border-radius:.5rem;margin:1rem 0;padding:.75rem}"
    "h2{font-size:1.1rem;margin:0}p{margin:.3rem 0;overflow-wrap:anywhere}"
    "form{display:flex;flex-wrap:wrap;gap:.5rem}"
    "button{font:inherit;min-height:3rem;padding:0 1rem}"
    "[role=status]{background:#eee;padding:.75rem}</style></head><body>"
    "<h1>Payment channels on the desk</h1>";

struct Button {
    const char* action;
    const char* label;
};
constexpr std::array kPay{Button{"scan", "Scan"},
                          Button{"pay", "Pay"},
                          Button{"pay-late", "Pay late"},
                          Button{"pay-twice", "Pay twice"},
                          Button{"wrong-amount", "Wrong amount"},
                          Button{"refuse", "Refuse"}};
constexpr std::array kRefund{Button{"refund", "Refund"}};
constexpr std::array kLate{Button{"pay-late", "Pay late"}};

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

template <class Buttons>
std::string formOf(const SimOrder& order, const Buttons& buttons) {
    std::string html =
        "<form method=\"post\" action=\"/page\"><input type=\"hidden\" name=\"token\""
        " value=\"" +
        escaped(order.token) + "\">";
    for (const Button& button : buttons) {
        html += std::string("<button name=\"do\" value=\"") + button.action + "\">" + button.label +
                "</button>";
    }
    return html + "</form>";
}

std::string buttonsOf(const SimOrder& order) {
    if (order.payDueAt != 0) return {};
    switch (order.stage) {
        case Stage::Fresh:
        case Stage::Waiting:
            return formOf(order, kPay);
        case Stage::Paid:
            return formOf(order, kRefund);
        case Stage::Dead:
        case Stage::Closed:
            return formOf(order, kLate);
        default:
            return {};
    }
}

std::string articleOf(const SimOrder& order, std::int64_t now) {
    const bool open = order.stage == Stage::Fresh || order.stage == Stage::Waiting;
    std::string html = "<article><h2>" + escaped(order.channel) + " · " + yuanOf(order.fen) +
                       " yuan · " + escaped(order.number) + "</h2><p><strong>" +
                       (order.payDueAt != 0 ? "confirmed" : nameOf(order.stage)) + "</strong>";
    if (open) {
        html += ", " + std::to_string(std::max<std::int64_t>(order.expiresAt - now, 0) / 1000) +
                " s left";
    }
    html += "</p><p>" + escaped(order.subject) + "</p><p>" + escaped(order.code()) + "</p>";
    for (const Trade& trade : order.trades) {
        html += "<p>trade " + escaped(trade.number) + ": " + yuanOf(trade.fen) +
                (trade.paidAt == 0 ? ", not paid" : ", paid " + beijingText(trade.paidAt)) + "</p>";
    }
    for (const Refund& refund : order.refunds) {
        html += "<p>" + escaped(refund.kind) + " " + escaped(refund.number) + ": " +
                yuanOf(refund.fen) + ", " + escaped(refund.state) + "</p>";
    }
    return html + buttonsOf(order) + "</article>";
}

}  // namespace

std::string pageOf(const Book& book, const std::string& message, std::int64_t now) {
    std::string html = kHead;
    if (!message.empty()) html += "<p role=\"status\">" + escaped(message) + "</p>";
    html += "<p>" + beijingText(now) + " in Beijing. <a href=\"/\">Refresh</a></p>";
    if (book.orders.empty()) html += "<p>No order yet.</p>";
    std::size_t shown = 0;
    for (auto order = book.orders.rbegin(); order != book.orders.rend(); ++order) {
        if (shown++ == kShown) break;
        html += articleOf(*order, now);
    }
    return html + "</body></html>";
}

}  // namespace wattill::sim
