// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "tests/disk/sim_disk.h"

namespace photoferry {

// A process's way to a SimDisk, as a VFS of SQLite. Several share one disk with locks and shared
// memory as processes do. It outlives the connections that use it; one thread at a time.
class SimVfs {
 public:
  // `name` is like no other VFS's.
  SimVfs(SimDisk& disk, std::string name);
  ~SimVfs();
  SimVfs(const SimVfs&) = delete;
  SimVfs& operator=(const SimVfs&) = delete;

  const std::string& name() const;

  // The process is dead: nothing that it does reaches the disk any more, and its locks are gone.
  void Kill();
  // The same in the middle of what it does: instead of its `changes`-th change from now, 1 the
  // next.
  void KillAt(int64_t changes);
  bool killed() const;
  int64_t changes() const;  // writes, truncations, syncs and deletions so far

 private:
  struct Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace photoferry
