// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "transfer-worker/engine/album_desk.h"
#include "transfer-worker/engine/item_outcomes.h"
#include "transfer-worker/engine/job_run.h"

namespace photoferry {

class LocatedSource;

// Moves bytes: takes items from the feed and brings each one step further, until there are none.
// Several movers of one job run at once.
class Mover {
 public:
  Mover(JobRun& run, AlbumDesk& albums, ItemOutcomes& outcomes)
      : run_(run), albums_(albums), outcomes_(outcomes) {}

  void Run();
  // The album that is being moved, for people to see. Thread-safe.
  std::string current_album() const;

 private:
  void Step(ItemPtr item);
  void Send(ItemPtr item, LocatedSource& source);
  absl::StatusOr<std::optional<AlbumEntry>> HomeOf(const Item& item);

  JobRun& run_;
  AlbumDesk& albums_;
  ItemOutcomes& outcomes_;
  mutable Mutex mutex_;
  std::string current_album_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry
