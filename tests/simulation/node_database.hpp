#pragma once

#include "order/stores.hpp"
#include "simulation/host.hpp"
#include "simulation/memory_disk.hpp"
#include "storage/sqlite_store.hpp"

#include <vector>

namespace wattill::simulation {

/// order::Database in virtual time: works wait a moment, those that waited share one commit, and
/// the answers follow. The power may go at every point between. One per life of the node.
class NodeDatabase final : public order::Database {
  public:
    NodeDatabase(Host& host, MemoryDisk& disk, storage::SqliteStore& store)
        : m_host(host), m_disk(disk), m_store(store) {}

    /// After each commit and its answers.
    void onCommitted(std::function<void()> observer) { m_observer = std::move(observer); }

    /// When a work was refused or a commit failed: the node's next pump is due at once.
    void onTrouble(std::function<void()> observer) { m_troubleObserver = std::move(observer); }

    void submit(Work work, Done done) override;
    Result<void> read(const ReadWork& work) override;

  private:
    void commit();
    void answer(std::vector<storage::Pending>& batch, const std::vector<Result<void>>& results);

    Host& m_host;
    MemoryDisk& m_disk;
    storage::SqliteStore& m_store;
    std::function<void()> m_observer;
    std::function<void()> m_troubleObserver;
    std::vector<storage::Pending> m_queue;
    bool m_scheduled = false;
};

}  // namespace wattill::simulation
