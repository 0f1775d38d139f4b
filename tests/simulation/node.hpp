#pragma once

#include "order/command_desk.hpp"
#include "order/engine.hpp"
#include "simulation/hasty_database.hpp"
#include "simulation/host.hpp"
#include "simulation/kept_database.hpp"
#include "simulation/memory_vfs.hpp"
#include "simulation/node_database.hpp"
#include "simulation/outside_world.hpp"
#include "simulation/sabotage.hpp"

#include <memory>

namespace wattill::simulation {

/// How much the log beside the file grows before it goes into the file: three seeds of four are
/// told off to do it every dozen commits, the fourth as the node does (0).
[[nodiscard]] inline int checkpointPages(std::uint64_t seed) {
    return seed % 4 == 0 ? 0 : 100;
}

/// Trips of more meters of this small site need their number once more.
inline constexpr std::size_t kUnconfirmedTrips = 2;

/// The node's order path, real code, on simulated ground. It dies and comes back.
class Node {
  public:
    /// `kept`: its disk is `disk`; null: the database is opened anew in every life.
    Node(Host& host, MemoryDisk& disk, KeptDatabase* kept, OutsideWorld& outside,
         std::uint64_t seed, Sabotage sabotage);

    void onChanged(std::function<void(const order::Order&)> observer) {
        m_changeObserver = std::move(observer);
    }
    void onCommand(std::function<void(const order::Ticket&)> observer) {
        m_commandObserver = std::move(observer);
    }
    /// Opens the database, recovers, goes on. Corrupt and the like when the disk is spoiled.
    Result<void> start();
    /// After a crash: memory gone, the disk as the power left it.
    void clear();
    /// Null while the node is down.
    [[nodiscard]] order::Engine* engine() { return m_host.down ? nullptr : m_engine.get(); }
    /// Null while the node is down. Who asks for it may command: from then on its work is looked
    /// for too.
    [[nodiscard]] order::CommandDesk* desk();
    [[nodiscard]] bool wasCommanded() const { return m_wasCommanded; }
    /// Null while the node is down.
    [[nodiscard]] order::Database* database() { return m_host.down ? nullptr : m_database.get(); }
    /// Only while the node is up.
    [[nodiscard]] Result<void> read(const order::Database::ReadWork& work) {
        return m_store->read(work);
    }
    [[nodiscard]] const MemoryDisk& disk() const { return m_disk; }
    /// The civil clock was set: what is due has changed.
    void clockWasSet();
    [[nodiscard]] std::uint64_t commits() const { return m_commits; }

  private:
    [[nodiscard]] Result<storage::SqliteStore*> openStore();
    void recover();
    void recoverDesk();
    void startDesk();
    void committed();
    /// The node asks for due work ten times a second; here only where an answer can differ.
    void planPump(Duration delay);
    [[nodiscard]] std::optional<Instant> firstDue();
    [[nodiscard]] Result<void> firstDueOfDesk(const order::UnitOfWork& unit);
    [[nodiscard]] bool deskMayHaveWork();

    Host& m_host;
    MemoryDisk& m_disk;
    KeptDatabase* m_kept;
    OutsideWorld& m_outside;
    Sabotage m_sabotage;
    int m_checkpointPages;
    SeededRandom m_orderNumbers;
    SeededRandom m_commandNumbers;
    SeededRandom m_diskChance;
    SeededRandom m_sqliteChance;
    NullLog m_log;
    MemoryVfs m_vfs;
    std::function<void(const order::Order&)> m_changeObserver;
    std::function<void(const order::Ticket&)> m_commandObserver;
    std::unique_ptr<storage::SqliteStore> m_opened;
    storage::SqliteStore* m_store = nullptr;  ///< the one that was opened, or the kept one
    std::unique_ptr<NodeDatabase> m_database;
    std::unique_ptr<order::Engine> m_engine;
    std::unique_ptr<HastyDatabase> m_hasty;
    std::unique_ptr<order::CommandDesk> m_desk;
    bool m_wasCommanded = false;
    bool m_deskRests = false;  ///< nothing waits and nothing is unknown, since the last change
    bool m_deskTroubled = true;
    std::optional<Instant> m_deskDue;
    std::optional<Duration> m_pumpAt;
    std::uint64_t m_commits = 0;
};

}  // namespace wattill::simulation
