// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "photoferry/v1/media.pb.h"
#include "transfer-worker/store/checkpoints.h"
#include "transfer-worker/store/sqlite_connection.h"

// What a job with since_last goes on from.

namespace photoferry {

// An item that a former job brought.
struct BroughtItem {
  v1::Photo photo;  // without id and placements
  std::optional<int64_t> size;
  std::string progress;          // as it lies in its column
  std::set<std::string> albums;  // ids; those in which it is at the destination

  bool IsInAlbumsOf(const v1::Photo& listed) const;
};

// The job that another one goes on from, the job that that one goes on from, and so on: whoever
// knows an id last decides about it. Lives as long as the caller's transaction.
class FormerJobs {
 public:
  // Of `job`: none, if it goes on from no other.
  static absl::StatusOr<FormerJobs> Of(SqliteConnection& db, int64_t job);

  bool empty() const { return jobs_.empty(); }
  // Nothing: it was never brought, or went wrong the last time.
  absl::StatusOr<std::optional<BroughtItem>> FindItem(absl::string_view source_id) const;
  // The ref (serialised; empty: it had none) of an album that was closed and is as it was.
  absl::StatusOr<std::optional<std::string>> FindClosed(const v1::PhotoAlbum& album) const;

 private:
  FormerJobs(SqliteConnection& db, std::vector<int64_t> jobs) : db_(db), jobs_(std::move(jobs)) {}

  SqliteConnection& db_;
  const std::vector<int64_t> jobs_;  // the last one first
};

// Looks once for the job that this one goes on from, if it has since_last and both accounts are
// known; tells people if there is none.
absl::Status FindFormerJob(SqliteConnection& db, const Lease& walk);

// Once the listing is complete: notes what the former job had brought and this one has not.
absl::Status NoteDisappeared(SqliteConnection& db, const Lease& walk);

// OK if no job needs what this one brought in order to list on.
absl::Status CheckNobodyGoesOnFrom(SqliteConnection& db, int64_t job);

}  // namespace photoferry
