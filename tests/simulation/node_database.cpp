#include "simulation/node_database.hpp"

namespace wattill::simulation {

using namespace std::chrono_literals;

void NodeDatabase::submit(Work work, Done done) {
    if (m_host.down) return;
    if (m_host.faults.strikes(Fault::QueueFull)) {
        m_host.journal.trace("disk     queue full");
        m_troubleObserver();
        return done(Error{ErrorCode::Busy, Retry::Now, "the queue is full; try again", {}});
    }
    m_queue.push_back({std::move(work), std::move(done)});
    if (m_scheduled) return;
    m_scheduled = true;
    const Duration wait = m_host.faults.strikes(Fault::CommitSlow) ? m_host.between(100ms, 5s)
                                                                   : m_host.between(1ms, 20ms);
    m_host.timeline.after(wait, [this, &host = m_host, life = m_host.life] {
        if (host.alive(life)) commit();  // else this object is gone
    });
}

void NodeDatabase::commit() {
    m_scheduled = false;
    std::vector<storage::Pending> batch = std::move(m_queue);
    m_queue.clear();
    if (m_host.crashIf(Fault::CrashBeforeCommit)) return;
    if (m_host.faults.strikes(Fault::CommitFails)) {
        m_host.journal.trace("disk     commit failed");
        m_troubleObserver();
        const Error error{ErrorCode::Io, Retry::Later, "the disk did not take it", {}};
        return answer(batch, std::vector<Result<void>>(batch.size(), error));
    }
    constexpr int kMostChangesOfACommit = 40;
    const bool crashes = m_host.faults.strikes(Fault::CrashInCommit);
    if (crashes)
        m_disk.armPowerLoss(1 + static_cast<int>(m_host.chance.below(kMostChangesOfACommit)));
    const auto results = m_store.runBatch(batch);
    if (m_disk.powerLost()) return m_host.crash("crash-in-commit");
    m_disk.disarm();
    if (m_host.crashIf(Fault::CrashAfterCommit)) return;
    answer(batch, results);
}

void NodeDatabase::answer(std::vector<storage::Pending>& batch,
                          const std::vector<Result<void>>& results) {
    for (std::size_t i = 0; i < batch.size() && !m_host.down; ++i) {
        if (i > 0 && m_host.crashIf(Fault::CrashBetweenDones)) return;
        batch[i].done(results[i]);
    }
    if (!m_host.down) m_observer();
}

Result<void> NodeDatabase::read(const ReadWork& work) {
    if (m_host.down) return Error{ErrorCode::Unavailable, Retry::Later, "the node is down", {}};
    return m_store.read(work);
}

}  // namespace wattill::simulation
