#include "simulator/gateway/engine.hpp"

#include "simulator/gateway/page.hpp"

#include <algorithm>
#include <chrono>

#include <nlohmann/json.hpp>

namespace wattill::sim {

using namespace std::chrono_literals;
using nlohmann::json;

namespace {

std::string tokenOf(const std::string& code) {
    return code.substr(code.rfind('/') + 1);
}

std::string textOf(const Book& book, int indent) {
    return toJson(book).dump(indent, ' ', false, json::error_handler_t::replace);
}

std::int64_t systemNow() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::string outcomeOf(const PhoneView& view) {
    const std::string said = view.refusal.empty() ? view.status : "refused: " + view.refusal;
    return view.order + ": " + said;
}

}  // namespace

Engine::Engine(GatewayOptions options)
    : m_options(std::move(options)),
      m_book(readBook(m_options.dir / "state.json")),
      m_till(m_book, m_script, m_options.identity),
      m_desk{m_book, m_script, m_till, m_options.identity},
      m_alipay(m_desk, m_options.dir),
      m_unionPay(m_desk, m_options.dir) {
    if (!m_options.now) m_options.now = systemNow;
    m_notifier = std::make_unique<Notifier>(m_mutex, m_book, m_options.schedule,
                                            m_options.unionPaySchedule, [this] { save(); });
    m_ticker = std::thread([this] { tick(); });
}

Engine::~Engine() {
    stop();
    m_ticker.join();
    m_notifier.reset();
}

void Engine::stop() {
    const std::lock_guard lock(m_mutex);
    m_stopping = true;
    m_changed.notify_all();
}

std::int64_t Engine::nowUnderLock() const {
    return m_options.now() + m_script.clockOffsetMs();
}

std::int64_t Engine::now() {
    const std::lock_guard lock(m_mutex);
    return nowUnderLock();
}

void Engine::save() {
    const std::string text = textOf(m_book, -1);
    if (text != m_saved) writeBook(m_options.dir / "state.json", m_book);
    m_saved = text;
    m_changed.notify_all();
}

template <class Work>
auto Engine::change(Work work) {
    const std::lock_guard lock(m_mutex);
    const std::int64_t now = nowUnderLock();
    m_till.advance(now);
    auto result = work(now);
    save();
    m_notifier->wake();
    return result;
}

void Engine::tick() {
    std::unique_lock lock(m_mutex);
    while (!m_stopping) {
        m_changed.wait(lock, [this] { return m_stopping || m_till.awaitsPayment(); });
        if (m_stopping) return;
        m_changed.wait_for(lock, 50ms, [this] { return m_stopping; });
        m_till.advance(nowUnderLock());
        save();
        m_notifier->wake();
    }
}

bool Engine::delivered(const std::string& order) const {
    return std::none_of(m_book.notices.begin(), m_book.notices.end(), [&](const Notice& notice) {
        return notice.order == order && !notice.done && notice.attempts == 0;
    });
}

void Engine::hold(const Answer& answer) {
    std::unique_lock lock(m_mutex);
    if (answer.delayMs > 0) {
        const auto delay = std::chrono::milliseconds(answer.delayMs);
        m_changed.wait_for(lock, delay, [this] { return m_stopping; });
    }
    if (!answer.awaitNotice.empty()) {
        m_changed.wait_for(lock, 5s, [&] { return m_stopping || delivered(answer.awaitNotice); });
    }
}

Answer Engine::alipay(const Fields& fields, const std::string& base) {
    Answer answer = change([&](std::int64_t now) { return m_alipay.handle(fields, base, now); });
    hold(answer);
    return answer;
}

Answer Engine::unionPay(const Fields& fields, unionpay::Door door) {
    Answer answer = change([&](std::int64_t now) { return m_unionPay.handle(fields, door, now); });
    hold(answer);
    return answer;
}

std::optional<std::string> Engine::bill(const std::string& token) {
    return change([&](std::int64_t now) { return m_alipay.bill(token, now); });
}

PhoneView Engine::scan(const std::string& code, const std::string& buyer) {
    return change([&](std::int64_t now) { return m_till.scan(tokenOf(code), buyer, now); });
}

PhoneView Engine::pay(const std::string& code, const std::string& buyer) {
    return change([&](std::int64_t now) { return m_till.pay(tokenOf(code), buyer, now); });
}

std::string Engine::press(const std::string& token, const std::string& button) {
    return change([&](std::int64_t now) {
        SimOrder* order = m_book.byToken(token);
        if (order == nullptr) return std::string("no such code");
        const std::string number = order->number;
        if (button == "scan") return outcomeOf(m_till.scan(token, "1", now));
        if (button == "refund") {
            const bool done = m_till.act(number, "refund", 0, now);
            return number + (done ? ": refunded" : ": nothing to refund");
        }
        const bool open = order->stage == Stage::Fresh || order->stage == Stage::Waiting;
        if (button == "pay-late") {
            if (order->stage == Stage::Paid || order->stage == Stage::Returned) {
                return number + ": paid already";
            }
            Till::payLater(*order, now, std::max<std::int64_t>(order->expiresAt - now, 0) + 1000);
            return number + ": will be paid when its time is over";
        }
        // Only where it will be used up by this very payment.
        if (open && button != "pay") {
            m_script.add(json{{"do", button},
                              {"order", number},
                              {"channel", order->channel},
                              {"amount", yuanOf(order->fen + 1)}}
                             .dump());
        }
        return outcomeOf(m_till.pay(token, "1", now));
    });
}

void Engine::addRule(const std::string& text) {
    change([&](std::int64_t) {
        const Rule rule = m_script.add(text);
        if (rule.action != "certificate-change") return true;
        if (rule.channel != kUnionPay) m_alipay.changeCertificate();
        if (rule.channel != kAlipay) m_unionPay.changeCertificate();
        return true;
    });
}

void Engine::clearRules() {
    change([&](std::int64_t) { return m_script.clear(), true; });
}

bool Engine::act(const std::string& order, const std::string& what, std::int64_t fen) {
    return change([&](std::int64_t now) { return m_till.act(order, what, fen, now); });
}

std::string Engine::orders() {
    return change([&](std::int64_t) { return textOf(m_book, 1); });
}

std::string Engine::page(const std::string& message) {
    return change([&](std::int64_t now) { return pageOf(m_book, message, now); });
}

}  // namespace wattill::sim
