// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/sqlite_job_control.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "common/base/status.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "transfer-worker/store/refusal.h"
#include "transfer-worker/store/sqlite_former_jobs.h"
#include "transfer-worker/store/sqlite_jobs.h"
#include "transfer-worker/store/sqlite_rows.h"

namespace photoferry {
namespace {

constexpr CommitPoint kWishCommit{"store.wish.before_commit", "store.wish.after_commit"};

v1::TransferJob InputOf(const v1::TransferJob& job) {
  v1::TransferJob input;
  *input.mutable_source() = job.source();
  *input.mutable_destination() = job.destination();
  *input.mutable_selection() = job.selection();
  input.set_mode(job.mode() == v1::PLAN ? v1::PLAN : v1::TRANSFER);
  input.set_since_last(job.since_last());
  return input;
}

// The same for the same request, whatever the order of its options in memory.
std::string FingerprintOf(const v1::TransferJob& input) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    input.SerializeToCodedStream(&coded);
  }
  return Sha256Of(bytes);
}

// The job that this request made before. Nothing: it is new.
absl::StatusOr<std::optional<int64_t>> FindRequest(SqliteConnection& db, absl::string_view tenant,
                                                   absl::string_view request_id,
                                                   absl::string_view fingerprint) {
  SqliteQuery query =
      db.Query("SELECT job, fingerprint FROM requests WHERE tenant = ?1 AND request_id = ?2",
               tenant, request_id);
  std::optional<int64_t> job;
  if (query.Next()) {
    if (query.Bytes(1) != fingerprint) {
      return Refusal(absl::StatusCode::kAlreadyExists,
                     "This request id was used before, for a job with other contents. No job was "
                     "made.",
                     "Use a new request id for a new job.");
    }
    job = query.Int(0);
  }
  PF_RETURN_IF_ERROR(query.status());
  return job;
}

absl::StatusOr<int64_t> InsertJob(SqliteConnection& db, absl::string_view tenant,
                                  const std::string& uuid, const v1::TransferJob& job,
                                  int64_t now) {
  PF_ASSIGN_OR_RETURN(
      const std::optional<int64_t> id,
      db.FindInt(
          "INSERT INTO jobs (uuid, tenant, mode, state, desired, create_time, update_time,"
          " source_credential, destination_credential, source, destination, selection, since_last)"
          " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?8, ?9, ?10, ?11, ?12) RETURNING job",
          uuid, tenant, job.mode(), v1::QUEUED, v1::RUN, now, CredentialOf(tenant, job.source()),
          CredentialOf(tenant, job.destination()), Blob{job.source().SerializeAsString()},
          Blob{job.destination().SerializeAsString()}, Blob{job.selection().SerializeAsString()},
          job.since_last()));
  // Every walk begins with the listing whose cursor is empty.
  PF_RETURN_IF_ERROR(
      db.Run("INSERT INTO listings (job, id, start, cursor) VALUES (?1, 1, '', '')", *id).status());
  return *id;
}

absl::StatusOr<v1::TransferJob> ReadBack(SqliteConnection& db, int64_t id) {
  PF_ASSIGN_OR_RETURN(std::optional<JobRow> row, FindJob(db, id));
  if (row.has_value()) return std::move(row->job);
  return Failure(v1::INTERNAL_FAULT, "A job is gone that was there a moment ago.",
                 "Please report this as a bug.");
}

absl::Status CheckTenant(absl::string_view tenant) {
  if (!tenant.empty() && tenant.find('/') == absl::string_view::npos) return absl::OkStatus();
  return Failure(v1::BAD_REQUEST,
                 absl::StrCat("\"", tenant, "\" is not the name of a tenant. No job was made."),
                 "Name it by a word without slashes.");
}

absl::Status DeleteRows(SqliteConnection& db, int64_t job) {
  const int64_t first = KeyOf(job, 0);
  const int64_t end = KeyOf(job + 1, 0);
  for (const char* sql : {"DELETE FROM placements WHERE item >= ?1 AND item < ?2",
                          "DELETE FROM items WHERE key >= ?1 AND key < ?2",
                          "DELETE FROM albums WHERE key >= ?1 AND key < ?2"}) {
    PF_RETURN_IF_ERROR(db.Run(sql, first, end).status());
  }
  // Its listings, leases, notices, requests and what disappeared go with it.
  return db.Run("DELETE FROM jobs WHERE job = ?1", job).status();
}

}  // namespace

absl::StatusOr<v1::TransferJob> SqliteJobControl::Create(absl::string_view tenant,
                                                         const v1::TransferJob& job,
                                                         absl::string_view request_id) {
  PF_RETURN_IF_ERROR(CheckTenant(tenant));
  const v1::TransferJob input = InputOf(job);
  const std::string fingerprint = FingerprintOf(input);
  v1::TransferJob made;
  PF_RETURN_IF_ERROR(database_.Write([&](SqliteConnection& db) {
    std::optional<int64_t> id;
    if (!request_id.empty()) {
      PF_ASSIGN_OR_RETURN(id, FindRequest(db, tenant, request_id, fingerprint));
    }
    if (!id.has_value()) {
      PF_ASSIGN_OR_RETURN(
          id, InsertJob(db, tenant, database_.rng().Uuid(), input, database_.NowMicros()));
      if (!request_id.empty()) {
        PF_RETURN_IF_ERROR(db.Run("INSERT INTO requests (tenant, request_id, job, fingerprint)"
                                  " VALUES (?1, ?2, ?3, ?4)",
                                  tenant, request_id, *id, Blob{fingerprint})
                               .status());
      }
    }
    PF_ASSIGN_OR_RETURN(made, ReadBack(db, *id));
    return absl::OkStatus();
  }));
  return made;
}

absl::StatusOr<v1::TransferJob> SqliteJobControl::Get(absl::string_view name) {
  v1::TransferJob job;
  PF_RETURN_IF_ERROR(database_.Read([&](SqliteConnection& db) {
    PF_ASSIGN_OR_RETURN(JobRow row, FindJobNamed(db, name));
    job = std::move(row.job);
    return absl::OkStatus();
  }));
  return job;
}

absl::StatusOr<JobPage> SqliteJobControl::List(absl::string_view tenant, int page_size,
                                               int64_t after) {
  JobPage page;
  const int64_t size = std::max(page_size, 1);
  PF_RETURN_IF_ERROR(database_.Read([&](SqliteConnection& db) {
    std::vector<int64_t> ids;
    SqliteQuery query =
        db.Query("SELECT job FROM jobs WHERE tenant = ?1 AND job < ?2 ORDER BY job DESC LIMIT ?3",
                 tenant, after > 0 ? after : INT64_MAX, size + 1);
    while (query.Next()) ids.push_back(query.Int(0));
    PF_RETURN_IF_ERROR(query.status());
    if (static_cast<int64_t>(ids.size()) > size) {
      ids.pop_back();
      page.next = ids.back();
    }
    for (const int64_t id : ids) {
      PF_ASSIGN_OR_RETURN(page.jobs.emplace_back(), ReadBack(db, id));
    }
    return absl::OkStatus();
  }));
  return page;
}

absl::StatusOr<v1::TransferJob> SqliteJobControl::Express(absl::string_view name, Wish wish) {
  v1::TransferJob job;
  PF_RETURN_IF_ERROR(database_.Write(kWishCommit, [&](SqliteConnection& db) {
    const int64_t now = database_.NowMicros();
    PF_ASSIGN_OR_RETURN(const JobRow row, FindJobNamed(db, name));
    PF_ASSIGN_OR_RETURN(const bool held, IsHeld(db, row.id, now));
    PF_ASSIGN_OR_RETURN(const JobStanding standing,
                        AfterWish({row.job.state(), row.job.desired_state()}, wish, held));
    PF_RETURN_IF_ERROR(SetStanding(db, row.id, standing, now));
    PF_ASSIGN_OR_RETURN(job, ReadBack(db, row.id));
    return absl::OkStatus();
  }));
  return job;
}

absl::Status SqliteJobControl::Delete(absl::string_view name) {
  PF_RETURN_IF_ERROR(database_.Write([&](SqliteConnection& db) {
    PF_ASSIGN_OR_RETURN(const JobRow row, FindJobNamed(db, name));
    PF_RETURN_IF_ERROR(CheckMayDelete(row.job.state()));
    PF_RETURN_IF_ERROR(CheckNobodyGoesOnFrom(db, row.id));
    return DeleteRows(db, row.id);
  }));
  database_.PurgeIfPossible();
  return absl::OkStatus();
}

}  // namespace photoferry
