// SPDX-License-Identifier: Apache-2.0
#include "common/base/status.h"
#include "transfer-worker/store/job_transitions.h"
#include "transfer-worker/store/sqlite_checkpoints.h"
#include "transfer-worker/store/sqlite_jobs.h"

// Who works on what. A lease's row stays when it is given back, so that its token never goes back.

namespace photoferry {
namespace {

// The new token; nothing: another owner's lease is still alive.
absl::StatusOr<std::optional<int64_t>> TakeLease(SqliteConnection& db, int64_t job, Unit unit,
                                                 absl::string_view owner, int64_t now,
                                                 absl::Duration ttl) {
  return db.FindInt(
      "INSERT INTO leases (job, unit, owner, token, expires) VALUES (?1, ?2, ?3, 1, ?4)"
      " ON CONFLICT (job, unit) DO UPDATE"
      " SET owner = excluded.owner, token = token + 1, expires = excluded.expires"
      " WHERE owner = '' OR owner = excluded.owner OR expires <= ?5 RETURNING token",
      job, unit, owner, now + absl::ToInt64Microseconds(ttl), now);
}

constexpr int64_t kAnyJob = -1;

absl::StatusOr<std::optional<int64_t>> JobThatWantsAWorker(SqliteConnection& db, int64_t only,
                                                           int64_t now) {
  return db.FindInt(
      "SELECT job FROM jobs WHERE"
      " (state = ?1 OR state = ?2 OR (state = ?3 AND wake_time <= ?4))"
      " AND NOT EXISTS (SELECT 1 FROM leases WHERE leases.job = jobs.job AND unit = ?5"
      " AND owner <> '' AND expires > ?4) AND (?6 = ?7 OR job = ?6) ORDER BY job LIMIT 1",
      v1::QUEUED, v1::RUNNING, v1::WAITING, now, kWalkUnit, only, kAnyJob);
}

absl::Status StartJob(SqliteConnection& db, int64_t job, int64_t now) {
  return db
      .Run(
          "UPDATE jobs SET state = ?2, starts = starts + 1, update_time = ?3,"
          " start_time = COALESCE(start_time, ?3), end_time = NULL, waiting = NULL,"
          " wake_time = NULL, waits_for = 0 WHERE job = ?1",
          job, v1::RUNNING, now)
      .status();
}

}  // namespace

absl::StatusOr<std::optional<ClaimedJob>> SqliteCheckpoints::ClaimJob(absl::string_view owner,
                                                                      absl::Duration ttl) {
  return ClaimOne(kAnyJob, owner, ttl);
}

absl::StatusOr<std::optional<ClaimedJob>> SqliteCheckpoints::ClaimJobNamed(absl::string_view name,
                                                                           absl::string_view owner,
                                                                           absl::Duration ttl) {
  int64_t only = kAnyJob;
  PF_RETURN_IF_ERROR(database_.Read([&](SqliteConnection& db) {
    PF_ASSIGN_OR_RETURN(const JobRow job, FindJobNamed(db, name));
    only = job.id;
    return absl::OkStatus();
  }));
  return ClaimOne(only, owner, ttl);
}

absl::StatusOr<std::optional<ClaimedJob>> SqliteCheckpoints::ClaimOne(int64_t only,
                                                                      absl::string_view owner,
                                                                      absl::Duration ttl) {
  std::optional<ClaimedJob> claimed;
  const int64_t now = database_.NowMicros();
  // Most polls find nothing; they cost no write lock.
  bool any = false;
  PF_RETURN_IF_ERROR(database_.Read([&](SqliteConnection& db) {
    PF_ASSIGN_OR_RETURN(const std::optional<int64_t> job, JobThatWantsAWorker(db, only, now));
    any = job.has_value();
    return absl::OkStatus();
  }));
  if (!any) return claimed;
  PF_RETURN_IF_ERROR(database_.Write([&](SqliteConnection& db) {
    PF_ASSIGN_OR_RETURN(const std::optional<int64_t> job, JobThatWantsAWorker(db, only, now));
    if (!job.has_value()) return absl::OkStatus();
    PF_ASSIGN_OR_RETURN(const std::optional<int64_t> token,
                        TakeLease(db, *job, kWalkUnit, owner, now, ttl));
    if (!token.has_value()) return absl::OkStatus();
    PF_RETURN_IF_ERROR(StartJob(db, *job, now));
    PF_ASSIGN_OR_RETURN(std::optional<JobRow> row, FindJob(db, *job));
    claimed = ClaimedJob{.walk = Lease{*job, kWalkUnit, *token},
                         .job = std::move(row->job),
                         .uuid = row->uuid,
                         .tenant = row->tenant,
                         .source_key = row->source_key,
                         .destination_key = row->destination_key};
    return absl::OkStatus();
  }));
  return claimed;
}

absl::StatusOr<std::optional<Lease>> SqliteCheckpoints::Claim(int64_t job, Unit unit,
                                                              absl::string_view owner,
                                                              absl::Duration ttl) {
  std::optional<Lease> lease;
  PF_RETURN_IF_ERROR(database_.Write([&](SqliteConnection& db) {
    PF_ASSIGN_OR_RETURN(const std::optional<int64_t> state,
                        db.FindInt("SELECT state FROM jobs WHERE job = ?1", job));
    if (!state.has_value()) return NoSuchJob(job);
    if (HasEnded(static_cast<v1::JobState>(*state))) return absl::OkStatus();
    PF_ASSIGN_OR_RETURN(const std::optional<int64_t> token,
                        TakeLease(db, job, unit, owner, database_.NowMicros(), ttl));
    if (token.has_value()) lease = Lease{job, unit, *token};
    return absl::OkStatus();
  }));
  return lease;
}

absl::Status SqliteCheckpoints::Renew(const Lease& lease, absl::Duration ttl) {
  return database_.Write([&](SqliteConnection& db) {
    PF_ASSIGN_OR_RETURN(
        const int64_t renewed,
        db.Run("UPDATE leases SET expires = ?4 WHERE job = ?1 AND unit = ?2 AND token = ?3",
               lease.job, lease.unit, lease.token,
               database_.NowMicros() + absl::ToInt64Microseconds(ttl)));
    return renewed > 0 ? absl::OkStatus() : LeaseLost();
  });
}

absl::Status SqliteCheckpoints::Release(const Lease& lease) {
  // A lease that is already somebody else's needs no giving back.
  return database_.Write([&](SqliteConnection& db) {
    return db
        .Run(
            "UPDATE leases SET owner = '', expires = 0, token = token + 1"
            " WHERE job = ?1 AND unit = ?2 AND token = ?3",
            lease.job, lease.unit, lease.token)
        .status();
  });
}

absl::Status SqliteCheckpoints::EndAllLeases() {
  return database_.Write([&](SqliteConnection& db) {
    PF_RETURN_IF_ERROR(db.Run("DELETE FROM lanes").status());
    return db.Run("UPDATE leases SET owner = '', expires = 0, token = token + 1 WHERE owner <> ''")
        .status();
  });
}

absl::Status EndWalkLease(SqliteConnection& db, int64_t job) {
  return db
      .Run(
          "UPDATE leases SET owner = '', expires = 0, token = token + 1"
          " WHERE job = ?1 AND unit = ?2",
          job, kWalkUnit)
      .status();
}

absl::Status EndLeasesOf(SqliteConnection& db, int64_t job) {
  return db.Run("UPDATE leases SET owner = '', expires = 0, token = token + 1 WHERE job = ?1", job)
      .status();
}

absl::StatusOr<bool> SqliteCheckpoints::TakeLane(absl::string_view lane, absl::string_view owner,
                                                 absl::Duration ttl) {
  bool taken = false;
  PF_RETURN_IF_ERROR(database_.Write([&](SqliteConnection& db) {
    const int64_t now = database_.NowMicros();
    PF_ASSIGN_OR_RETURN(
        const int64_t changed,
        db.Run("INSERT INTO lanes (lane, owner, expires) VALUES (?1, ?2, ?3)"
               " ON CONFLICT (lane) DO UPDATE SET owner = excluded.owner,"
               " expires = excluded.expires WHERE owner = excluded.owner OR expires <= ?4",
               lane, owner, now + absl::ToInt64Microseconds(ttl), now));
    taken = changed > 0;
    return absl::OkStatus();
  }));
  return taken;
}

absl::Status SqliteCheckpoints::LeaveLane(absl::string_view lane, absl::string_view owner) {
  return database_.Write([&](SqliteConnection& db) {
    return db.Run("DELETE FROM lanes WHERE lane = ?1 AND owner = ?2", lane, owner).status();
  });
}

}  // namespace photoferry
