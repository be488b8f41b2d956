// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "photoferry/v1/job.pb.h"

namespace photoferry {

// How programs end; docs/cli.md lists them for scripts.
enum ExitCode {
  kDone = 0,
  kOther = 1,             // it did not work, or the job failed or was cancelled
  kUsage = 2,             // the command or the configuration is wrong; nothing was done
  kDoneWithFailures = 3,  // finished, and some items failed or are uncertain
  kNeedsLogin = 4,        // a person must log in first
  kWaiting = 5,           // the job waits, or is paused
  kInterrupted = 130,     // by Ctrl-C; the job can be continued
};

// For a job as it stands.
ExitCode ExitCodeOf(const v1::TransferJob& job);
// For a command that could not do what was asked. `status` is not OK.
ExitCode ExitCodeOf(const absl::Status& status);

}  // namespace photoferry
