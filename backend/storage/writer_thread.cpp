#include "storage/writer_thread.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace wattill::storage {

namespace {
class WriterThread final : public order::Database {
  public:
    WriterThread(std::unique_ptr<SqliteStore> store, WriterOptions options)
        : m_store(std::move(store)), m_options(options), m_thread([this] { write(); }) {}

    ~WriterThread() override {
        {
            const std::lock_guard lock(m_mutex);
            m_stopping = true;
        }
        m_wake.notify_one();
        m_thread.join();
    }

    void submit(Work work, Done done) override {
        {
            const std::lock_guard lock(m_mutex);
            if (m_queue.size() < m_options.queueLimit) {
                m_queue.push_back({std::move(work), std::move(done)});
                m_wake.notify_one();
                return;
            }
        }
        done(Error{ErrorCode::Busy,
                   Retry::Later,
                   "too much is being written at the moment; try again in a few seconds",
                   {}});
    }

    Result<void> read(const ReadWork& work) override { return m_store->read(work); }

  private:
    void write() {
        for (;;) {
            const std::vector<Pending> batch = nextBatch();
            if (batch.empty()) return;
            const auto results = m_store->runBatch(batch);
            // No lock is held here: a callback may submit.
            for (std::size_t i = 0; i < batch.size(); ++i)
                batch[i].done(results[i]);
        }
    }

    /// Waits for work; empty only when the queue is and the thread shall end.
    std::vector<Pending> nextBatch() {
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, [this] { return m_stopping || !m_queue.empty(); });
        std::vector<Pending> batch;
        while (!m_queue.empty() && batch.size() < m_options.batchLimit) {
            batch.push_back(std::move(m_queue.front()));
            m_queue.pop_front();
        }
        return batch;
    }

    std::unique_ptr<SqliteStore> m_store;
    WriterOptions m_options;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Pending> m_queue;
    bool m_stopping = false;
    std::thread m_thread;  // last: it uses everything above
};
}  // namespace

std::unique_ptr<order::Database> makeWriterThread(std::unique_ptr<SqliteStore> store,
                                                  WriterOptions options) {
    WATTILL_ASSERT(options.queueLimit > 0 && options.batchLimit > 0, "a writer without room");
    return std::make_unique<WriterThread>(std::move(store), options);
}

}  // namespace wattill::storage
