// SPDX-License-Identifier: Apache-2.0
#include "tests/disk/sqlite_sim_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace photoferry {
namespace {

// What those who have one file open share beside its bytes: its locks, and the memory in which
// SQLite keeps the index of its log. It goes with the last of them.
struct Sharing {
  struct Slot {
    int readers = 0;
    bool written = false;
  };
  int readers = 0;                 // SHARED and above
  const void* reserved = nullptr;  // who is RESERVED or above
  bool exclusive = false;          // ... and keeps new readers out

  std::vector<std::unique_ptr<char[]>> regions;
  int mapped = 0;
  std::array<Slot, SQLITE_SHM_NLOCK> slots;
};

std::shared_ptr<Sharing> SharingOf(const SimDisk& disk, const std::string& path) {
  static auto& all =
      *new std::map<std::pair<const SimDisk*, std::string>, std::weak_ptr<Sharing>>();
  std::weak_ptr<Sharing>& known = all[{&disk, path}];
  std::shared_ptr<Sharing> sharing = known.lock();
  if (sharing == nullptr) known = sharing = std::make_shared<Sharing>();
  return sharing;
}

class Handle;

// A process, as far as the disk is concerned.
struct Process {
  Process(SimDisk& the_disk, std::string the_name) : disk(the_disk), name(std::move(the_name)) {}

  // Whether a change may happen; counts it.
  int Admit(DiskChange change, const std::string& path) {
    if (!killed && ++changes == kill_at) Kill();
    if (killed) return SQLITE_IOERR;
    const DiskAnswer answer = disk.FaultFor(change, path);
    if (answer == DiskAnswer::kOk) return SQLITE_OK;
    if (answer == DiskAnswer::kFull) return SQLITE_FULL;
    return change == DiskChange::kSync ? SQLITE_IOERR_FSYNC : SQLITE_IOERR_WRITE;
  }
  void Kill();

  SimDisk& disk;
  const std::string name;
  sqlite3_vfs vfs = {};
  std::set<Handle*> open;
  int64_t changes = 0;
  int64_t kill_at = -1;
  bool killed = false;
};

// One file that one connection has open.
class Handle {
 public:
  Handle(Process& process, std::string path, std::shared_ptr<SimFile> file, bool passing)
      : process_(process),
        path_(std::move(path)),
        file_(std::move(file)),
        passing_(passing),
        sharing_(SharingOf(process.disk, path_)) {
    process_.open.insert(this);
  }

  ~Handle() {
    Unmap();
    LetGo();
    process_.open.erase(this);
    if (passing_ && !process_.killed) process_.disk.Delete(path_, /*durably=*/false);
  }

  int Read(char* buffer, int size, int64_t offset) const {
    if (process_.killed) return SQLITE_IOERR_READ;
    const std::string& content = file_->content();
    const size_t from = std::min(static_cast<size_t>(offset), content.size());
    const size_t got = std::min(static_cast<size_t>(size), content.size() - from);
    std::memcpy(buffer, content.data() + from, got);
    std::memset(buffer + got, 0, static_cast<size_t>(size) - got);
    return got == static_cast<size_t>(size) ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
  }

  int Write(absl::string_view bytes, int64_t offset) {
    const int admitted = process_.Admit(DiskChange::kWrite, path_);
    if (admitted == SQLITE_OK) file_->Write(offset, bytes);
    return admitted;
  }

  int Truncate(int64_t size) {
    const int admitted = process_.Admit(DiskChange::kTruncate, path_);
    if (admitted == SQLITE_OK) file_->Truncate(size);
    return admitted;
  }

  int Sync() {
    const int admitted = process_.Admit(DiskChange::kSync, path_);
    if (admitted == SQLITE_OK) process_.disk.Sync(*file_);
    return admitted;
  }

  int64_t size() const { return static_cast<int64_t>(file_->content().size()); }

  // ---- Locks of the file.

  int Lock(int level) {
    if (process_.killed) return SQLITE_IOERR_LOCK;
    if (level <= lock_) return SQLITE_OK;
    const bool others_write = sharing_->reserved != nullptr && sharing_->reserved != this;
    if (level == SQLITE_LOCK_SHARED) {
      if (sharing_->exclusive) return SQLITE_BUSY;
      ++sharing_->readers;
    } else {
      if (others_write) return SQLITE_BUSY;
      sharing_->reserved = this;
      if (level == SQLITE_LOCK_EXCLUSIVE) {
        sharing_->exclusive = true;
        if (sharing_->readers > 1) {
          lock_ = SQLITE_LOCK_PENDING;
          return SQLITE_BUSY;
        }
      }
    }
    lock_ = level;
    return SQLITE_OK;
  }

  int Unlock(int level) {
    if (lock_ > SQLITE_LOCK_SHARED && level <= SQLITE_LOCK_SHARED) {
      sharing_->reserved = nullptr;
      sharing_->exclusive = false;
    }
    if (lock_ >= SQLITE_LOCK_SHARED && level == SQLITE_LOCK_NONE) --sharing_->readers;
    lock_ = std::min(lock_, level);
    return SQLITE_OK;
  }

  bool IsReserved() const { return sharing_->reserved != nullptr; }

  // ---- Shared memory.

  int Map(int region, int size, bool extend, void volatile** memory) {
    *memory = nullptr;
    if (process_.killed) return SQLITE_IOERR_SHMMAP;
    if (!mapped_) ++sharing_->mapped;
    mapped_ = true;
    auto& regions = sharing_->regions;
    const auto wanted = static_cast<size_t>(region);
    if (regions.size() <= wanted && !extend) return SQLITE_OK;
    while (regions.size() <= wanted) {
      regions.push_back(std::make_unique<char[]>(static_cast<size_t>(size)));
    }
    *memory = regions[wanted].get();
    return SQLITE_OK;
  }

  int LockSlots(int first, int count, int flags) {
    const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
      for (int i = first; i < first + count; ++i) UnlockSlot(i);
      return SQLITE_OK;
    }
    if (process_.killed) return SQLITE_IOERR_SHMLOCK;
    for (int i = first; i < first + count; ++i) {
      if (!MayTake(i, exclusive)) return SQLITE_BUSY;
    }
    for (int i = first; i < first + count; ++i) {
      if (exclusive) sharing_->slots[i].written = writes_[i] = true;
      if (!exclusive && !reads_[i]) ++sharing_->slots[i].readers;
      if (!exclusive) reads_[i] = true;
    }
    return SQLITE_OK;
  }

  void Unmap() {
    for (int i = 0; i < SQLITE_SHM_NLOCK; ++i) UnlockSlot(i);
    if (!mapped_) return;
    mapped_ = false;
    if (--sharing_->mapped == 0) sharing_->regions.clear();
  }

  // As the kernel does for the dead. The memory stays: who is dead does not know it yet.
  void LetGo() {
    for (int i = 0; i < SQLITE_SHM_NLOCK; ++i) UnlockSlot(i);
    Unlock(SQLITE_LOCK_NONE);
  }

 private:
  bool MayTake(int slot, bool exclusive) const {
    const Sharing::Slot& held = sharing_->slots[slot];
    if (held.written) return writes_[slot];
    return !exclusive || held.readers == (reads_[slot] ? 1 : 0);
  }

  void UnlockSlot(int slot) {
    if (writes_[slot]) sharing_->slots[slot].written = false;
    if (reads_[slot]) --sharing_->slots[slot].readers;
    writes_[slot] = reads_[slot] = false;
  }

  Process& process_;
  const std::string path_;
  const std::shared_ptr<SimFile> file_;
  const bool passing_;  // goes when it is closed
  const std::shared_ptr<Sharing> sharing_;
  int lock_ = SQLITE_LOCK_NONE;
  bool mapped_ = false;
  std::array<bool, SQLITE_SHM_NLOCK> reads_ = {};
  std::array<bool, SQLITE_SHM_NLOCK> writes_ = {};
};

void Process::Kill() {
  killed = true;
  for (Handle* handle : open) handle->LetGo();
}

// ---- The same in SQLite's words.

struct SqliteFile {
  sqlite3_file base;
  Handle* handle;
};

Handle& Of(sqlite3_file* file) {
  return *reinterpret_cast<SqliteFile*>(file)->handle;
}
Process& Of(sqlite3_vfs* vfs) {
  return *static_cast<Process*>(vfs->pAppData);
}

const sqlite3_io_methods& Methods() {
  static const sqlite3_io_methods methods = {
      .iVersion = 2,
      .xClose =
          [](sqlite3_file* file) {
            delete reinterpret_cast<SqliteFile*>(file)->handle;
            return SQLITE_OK;
          },
      .xRead =
          [](sqlite3_file* file, void* buffer, int size, sqlite3_int64 offset) {
            return Of(file).Read(static_cast<char*>(buffer), size, offset);
          },
      .xWrite =
          [](sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
            return Of(file).Write(
                absl::string_view(static_cast<const char*>(bytes), static_cast<size_t>(size)),
                offset);
          },
      .xTruncate = [](sqlite3_file* file, sqlite3_int64 size) { return Of(file).Truncate(size); },
      .xSync = [](sqlite3_file* file, int) { return Of(file).Sync(); },
      .xFileSize =
          [](sqlite3_file* file, sqlite3_int64* size) {
            *size = Of(file).size();
            return SQLITE_OK;
          },
      .xLock = [](sqlite3_file* file, int level) { return Of(file).Lock(level); },
      .xUnlock = [](sqlite3_file* file, int level) { return Of(file).Unlock(level); },
      .xCheckReservedLock =
          [](sqlite3_file* file, int* reserved) {
            *reserved = Of(file).IsReserved() ? 1 : 0;
            return SQLITE_OK;
          },
      .xFileControl = [](sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; },
      .xSectorSize = [](sqlite3_file*) { return 4096; },
      .xDeviceCharacteristics = [](sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; },
      .xShmMap =
          [](sqlite3_file* file, int region, int size, int extend, void volatile** memory) {
            return Of(file).Map(region, size, extend != 0, memory);
          },
      .xShmLock = [](sqlite3_file* file, int first, int count,
                     int flags) { return Of(file).LockSlots(first, count, flags); },
      .xShmBarrier = [](sqlite3_file*) {},
      .xShmUnmap =
          [](sqlite3_file* file, int) {
            Of(file).Unmap();
            return SQLITE_OK;
          },
      .xFetch = nullptr,
      .xUnfetch = nullptr,
  };
  return methods;
}

int OpenOn(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  Process& process = Of(vfs);
  file->pMethods = nullptr;
  if (process.killed) return SQLITE_IOERR;
  const std::string path = name != nullptr ? name : absl::StrCat("temporary-", process.changes);
  std::shared_ptr<SimFile> opened = process.disk.Open(path, (flags & SQLITE_OPEN_CREATE) != 0);
  if (opened == nullptr) return SQLITE_CANTOPEN;
  reinterpret_cast<SqliteFile*>(file)->handle =
      new Handle(process, path, std::move(opened), (flags & SQLITE_OPEN_DELETEONCLOSE) != 0);
  file->pMethods = &Methods();
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int DeleteOn(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  Process& process = Of(vfs);
  const int admitted = process.Admit(DiskChange::kDelete, name);
  if (admitted != SQLITE_OK) return admitted;
  return process.disk.Delete(name, sync_folder != 0) ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
}

sqlite3_vfs VfsFor(Process& process) {
  sqlite3_vfs vfs = {};
  vfs.iVersion = 2;
  vfs.szOsFile = sizeof(SqliteFile);
  vfs.mxPathname = 512;
  vfs.zName = process.name.c_str();
  vfs.pAppData = &process;
  vfs.xOpen = OpenOn;
  vfs.xDelete = DeleteOn;
  vfs.xAccess = [](sqlite3_vfs* self, const char* name, int, int* there) {
    *there = Of(self).disk.Exists(name) ? 1 : 0;
    return SQLITE_OK;
  };
  vfs.xFullPathname = [](sqlite3_vfs*, const char* name, int size, char* full) {
    sqlite3_snprintf(size, full, "%s", name);
    return SQLITE_OK;
  };
  vfs.xRandomness = [](sqlite3_vfs*, int size, char* out) {
    std::memset(out, 7, static_cast<size_t>(size));
    return size;
  };
  // Nobody else runs meanwhile: who finds a lock taken finds it taken until he has gone.
  vfs.xSleep = [](sqlite3_vfs*, int microseconds) { return microseconds; };
  vfs.xCurrentTimeInt64 = [](sqlite3_vfs*, sqlite3_int64* now) {
    *now = 212'592'000'000'000;  // in 2024; the store has its own clock
    return SQLITE_OK;
  };
  vfs.xGetLastError = [](sqlite3_vfs*, int, char*) { return 0; };
  return vfs;
}

}  // namespace

struct SimVfs::Impl : Process {
  using Process::Process;
};

SimVfs::SimVfs(SimDisk& disk, std::string name)
    : impl_(std::make_unique<Impl>(disk, std::move(name))) {
  impl_->vfs = VfsFor(*impl_);
  sqlite3_vfs_register(&impl_->vfs, /*makeDflt=*/0);
}

SimVfs::~SimVfs() {
  sqlite3_vfs_unregister(&impl_->vfs);
}

const std::string& SimVfs::name() const {
  return impl_->name;
}
void SimVfs::Kill() {
  impl_->Kill();
}
void SimVfs::KillAt(int64_t changes) {
  impl_->kill_at = impl_->changes + changes;
}
bool SimVfs::killed() const {
  return impl_->killed;
}
int64_t SimVfs::changes() const {
  return impl_->changes;
}

}  // namespace photoferry
