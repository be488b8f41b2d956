// SPDX-License-Identifier: Apache-2.0
#include "absl/strings/str_cat.h"
#include "common/base/proto_time.h"
#include "common/base/status.h"
#include "transfer-worker/store/sqlite_checkpoints.h"
#include "transfer-worker/store/sqlite_counters.h"
#include "transfer-worker/store/sqlite_former_jobs.h"
#include "transfer-worker/store/sqlite_jobs.h"
#include "transfer-worker/store/sqlite_rows.h"

// What the worker of a job writes and asks about the job itself.

namespace photoferry {
namespace {

constexpr CommitPoint kJobCommit{"store.job.before_commit", "store.job.after_commit"};

absl::Status UpdateTexts(SqliteConnection& db, const Lease& walk, const JobUpdate& update,
                         int64_t now) {
  return RunFenced(db, walk,
                   "UPDATE jobs SET source_account = COALESCE(?4, source_account),"
                   " destination_account = COALESCE(?5, destination_account),"
                   " current_album = COALESCE(?6, current_album), update_time = ?7,"
                   " source_key = COALESCE(?8, source_key),"
                   " destination_key = COALESCE(?9, destination_key)"
                   " WHERE job = ?1 AND" PF_FENCE,
                   update.source_account, update.destination_account, update.current_album, now,
                   update.source_key, update.destination_key)
      .status();
}

absl::Status UpdateWaiting(SqliteConnection& db, const Lease& walk, const v1::Waiting& waiting) {
  const std::optional<int64_t> wake =
      waiting.has_wake_time() ? MicrosOf(FromProto(waiting.wake_time())) : std::nullopt;
  return RunFenced(db, walk,
                   "UPDATE jobs SET waiting = ?4, wake_time = ?5, waits_for = ?6"
                   " WHERE job = ?1 AND" PF_FENCE,
                   Blob{waiting.SerializeAsString()}, wake, waiting.problem().reason())
      .status();
}

absl::Status ClearWaiting(SqliteConnection& db, const Lease& walk) {
  return RunFenced(db, walk,
                   "UPDATE jobs SET waiting = NULL, wake_time = NULL, waits_for = 0"
                   " WHERE job = ?1 AND" PF_FENCE)
      .status();
}

absl::StatusOr<JobStanding> ReadStanding(SqliteConnection& db, int64_t job) {
  SqliteQuery query = db.Query("SELECT state, desired FROM jobs WHERE job = ?1", job);
  if (!query.Next()) return query.status().ok() ? NoSuchJob(job) : query.status();
  return JobStanding{static_cast<v1::JobState>(query.Int(0)),
                     static_cast<v1::DesiredState>(query.Int(1))};
}

// Everything but the state, under the lease that a new state may end.
absl::Status UpdateDetails(SqliteConnection& db, const Lease& walk, const JobUpdate& update,
                           int64_t now) {
  PF_RETURN_IF_ERROR(UpdateTexts(db, walk, update, now));
  if (update.source_key.has_value()) PF_RETURN_IF_ERROR(FindFormerJob(db, walk));
  if (update.clear_waiting) PF_RETURN_IF_ERROR(ClearWaiting(db, walk));
  if (update.waiting.has_value()) PF_RETURN_IF_ERROR(UpdateWaiting(db, walk, *update.waiting));
  if (update.failure.has_value()) {
    PF_RETURN_IF_ERROR(RunFenced(db, walk,
                                 "UPDATE jobs SET failure = ?4 WHERE job = ?1 AND" PF_FENCE,
                                 Blob{update.failure->SerializeAsString()})
                           .status());
  }
  for (const std::string& notice : update.notices) {
    PF_RETURN_IF_ERROR(AddNotice(db, walk.job, notice));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status NoSuchJob(int64_t job) {
  return Failure(v1::INTERNAL_FAULT,
                 absl::StrCat("The store has no job with the number ", job,
                              "; it may have been deleted meanwhile."),
                 "List the jobs to see which there are.");
}

absl::Status SqliteCheckpoints::UpdateJob(const Lease& walk, const JobUpdate& update) {
  PF_RETURN_IF_ERROR(CheckIsWalk(walk));
  return database_.Write(kJobCommit, [&](SqliteConnection& db) {
    const int64_t now = database_.NowMicros();
    PF_RETURN_IF_ERROR(UpdateDetails(db, walk, update, now));
    if (!update.state.has_value()) return absl::OkStatus();
    PF_ASSIGN_OR_RETURN(const JobStanding standing, ReadStanding(db, walk.job));
    return SetStanding(db, walk.job, AfterReport(standing, *update.state), now);
  });
}

absl::StatusOr<v1::DesiredState> SqliteCheckpoints::Desired(int64_t job) {
  v1::DesiredState desired = v1::RUN;
  PF_RETURN_IF_ERROR(database_.Read([&](SqliteConnection& db) {
    PF_ASSIGN_OR_RETURN(const JobStanding standing, ReadStanding(db, job));
    desired = standing.desired;
    return absl::OkStatus();
  }));
  return desired;
}

absl::StatusOr<v1::Counters> SqliteCheckpoints::Count(int64_t job) {
  v1::Counters counters;
  PF_RETURN_IF_ERROR(database_.Read([&](SqliteConnection& db) {
    SqliteQuery query =
        db.Query(absl::StrCat("SELECT ", kCounterColumns, " FROM jobs WHERE job = ?1"), job);
    if (!query.Next()) return query.status().ok() ? NoSuchJob(job) : query.status();
    counters = ReadCounters(query, 0);
    return absl::OkStatus();
  }));
  return counters;
}

absl::StatusOr<v1::Counters> SqliteCheckpoints::Recount(int64_t job) {
  v1::Counters counters;
  PF_RETURN_IF_ERROR(database_.Read([&](SqliteConnection& db) {
    PF_ASSIGN_OR_RETURN(counters, CountRows(db, job));
    return absl::OkStatus();
  }));
  return counters;
}

}  // namespace photoferry
