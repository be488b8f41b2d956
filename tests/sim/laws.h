// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tests/sim/holdings.h"
#include "tests/sim/sim_network.h"
#include "tests/sim/sim_scheduler.h"
#include "transfer-worker/store/store.h"

namespace photoferry::sim {

// The laws of docs/design.md, seen by somebody who knows what nobody in the simulated world knows:
// what every photo's bytes are, what the destination truly has, and what the store ever promised.
// The first law that is broken ends the run. Every call comes right after what it is about, without
// a switch point in between.
class Laws {
 public:
  struct Truth {
    std::map<std::string, std::string> sha256;  // of every photo, in hexadecimal, by source id
    const Holdings* destination = nullptr;
    int parallel_items = 1;
  };

  Laws(SimScheduler& machine, Truth truth) : machine_(machine), truth_(std::move(truth)) {}

  // Ends the run: `law` of docs/design.md, and what shows that it is broken.
  void Break(int law, absl::string_view what);

  // ---- What the store acknowledged. `store` is the real one, for looking.

  void LeaseGranted(const Lease& lease);
  void WroteUnder(const Lease& lease);
  void LeaseEnded(const Lease& lease);
  void Committed(Store& store, int64_t job);  // after every transaction
  void PageTried(const Listing& listing, const PageCommit& page);
  void PageCommitted(Store& store, const Lease& walk, const Listing& listing,
                     const PageCommit& page);
  void MovesTried(const Lease& lease, absl::Span<const ItemMove> moves);
  void MovesFailed(const Lease& lease, absl::Span<const ItemMove> moves);
  void MovesCommitted(Store& store, const Lease& lease, absl::Span<const ItemMove> moves);
  void PlacementsCommitted(Store& store, const Lease& walk, absl::Span<const PlacementMove> moves);
  void JobClaimed() { job_ended_ = false; }
  void JobUpdated(const JobUpdate& update);
  // Failed items are to be tried again.
  void Reopened() {
    promised_.clear();
    job_ended_ = false;
  }

  // ---- What else shows.

  // After a process has opened the store: what was ever acknowledged is there.
  void Restarted(Store& store);
  // The destination may hold something else than before.
  void DestinationChanged();
  void Said(absl::string_view text);  // a log line, an error, a URL
  void OnDisk(absl::string_view bytes);
  void Holding(const SimNetwork::Load& load);  // a process

  // At the end of a job that succeeded.
  struct End {
    int64_t job = 0;
    std::set<std::string> gone;   // source ids that may be missing
    bool doubt_may_stay = false;  // the destination can tell nothing
    bool cancelled = false;
    int64_t placements = 0;  // made, as the job tells
  };
  void Ended(Store& store, const End& end);

 private:
  struct Promise {
    v1::ItemStage stage = v1::OPEN;
    bool intent = false;
    bool open = false;  // a later write was begun, and its end is not known
    std::string session;
  };
  ItemRecord ItemAt(Store& store, int64_t job, int64_t ordinal);
  void CheckArrival(const ItemRecord& item);
  void CheckMove(const Promise& before, const ItemMove& move);
  void CheckPageIsWhole(Store& store);

  SimScheduler& machine_;
  const Truth truth_;
  std::map<std::pair<int64_t, Unit>, int64_t> leases_;       // the token that holds
  std::map<std::pair<int64_t, int64_t>, Promise> promised_;  // by job and ordinal
  // The page that was last tried: its listing, and what it alone brings.
  std::optional<Listing> tried_page_;
  std::set<std::string> tried_photos_;
  std::set<std::string> listed_;  // photos of pages that were acknowledged
  bool job_ended_ = false;
  std::set<std::string> items_seen_;  // at the destination
};

}  // namespace photoferry::sim
