// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "common/base/scheduler.h"
#include "transfer-worker/engine/held_leases.h"
#include "transfer-worker/engine/item.h"

namespace photoferry {

struct ItemFeedOptions {
  int64_t job = 0;
  std::string job_uuid;
  int most_in_hand = 64;  // items taken and not yet settled or put back
};

// Hands the unsettled items of a job to its movers, in the order of their listing, unit by unit,
// each under a lease; and holds back those that are to be tried again later. Reads the store in
// small bites: memory does not grow with the job. Thread-safe.
class ItemFeed {
 public:
  ItemFeed(Checkpoints& checkpoints, HeldLeases& leases, Scheduler& scheduler,
           ItemFeedOptions options);

  // Waits for an item. Null: `draining` was requested, or the walk has ended and every item is
  // settled.
  absl::StatusOr<ItemPtr> Take(const std::stop_token& draining);
  // The item is as the store has it and wants another turn, not before `delay`.
  void PutBack(ItemPtr item, absl::Duration delay);
  // The item is settled, and the store knows.
  void Settled(ItemPtr item);
  // Leaves the item as the store has it: the job comes to rest.
  void Abandon(ItemPtr item) { Settled(std::move(item)); }

  // The walk committed something, or came to its end, if only for this time.
  void WalkGrew(bool ended);
  // Items that were settled as they were listed are open after all: there is another pass.
  void LookBack();

  absl::Status RenewLeases();
  // Gives the leases back; nothing may be in hand.
  void ReleaseLeases();

 private:
  struct HeldUnit {
    Lease lease;
    int64_t out = 0;  // items handed out or waiting here
  };

  // All that is listed was read, and nothing of it is under way.
  bool PassEnded() const PF_REQUIRES(mutex_);
  // Reads from the beginning again. Only when the pass has ended: what is in hand would come twice.
  void BeginPass() PF_REQUIRES(mutex_);
  ItemPtr TakeReady() PF_REQUIRES(mutex_);
  absl::Duration UntilNextDelayed() PF_REQUIRES(mutex_);
  // Reads more items. False: there are none now.
  absl::StatusOr<bool> Refill(int64_t after);
  absl::StatusOr<std::optional<Lease>> LeaseFor(Unit unit);

  Checkpoints& checkpoints_;
  HeldLeases& leases_;
  Scheduler& scheduler_;
  const ItemFeedOptions options_;
  Mutex mutex_;
  const std::unique_ptr<Condition> changed_;
  std::deque<ItemPtr> ready_ PF_GUARDED_BY(mutex_);
  std::multimap<absl::Duration, ItemPtr> delayed_ PF_GUARDED_BY(mutex_);  // by monotonic time
  std::map<Unit, HeldUnit> units_ PF_GUARDED_BY(mutex_);
  int in_hand_ PF_GUARDED_BY(mutex_) = 0;
  int64_t position_ PF_GUARDED_BY(mutex_) = -1;  // everything up to it was read in this pass
  bool refilling_ PF_GUARDED_BY(mutex_) = false;
  bool dry_ PF_GUARDED_BY(mutex_) = false;  // the last read found nothing, and nothing grew
  bool walk_ended_ PF_GUARDED_BY(mutex_) = false;
  bool units_elsewhere_ PF_GUARDED_BY(mutex_) = false;  // other workers hold some of this pass
  bool looks_back_ PF_GUARDED_BY(mutex_) = false;       // something opened behind this pass
};

}  // namespace photoferry
