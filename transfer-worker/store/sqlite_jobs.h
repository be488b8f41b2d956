// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "photoferry/v1/job.pb.h"
#include "transfer-worker/store/job_transitions.h"
#include "transfer-worker/store/sqlite_connection.h"

// The rows of `jobs`, shared by what workers and what people do to them.

namespace photoferry {

struct JobRow {
  int64_t id = 0;
  std::string uuid;
  std::string tenant;
  std::string source_key;
  std::string destination_key;
  v1::TransferJob job;
};

// Nothing: there is no such job.
absl::StatusOr<std::optional<JobRow>> FindJob(SqliteConnection& db, int64_t id);
// By "tenants/{tenant}/transferJobs/{uuid}"; NOT_FOUND (BAD_REQUEST) for any other name.
absl::StatusOr<JobRow> FindJobNamed(SqliteConnection& db, absl::string_view name);

// Writes state and desired state with what follows from them: times, the wait, the failure, and
// the walk lease, which ends unless the job runs.
absl::Status SetStanding(SqliteConnection& db, int64_t id, JobStanding standing,
                         int64_t now_micros);

// A worker holds the job's walk lease at `now_micros`.
absl::StatusOr<bool> IsHeld(SqliteConnection& db, int64_t id, int64_t now_micros);

// Adds what people should know about the job; each text once.
absl::Status AddNotice(SqliteConnection& db, int64_t id, absl::string_view notice);

// "tenants/t", 2 parts: "t" of "tenants/t/...". Empty: the name has another shape.
std::string TenantPart(absl::string_view name);

// The full name of an endpoint's credential.
std::string CredentialOf(absl::string_view tenant, const v1::Endpoint& endpoint);

}  // namespace photoferry
