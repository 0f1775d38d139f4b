#pragma once

#include "order/stores.hpp"

#include <atomic>
#include <cstdint>
#include <memory>

namespace wattill::node {

/// What passed through the writer. Any thread.
struct WriterCounts {
    std::uint64_t committed = 0;
    std::uint64_t failed = 0;   ///< rolled back, or refused because too much waited
    std::uint64_t waiting = 0;  ///< submitted and not answered yet
    Duration spent{};           ///< from submit to the answer, of all together
};

/// A database that counts what it is given to write.
class CountedDatabase final : public order::Database {
  public:
    explicit CountedDatabase(std::unique_ptr<order::Database> database)
        : m_database(std::move(database)) {}

    void submit(Work work, Done done) override;
    Result<void> read(const ReadWork& work) override { return m_database->read(work); }
    [[nodiscard]] WriterCounts counts() const;

  private:
    std::atomic<std::uint64_t> m_submitted{0};
    std::atomic<std::uint64_t> m_committed{0};
    std::atomic<std::uint64_t> m_failed{0};
    std::atomic<std::int64_t> m_spentMicros{0};
    std::unique_ptr<order::Database> m_database;  // ends first: its callbacks count
};

}  // namespace wattill::node
