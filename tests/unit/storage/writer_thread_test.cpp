#include "storage/writer_thread.hpp"

#include "store_fixture.hpp"

#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

namespace wattill::storage {
namespace {

using order::UnitOfWork;

/// Stands before a store: counts commits, and can hold the next batch until it is let go.
class Gate final : public SqliteStore {
  public:
    explicit Gate(std::unique_ptr<SqliteStore> store) : m_store(std::move(store)) {}

    std::vector<Result<void>> runBatch(const std::vector<Pending>& batch) override {
        {
            std::unique_lock lock(m_mutex);
            m_sizes.push_back(batch.size());
            m_changed.notify_all();
            m_changed.wait(lock, [this] { return !m_closed; });
        }
        return m_store->runBatch(batch);
    }
    Result<void> read(const order::Database::ReadWork& work) override {
        return m_store->read(work);
    }

    void close() {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
    }
    void open() {
        const std::lock_guard lock(m_mutex);
        m_closed = false;
        m_changed.notify_all();
    }
    void awaitBatches(std::size_t count) {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_sizes.size() >= count; });
    }
    std::vector<std::size_t> sizes() {
        const std::lock_guard lock(m_mutex);
        return m_sizes;
    }

  private:
    std::unique_ptr<SqliteStore> m_store;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<std::size_t> m_sizes;
    bool m_closed = false;
};

class WriterThreadTest : public StoreTest {
  protected:
    void start(WriterOptions options = {}) {
        auto gate = std::make_unique<Gate>(std::move(m_store));
        m_gate = gate.get();
        m_database = makeWriterThread(std::move(gate), options);
    }
    static order::Database::Work inserting(int number) {
        return [number](UnitOfWork& unit) {
            return unit.orders().insert(someOrder("K01" + std::to_string(number)));
        };
    }
    /// Submits and waits for the answer.
    Result<void> submitted(order::Database::Work work) {
        std::promise<Result<void>> answer;
        m_database->submit(std::move(work),
                           [&](Result<void> r) { answer.set_value(std::move(r)); });
        return answer.get_future().get();
    }
    std::size_t committed() {
        std::size_t count = 0;
        EXPECT_TRUE(m_database
                        ->read([&](const UnitOfWork& unit) -> Result<void> {
                            count = unit.orders().list({}, 10'000)->size();
                            return {};
                        })
                        .ok());
        return count;
    }

    Gate* m_gate = nullptr;
    std::unique_ptr<order::Database> m_database;
};

TEST_F(WriterThreadTest, AnswersAfterTheCommit) {
    start();
    std::promise<std::size_t> seen;
    m_database->submit(inserting(1), [&](const Result<void>& result) {
        EXPECT_TRUE(result.ok());
        seen.set_value(committed());
    });
    EXPECT_EQ(seen.get_future().get(), 1U);
    EXPECT_EQ(codeOf(submitted(inserting(1))), ErrorCode::Conflict);
}

TEST_F(WriterThreadTest, WhatWaitsSharesOneCommitAndIsAnsweredInOrder) {
    start({.queueLimit = 100, .batchLimit = 8});
    m_gate->close();
    std::mutex mutex;
    std::vector<int> order;
    const auto note = [&](int number) {
        return [&, number](const Result<void>&) {
            const std::lock_guard lock(mutex);
            order.push_back(number);
        };
    };
    m_database->submit(inserting(0), note(0));
    m_gate->awaitBatches(1);
    for (int i = 1; i <= 20; ++i)
        m_database->submit(inserting(i), note(i));
    m_gate->open();
    EXPECT_TRUE(submitted(inserting(21)).ok());
    std::vector<int> expected;
    for (int i = 0; i <= 20; ++i)
        expected.push_back(i);
    EXPECT_EQ(order, expected);
    EXPECT_EQ(m_gate->sizes().at(1), 8U);
    EXPECT_EQ(m_gate->sizes().at(2), 8U);
    EXPECT_EQ(committed(), 22U);
}

TEST_F(WriterThreadTest, FullQueueAnswersBusyAtOnce) {
    start({.queueLimit = 2, .batchLimit = 8});
    m_gate->close();
    m_database->submit(inserting(0), [](const Result<void>&) {});
    m_gate->awaitBatches(1);
    for (int i = 1; i <= 2; ++i)
        m_database->submit(inserting(i), [](const Result<void>&) {});
    std::optional<Result<void>> refused;
    m_database->submit(inserting(3), [&](Result<void> result) { refused = std::move(result); });
    ASSERT_TRUE(refused.has_value());
    EXPECT_EQ(codeOf(*refused), ErrorCode::Busy);
    EXPECT_EQ(refused->error().retry, Retry::Later);
    m_gate->open();
    m_gate->awaitBatches(2);
    EXPECT_TRUE(submitted(inserting(4)).ok());
    EXPECT_EQ(committed(), 4U);
}

TEST_F(WriterThreadTest, CallbackMaySubmit) {
    start();
    std::promise<Result<void>> last;
    m_database->submit(inserting(1), [&](const Result<void>&) {
        m_database->submit(inserting(2), [&](const Result<void>&) {
            m_database->submit(inserting(3), [&](Result<void> r) { last.set_value(std::move(r)); });
        });
    });
    EXPECT_TRUE(last.get_future().get().ok());
    EXPECT_EQ(committed(), 3U);
}

TEST_F(WriterThreadTest, DestructorFinishesWhatIsQueued) {
    start({.queueLimit = 1000, .batchLimit = 4});
    m_gate->close();
    int answered = 0;
    m_database->submit(inserting(0), [&](const Result<void>&) { ++answered; });
    m_gate->awaitBatches(1);
    for (int i = 1; i < 50; ++i) {
        m_database->submit(inserting(i),
                           [&](const Result<void>& r) { answered += r.ok() ? 1 : 0; });
    }
    m_gate->open();
    m_database.reset();
    EXPECT_EQ(answered, 50);
    reopen();
    EXPECT_EQ(ask([](const UnitOfWork& u) { return u.orders().list({}, 100); }).size(), 50U);
}

TEST_F(WriterThreadTest, ManyThreadsWriteAndReadAtOnce) {
    constexpr int kThreads = 4;
    constexpr int kEach = 40;
    start();
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([this, t] {
            std::size_t before = 0;
            for (int i = 0; i < kEach; ++i) {
                EXPECT_TRUE(submitted(inserting(t * kEach + i)).ok());
                const std::size_t now = committed();
                EXPECT_GT(now, before);
                before = now;
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(committed(), static_cast<std::size_t>(kThreads * kEach));
}

}  // namespace
}  // namespace wattill::storage
