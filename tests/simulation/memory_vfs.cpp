#include "simulation/memory_vfs.hpp"

#include <cstring>
#include <new>

namespace wattill::simulation {

namespace {

/// SQLite allocates szOsFile bytes and hands them to open(); the first member is its own.
struct OpenFile {
    sqlite3_file base;
    MemoryDisk* disk;
    std::shared_ptr<MemoryDisk::File>* file;
    bool temporary;
    int lock;
};

OpenFile& self(sqlite3_file* file) {
    return *reinterpret_cast<OpenFile*>(file);
}
MemoryVfs& owner(sqlite3_vfs* vfs) {
    return *static_cast<MemoryVfs*>(vfs->pAppData);
}

int closeFile(sqlite3_file* file) {
    delete self(file).file;
    self(file).file = nullptr;
    return SQLITE_OK;
}

int readFile(sqlite3_file* file, void* to, int amount, sqlite3_int64 offset) {
    OpenFile& open = self(file);
    if (open.disk->powerLost()) return SQLITE_IOERR_READ;
    const std::span<std::uint8_t> bytes(static_cast<std::uint8_t*>(to),
                                        static_cast<std::size_t>(amount));
    const bool whole = (*open.file)->read(static_cast<std::size_t>(offset), bytes);
    return whole ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int writeFile(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset) {
    OpenFile& open = self(file);
    const bool alive = open.temporary ? !open.disk->powerLost() : open.disk->mayChange();
    if (!alive) return SQLITE_IOERR_WRITE;
    (*open.file)
        ->write(static_cast<std::size_t>(offset),
                {static_cast<const std::uint8_t*>(from), static_cast<std::size_t>(amount)});
    if (open.temporary) (*open.file)->sync();
    return SQLITE_OK;
}

int truncateFile(sqlite3_file* file, sqlite3_int64 size) {
    OpenFile& open = self(file);
    if (!open.disk->mayChange()) return SQLITE_IOERR_TRUNCATE;
    (*open.file)->truncate(static_cast<std::size_t>(size));
    return SQLITE_OK;
}

int syncFile(sqlite3_file* file, int) {
    OpenFile& open = self(file);
    if (!open.disk->mayChange()) return SQLITE_IOERR_FSYNC;
    if (!open.disk->ignoresSyncs()) (*open.file)->sync();
    return SQLITE_OK;
}

int fileSize(sqlite3_file* file, sqlite3_int64* size) {
    *size = static_cast<sqlite3_int64>((*self(file).file)->size());
    return SQLITE_OK;
}

// One process with one connection: a lock is always free.
int lockFile(sqlite3_file* file, int level) {
    self(file).lock = level;
    return SQLITE_OK;
}
int isReserved(sqlite3_file* file, int* reserved) {
    *reserved = self(file).lock >= SQLITE_LOCK_RESERVED ? 1 : 0;
    return SQLITE_OK;
}
int fileControl(sqlite3_file*, int, void*) {
    return SQLITE_NOTFOUND;
}
int sectorSize(sqlite3_file*) {
    return 4096;
}
// What the system's own VFS claims: a torn write spoils no byte outside of itself.
int characteristics(sqlite3_file*) {
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

// Memory of a process that is not the file's and goes with the power. Nobody else is ever in the
// middle of something: a lock is always free.
int mapShared(sqlite3_file* file, int region, int size, int make, void volatile** mapped) {
    *mapped =
        (*self(file).file)
            ->shared()
            .region(static_cast<std::size_t>(region), static_cast<std::size_t>(size), make != 0);
    return SQLITE_OK;
}
int lockShared(sqlite3_file*, int, int, int) {
    return SQLITE_OK;
}
void orderShared(sqlite3_file*) {}
int unmapShared(sqlite3_file*, int) {
    return SQLITE_OK;
}

const sqlite3_io_methods kMethods{
    .iVersion = 2,
    .xClose = closeFile,
    .xRead = readFile,
    .xWrite = writeFile,
    .xTruncate = truncateFile,
    .xSync = syncFile,
    .xFileSize = fileSize,
    .xLock = lockFile,
    .xUnlock = lockFile,
    .xCheckReservedLock = isReserved,
    .xFileControl = fileControl,
    .xSectorSize = sectorSize,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = mapShared,
    .xShmLock = lockShared,
    .xShmBarrier = orderShared,
    .xShmUnmap = unmapShared,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int openFile(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags,
             int* outFlags) {
    MemoryDisk& disk = owner(vfs).disk();
    file->pMethods = nullptr;
    if (disk.powerLost()) return SQLITE_IOERR;
    auto found = name == nullptr ? std::make_shared<MemoryDisk::File>()
                                 : disk.open(name, (flags & SQLITE_OPEN_CREATE) != 0);
    if (!found) return SQLITE_CANTOPEN;
    new (file) OpenFile{{&kMethods},
                        &disk,
                        new std::shared_ptr<MemoryDisk::File>(std::move(found)),
                        name == nullptr,
                        SQLITE_LOCK_NONE};
    if (outFlags != nullptr) *outFlags = flags;
    return SQLITE_OK;
}

int deleteFile(sqlite3_vfs* vfs, const char* name, int) {
    MemoryDisk& disk = owner(vfs).disk();
    if (!disk.exists(name)) return SQLITE_IOERR_DELETE_NOENT;
    if (!disk.mayChange()) return SQLITE_IOERR_DELETE;
    disk.remove(name);
    return SQLITE_OK;
}

int accessFile(sqlite3_vfs* vfs, const char* name, int, int* result) {
    *result = owner(vfs).disk().exists(name) ? 1 : 0;
    return SQLITE_OK;
}

int fullPathname(sqlite3_vfs*, const char* name, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", name);
    return SQLITE_OK;
}

int randomness(sqlite3_vfs* vfs, int size, char* out) {
    for (int i = 0; i < size; ++i) {
        out[i] = static_cast<char>(owner(vfs).random().below(256));
    }
    return size;
}

int sleepFor(sqlite3_vfs*, int microseconds) {
    return microseconds;
}

int currentTime64(sqlite3_vfs* vfs, sqlite3_int64* now) {
    constexpr sqlite3_int64 kUnixEpochInJulianMs = 210'866'760'000'000;
    *now = kUnixEpochInJulianMs + toMillis(owner(vfs).now());
    return SQLITE_OK;
}

int currentTime(sqlite3_vfs* vfs, double* now) {
    sqlite3_int64 millis = 0;
    currentTime64(vfs, &millis);
    *now = static_cast<double>(millis) / 86'400'000.0;
    return SQLITE_OK;
}

int lastError(sqlite3_vfs*, int, char*) {
    return 0;
}

/// A run is one thread that opens a database a dozen times: SQLite's locks, its accounts of memory
/// and the system's allocator would take a fifth of it. Works only before SQLite's first use; in a
/// process that used it earlier all stays as it was.
void lightenSqlite() {
    constexpr int kPage = 4096 + 512;  // with SQLite's own header of a cached page
    constexpr int kPages = 2048;
    static std::vector<std::uint8_t> pages(std::size_t{kPage} * kPages);
    static const int done = sqlite3_config(SQLITE_CONFIG_SINGLETHREAD) |
                            sqlite3_config(SQLITE_CONFIG_PAGECACHE, pages.data(), kPage, kPages);
    (void)done;
}

}  // namespace

MemoryVfs::MemoryVfs(MemoryDisk& disk, Random& random, std::function<Instant()> now)
    : m_disk(disk), m_random(random), m_now(std::move(now)), m_vfs(new sqlite3_vfs{}) {
    lightenSqlite();
    // SQLite keeps the name's address: the address of this object makes it unique while it lives.
    m_name = "memory-" + std::to_string(reinterpret_cast<std::uintptr_t>(this));
    m_vfs->iVersion = 2;
    m_vfs->szOsFile = static_cast<int>(sizeof(OpenFile));
    m_vfs->mxPathname = 256;
    m_vfs->zName = m_name.c_str();
    m_vfs->pAppData = this;
    m_vfs->xOpen = openFile;
    m_vfs->xDelete = deleteFile;
    m_vfs->xAccess = accessFile;
    m_vfs->xFullPathname = fullPathname;
    m_vfs->xRandomness = randomness;
    m_vfs->xSleep = sleepFor;
    m_vfs->xCurrentTime = currentTime;
    m_vfs->xGetLastError = lastError;
    m_vfs->xCurrentTimeInt64 = currentTime64;
    const int result = sqlite3_vfs_register(m_vfs.get(), 0);
    WATTILL_ASSERT(result == SQLITE_OK, "SQLite refused the file system of the simulation");
}

MemoryVfs::~MemoryVfs() {
    sqlite3_vfs_unregister(m_vfs.get());
}

}  // namespace wattill::simulation
