#include "simulation/memory_disk.hpp"

#include <algorithm>

namespace wattill::simulation {

namespace {
constexpr std::size_t kSector = 512;
}  // namespace

void MemoryDisk::File::apply(const Change& change, Bytes& image) {
    if (change.truncates) {
        image.resize(change.offset);
        return;
    }
    const std::size_t end = change.offset + change.bytes.size();
    if (image.size() < end) image.resize(end);
    std::copy(change.bytes.begin(), change.bytes.end(),
              image.begin() + static_cast<std::ptrdiff_t>(change.offset));
}

bool MemoryDisk::File::read(std::size_t offset, std::span<std::uint8_t> to) const {
    const std::size_t there = offset < m_current.size() ? m_current.size() - offset : 0;
    const std::size_t count = std::min(there, to.size());
    std::copy_n(m_current.begin() + static_cast<std::ptrdiff_t>(count == 0 ? 0 : offset), count,
                to.begin());
    std::fill(to.begin() + static_cast<std::ptrdiff_t>(count), to.end(), std::uint8_t{0});
    return count == to.size();
}

void MemoryDisk::File::write(std::size_t offset, std::span<const std::uint8_t> bytes) {
    m_pending.push_back({false, offset, Bytes(bytes.begin(), bytes.end())});
    apply(m_pending.back(), m_current);
}

void MemoryDisk::File::truncate(std::size_t size) {
    m_pending.push_back({true, size, {}});
    apply(m_pending.back(), m_current);
}

void MemoryDisk::File::sync() {
    for (const Change& change : m_pending) {
        apply(change, m_synced);
    }
    m_pending.clear();
    m_everSynced = true;
}

void MemoryDisk::File::losePower(Random& random) {
    enum Fate : std::uint64_t { AllGone, Prefix, Subset, AllThere, fates };
    const auto fate = static_cast<Fate>(random.below(fates));
    const std::size_t prefix = random.below(m_pending.size() + 1);
    for (std::size_t i = 0; i < m_pending.size(); ++i) {
        Change& change = m_pending[i];
        const bool survives = fate == AllThere || (fate == Prefix && i < prefix) ||
                              (fate == Subset && random.below(2) == 0);
        const bool torn = fate != AllThere && !change.truncates && random.below(8) == 0;
        if (torn) {
            // The head of the write reached the plate, up to a sector of it or to any byte.
            const std::size_t cut = random.below(change.bytes.size() + 1);
            change.bytes.resize(random.below(2) == 0 ? cut : cut / kSector * kSector);
        }
        if ((survives || torn) && (change.truncates || !change.bytes.empty())) {
            apply(change, m_synced);
        }
    }
    m_pending.clear();
    m_current = m_synced;
}

void MemoryDisk::File::forgetUnsynced() {
    m_pending.clear();
    m_current = m_synced;
}

std::shared_ptr<MemoryDisk::File> MemoryDisk::open(const std::string& name, bool create) {
    const auto found = m_files.find(name);
    if (found != m_files.end()) return found->second;
    if (!create) return nullptr;
    return m_files.emplace(name, std::make_shared<File>()).first->second;
}

bool MemoryDisk::mayChange() {
    if (m_powerLost) return false;
    if (m_changesLeft > 0) --m_changesLeft;
    if (m_changesLeft == 0) m_powerLost = true;
    return !m_powerLost;
}

void MemoryDisk::restart(Random& random) {
    for (auto file = m_files.begin(); file != m_files.end();) {
        file->second->losePower(random);
        // A name that was never synced may be missing from the directory.
        const bool forgotten = !file->second->everSynced() && random.below(2) == 0;
        file = forgotten ? m_files.erase(file) : std::next(file);
    }
    m_powerLost = false;
    m_changesLeft = -1;
}

MemoryDisk MemoryDisk::clone() const {
    MemoryDisk copy = *this;
    for (auto& [name, file] : copy.m_files) {
        file = std::make_shared<File>(*file);
    }
    return copy;
}

MemoryDisk MemoryDisk::durable() const {
    MemoryDisk copy = clone();
    for (auto& [name, file] : copy.m_files) {
        file->forgetUnsynced();
    }
    return copy;
}

void MemoryDisk::syncAll() {
    for (auto& [name, file] : m_files) {
        file->sync();
    }
}

}  // namespace wattill::simulation
