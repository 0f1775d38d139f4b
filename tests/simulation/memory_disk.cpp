#include "simulation/memory_disk.hpp"

#include <algorithm>

namespace wattill::simulation {

namespace {
constexpr std::size_t kSector = 512;

/// What there is of [offset, offset + most).
std::span<const std::uint8_t> from(const MemoryDisk::Bytes& image, std::size_t offset,
                                   std::size_t most) {
    const std::size_t begin = std::min(offset, image.size());
    return {image.data() + begin, std::min(most, image.size() - begin)};
}
}  // namespace

MemoryDisk::SharedMemory& MemoryDisk::SharedMemory::operator=(const SharedMemory&) {
    zero();
    return *this;
}

std::uint8_t* MemoryDisk::SharedMemory::region(std::size_t number, std::size_t size, bool make) {
    if (number >= m_regions.size() && !make) return nullptr;
    while (m_regions.size() <= number)
        m_regions.push_back(std::make_unique<Bytes>(size));
    return m_regions[number]->data();
}

void MemoryDisk::SharedMemory::zero() {
    for (const auto& each : m_regions)
        std::fill(each->begin(), each->end(), std::uint8_t{0});
}

void MemoryDisk::File::put(std::size_t offset, std::span<const std::uint8_t> bytes) {
    const std::size_t end = offset + bytes.size();
    if (m_image.size() < end) m_image.resize(end);
    std::copy(bytes.begin(), bytes.end(), m_image.begin() + static_cast<std::ptrdiff_t>(offset));
}

bool MemoryDisk::File::read(std::size_t offset, std::span<std::uint8_t> to) const {
    const auto there = from(m_image, offset, to.size());
    std::copy(there.begin(), there.end(), to.begin());
    std::fill(to.begin() + static_cast<std::ptrdiff_t>(there.size()), to.end(), std::uint8_t{0});
    return there.size() == to.size();
}

void MemoryDisk::File::write(std::size_t offset, std::span<const std::uint8_t> bytes) {
    const auto before = from(m_image, offset, bytes.size());
    m_pending.push_back(
        {false, offset, bytes.size(), m_image.size(), Bytes(before.begin(), before.end())});
    put(offset, bytes);
}

void MemoryDisk::File::truncate(std::size_t size) {
    const auto before = from(m_image, size, m_image.size());
    m_pending.push_back({true, size, 0, m_image.size(), Bytes(before.begin(), before.end())});
    m_image.resize(size);
}

void MemoryDisk::File::sync() {
    m_pending.clear();
    m_everSynced = true;
}

/// Of the last change that is still there. Leaves in `bytes` what a write had written.
void MemoryDisk::File::takeBack(Change& change) {
    const auto after = from(m_image, change.offset, change.length);
    Bytes written(after.begin(), after.end());
    if (change.truncates) m_image.resize(change.oldSize);
    put(change.offset, change.bytes);
    m_image.resize(change.oldSize);
    change.bytes = std::move(written);
}

void MemoryDisk::File::takeBackUnsynced() {
    std::for_each(m_pending.rbegin(), m_pending.rend(),
                  [this](Change& change) { takeBack(change); });
}

void MemoryDisk::File::losePower(Random& random) {
    enum Fate : std::uint64_t { AllGone, Prefix, Subset, AllThere, fates };
    const auto fate = static_cast<Fate>(random.below(fates));
    const std::size_t prefix = random.below(m_pending.size() + 1);
    takeBackUnsynced();
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
        if (!survives && !torn) continue;
        if (change.truncates) {
            m_image.resize(change.offset);
        } else if (!change.bytes.empty()) {
            put(change.offset, change.bytes);
        }
    }
    m_pending.clear();
    m_shared.zero();
}

void MemoryDisk::File::becomeNew() {
    m_image.clear();
    m_pending.clear();
    m_everSynced = false;
    m_shared.zero();
}

void MemoryDisk::File::forgetUnsynced() {
    takeBackUnsynced();
    m_pending.clear();
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
        const bool heldOpen = file->second.use_count() > 1;
        if (forgotten && heldOpen) file->second->becomeNew();
        file = forgotten && !heldOpen ? m_files.erase(file) : std::next(file);
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

void MemoryDisk::become(const MemoryDisk& other) {
    for (auto& [name, file] : m_files) {
        const auto found = other.m_files.find(name);
        if (found == other.m_files.end()) {
            file->becomeNew();
        } else {
            *file = *found->second;
        }
    }
    for (const auto& [name, file] : other.m_files) {
        if (!m_files.contains(name)) m_files.emplace(name, std::make_shared<File>(*file));
    }
    m_powerLost = false;
    m_changesLeft = -1;
    m_ignoresSyncs = false;
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
