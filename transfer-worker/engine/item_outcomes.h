// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "transfer-worker/engine/job_run.h"

namespace photoferry {

// What becomes of an item after a call: the one place where stages are decided. Whatever part of
// the engine made the call hands the item and the answer over. Thread-safe.
class ItemOutcomes {
 public:
  explicit ItemOutcomes(JobRun& run) : run_(run) {}

  // Whether it arrived is to be asked: an answer was lost, here or in an earlier life, or did not
  // prove enough.
  void AskAbout(ItemPtr item);
  // The destination gave an id. Done if its size or hash agrees with ours; otherwise on to Check.
  void Arrived(ItemPtr item, const Stored& stored);
  // Check was asked about the item.
  void Checked(ItemPtr item, const RemoteState& state);
  // The bytes are there, not visible.
  void IsStaged(ItemPtr item, const Staged& staged);
  // A call failed. `source_failed`: it was our reading that broke, so nothing can have been stored.
  void Failed(ItemPtr item, const absl::Status& status, bool source_failed = false);
  // Check itself failed: what it was asked about stays in doubt.
  void CheckFailed(ItemPtr item, const absl::Status& status);
  // Ends the item.
  void Finish(ItemPtr item, v1::ItemStage stage, v1::Problem problem = {},
              bool placed_at_home = false);

  // Waits while a rate limit asks for patience. False: the job is coming to rest.
  bool AwaitTurn();
  // What the movers are waiting for, if they are.
  std::optional<v1::Waiting> waiting() const;

 private:
  void Later(ItemPtr item, const absl::Status& status, absl::Duration delay);
  // For how long yet the destination may have the item and not find it.
  absl::Duration MayBeHidden(const Item& item) const;
  void TryAgain(ItemPtr item, const absl::Status& status);
  void Throttle(const absl::Status& status, absl::Duration delay);
  void CountTransient(const absl::Status& status);

  JobRun& run_;
  mutable Mutex mutex_;
  int transients_in_a_row_ PF_GUARDED_BY(mutex_) = 0;
  absl::Duration throttled_until_ PF_GUARDED_BY(mutex_);  // monotonic
  v1::Waiting throttle_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry
