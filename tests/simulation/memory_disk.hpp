#pragma once

#include "base/random.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace wattill::simulation {

/// A disk in memory that forgets like a real one: what was written but not synced may be gone,
/// partly there, or torn within a write after the power went. Copyable, so that one prepared image
/// can start many runs. One thread.
class MemoryDisk {
  public:
    using Bytes = std::vector<std::uint8_t>;

    /// What the processes that have a file open share beside it: the index of a SQLite log. No part
    /// of the disk: never copied with it, and zeroed when the power goes.
    class SharedMemory {
      public:
        SharedMemory() = default;
        SharedMemory(const SharedMemory&) {}
        SharedMemory& operator=(const SharedMemory&);
        ~SharedMemory() = default;
        /// The address stays as long as this object. Null: not there, and not to be made.
        [[nodiscard]] std::uint8_t* region(std::size_t number, std::size_t size, bool make);
        void zero();

      private:
        std::vector<std::unique_ptr<Bytes>> m_regions;
    };

    class File {
      public:
        [[nodiscard]] std::size_t size() const { return m_image.size(); }
        /// Copies what is there; the rest of `to` is zeroed. False when there was less than asked.
        [[nodiscard]] bool read(std::size_t offset, std::span<std::uint8_t> to) const;
        void write(std::size_t offset, std::span<const std::uint8_t> bytes);
        void truncate(std::size_t size);
        void sync();
        /// Unsynced changes survive as chance wants it; what survives is then on the disk.
        void losePower(Random& random);
        void forgetUnsynced();
        [[nodiscard]] bool everSynced() const { return m_everSynced; }
        /// As a file that was just made.
        void becomeNew();
        [[nodiscard]] SharedMemory& shared() { return m_shared; }

      private:
        struct Change {
            bool truncates = false;
            std::size_t offset = 0;   ///< of a write; the new size of a truncation
            std::size_t length = 0;   ///< of a write
            std::size_t oldSize = 0;  ///< of the file
            Bytes bytes;              ///< what was there before
        };
        void put(std::size_t offset, std::span<const std::uint8_t> bytes);
        void takeBack(Change& change);
        void takeBackUnsynced();
        /// Reads see this: a node writes far more often than it loses power, so what a loss of
        /// power needs is kept as the way back and costs a sync nothing.
        Bytes m_image;
        std::vector<Change> m_pending;
        bool m_everSynced = false;
        SharedMemory m_shared;
    };

    [[nodiscard]] std::shared_ptr<File> open(const std::string& name, bool create);
    [[nodiscard]] bool exists(const std::string& name) const { return m_files.contains(name); }
    void remove(const std::string& name) { m_files.erase(name); }

    /// Counts down with every change; at zero the power is gone and nothing works any more.
    void armPowerLoss(int changesFromNow) { m_changesLeft = changesFromNow; }
    void disarm() { m_changesLeft = -1; }
    void cutPower() { m_powerLost = true; }
    [[nodiscard]] bool powerLost() const { return m_powerLost; }
    /// To be asked before each change: false when the power is gone (from this change on).
    [[nodiscard]] bool mayChange();
    /// What is left after the power came back.
    void restart(Random& random);

    /// The lie: a sync that answers "done" and does nothing.
    void ignoreSyncs(bool ignore) { m_ignoresSyncs = ignore; }
    [[nodiscard]] bool ignoresSyncs() const { return m_ignoresSyncs; }

    /// A copy that shares nothing with this one.
    [[nodiscard]] MemoryDisk clone() const;
    /// Takes what the other disk holds, into the same files: whoever has one open has it still, and
    /// finds in it what a machine would that was just switched on.
    void become(const MemoryDisk& other);
    /// A copy with nothing but what a sync has made safe: the worst that a crash could leave.
    [[nodiscard]] MemoryDisk durable() const;
    /// Makes everything written so far safe.
    void syncAll();

  private:
    std::map<std::string, std::shared_ptr<File>> m_files;
    int m_changesLeft = -1;
    bool m_powerLost = false;
    bool m_ignoresSyncs = false;
};

}  // namespace wattill::simulation
