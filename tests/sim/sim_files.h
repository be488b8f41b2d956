// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "tests/disk/file_calls.h"
#include "tests/disk/unsynced_files.h"
#include "tests/sim/sim_scheduler.h"

namespace photoferry::sim {

// Real files as the processes of a simulated machine use them: each system call upon them is a
// switch point, takes its time, can fail, and is refused to the dead. When power fails, what was
// not synced may be gone.
class SimFiles final : public FileCalls {
 public:
  struct Folders {
    std::string root;   // they are below it
    std::string attic;  // of UnsyncedFiles
  };
  // `changed` runs when something has got another name. A call takes `latency` at most.
  SimFiles(SimScheduler& machine, const Folders& folders, absl::Duration latency,
           std::function<void()> changed)
      : machine_(machine),
        latency_(latency),
        changed_(std::move(changed)),
        unsynced_(folders.root, folders.attic) {}

  // `process` dies before its `calls`-th call from now, 1 the next.
  void KillAt(SimProcess& process, int64_t calls);
  // Until then writing fails now and then for want of room, or everything for no reason.
  void Fill(absl::Duration until) { full_until_ = until; }
  void Break(absl::Duration until) { broken_until_ = until; }
  void Repair() { full_until_ = broken_until_ = absl::ZeroDuration(); }

  void LosePower();

  int Before(const FileRequest& request) override;
  void After(const FileRequest& request, int64_t result) override;

 private:
  int Fault(FileCall call);

  SimScheduler& machine_;
  const absl::Duration latency_;
  const std::function<void()> changed_;
  UnsyncedFiles unsynced_;
  absl::Duration full_until_;
  absl::Duration broken_until_;
  const SimProcess* doomed_ = nullptr;
  int64_t calls_left_ = 0;
};

}  // namespace photoferry::sim
