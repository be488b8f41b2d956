// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/scheduler.h"
#include "transfer-worker/store/checkpoints.h"

namespace photoferry {

// A turn in a serial action of one destination account, over all jobs and workers. Given back by
// the destructor. Take waits for it.
class Lane {
 public:
  // `name` is "account|action"; `owner` is unique to the job's run.
  static absl::StatusOr<Lane> Take(Checkpoints& checkpoints, Scheduler& scheduler, std::string name,
                                   std::string owner, const std::stop_token& stop);
  Lane() = default;  // no turn needed
  Lane(Lane&& other) noexcept;
  Lane& operator=(Lane&& other) noexcept;
  ~Lane();

 private:
  Checkpoints* checkpoints_ = nullptr;
  std::string name_;
  std::string owner_;
};

}  // namespace photoferry
