// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/sqlite_jobs.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/proto_time.h"
#include "common/base/status.h"
#include "transfer-worker/store/refusal.h"
#include "transfer-worker/store/sqlite_checkpoints.h"
#include "transfer-worker/store/sqlite_counters.h"
#include "transfer-worker/store/sqlite_rows.h"

namespace photoferry {
namespace {

// Behind the counters.
constexpr char kJobColumns[] =
    ", job, uuid, tenant, mode, state, desired, starts, create_time, start_time, end_time,"
    " update_time, listing_complete, source_account, destination_account, current_album, source,"
    " destination, selection, waiting, failure, since_last, since_uuid, disappeared,"
    " source_key, destination_key";

void SetTime(std::optional<int64_t> micros,
             google::protobuf::Timestamp* (v1::TransferJob::*field)(), v1::TransferJob& job) {
  if (micros.has_value()) *(job.*field)() = ToProto(absl::FromUnixMicros(*micros));
}

void ReadPlainColumns(const SqliteQuery& query, int column, JobRow& row) {
  v1::TransferJob& job = row.job;
  row.id = query.Int(column);
  row.uuid = query.Text(column + 1);
  row.tenant = query.Text(column + 2);
  job.set_name(absl::StrCat("tenants/", row.tenant, "/transferJobs/", row.uuid));
  job.set_mode(static_cast<v1::JobMode>(query.Int(column + 3)));
  job.set_state(static_cast<v1::JobState>(query.Int(column + 4)));
  job.set_desired_state(static_cast<v1::DesiredState>(query.Int(column + 5)));
  job.set_starts(query.Int(column + 6));
  SetTime(query.MaybeInt(column + 7), &v1::TransferJob::mutable_create_time, job);
  SetTime(query.MaybeInt(column + 8), &v1::TransferJob::mutable_start_time, job);
  SetTime(query.MaybeInt(column + 9), &v1::TransferJob::mutable_end_time, job);
  SetTime(query.MaybeInt(column + 10), &v1::TransferJob::mutable_update_time, job);
  job.set_listing_complete(query.Int(column + 11) != 0);
  job.set_source_account(query.Text(column + 12));
  job.set_destination_account(query.Text(column + 13));
  job.set_current_album(query.Text(column + 14));
}

void ReadSinceColumns(const SqliteQuery& query, int column, JobRow& row) {
  row.job.set_since_last(query.Int(column) != 0);
  if (const std::string uuid = query.Text(column + 1); !uuid.empty()) {
    row.job.set_since_job(absl::StrCat("tenants/", row.tenant, "/transferJobs/", uuid));
  }
  row.job.set_disappeared(query.Int(column + 2));
}

absl::StatusOr<JobRow> ReadJob(const SqliteQuery& query) {
  JobRow row;
  const int column = kCounterColumnCount;
  *row.job.mutable_counters() = ReadCounters(query, 0);
  ReadPlainColumns(query, column, row);
  ReadSinceColumns(query, column + 20, row);
  row.source_key = query.Text(column + 23);
  row.destination_key = query.Text(column + 24);
  PF_RETURN_IF_ERROR(ParseColumn(query, column + 15, *row.job.mutable_source()));
  PF_RETURN_IF_ERROR(ParseColumn(query, column + 16, *row.job.mutable_destination()));
  PF_RETURN_IF_ERROR(ParseColumn(query, column + 17, *row.job.mutable_selection()));
  if (!query.IsNull(column + 18)) {
    PF_RETURN_IF_ERROR(ParseColumn(query, column + 18, *row.job.mutable_waiting()));
  }
  if (!query.IsNull(column + 19)) {
    PF_RETURN_IF_ERROR(ParseColumn(query, column + 19, *row.job.mutable_failure()));
  }
  return row;
}

absl::Status ReadNotices(SqliteConnection& db, JobRow& row) {
  SqliteQuery query =
      db.Query("SELECT notice FROM notices WHERE job = ?1 ORDER BY position", row.id);
  while (query.Next()) row.job.add_notices(query.Text(0));
  return query.status();
}

}  // namespace

absl::StatusOr<std::optional<JobRow>> FindJob(SqliteConnection& db, int64_t id) {
  std::optional<JobRow> row;
  {
    SqliteQuery query = db.Query(
        absl::StrCat("SELECT ", kCounterColumns, kJobColumns, " FROM jobs WHERE job = ?1"), id);
    if (query.Next()) {
      PF_ASSIGN_OR_RETURN(row, ReadJob(query));
    }
    PF_RETURN_IF_ERROR(query.status());
  }
  if (row.has_value()) PF_RETURN_IF_ERROR(ReadNotices(db, *row));
  return row;
}

absl::StatusOr<JobRow> FindJobNamed(SqliteConnection& db, absl::string_view name) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (parts.size() == 4 && parts[0] == "tenants" && parts[2] == "transferJobs") {
    PF_ASSIGN_OR_RETURN(
        const std::optional<int64_t> id,
        db.FindInt("SELECT job FROM jobs WHERE uuid = ?1 AND tenant = ?2", parts[3], parts[1]));
    if (id.has_value()) {
      PF_ASSIGN_OR_RETURN(std::optional<JobRow> row, FindJob(db, *id));
      if (row.has_value()) return *std::move(row);
    }
  }
  return Refusal(absl::StatusCode::kNotFound, absl::StrCat("There is no job named ", name, "."),
                 "List the jobs to see their names; a deleted job is gone for good.");
}

absl::Status SetStanding(SqliteConnection& db, int64_t id, JobStanding standing,
                         int64_t now_micros) {
  const bool waits = standing.state == v1::WAITING || standing.state == v1::RUNNING;
  PF_RETURN_IF_ERROR(db.Run("UPDATE jobs SET state = ?2, desired = ?3, update_time = ?4,"
                            " end_time = CASE WHEN ?5 THEN COALESCE(end_time, ?4) END,"
                            " failure = CASE WHEN ?6 THEN failure END,"
                            " waiting = CASE WHEN ?7 THEN waiting END,"
                            " wake_time = CASE WHEN ?7 THEN wake_time END,"
                            " waits_for = CASE WHEN ?7 THEN waits_for ELSE 0 END WHERE job = ?1",
                            id, standing.state, standing.desired, now_micros,
                            HasEnded(standing.state), standing.state == v1::FAILED, waits)
                         .status());
  if (standing.state == v1::RUNNING) return absl::OkStatus();
  return HasEnded(standing.state) ? EndLeasesOf(db, id) : EndWalkLease(db, id);
}

absl::StatusOr<bool> IsHeld(SqliteConnection& db, int64_t id, int64_t now_micros) {
  PF_ASSIGN_OR_RETURN(const std::optional<int64_t> held,
                      db.FindInt("SELECT 1 FROM leases WHERE job = ?1 AND unit = ?2 AND"
                                 " owner <> '' AND expires > ?3",
                                 id, kWalkUnit, now_micros));
  return held.has_value();
}

absl::Status AddNotice(SqliteConnection& db, int64_t id, absl::string_view notice) {
  return db
      .Run(
          "INSERT OR IGNORE INTO notices (job, position, notice)"
          " SELECT ?1, COUNT(*), ?2 FROM notices WHERE job = ?1",
          id, notice)
      .status();
}

std::string TenantPart(absl::string_view name) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  return parts.size() >= 2 && parts[0] == "tenants" ? std::string(parts[1]) : std::string();
}

std::string CredentialOf(absl::string_view tenant, const v1::Endpoint& endpoint) {
  if (!endpoint.credential().empty()) return endpoint.credential();
  return absl::StrCat("tenants/", tenant, "/credentials/", endpoint.provider());
}

}  // namespace photoferry
