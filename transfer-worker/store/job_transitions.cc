// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/job_transitions.h"

#include "absl/strings/str_cat.h"
#include "transfer-worker/store/refusal.h"

namespace photoferry {
namespace {

// As an adjective: "This job is ...".
absl::string_view StateWord(v1::JobState state) {
  switch (state) {
    case v1::RUNNING:
      return "under way";
    case v1::WAITING:
      return "waiting";
    case v1::PAUSED:
      return "paused";
    case v1::SUCCEEDED:
      return "done";
    case v1::FAILED:
      return "stopped by an error";
    case v1::CANCELLED:
      return "cancelled";
    default:
      return "about to start";
  }
}

absl::Status Refuse(v1::JobState state, absl::string_view wish, absl::string_view what_to_do) {
  return Refusal(absl::StatusCode::kFailedPrecondition,
                 absl::StrCat("This job is ", StateWord(state), " and cannot be ", wish,
                              "; nothing was changed."),
                 what_to_do);
}

absl::StatusOr<JobStanding> AfterPause(JobStanding now, bool held) {
  if (HasEnded(now.state))
    return Refuse(now.state, "paused", "Nothing need be done: it has ended.");
  if (now.desired == v1::CANCEL) {
    return Refuse(now.state, "paused", "It was cancelled already and is about to end.");
  }
  if (now.state == v1::RUNNING && held) return JobStanding{v1::RUNNING, v1::PAUSE};
  return JobStanding{v1::PAUSED, v1::PAUSE};
}

absl::StatusOr<JobStanding> AfterResume(JobStanding now) {
  switch (now.state) {
    case v1::PAUSED:
    case v1::WAITING:
    case v1::FAILED:
      return JobStanding{v1::QUEUED, v1::RUN};
    case v1::RUNNING:
      if (now.desired == v1::PAUSE) return JobStanding{v1::RUNNING, v1::RUN};
      if (now.desired == v1::CANCEL) {
        return Refuse(now.state, "resumed",
                      "It was cancelled and is about to end; start a new job.");
      }
      return Refuse(now.state, "resumed", "Nothing need be done: it is under way.");
    case v1::QUEUED:
      return Refuse(now.state, "resumed", "Nothing need be done: it starts by itself.");
    case v1::CANCELLED:
      return Refuse(now.state, "resumed",
                    "Start a new job; photos that are there are found again.");
    default:
      return Refuse(now.state, "resumed", "To send failed photos again, retry them.");
  }
}

absl::StatusOr<JobStanding> AfterCancel(JobStanding now, bool held) {
  if (now.state == v1::CANCELLED) return now;
  if (HasEnded(now.state)) {
    return Refuse(now.state, "cancelled", "Nothing need be done: it has ended.");
  }
  if (now.state == v1::RUNNING && held) return JobStanding{v1::RUNNING, v1::CANCEL};
  return JobStanding{v1::CANCELLED, v1::CANCEL};
}

}  // namespace

bool HasEnded(v1::JobState state) {
  return state == v1::SUCCEEDED || state == v1::FAILED || state == v1::CANCELLED;
}

absl::StatusOr<JobStanding> AfterWish(JobStanding now, Wish wish, bool held) {
  switch (wish) {
    case Wish::kPause:
      return AfterPause(now, held);
    case Wish::kResume:
      return AfterResume(now);
    case Wish::kCancel:
      return AfterCancel(now, held);
  }
  return Refuse(now.state, "changed so", "");
}

JobStanding AfterReport(JobStanding now, v1::JobState report) {
  if (HasEnded(report) || report == v1::RUNNING) return {report, now.desired};
  // WAITING, QUEUED or PAUSED: from here on nobody holds the job, so a wish is obeyed at once.
  if (now.desired == v1::CANCEL) return {v1::CANCELLED, v1::CANCEL};
  if (now.desired == v1::PAUSE) return {v1::PAUSED, v1::PAUSE};
  // Somebody said "go on" while the worker was about to pause.
  if (report == v1::PAUSED) return {v1::QUEUED, v1::RUN};
  return {report, v1::RUN};
}

absl::StatusOr<JobStanding> AfterReopen(JobStanding now) {
  if (now.state == v1::RUNNING) {
    return Refuse(now.state, "retried", "Wait until it has ended, or pause it first.");
  }
  if (now.state == v1::CANCELLED) {
    return Refuse(now.state, "retried", "Start a new job; photos that are there are found again.");
  }
  return JobStanding{v1::QUEUED, v1::RUN};
}

absl::Status CheckMayDelete(v1::JobState state) {
  if (HasEnded(state) || state == v1::PAUSED) return absl::OkStatus();
  return Refuse(state, "deleted", "Pause or cancel it first.");
}

}  // namespace photoferry
