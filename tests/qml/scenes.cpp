#include "qml/stage.hpp"

namespace wattill::kiosk::test {

namespace {
void welcome(Desk& desk) {
    desk.start();
    desk.type("1027");
}

void unknown(Desk& desk) {
    desk.start();
    desk.type("40404");
    desk.terminal.welcome()->submit();
    desk.settle();
}

void choice(Desk& desk) {
    api::MatchView second = demoMeter().place;
    second.meter = MeterId("202411110012");
    second.building = "B座";
    desk.node.numbers["8001027"] = {demoMeter().place, second};
    desk.start();
    desk.type("8001027");
    desk.terminal.welcome()->submit();
    desk.settle();
}

void account(Desk& desk) {
    desk.openAccount();
}

void accountTwoWays(Desk& desk) {
    desk.node.site.channels = {"alipay", "unionpay"};
    api::MeterView& meter = desk.node.meters["202411110002"];
    meter.state = api::MeterState::Arrears;
    meter.balance = Money::fromFen(-123'456);
    meter.lastsDays.reset();
    meter.relayClosed = false;
    meter.days[2].energy.reset();
    desk.openAccount();
    desk.terminal.account()->setOther(Money::fromFen(73'000));
}

void accountWays(Desk& desk) {
    desk.node.site.channels = {"alipay", "unionpay"};
    desk.openAccount();
    desk.terminal.account()->chooseChannel(1);
}

void accountOld(Desk& desk) {
    api::MeterView& meter = desk.node.meters["202411110002"];
    meter.state = api::MeterState::Lost;
    meter.stale = true;
    meter.readAt = *meter.readAt - 26h;
    desk.openAccount();
}

void accountHeld(Desk& desk) {
    api::MeterView& meter = desk.node.meters["202411110002"];
    meter.sellable = false;
    meter.notSellable = "held";
    desk.openAccount();
}

/// Paid two minutes after it was begun, by now so old.
api::OrderView paidEarlier(const char* state, Duration age) {
    api::OrderView order = demoOrder(state);
    order.createdAt = order.createdAt - age;
    order.paidAt = order.createdAt + 2min;
    return order;
}

void accountNewsEnded(Desk& desk) {
    desk.node.site.channels = {"alipay", "unionpay"};
    api::OrderView credited = paidEarlier("delivered", 29min);
    credited.paidLate = true;
    api::OrderView back = paidEarlier("refunded", 30h);
    back.amount = Money::fromFen(123'456);
    back.channel = "unionpay";
    back.paidLate = true;
    desk.node.recent["202411110002"] = {credited, back};
    desk.openAccount();
}

void accountNewsOpen(Desk& desk) {
    desk.node.site.channels = {"alipay", "unionpay"};
    api::OrderView twice = paidEarlier("delivered", 28h);
    twice.refunds.push_back(
        {"", "extra-payment", "asked", twice.amount, twice.createdAt, {}, {}, {}});
    desk.node.recent["202411110002"] = {paidEarlier("delivering", 9min), twice};
    desk.openAccount();
}

void accountNewsStaff(Desk& desk) {
    api::OrderView order = paidEarlier("delivery-unknown", 2h);
    order.held = true;
    desk.node.recent["202411110002"] = {order};
    accountHeld(desk);
}

void amount(Desk& desk) {
    desk.openAccount();
    desk.terminal.account()->askOther();
    for (const int digit : {1, 2, 5, 0})
        desk.terminal.amount()->press(digit);
}

void preparing(Desk& desk) {
    desk.openAccount();
    desk.node.down = true;
    desk.terminal.account()->pay();
    desk.settle();
}

void code(Desk& desk) {
    desk.openCode();
}

void codeUnionPay(Desk& desk) {
    desk.openUnionPayCode();
}

void late(Desk& desk) {
    desk.openUnionPayCode();
    desk.node.order = demoOrder("paid-late");
    desk.node.order.channel = "unionpay";
    desk.hear();
}

void clockWrong(Desk& desk) {
    desk.openAccount();
    desk.clockGoesWrong();
    desk.terminal.account()->pay();
    desk.pass(1s);
}

void codeLastQuarter(Desk& desk) {
    desk.node.site.channels = {"alipay", "unionpay"};
    desk.openCode();
    desk.pass(143s);
}

void codeScanned(Desk& desk) {
    desk.openCode();
    desk.scan();
}

void codeTimeUp(Desk& desk) {
    desk.openCode();
    desk.pass(181s);
}

void sending(Desk& desk) {
    desk.openCode();
    desk.commit("delivering");
}

void done(Desk& desk) {
    desk.openCode();
    desk.node.order = demoOrder("delivered");
    desk.node.order.countBefore = 14;
    desk.node.order.purchaseCount = 15;
    desk.node.order.balanceBefore = Money::fromFen(8'640);
    desk.node.order.balanceAfter = Money::fromFen(18'640);
    desk.node.order.lastsDays = 7;
    desk.hear();
    desk.pass(3s);
}

void doneSetOff(Desk& desk) {
    desk.openCode();
    desk.node.order = demoOrder("delivered");
    desk.node.order.countBefore = 14;
    desk.node.order.purchaseCount = 15;
    desk.node.order.setOff = Money::fromFen(4'000);
    desk.node.order.balanceBefore = Money::fromFen(8'640);
    desk.node.order.balanceAfter = Money::fromFen(14'640);
    desk.node.order.lastsDays = 5;
    desk.hear();
    desk.pass(3s);
}

void doneDebtOnly(Desk& desk) {
    desk.openCode();
    desk.node.order = demoOrder("delivered");
    desk.node.order.setOff = desk.node.order.amount;
    desk.hear();
    desk.pass(3s);
}

void silent(Desk& desk) {
    desk.openCode();
    desk.node.order = demoOrder("delivering");
    desk.node.order.meterSilent = true;
    desk.node.order.refundAfter = desk.node.order.createdAt + 24h;
    desk.hear();
}

void held(Desk& desk) {
    desk.openCode();
    desk.node.order = demoOrder("delivery-unknown");
    desk.node.order.held = true;
    desk.hear();
}

void refunding(Desk& desk) {
    desk.openCode();
    desk.commit("refunding");
}

void refunded(Desk& desk) {
    desk.openCode();
    desk.commit("refunded");
}

void expired(Desk& desk) {
    desk.openCode();
    desk.commit("expired");
}

void cancelled(Desk& desk) {
    desk.openCode();
    desk.commit("cancelled");
}

void interrupted(Desk& desk) {
    desk.openCode();
    desk.commit("paid");
    desk.node.down = true;
    desk.pass(8s);
}

void outOfService(Desk& desk) {
    desk.start();
    desk.node.down = true;
    desk.pass(20s);
}

void recent(Desk& desk) {
    std::vector<api::OrderView> orders;
    int day = 0;
    for (const char* state : {"delivering", "delivered", "refunding", "cancelled", "delivered"}) {
        orders.push_back(demoOrder(state));
        orders.back().createdAt = orders.back().createdAt - 27h * day++;
    }
    desk.node.recent["202411110002"] = orders;
    desk.openAccount();
    desk.terminal.account()->askRecent();
    desk.settle();
}

void help(Desk& desk) {
    desk.start();
    desk.terminal.toggleHelp();
}

void idle(Desk& desk) {
    desk.openAccount();
    desk.pass(50s);
}
}  // namespace

const std::vector<Scene>& scenes() {
    static const std::vector<Scene> all{
        {"welcome", welcome},
        {"unknown-number", unknown},
        {"choice", choice},
        {"account", account},
        {"account-arrears-two-ways", accountTwoWays},
        {"account-ways", accountWays},
        {"account-old-reading", accountOld},
        {"account-held", accountHeld},
        {"other-amount", amount},
        {"preparing", preparing},
        {"code", code},
        {"code-last-quarter", codeLastQuarter},
        {"code-scanned", codeScanned},
        {"code-time-up", codeTimeUp},
        {"code-unionpay", codeUnionPay},
        {"sending", sending},
        {"done", done},
        {"done-set-off", doneSetOff},
        {"done-debt-only", doneDebtOnly},
        {"meter-unreachable", silent},
        {"held", held},
        {"paid-late", late},
        {"refunding", refunding},
        {"refunded", refunded},
        {"expired", expired},
        {"cancelled", cancelled},
        {"interrupted-paid", interrupted},
        {"clock-wrong", clockWrong},
        {"out-of-service", outOfService},
        {"recent", recent},
        {"help", help},
        {"idle-countdown", idle},
        {"account-news-ended", accountNewsEnded},
        {"account-news-open", accountNewsOpen},
        {"account-news-staff", accountNewsStaff},
    };
    return all;
}

}  // namespace wattill::kiosk::test
