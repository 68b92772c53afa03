#include "platform/sql/sqlite/fault_vfs_test.hpp"

#include <algorithm>
#include <fstream>

namespace gatehouse::sql::sqlite {
namespace {

constexpr std::size_t kSector = 512;

}  // namespace

FaultVfs::FaultVfs() : real_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
    vfs_.zName = "fault";
    vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
    vfs_.pAppData = this;
    vfs_.xOpen = &FaultVfs::open;
    vfs_.xDelete = &FaultVfs::remove;
    sqlite3_vfs_register(&vfs_, 1);
}

FaultVfs::~FaultVfs() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(real_, 1);
}

int FaultVfs::open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags,
                   int* out_flags) {
    auto* self = static_cast<FaultVfs*>(vfs->pAppData);
    auto* opened = reinterpret_cast<File*>(file);
    opened->base.pMethods = nullptr;
    opened->real = reinterpret_cast<sqlite3_file*>(opened + 1);
    const int code = self->real_->xOpen(self->real_, name, opened->real, flags, out_flags);
    if (code == SQLITE_OK) {
        opened->vfs = self;
        const std::lock_guard lock(self->mutex_);
        opened->disk = &self->disks_[name == nullptr ? "" : name];
        opened->base.pMethods = methods();
    }
    return code;
}

int FaultVfs::remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
    auto* self = static_cast<FaultVfs*>(vfs->pAppData);
    {
        const std::lock_guard lock(self->mutex_);
        self->disks_[name] = {};
    }
    return self->real_->xDelete(self->real_, name, sync_folder);
}

int FaultVfs::refused(File& file, Operation operation) {
    if (!file.vfs->decide) {
        return SQLITE_OK;
    }
    std::string_view name;
    for (const auto& [path, disk] : file.vfs->disks_) {
        if (&disk == file.disk) {
            name = path;
        }
    }
    return file.vfs->decide(operation, name);
}

void FaultVfs::record(File& file, Change change) {
    {
        const std::lock_guard lock(file.vfs->mutex_);
        file.disk->pending.push_back(std::move(change));
    }
    if (file.vfs->changed) {
        file.vfs->changed();
    }
}

const sqlite3_io_methods* FaultVfs::methods() {
    static const auto of = [](sqlite3_file* file) -> File& {
        return *reinterpret_cast<File*>(file);
    };
    static const sqlite3_io_methods kMethods{
        .iVersion = 2,
        .xClose = [](sqlite3_file* file) { return of(file).real->pMethods->xClose(of(file).real); },
        .xRead =
            [](sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
                return of(file).real->pMethods->xRead(of(file).real, to, size, at);
            },
        .xWrite =
            [](sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
                if (const int code = refused(of(file), Operation::write); code != SQLITE_OK) {
                    return code;
                }
                const int code = of(file).real->pMethods->xWrite(of(file).real, from, size, at);
                record(of(file),
                       {static_cast<std::size_t>(at), std::string(static_cast<const char*>(from),
                                                                  static_cast<std::size_t>(size))});
                return code;
            },
        .xTruncate =
            [](sqlite3_file* file, sqlite3_int64 size) {
                if (const int code = refused(of(file), Operation::truncate); code != SQLITE_OK) {
                    return code;
                }
                const int code = of(file).real->pMethods->xTruncate(of(file).real, size);
                record(of(file), {0, {}, static_cast<std::size_t>(size)});
                return code;
            },
        .xSync =
            [](sqlite3_file* file, int) {
                if (const int code = refused(of(file), Operation::sync); code != SQLITE_OK) {
                    return code;
                }
                File& synced = of(file);
                if (!synced.vfs->sync_does_nothing) {
                    const std::lock_guard lock(synced.vfs->mutex_);
                    synced.disk->exists = true;
                    for (const Change& change : std::exchange(synced.disk->pending, {})) {
                        apply(synced.disk->durable, change);
                    }
                }
                if (synced.vfs->changed) {
                    synced.vfs->changed();
                }
                return SQLITE_OK;
            },
        .xFileSize =
            [](sqlite3_file* file, sqlite3_int64* size) {
                return of(file).real->pMethods->xFileSize(of(file).real, size);
            },
        .xLock = [](sqlite3_file* file,
                    int kind) { return of(file).real->pMethods->xLock(of(file).real, kind); },
        .xUnlock = [](sqlite3_file* file,
                      int kind) { return of(file).real->pMethods->xUnlock(of(file).real, kind); },
        .xCheckReservedLock =
            [](sqlite3_file* file, int* reserved) {
                return of(file).real->pMethods->xCheckReservedLock(of(file).real, reserved);
            },
        .xFileControl =
            [](sqlite3_file* file, int operation, void* argument) {
                return of(file).real->pMethods->xFileControl(of(file).real, operation, argument);
            },
        .xSectorSize =
            [](sqlite3_file* file) { return of(file).real->pMethods->xSectorSize(of(file).real); },
        .xDeviceCharacteristics =
            [](sqlite3_file* file) {
                return of(file).real->pMethods->xDeviceCharacteristics(of(file).real);
            },
        .xShmMap =
            [](sqlite3_file* file, int page, int size, int extend, void volatile** mapped) {
                return of(file).real->pMethods->xShmMap(of(file).real, page, size, extend, mapped);
            },
        .xShmLock =
            [](sqlite3_file* file, int offset, int count, int flags) {
                return of(file).real->pMethods->xShmLock(of(file).real, offset, count, flags);
            },
        .xShmBarrier =
            [](sqlite3_file* file) { of(file).real->pMethods->xShmBarrier(of(file).real); },
        .xShmUnmap =
            [](sqlite3_file* file, int remove) {
                return of(file).real->pMethods->xShmUnmap(of(file).real, remove);
            },
        .xFetch = nullptr,
        .xUnfetch = nullptr,
    };
    return &kMethods;
}

void FaultVfs::apply(std::string& content, const Change& change) {
    if (change.truncate_to) {
        content.resize(*change.truncate_to);
        return;
    }
    content.resize(std::max(content.size(), change.offset + change.bytes.size()));
    content.replace(change.offset, change.bytes.size(), change.bytes);
}

void FaultVfs::apply_part(std::string& content, const Change& change, std::mt19937_64& random) {
    for (std::size_t at = 0; at < change.bytes.size();) {
        const std::size_t offset = change.offset + at;
        const std::size_t size = std::min(change.bytes.size() - at, kSector - offset % kSector);
        if (random() % 2 == 0) {
            apply(content, {offset, change.bytes.substr(at, size)});
        }
        at += size;
    }
}

void FaultVfs::write_image(const std::filesystem::path& folder, std::mt19937_64& random) {
    const std::lock_guard lock(mutex_);
    for (const auto& [path, disk] : disks_) {
        if (path.empty() || (!disk.exists && random() % 2 == 0)) {
            continue;
        }
        std::string content = disk.durable;
        // All of it, nothing, or some of it.
        const auto share = random() % 4;
        for (const Change& change : disk.pending) {
            const auto luck = share == 0 ? 0 : share == 1 ? 1 : random() % 3;
            if (luck == 0) {
                apply(content, change);
            } else if (luck == 2 && !change.truncate_to) {
                apply_part(content, change, random);
            }
        }
        const auto file = folder / std::filesystem::path(path).filename();
        std::ofstream(file, std::ios::binary)
            .write(content.data(), static_cast<std::streamsize>(content.size()));
    }
}

}  // namespace gatehouse::sql::sqlite
