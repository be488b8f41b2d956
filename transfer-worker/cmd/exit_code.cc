// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/exit_code.h"

#include "common/base/status.h"

namespace photoferry {
namespace {

bool IsLogin(v1::Reason reason) {
  return reason == v1::LOGIN_NEEDED || reason == v1::PERMISSION_MISSING;
}

bool HasFailures(const v1::Counters& counters) {
  return counters.items().failed() + counters.items().uncertain() + counters.placements_failed() >
         0;
}

}  // namespace

ExitCode ExitCodeOf(const v1::TransferJob& job) {
  switch (job.state()) {
    case v1::SUCCEEDED:
      return HasFailures(job.counters()) ? kDoneWithFailures : kDone;
    case v1::FAILED:
      return IsLogin(job.failure().reason()) ? kNeedsLogin : kOther;
    case v1::CANCELLED:
      return kOther;
    case v1::WAITING:
      return IsLogin(job.waiting().problem().reason()) ? kNeedsLogin : kWaiting;
    default:
      return kWaiting;
  }
}

ExitCode ExitCodeOf(const absl::Status& status) {
  const v1::Reason reason = ReasonOf(status);
  if (IsLogin(reason)) return kNeedsLogin;
  if (reason == v1::STOPPED) return kInterrupted;
  // A job that is not there or not in the right state is no mistake in writing.
  const bool written_wrong =
      status.code() == absl::StatusCode::kInvalidArgument || reason == v1::BAD_CONFIGURATION;
  return written_wrong ? kUsage : kOther;
}

}  // namespace photoferry
