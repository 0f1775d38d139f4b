#include "store_fixture.hpp"

namespace wattill::storage {
namespace {

using order::Order;
using order::State;

class OrderTableTest : public StoreTest {
  protected:
    std::optional<Order> find(const OrderId& id) {
        return ask([&](const order::UnitOfWork& unit) { return unit.orders().find(id); });
    }
    std::vector<std::string> listed(const std::vector<State>& states, std::size_t most) {
        return idsOf(
            ask([&](const order::UnitOfWork& u) { return u.orders().list(states, most); }));
    }
    static std::vector<std::string> idsOf(const std::vector<Order>& orders) {
        std::vector<std::string> ids;
        for (const Order& each : orders)
            ids.push_back(each.id.text());
        return ids;
    }
};

TEST_F(OrderTableTest, GivesBackEveryField) {
    Order order = withSale(someOrder("K0100001"), 4'294'967'294U);
    order.code = "https://qr.example/abc?x=1&s=电表";
    order.scanned = true;
    order.trade = "2026112222001";
    order.paidAt = fromMillis(1'790'000'050'001);
    order.cancelOpen = true;
    order.quarantineUntil = fromMillis(1'790'000'090'001);
    order.delivery->totalBefore = Energy::fromWh(1'234'560);
    order.delivery->refutedAt = fromMillis(1'790'000'065'000);
    order.delivery->heldBalance = Money::fromMicroYuan(3'200'000);
    order.delivery->balanceAfter = Money::fromMicroYuan(99'987'655);
    order.delivery->confirmedAt = fromMillis(1'790'000'070'000);
    order.meterSilent = true;
    order.held = true;
    order.reason = "read-back fits no explanation";
    order.state = State::DeliveryUnknown;
    ASSERT_TRUE(insert(order).ok());
    EXPECT_EQ(find(order.id), order);
}

TEST_F(OrderTableTest, AbsentPartsStayAbsent) {
    const Order order = someOrder("K0100001");
    ASSERT_TRUE(insert(order).ok());
    EXPECT_EQ(find(order.id), order);
    EXPECT_EQ(find(OrderId("K0100002")), std::nullopt);
}

TEST_F(OrderTableTest, EveryStateIsStored) {
    for (int i = 0; i <= static_cast<int>(State::Refunded); ++i) {
        Order order = withSale(someOrder("K01" + std::to_string(i)), static_cast<std::uint32_t>(i));
        order.meter = MeterId("meter " + std::to_string(i));
        order.state = static_cast<State>(i);
        ASSERT_TRUE(insert(order).ok()) << name(order.state);
        EXPECT_EQ(find(order.id), order);
    }
}

TEST_F(OrderTableTest, RequestKeyIsTakenOnce) {
    ASSERT_TRUE(insert(someOrder("K0100001")).ok());
    Order other = someOrder("K0100002");
    other.request = "request-K0100001";
    EXPECT_EQ(codeOf(insert(other)), ErrorCode::Conflict);
    EXPECT_EQ(codeOf(insert(someOrder("K0100001"))), ErrorCode::Conflict);
    const auto found = ask([&](const order::UnitOfWork& unit) {
        return unit.orders().findByRequest("request-K0100001");
    });
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->id, OrderId("K0100001"));
}

TEST_F(OrderTableTest, UpdateNeedsTheVersionBefore) {
    const Order order = someOrder("K0100001");
    ASSERT_TRUE(insert(order).ok());
    const Order second = next(order, State::AwaitingPayment);
    ASSERT_TRUE(update(second).ok());
    EXPECT_EQ(codeOf(update(second)), ErrorCode::Conflict);
    Order skipped = next(second, State::Paid);
    ++skipped.version;
    EXPECT_EQ(codeOf(update(skipped)), ErrorCode::Conflict);
    EXPECT_EQ(find(order.id), second);
}

TEST_F(OrderTableTest, WhatWasAgreedNeverChanges) {
    const Order order = someOrder("K0100001");
    ASSERT_TRUE(insert(order).ok());
    std::vector<Order> changed(5, next(order, State::Paid));
    changed[0].amount = Money::fromFen(1);
    changed[1].meter = MeterId("220711000002");
    changed[2].account = AccountId("8002");
    changed[3].merchant = "someone else";
    changed[4].request = "another request";
    for (const Order& each : changed)
        EXPECT_EQ(codeOf(update(each)), ErrorCode::Conflict);
    EXPECT_EQ(find(order.id), order);
}

TEST_F(OrderTableTest, MeterHasOneOwner) {
    for (const char* id : {"K0100001", "K0100002"})
        ASSERT_TRUE(insert(someOrder(id)).ok());
    const Order owner = next(someOrder("K0100001"), State::Delivering);
    ASSERT_TRUE(update(owner).ok());
    EXPECT_EQ(codeOf(update(next(someOrder("K0100002"), State::Delivering))), ErrorCode::Conflict);
    const auto ownerOf = [](const order::UnitOfWork& unit) {
        return unit.orders().ownerOf(kMeter);
    };
    EXPECT_EQ(ask(ownerOf), owner.id);

    const Order unknown = next(withSale(owner, 4), State::DeliveryUnknown);
    ASSERT_TRUE(update(unknown).ok());
    EXPECT_EQ(codeOf(update(next(someOrder("K0100002"), State::Delivering))), ErrorCode::Conflict);
    EXPECT_EQ(ask(ownerOf), owner.id);

    ASSERT_TRUE(update(next(unknown, State::Delivered)).ok());
    EXPECT_EQ(ask(ownerOf), std::nullopt);
    EXPECT_TRUE(update(next(someOrder("K0100002"), State::Delivering)).ok());
}

TEST_F(OrderTableTest, PurchaseCountGoesToOneOrder) {
    Order first = withSale(someOrder("K0100001"), 4);
    first.state = State::Delivered;
    ASSERT_TRUE(insert(first).ok());
    Order second = withSale(someOrder("K0100002"), 4);
    second.state = State::Delivering;
    EXPECT_EQ(codeOf(insert(second)), ErrorCode::Conflict);
    second = withSale(second, 5);
    EXPECT_TRUE(insert(second).ok());
}

TEST_F(OrderTableTest, OrderThatNeverSoldFreesItsCount) {
    Order first = withSale(someOrder("K0100001"), 4);
    first.state = State::Delivering;
    ASSERT_TRUE(insert(first).ok());
    ASSERT_TRUE(update(next(first, State::Refunding)).ok());
    Order second = withSale(someOrder("K0100002"), 4);
    second.state = State::Delivering;
    EXPECT_TRUE(insert(second).ok());
}

TEST_F(OrderTableTest, WrongSaleIsRefusedByTheTableItself) {
    Order otherAmount = withSale(someOrder("K0100001"), 4);
    otherAmount.delivery->sale.amount = Money::fromFen(9'999);
    Order otherCount = withSale(someOrder("K0100002"), 4);
    otherCount.delivery->sale.purchaseCount = 6;
    Order partOfAFen = someOrder("K0100003");
    partOfAFen.amount = Money::fromMicroYuan(10'001);
    Order nothing = someOrder("K0100004");
    nothing.amount = Money();
    for (const Order& order : {otherAmount, otherCount, partOfAFen, nothing}) {
        EXPECT_EQ(codeOf(insert(order)), ErrorCode::Conflict) << order.id.text();
    }
}

TEST_F(OrderTableTest, ListsNewestFirst) {
    for (const char* id : {"K0100001", "K0100002", "K0100003"}) {
        ASSERT_TRUE(insert(someOrder(id)).ok());
    }
    ASSERT_TRUE(update(next(someOrder("K0100001"), State::Paid)).ok());
    ASSERT_TRUE(update(next(someOrder("K0100002"), State::Expired)).ok());
    using Ids = std::vector<std::string>;
    EXPECT_EQ(listed({}, 10), (Ids{"K0100003", "K0100002", "K0100001"}));
    EXPECT_EQ(listed({}, 2), (Ids{"K0100003", "K0100002"}));
    EXPECT_EQ(listed({State::Paid, State::Created}, 10), (Ids{"K0100003", "K0100001"}));
    EXPECT_EQ(listed({State::Suspect}, 10), Ids{});
    const auto ofMeter = [](const MeterId& meter) {
        return [=](const order::UnitOfWork& unit) { return unit.orders().ofMeter(meter, 2); };
    };
    EXPECT_EQ(idsOf(ask(ofMeter(kMeter))), (Ids{"K0100003", "K0100002"}));
    EXPECT_EQ(idsOf(ask(ofMeter(MeterId("220711000002")))), Ids{});
}

TEST_F(OrderTableTest, EveryChangeOfStateLeavesARow) {
    Order order = someOrder("K0100001");
    ASSERT_TRUE(insert(order).ok());
    m_clock.at += Duration(1000);
    ASSERT_TRUE(update(order = next(order, State::AwaitingPayment)).ok());
    Order silent = next(order, State::AwaitingPayment);
    silent.code = "a code is no change of state";
    ASSERT_TRUE(update(order = silent).ok());
    m_clock.at += Duration(1000);
    order = next(order, State::Expired);
    order.reason = "not paid in time";
    ASSERT_TRUE(update(order).ok());
    EXPECT_EQ(*sql("SELECT group_concat(version || ' ' || state || ' ' || (at_ms - 1790000000000) "
                   "|| ' ' || reason, ', ') FROM order_event"),
              "1 created 0 , 2 awaiting-payment 1000 , 4 expired 2000 not paid in time");
}

}  // namespace
}  // namespace wattill::storage
