// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

// A disk in memory that knows what was synced. What was written but not synced outlives the death
// of a process, and after a power loss is there, not there, or there in part, in any order.
//
//   SimDisk disk(seed);
//   SimVfs worker(disk, "worker");          // sqlite_sim_vfs.h: a process that uses the disk
//   ... OpenSqliteStore(directory, clock, rng, key, worker.name()) ...
//   disk.LosePower();                        // and a new SimVfs for the next process
//
// One thread at a time.

namespace photoferry {

enum class DiskAnswer { kOk, kNoSuchFile, kIoError, kFull };
enum class DiskChange { kWrite, kTruncate, kSync, kDelete };

// One file: what a process reads of it, and what the platters hold.
class SimFile {
 public:
  const std::string& content() const { return content_; }
  void Write(int64_t offset, absl::string_view bytes);
  void Truncate(int64_t size);

 private:
  friend class SimDisk;
  struct Change {
    int64_t offset = 0;
    std::string bytes;
    bool truncates = false;  // to `offset`
  };
  static void Apply(const Change& change, std::string& content);

  std::string content_;
  std::string synced_;
  bool name_synced_ = false;
  std::vector<Change> unsynced_;
};

class SimDisk {
 public:
  explicit SimDisk(uint64_t seed) : random_(seed) {}

  // Null: there is no such file, and it was not to be made.
  std::shared_ptr<SimFile> Open(const std::string& path, bool make);
  bool Exists(const std::string& path) const { return files_.contains(path); }
  // The file is durable; so are all deletions before, as journaling file systems have it.
  void Sync(SimFile& file);
  // `durably`: the folder is synced, too. False: there was no such file.
  bool Delete(const std::string& path, bool durably);

  // Asked before every change by every process; anything but kOk happens instead of it.
  void SetFaults(std::function<DiskAnswer(DiskChange, absl::string_view path)> faults) {
    faults_ = std::move(faults);
  }
  DiskAnswer FaultFor(DiskChange change, absl::string_view path) const {
    return faults_ ? faults_(change, path) : DiskAnswer::kOk;
  }

  // Leaves what the platters hold. Files that are still open are of the past: whoever holds one
  // must write no more.
  void LosePower();

  // Everything that may be read from the disk, for those who look for secrets in it.
  std::string AllBytes() const;

 private:
  bool Coin() { return random_() % 2 == 0; }
  // The file after a power loss; null: it is not there.
  std::shared_ptr<SimFile> Survivor(const SimFile& file, bool named);

  std::mt19937_64 random_;
  std::map<std::string, std::shared_ptr<SimFile>> files_;
  // Deleted, which the platters do not know yet.
  std::map<std::string, std::shared_ptr<SimFile>> forgotten_;
  std::function<DiskAnswer(DiskChange, absl::string_view path)> faults_;
};

}  // namespace photoferry
