#include "order/alarm_end.hpp"
#include "store_fixture.hpp"

namespace wattill::storage {
namespace {

using order::AlarmKind;
using order::Call;
using order::CallKind;

const OrderId kOrder("K0100001");
const OrderId kOther("K0100002");

class CallTableTest : public StoreTest {
  protected:
    CallTableTest() {
        EXPECT_TRUE(insert(someOrder("K0100001")).ok());
        EXPECT_TRUE(insert(someOrder("K0100002")).ok());
    }
    Result<void> schedule(const OrderId& order, CallKind kind, std::int64_t dueMs,
                          int attempt = 0) {
        return calls([=](order::CallStore& store) {
            return store.schedule(order, {kind, fromMillis(dueMs), attempt});
        });
    }
    Result<void> calls(const std::function<Result<void>(order::CallStore&)>& work) {
        return write([&](order::UnitOfWork& unit) { return work(unit.calls()); });
    }
    std::vector<Call> ofOrder(const OrderId& order) {
        return ask([&](const order::UnitOfWork& unit) { return unit.calls().ofOrder(order); });
    }
    std::vector<Call> due(std::int64_t nowMs, std::size_t most = 10) {
        return ask([&](const order::UnitOfWork& unit) {
            return unit.calls().due(fromMillis(nowMs), most);
        });
    }
};

TEST_F(CallTableTest, OneWaitsAndTheEarlierTimeWins) {
    ASSERT_TRUE(schedule(kOrder, CallKind::GatewayQuery, 500, 3).ok());
    ASSERT_TRUE(schedule(kOrder, CallKind::GatewayQuery, 900, 4).ok());
    ASSERT_EQ(ofOrder(kOrder).size(), 1U);
    EXPECT_EQ(ofOrder(kOrder)[0].dueAt, fromMillis(500));
    EXPECT_EQ(ofOrder(kOrder)[0].attempt, 3);
    ASSERT_TRUE(schedule(kOrder, CallKind::GatewayQuery, 100, 0).ok());
    ASSERT_EQ(ofOrder(kOrder).size(), 1U);
    EXPECT_EQ(ofOrder(kOrder)[0].dueAt, fromMillis(100));
    EXPECT_EQ(ofOrder(kOrder)[0].attempt, 0);
}

TEST_F(CallTableTest, DueComesInTimeOrderAndBounded) {
    ASSERT_TRUE(schedule(kOrder, CallKind::MeterReadBack, 300).ok());
    ASSERT_TRUE(schedule(kOther, CallKind::GatewayQuery, 100).ok());
    ASSERT_TRUE(schedule(kOrder, CallKind::GatewayCancel, 200).ok());
    EXPECT_TRUE(due(99).empty());
    const auto two = due(200);
    ASSERT_EQ(two.size(), 2U);
    EXPECT_EQ(two[0].order, kOther);
    EXPECT_EQ(two[1].kind, CallKind::GatewayCancel);
    EXPECT_EQ(due(300, 1).size(), 1U);
    EXPECT_EQ(due(300).size(), 3U);
}

TEST_F(CallTableTest, StartedCallIsNotDueAndDoesNotStopTheNext) {
    ASSERT_TRUE(schedule(kOrder, CallKind::GatewayQuery, 100).ok());
    const std::int64_t id = due(100).at(0).id;
    const auto start = [&](order::CallStore& s) { return s.markStarted(id, fromMillis(120)); };
    ASSERT_TRUE(calls(start).ok());
    EXPECT_TRUE(due(1000).empty());
    EXPECT_EQ(codeOf(calls(start)), ErrorCode::Conflict);
    EXPECT_EQ(codeOf(calls([&](order::CallStore& s) { return s.postpone(id, fromMillis(1)); })),
              ErrorCode::Conflict);
    ASSERT_TRUE(schedule(kOrder, CallKind::GatewayQuery, 200).ok());
    EXPECT_EQ(due(1000).size(), 1U);
    reopen();
    const auto started = ask([](const order::UnitOfWork& unit) { return unit.calls().started(); });
    ASSERT_EQ(started.size(), 1U);
    EXPECT_EQ(started[0].id, id);
    EXPECT_EQ(started[0].startedAt, fromMillis(120));
}

TEST_F(CallTableTest, DropForgetsOnlyWhatWaits) {
    ASSERT_TRUE(schedule(kOrder, CallKind::MeterSell, 100).ok());
    const std::int64_t id = due(100).at(0).id;
    ASSERT_TRUE(calls([&](order::CallStore& s) { return s.markStarted(id, fromMillis(1)); }).ok());
    ASSERT_TRUE(schedule(kOrder, CallKind::MeterSell, 200).ok());
    const auto drop = [](order::CallStore& s) { return s.drop(kOrder, CallKind::MeterSell); };
    ASSERT_TRUE(calls(drop).ok());
    ASSERT_EQ(ofOrder(kOrder).size(), 1U);
    EXPECT_EQ(ofOrder(kOrder)[0].id, id);
    EXPECT_TRUE(calls(drop).ok());
}

TEST_F(CallTableTest, PostponeMovesToALaterTime) {
    ASSERT_TRUE(schedule(kOrder, CallKind::MeterReadBefore, 100, 2).ok());
    const std::int64_t id = due(100).at(0).id;
    ASSERT_TRUE(calls([&](order::CallStore& s) { return s.postpone(id, fromMillis(700)); }).ok());
    EXPECT_TRUE(due(699).empty());
    ASSERT_EQ(due(700).size(), 1U);
    EXPECT_EQ(due(700)[0].attempt, 2);
}

TEST_F(CallTableTest, IdOfARemovedCallIsNeverGivenOutAgain) {
    ASSERT_TRUE(schedule(kOrder, CallKind::GatewayQuery, 100).ok());
    const std::int64_t id = due(100).at(0).id;
    ASSERT_TRUE(calls([&](order::CallStore& s) { return s.remove(id); }).ok());
    reopen();
    ASSERT_TRUE(schedule(kOrder, CallKind::GatewayQuery, 100).ok());
    EXPECT_GT(due(100).at(0).id, id);
    EXPECT_EQ(ask([&](const order::UnitOfWork& unit) { return unit.calls().find(id); }).has_value(),
              false);
}

TEST_F(CallTableTest, CallOfNoOrderIsRefused) {
    EXPECT_EQ(codeOf(schedule(OrderId("K9999999"), CallKind::GatewayQuery, 1)),
              ErrorCode::Conflict);
}

class AlarmTableTest : public StoreTest {
  protected:
    Result<void> raise(AlarmKind kind, const OrderId& order, const std::string& text) {
        order::Alarm alarm;
        alarm.kind = kind;
        alarm.order = order;
        alarm.meter = kMeter;
        alarm.raisedAt = fromMillis(100);
        alarm.text = text;
        return write([&](order::UnitOfWork& unit) { return unit.alarms().raise(alarm); });
    }
    std::vector<order::Alarm> list(bool openOnly, std::size_t most = 10) {
        return ask([=](const order::UnitOfWork& u) { return u.alarms().list(openOnly, most); });
    }
};

TEST_F(AlarmTableTest, SameKindIsOpenOnceForAnOrder) {
    ASSERT_TRUE(raise(AlarmKind::MeterSilent, kOrder, "first").ok());
    ASSERT_TRUE(raise(AlarmKind::MeterSilent, kOrder, "again").ok());
    ASSERT_TRUE(raise(AlarmKind::MeterSilent, kOther, "other order").ok());
    ASSERT_TRUE(raise(AlarmKind::RefundDue, kOrder, "other kind").ok());
    const auto open = list(true);
    ASSERT_EQ(open.size(), 3U);
    EXPECT_EQ(open[0].text, "other kind");
    EXPECT_EQ(open[2].text, "first");
    EXPECT_EQ(open[2].meter, kMeter);
    EXPECT_EQ(list(true, 1).size(), 1U);
}

TEST_F(AlarmTableTest, ClearedAlarmStaysInTheListAndMayComeAgain) {
    ASSERT_TRUE(raise(AlarmKind::CountMismatch, kOrder, "first").ok());
    ASSERT_TRUE(write([](order::UnitOfWork& unit) {
                    return unit.alarms().clear(kOrder, AlarmKind::CountMismatch, fromMillis(200));
                }).ok());
    EXPECT_TRUE(list(true).empty());
    ASSERT_EQ(list(false).size(), 1U);
    EXPECT_EQ(list(false)[0].clearedAt, fromMillis(200));
    ASSERT_TRUE(raise(AlarmKind::CountMismatch, kOrder, "second").ok());
    EXPECT_EQ(list(true).size(), 1U);
    EXPECT_EQ(list(false).size(), 2U);
}

class AlarmEndTest : public AlarmTableTest {
  protected:
    Result<void> end(std::int64_t id) {
        return write([&](order::UnitOfWork& unit) -> Result<void> {
            const auto ended = order::endAlarm(unit, id, {"li", "claimed it"}, fromMillis(300));
            return ended ? Result<void>{} : Result<void>{ended.error()};
        });
    }
    std::string refusal(std::int64_t id) {
        const auto refused = end(id);
        EXPECT_EQ(codeOf(refused), ErrorCode::Conflict);
        return refused.ok() ? "" : refused.error().message;
    }
    std::int64_t raised(AlarmKind kind, const OrderId& about = kOrder) {
        EXPECT_TRUE(raise(kind, about, "text").ok());
        return list(true).at(0).id;
    }
};

TEST_F(AlarmEndTest, WhatNothingElseEndsIsEndedByAPersonAndSaysByWhom) {
    for (const AlarmKind kind : {AlarmKind::ReturnedAfterSale, AlarmKind::NoticeRefused,
                                 AlarmKind::PaymentSuspect, AlarmKind::GatewayAnswer}) {
        const std::int64_t id = raised(kind);
        ASSERT_TRUE(end(id).ok()) << name(kind);
        EXPECT_TRUE(list(true).empty());
        const order::Alarm ended = list(false).at(0);
        EXPECT_EQ(ended.clearedAt, fromMillis(300));
        EXPECT_EQ(ended.endedBy, "li");
        EXPECT_EQ(ended.endedWhy, "claimed it");
        EXPECT_NE(refusal(id).find("is not open"), std::string::npos);
    }
    EXPECT_EQ(codeOf(end(99)), ErrorCode::NotFound);
    // What ends by itself bears no name.
    raised(AlarmKind::MeterSilent);
    ASSERT_TRUE(write([](order::UnitOfWork& unit) {
                    return unit.alarms().clear(kOrder, AlarmKind::MeterSilent, fromMillis(400));
                }).ok());
    EXPECT_EQ(list(false).at(0).endedBy, "");
}

TEST_F(AlarmEndTest, WhatEndsByItselfIsLeftOpenAndToldWhy) {
    for (const AlarmKind kind :
         {AlarmKind::ExtraPayment, AlarmKind::RefundDue, AlarmKind::RefundFailed,
          AlarmKind::MeterSilent, AlarmKind::CountMismatch, AlarmKind::CommandPartial,
          AlarmKind::CommandUnknown, AlarmKind::CommandFailed, AlarmKind::BillMissing,
          AlarmKind::ReconciliationOpen, AlarmKind::ClockWrong, AlarmKind::KeyExpires}) {
        EXPECT_NE(refusal(raised(kind)).find("ends by itself when"), std::string::npos)
            << name(kind);
    }
    EXPECT_EQ(list(true, 100).size(), 12U);
}

TEST_F(AlarmEndTest, AnOrderThatStillGoesOnEndsItsAlarm) {
    order::Order order = someOrder("K0100001");
    ASSERT_TRUE(insert(order).ok());
    ASSERT_TRUE(
        write([](order::UnitOfWork& unit) {
            return unit.calls().schedule(kOrder, {CallKind::GatewayQuery, fromMillis(1), 0});
        }).ok());
    const std::int64_t unheard = raised(AlarmKind::GatewayAnswer);
    EXPECT_NE(refusal(unheard).find("still asked"), std::string::npos);
    ASSERT_TRUE(write([](order::UnitOfWork& unit) {
                    return unit.calls().drop(kOrder, CallKind::GatewayQuery);
                }).ok());
    EXPECT_TRUE(end(unheard).ok());
    order = withSale(next(order, order::State::Delivering), 6);
    ASSERT_TRUE(update(order).ok());
    const std::int64_t returned = raised(AlarmKind::ReturnedAfterSale);
    EXPECT_NE(refusal(returned).find("before the order is delivered or decided"),
              std::string::npos);
    order = next(order, order::State::Suspect);
    order.delivery.reset();
    ASSERT_TRUE(update(order).ok());
    EXPECT_TRUE(end(returned).ok());
    const std::int64_t suspect = raised(AlarmKind::PaymentSuspect);
    EXPECT_NE(refusal(suspect).find("wattill order resolve"), std::string::npos);
    EXPECT_TRUE(end(raised(AlarmKind::PaymentSuspect, kOther)).ok()) << "of no such order";
}

}  // namespace
}  // namespace wattill::storage
