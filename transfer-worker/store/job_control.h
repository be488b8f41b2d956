// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "photoferry/v1/job.pb.h"

namespace photoferry {

enum class Wish { kPause, kResume, kCancel };

struct ItemFilter {
  std::vector<v1::ItemStage> stages;  // empty: all
  std::vector<v1::Reason> reasons;    // empty: all
};

struct ItemPage {
  std::vector<v1::TransferItem> items;
  int64_t next = 0;  // the `after` of the next page; 0: that was the last
};

struct JobPage {
  std::vector<v1::TransferJob> jobs;  // newest first
  int64_t next = 0;
};

// What people may do to jobs. Needs no lease: wishes are stored as a desired state, and the worker
// that holds the job obeys. Thread-safe. Unknown names: NOT_FOUND (BAD_REQUEST). A wish that the
// job's state does not allow: FAILED_PRECONDITION (BAD_REQUEST) saying which state it is in.
class JobControl {
 public:
  virtual ~JobControl() = default;

  // Makes a QUEUED job from the input fields of `job`; names it
  // tenants/{tenant}/transferJobs/{uuid}. A request_id that was seen before answers with the job it
  // made; with other content, ALREADY_EXISTS (BAD_REQUEST). An empty request_id is never
  // remembered.
  virtual absl::StatusOr<v1::TransferJob> Create(absl::string_view tenant,
                                                 const v1::TransferJob& job,
                                                 absl::string_view request_id) = 0;
  virtual absl::StatusOr<v1::TransferJob> Get(absl::string_view name) = 0;
  virtual absl::StatusOr<JobPage> List(absl::string_view tenant, int page_size, int64_t after) = 0;
  // kPause: a job that no worker holds is PAUSED at once; a running one when its worker obeys.
  // kResume: PAUSED, WAITING and FAILED become QUEUED; a running job that was asked to pause goes
  // on.
  virtual absl::StatusOr<v1::TransferJob> Express(absl::string_view name, Wish wish) = 0;
  // Only jobs that have ended or are paused, and that no job goes on from which still lists.
  virtual absl::Status Delete(absl::string_view name) = 0;

  // Items in the order of their listing, with the fate of their placements.
  virtual absl::StatusOr<ItemPage> ListItems(absl::string_view name, const ItemFilter& filter,
                                             int page_size, int64_t after) = 0;
  // What `since_job` of this job had brought and the source has no more: photo and remote of each,
  // in the order in which they were listed there.
  virtual absl::StatusOr<ItemPage> ListDisappeared(absl::string_view name, int page_size,
                                                   int64_t after) = 0;
  // FAILED (and on request UNCERTAIN) items and failed placements become OPEN with no attempts
  // counted, and the job QUEUED; a job that has none of them stays as it is. One that runs or was
  // cancelled: FAILED_PRECONDITION (BAD_REQUEST). Returns how many items.
  virtual absl::StatusOr<int64_t> ReopenFailed(absl::string_view name,
                                               const std::vector<v1::Reason>& reasons,
                                               bool include_uncertain) = 0;
};

}  // namespace photoferry
