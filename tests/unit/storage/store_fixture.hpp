#pragma once

#include "storage/connection.hpp"
#include "storage/sqlite_store.hpp"
#include "support/process.hpp"

#include <gtest/gtest.h>

namespace wattill::storage {

class SteppedClock final : public Clock {
  public:
    Instant at = fromMillis(1'790'000'000'000);
    [[nodiscard]] Instant now() const override { return at; }
};

inline const MeterId kMeter("220711000001");

inline order::Order someOrder(const std::string& id) {
    order::Order order;
    order.id = OrderId(id);
    order.request = "request-" + id;
    order.meter = kMeter;
    order.account = AccountId("8001");
    order.amount = Money::fromFen(10'000);
    order.channel = "alipay";
    order.merchant = "2088000000000001";
    order.terminal = "K01";
    order.createdAt = fromMillis(1'790'000'000'000);
    order.payBy = order.createdAt + std::chrono::minutes(3);
    order.openUntil = order.createdAt + std::chrono::hours(24);
    return order;
}

inline order::Order withSale(order::Order order, std::uint32_t countBefore) {
    order::Delivery delivery;
    delivery.countBefore = countBefore;
    delivery.balanceBefore = Money::fromMicroYuan(-12'345);
    delivery.readAt = fromMillis(1'790'000'060'000);
    delivery.sale = {order.amount, countBefore + 1};
    order.delivery = delivery;
    return order;
}

inline order::Order next(order::Order order, order::State state) {
    ++order.version;
    order.state = state;
    return order;
}

/// A store in a file of its own, and short ways to use it.
class StoreTest : public testing::Test {
  protected:
    StoreTest() : m_path((m_folder.path() / "site.db").string()) { reopen(); }

    void reopen() {
        m_store.reset();
        SqliteOptions options;
        options.path = m_path;
        options.clock = &m_clock;
        auto opened = SqliteStore::open(options);
        ASSERT_TRUE(opened.ok()) << opened.error().message;
        m_store = std::move(*opened);
    }

    Result<void> write(const order::Database::Work& work) {
        return m_store->runBatch({{work, {}}}).at(0);
    }
    Result<void> insert(const order::Order& order) {
        return write([&](order::UnitOfWork& unit) { return unit.orders().insert(order); });
    }
    Result<void> update(const order::Order& order) {
        return write([&](order::UnitOfWork& unit) { return unit.orders().update(order); });
    }
    /// The value of a Result that a store gave on a snapshot; a failure of the test when it is
    /// none.
    template <class Ask>
    auto ask(Ask question) {
        using Answer = typename std::invoke_result_t<Ask, const order::UnitOfWork&>::Value;
        Answer answer{};
        const auto read = m_store->read([&](const order::UnitOfWork& unit) -> Result<void> {
            auto given = question(unit);
            if (!given) return given.error();
            answer = std::move(*given);
            return {};
        });
        EXPECT_TRUE(read.ok()) << read.error().message;
        return answer;
    }
    /// SQL past the stores, as somebody with the file in hand would do it.
    Result<std::string> sql(const std::string& text) {
        auto connection = Connection::open({m_path, {}, false});
        EXPECT_TRUE(connection.ok());
        return (*connection)->value(text);
    }

    test::TemporaryFolder m_folder;
    std::string m_path;
    SteppedClock m_clock;
    std::unique_ptr<SqliteStore> m_store;
};

inline ErrorCode codeOf(const Result<void>& result) {
    EXPECT_FALSE(result.ok());
    return result.ok() ? ErrorCode::Internal : result.error().code;
}

}  // namespace wattill::storage
