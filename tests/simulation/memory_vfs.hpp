#pragma once

#include "base/assertion.hpp"
#include "base/time.hpp"
#include "simulation/memory_disk.hpp"

#include <functional>
#include <memory>
#include <string>

#include <sqlite3.h>

namespace wattill::simulation {

/// Lets SQLite work on a MemoryDisk. One thread, and one connection at a time in a transaction: no
/// lock is ever taken. SQLite's own chance and time come from outside too, so that a run repeats
/// byte for byte.
class MemoryVfs {
  public:
    MemoryVfs(MemoryDisk& disk, Random& random, std::function<Instant()> now);
    ~MemoryVfs();
    MemoryVfs(const MemoryVfs&) = delete;
    MemoryVfs& operator=(const MemoryVfs&) = delete;

    /// What to give to SqliteOptions::vfs.
    [[nodiscard]] const std::string& name() const { return m_name; }
    [[nodiscard]] MemoryDisk& disk() { return m_disk; }
    [[nodiscard]] Random& random() { return m_random; }
    [[nodiscard]] Instant now() const { return m_now(); }

  private:
    MemoryDisk& m_disk;
    Random& m_random;
    std::function<Instant()> m_now;
    std::string m_name;
    std::unique_ptr<sqlite3_vfs> m_vfs;
};

}  // namespace wattill::simulation
