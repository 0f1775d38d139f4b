#include "unit/kiosk/desk.hpp"

#include <utility>

namespace wattill::kiosk::test {

namespace {
constexpr const char* kMeter = "202411110002";

void run(SteppedLane::Waiting& waiting) {
    SteppedLane::Waiting now;
    now.swap(waiting);
    for (const auto& answer : now)
        answer();
    QCoreApplication::sendPostedEvents();
}

Instant noon() {
    return *parseIso("2026-11-22T06:32:07.000Z");
}
}  // namespace

api::SiteView demoSite() {
    api::SiteView site;
    site.name = "五彩城";
    site.hotline = "010-6900 1234";
    site.terminal = "K01";
    site.timeZone = "Asia/Shanghai";
    site.now = noon();
    site.channels = {"alipay"};
    for (const std::int64_t yuan : {50, 100, 200, 500, 1000}) {
        site.presets.push_back(Money::fromFen(yuan * 100));
    }
    site.minAmount = Money::fromFen(100);
    site.maxAmount = Money::fromFen(500'000);
    return site;
}

api::MeterView demoMeter() {
    api::MeterView meter;
    meter.place.meter = MeterId(kMeter);
    meter.place.premises = "1027";
    meter.place.building = "A座";
    meter.place.tenant = "王*";
    meter.place.account = AccountId("8001027");
    meter.state = api::MeterState::Alarm1;
    meter.balance = Money::fromFen(8640);
    meter.readAt = noon() - 1min;
    meter.stale = false;
    meter.relayClosed = true;
    meter.purchaseCount = 14;
    meter.lastsDays = 3;
    meter.pricePerKwh = Money::fromMicroYuan(900'000);
    meter.today = Energy::fromWh(12'600);
    meter.todayCost = Money::fromFen(1134);
    const LocalDay today = *parseDay("2026-11-22");
    const std::int64_t use[] = {11'600, 14'400, 10'600, 17'000, 15'900, 8'500, 12'600};
    int back = 6;
    for (const std::int64_t wattHours : use) {
        meter.days.push_back({today - std::chrono::days(back--), Energy::fromWh(wattHours)});
    }
    return meter;
}

api::OrderView demoOrder(const char* state) {
    static std::int64_t version = 0;
    api::OrderView order;
    order.id = OrderId("K012611221432079269");
    order.place = demoMeter().place;
    order.amount = Money::fromFen(10'000);
    order.channel = "alipay";
    order.state = state;
    order.version = ++version;
    order.createdAt = noon();
    order.payBy = noon() + 3min;
    order.code = "https://qr.alipay.com/bax08431qmlc5zdqr5bt006c";
    return order;
}

Desk::Desk(QString code)
    : m_link(std::make_unique<SteppedLane>(node, m_calls),
             std::make_unique<SteppedLane>(node, m_waits)),
      terminal(m_link, language, theme,
               TerminalConfig{.terminal = "K01", .language = std::move(code), .newKey = [this] {
                                  return "key-" + std::to_string(++m_keys);
                              }}) {
    node.site = demoSite();
    node.meters[kMeter] = demoMeter();
    node.numbers["1027"] = {demoMeter().place};
}

void Desk::settle() {
    while (!m_calls.empty())
        run(m_calls);
}

void Desk::hear() {
    run(m_waits);
    settle();
}

void Desk::pass(Duration time) {
    constexpr Duration kStep = 250ms;
    for (Duration passed{}; passed < time; passed += kStep) {
        m_now += kStep;
        terminal.tick(m_now);
        // The node's clock goes as fast as ours.
        node.site.now += kStep;
        settle();
        hear();
    }
}

void Desk::start() {
    terminal.tick(m_now);
    settle();
}

void Desk::type(const char* digits) {
    for (const char* digit = digits; *digit != '\0'; ++digit) {
        terminal.welcome()->press(*digit - '0');
    }
}

void Desk::openAccount() {
    start();
    type("1027");
    terminal.welcome()->submit();
    settle();
    hear();
}

void Desk::openCode() {
    openAccount();
    node.order = demoOrder("awaiting-payment");
    terminal.account()->pay();
    settle();
}

void Desk::openUnionPayCode() {
    node.site.channels = {"alipay", "unionpay"};
    openAccount();
    terminal.account()->chooseChannel(1);
    node.order = demoOrder("awaiting-payment");
    node.order.channel = "unionpay";
    node.order.code = "https://qr.95516.com/00010002/01116214429297218003620106021207";
    terminal.account()->pay();
    settle();
}

void Desk::clockGoesWrong() {
    node.site.closed.clear();
    for (const std::string& channel : node.site.channels)
        node.site.closed.push_back({channel, "clock-wrong"});
    node.refuseCreate = Error{ErrorCode::Unavailable, Retry::Later, "the clock is wrong", {}};
}

void Desk::commit(const char* state) {
    node.order = demoOrder(state);
    hear();
}

void Desk::scan() {
    node.order.scanned = true;
    ++node.order.version;
    hear();
}

}  // namespace wattill::kiosk::test
