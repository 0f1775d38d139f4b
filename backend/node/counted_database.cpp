#include "node/counted_database.hpp"

#include <chrono>

namespace wattill::node {

void CountedDatabase::submit(Work work, Done done) {
    using Steady = std::chrono::steady_clock;
    ++m_submitted;
    const auto at = Steady::now();
    m_database->submit(std::move(work), [this, at, done = std::move(done)](Result<void> result) {
        const auto spent = Steady::now() - at;
        m_spentMicros += std::chrono::duration_cast<std::chrono::microseconds>(spent).count();
        ++(result.ok() ? m_committed : m_failed);
        done(std::move(result));
    });
}

WriterCounts CountedDatabase::counts() const {
    WriterCounts counts;
    // Answered first: it can only have grown when submitted is read.
    counts.committed = m_committed;
    counts.failed = m_failed;
    counts.waiting = m_submitted - counts.committed - counts.failed;
    counts.spent = std::chrono::round<Duration>(std::chrono::microseconds(m_spentMicros));
    return counts;
}

}  // namespace wattill::node
