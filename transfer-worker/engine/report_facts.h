// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "photoferry/v1/job.pb.h"
#include "transfer-worker/store/job_control.h"

namespace photoferry {

struct ReasonFacts {
  int64_t items = 0;
  std::string what_to_do;  // of the first item that had one
};

struct AlbumFacts {
  std::string title;
  std::string url;  // a page for people; empty: the destination has none
  int64_t placed = 0;
  int64_t not_arrived = 0;  // their item was skipped, failed or is uncertain
  int64_t failed = 0;       // the item arrived, and could not be put into the album
  int64_t open = 0;
};

// What is known of a job once all of its items were seen. Memory grows with the number of albums,
// not of items.
struct ReportFacts {
  v1::TransferJob job;
  int64_t hash_confirmed = 0;
  int64_t size_confirmed = 0;
  int64_t already_there = 0;
  int64_t unchanged = 0;                      // SKIPPED, since an earlier job brought them
  std::map<v1::Reason, ReasonFacts> reasons;  // of the items that did not arrive
  std::map<std::string, AlbumFacts> albums;   // by the source's album id

  void Add(const v1::TransferItem& item);
};

// Calls `visit` for everything that disappeared at the source since the job that this one goes on
// from.
absl::Status ForEachDisappeared(JobControl& jobs, absl::string_view job_name,
                                const std::function<absl::Status(const v1::TransferItem&)>& visit);

// Calls `visit` for every item that `filter` lets through, in the order of listing; an error from
// `visit` ends the round.
absl::Status ForEachItem(JobControl& jobs, absl::string_view job_name, const ItemFilter& filter,
                         const std::function<absl::Status(const v1::TransferItem&)>& visit);

}  // namespace photoferry
