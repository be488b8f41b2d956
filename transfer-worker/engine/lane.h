// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "common/base/scheduler.h"
#include "transfer-worker/store/checkpoints.h"

namespace photoferry {

class Lanes;

// A turn in a serial action of one destination account, over all jobs and workers. Given back by
// the destructor.
class Lane {
 public:
  Lane() = default;  // no turn needed
  Lane(Lane&& other) noexcept;
  Lane& operator=(Lane&& other) noexcept;
  ~Lane();

 private:
  friend class Lanes;
  Lane(Lanes& lanes, std::string name) : lanes_(&lanes), name_(std::move(name)) {}

  Lanes* lanes_ = nullptr;
  std::string name_;
};

// The turns that one job's run takes and holds. Thread-safe; no two threads of a run take the same
// lane at once.
class Lanes {
 public:
  // `owner` is unique to the run. A turn outlives its worker by `ttl` at most.
  Lanes(Checkpoints& checkpoints, Scheduler& scheduler, std::string owner, absl::Duration ttl);

  // Waits for the turn.
  absl::StatusOr<Lane> Take(const std::string& name, const std::stop_token& stop);
  // Keeps the turns that are held.
  absl::Status Renew();

 private:
  friend class Lane;
  void Leave(const std::string& name);

  Checkpoints& checkpoints_;
  Scheduler& scheduler_;
  const std::string owner_;
  const absl::Duration ttl_;
  Mutex mutex_;
  std::set<std::string> held_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry
