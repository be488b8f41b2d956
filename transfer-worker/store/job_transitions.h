// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "photoferry/v1/job.pb.h"
#include "transfer-worker/store/job_control.h"

// Where a job stands and where it may go. Pure functions; the store applies them inside the
// transaction that changes the job.

namespace photoferry {

struct JobStanding {
  v1::JobState state = v1::QUEUED;
  v1::DesiredState desired = v1::RUN;
  bool operator==(const JobStanding&) const = default;
};

// SUCCEEDED, FAILED or CANCELLED.
bool HasEnded(v1::JobState state);

// What a person's wish makes of a job; FAILED_PRECONDITION (BAD_REQUEST) if the state does not
// allow it. `held`: a worker holds its walk lease, and is the one to obey.
absl::StatusOr<JobStanding> AfterWish(JobStanding now, Wish wish, bool held);

// What becomes of a job whose worker reports `report`. A wish that the worker had not yet seen
// wins over WAITING, QUEUED and PAUSED; an end stays an end.
JobStanding AfterReport(JobStanding now, v1::JobState report);

// Items are opened again: the job goes on. A running or cancelled job refuses.
absl::StatusOr<JobStanding> AfterReopen(JobStanding now);

// OK if the job may be forgotten: it has ended or is paused.
absl::Status CheckMayDelete(v1::JobState state);

}  // namespace photoferry
