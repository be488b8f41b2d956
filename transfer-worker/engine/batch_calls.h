// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "transfer-worker/engine/album_desk.h"
#include "transfer-worker/engine/item_outcomes.h"
#include "transfer-worker/engine/job_run.h"

namespace photoferry {

// Makes staged items visible, batch by batch, in the destination's publish lane where it has one.
class Publisher {
 public:
  Publisher(JobRun& run, AlbumDesk& albums, ItemOutcomes& outcomes)
      : run_(run), albums_(albums), outcomes_(outcomes) {}
  void Run();

 private:
  void Publish(std::vector<ItemPtr> batch);
  absl::Status MarkIntents(const std::vector<ItemPtr>& batch);
  void FailAll(std::vector<ItemPtr> batch, const absl::Status& status);

  JobRun& run_;
  AlbumDesk& albums_;
  ItemOutcomes& outcomes_;
};

// Asks the destination about items in doubt, and about stored ones that want confirmation.
class Checker {
 public:
  Checker(JobRun& run, AlbumDesk& albums, ItemOutcomes& outcomes)
      : run_(run), albums_(albums), outcomes_(outcomes) {}
  void Run();

 private:
  void Check(std::vector<ItemPtr> batch);
  absl::StatusOr<CheckEntry> EntryFor(const Item& item);

  JobRun& run_;
  AlbumDesk& albums_;
  ItemOutcomes& outcomes_;
};

}  // namespace photoferry
