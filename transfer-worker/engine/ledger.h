// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "common/base/mutex.h"
#include "common/base/scheduler.h"
#include "transfer-worker/store/checkpoints.h"

namespace photoferry {

// Writes item moves down in groups: while one group is being committed the next one gathers, so a
// busy job pays for one sync per group and an idle one waits for nobody. Thread-safe.
class Ledger {
 public:
  // `on_failure` is called once, with the first error; after it nothing is written any more.
  Ledger(Checkpoints& checkpoints, Scheduler& scheduler,
         std::function<void(const absl::Status&)> on_failure);
  ~Ledger();  // Flush

  // `done` runs on the ledger's thread once the move is durable; not at all if it never becomes so.
  void Record(const Lease& lease, ItemMove move, std::function<void()> done);
  // Returns when the moves are durable.
  absl::Status RecordNow(const Lease& lease, std::vector<ItemMove> moves);
  // Returns when everything recorded before is durable, or the first error.
  absl::Status Flush();

 private:
  struct Entry {
    Lease lease;
    ItemMove move;
    std::function<void()> done;
  };
  static constexpr size_t kLargestGroup = 500;

  void Run();
  absl::Status Commit(std::vector<Entry>& group);

  Checkpoints& checkpoints_;
  const std::function<void(const absl::Status&)> on_failure_;
  Mutex mutex_;
  const std::unique_ptr<Condition> work_;
  const std::unique_ptr<Condition> progress_;
  std::vector<Entry> waiting_ PF_GUARDED_BY(mutex_);
  int64_t recorded_ PF_GUARDED_BY(mutex_) = 0;
  int64_t committed_ PF_GUARDED_BY(mutex_) = 0;
  absl::Status failure_ PF_GUARDED_BY(mutex_);
  bool closing_ PF_GUARDED_BY(mutex_) = false;
  std::unique_ptr<Thread> thread_;
};

}  // namespace photoferry
