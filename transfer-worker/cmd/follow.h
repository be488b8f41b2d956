// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/scheduler.h"
#include "photoferry/v1/job.pb.h"
#include "transfer-worker/cmd/console.h"
#include "transfer-worker/cmd/interrupts.h"
#include "transfer-worker/cmd/transfer_client.h"

namespace photoferry {

struct FollowOptions {
  bool no_wait = false;  // a job that waits counts as at rest
  absl::Duration tick = absl::Milliseconds(200);
  absl::Duration line_every = absl::Seconds(10);  // where there is no terminal
};

struct FollowResult {
  v1::TransferJob job;       // as it was last seen
  bool interrupted = false;  // the person wants to leave; the job goes on as it did
};

// Shows a job on the console until it comes to rest: ended, paused, or waiting for somebody to act.
absl::StatusOr<FollowResult> Follow(TransferClient& client, const std::string& job_name,
                                    Console& console, Interrupts& interrupts, Scheduler& scheduler,
                                    const FollowOptions& options);

// True if watching it any longer makes no sense.
bool IsAtRest(const v1::TransferJob& job, bool no_wait);

}  // namespace photoferry
