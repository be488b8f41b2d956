// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "transfer-worker/engine/job_run.h"

namespace photoferry {

// Makes the albums at the destination, one at a time and in the order of their listing, so that
// names come out the same whatever the movers' timing. Thread-safe.
class AlbumDesk {
 public:
  explicit AlbumDesk(JobRun& run);

  // The album with this ordinal, made if it was not. A failed album comes without a ref.
  absl::StatusOr<AlbumRecord> Made(int64_t ordinal);
  // Writes down a change and remembers it.
  absl::Status Commit(const AlbumRecord& album);

  static AlbumEntry EntryOf(const AlbumRecord& album) { return {album.album, album.ref}; }

 private:
  absl::Status MakeUpTo(int64_t ordinal);
  absl::Status Make(AlbumRecord album);
  void Keep(const AlbumRecord& album) PF_REQUIRES(mutex_);

  JobRun& run_;
  Mutex mutex_;
  const std::unique_ptr<Condition> free_;
  bool busy_ PF_GUARDED_BY(mutex_) = false;
  int64_t made_up_to_ PF_GUARDED_BY(mutex_) = -1;
  std::map<int64_t, AlbumRecord> known_ PF_GUARDED_BY(mutex_);  // a bounded part of the store
};

}  // namespace photoferry
