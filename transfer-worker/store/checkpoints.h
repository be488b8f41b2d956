// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "photoferry/v1/checkpoint.pb.h"
#include "photoferry/v1/job.pb.h"
#include "photoferry/v1/media.pb.h"

// What the engine writes down so that any worker can go on after any crash. Every write names the
// lease under which it is made, and the store refuses it (LEASE_LOST) in the same statement when
// another worker has taken over. A call that returned OK is durable. Counters move in the
// transaction that moves a stage. docs/checkpoints.md describes the format.

namespace photoferry {

// A job is worked on in units: its WALK (listing, albums, placements, the job's own state), and
// ranges of item ordinals.
using Unit = int64_t;
inline constexpr Unit kWalkUnit = -1;
inline constexpr int64_t kItemsPerUnit = 4096;
inline Unit UnitOf(int64_t ordinal) {
  return ordinal / kItemsPerUnit;
}

struct Lease {
  int64_t job = 0;
  Unit unit = kWalkUnit;
  int64_t token = 0;  // fencing: a later holder has a larger one
};

struct ClaimedJob {
  Lease walk;
  v1::TransferJob job;
  std::string uuid;
  std::string tenant;
  // What the accounts called themselves when the job last connected; empty: it never did.
  std::string source_key;
  std::string destination_key;
};

// The parts of a job that its worker changes; what is not set stays.
struct JobUpdate {
  std::optional<v1::JobState> state;   // all but RUNNING also end the walk lease
  std::optional<v1::Waiting> waiting;  // stored while state is WAITING or RUNNING
  bool clear_waiting = false;
  std::optional<v1::Problem> failure;
  std::optional<std::string> source_account;
  std::optional<std::string> destination_account;
  std::optional<std::string> current_album;
  // What the accounts call themselves, for programs. With both, a job with since_last looks once
  // for the job that it goes on from: the last TRANSFER that SUCCEEDED with the same tenant,
  // accounts, providers, selection and options of the destination.
  std::optional<std::string> source_key;
  std::optional<std::string> destination_key;
  std::vector<std::string> notices;  // added, each text once
};

struct Listing {
  int64_t id = 0;
  std::string cursor;
  std::string start;  // where it began: what to go on with when the cursor is dead
};

struct ListedPhoto {
  v1::Photo photo;                  // with its placements
  std::optional<v1::Problem> skip;  // SKIPPED from the start
};

struct PageCommit {
  std::vector<v1::PhotoAlbum> albums;
  std::vector<ListedPhoto> photos;
  std::vector<std::string> children;
  std::optional<std::string> next;  // nothing: the listing is complete
  std::vector<std::string> notices;
  int64_t limit = 0;  // items not skipped, all in all; 0: no limit
};

struct PageResult {
  int64_t new_items = 0;
  // Items of earlier pages that are OPEN after all: UNCHANGED no longer.
  int64_t reopened = 0;
  // The limit is reached: nothing is listed any more, what is left of the walk is dropped.
  bool limit_reached = false;
};

struct ItemRecord {
  int64_t ordinal = 0;  // 0, 1, 2 ... in the order of listing
  v1::Photo photo;      // without placements
  v1::ItemStage stage = v1::OPEN;
  bool intent = false;  // a call that could double may be under way, or may have been
  int attempts = 0;
  absl::Time not_before = absl::InfinitePast();
  std::optional<int64_t> size;
  std::optional<int64_t> home_album;  // ordinal of the album it was first listed in
  v1::ItemProgress progress;
};

struct ItemQuery {
  int64_t after = -1;         // ordinals above
  int64_t until = INT64_MAX;  // and below
  int limit = 1000;
  std::vector<v1::ItemStage> stages;  // empty: all
  bool intents_only = false;
};

// The whole new state of one item; the photo itself never changes.
struct ItemMove {
  int64_t ordinal = 0;
  v1::ItemStage stage = v1::OPEN;
  bool intent = false;
  int attempts = 0;
  absl::Time not_before = absl::InfinitePast();
  std::optional<int64_t> size;  // once known it stays known
  v1::ItemProgress progress;
  // The home album's placement is settled by this move: Send or Publish put the item in.
  bool placed_at_home = false;
};

enum class AlbumStage { kOpen = 0, kMade = 1, kLazy = 2, kClosed = 3, kFailed = 4 };

struct AlbumRecord {
  int64_t ordinal = 0;
  v1::PhotoAlbum album;
  AlbumStage stage = AlbumStage::kOpen;
  std::optional<v1::AlbumRef> ref;
  v1::Problem problem;
};

struct PlacementRecord {
  int64_t album = 0;  // ordinal
  int64_t position = 0;
  ItemRecord item;
};

struct PlacementMove {
  int64_t album = 0;
  int64_t item = 0;
  v1::ItemStage stage = v1::DONE;  // DONE or ITEM_FAILED
  v1::Problem problem;
};

struct PlacementQuery {
  int64_t album = 0;
  // Placements to be made: open ones whose item is DONE. Otherwise those made, for CloseAlbum.
  bool to_be_made = true;
  int64_t after_position = INT64_MIN;  // (position, item) pairs above this one
  int64_t after_item = -1;
  int limit = 100;
};

class Checkpoints {
 public:
  virtual ~Checkpoints() = default;

  // ---- Leases. `owner` is any name of a worker process; `ttl` is renewed by Renew.

  // The next job that wants a worker: QUEUED, or WAITING past its wake time, or RUNNING with a
  // lapsed walk lease. Sets it RUNNING, counts the start. Nothing: none wants one.
  virtual absl::StatusOr<std::optional<ClaimedJob>> ClaimJob(absl::string_view owner,
                                                             absl::Duration ttl) = 0;
  // The same for the job of this name alone; NOT_FOUND (BAD_REQUEST) if there is none.
  virtual absl::StatusOr<std::optional<ClaimedJob>> ClaimJobNamed(absl::string_view name,
                                                                  absl::string_view owner,
                                                                  absl::Duration ttl) = 0;
  // Nothing: another owner holds it.
  virtual absl::StatusOr<std::optional<Lease>> Claim(int64_t job, Unit unit,
                                                     absl::string_view owner,
                                                     absl::Duration ttl) = 0;
  virtual absl::Status Renew(const Lease& lease, absl::Duration ttl) = 0;
  virtual absl::Status Release(const Lease& lease) = 0;
  // A serial action's turn, over all jobs and workers: "account|lane". False: somebody else's.
  virtual absl::StatusOr<bool> TakeLane(absl::string_view lane, absl::string_view owner,
                                        absl::Duration ttl) = 0;
  virtual absl::Status LeaveLane(absl::string_view lane, absl::string_view owner) = 0;

  // ---- The job. Under its walk lease.

  virtual absl::Status UpdateJob(const Lease& walk, const JobUpdate& update) = 0;
  virtual absl::StatusOr<v1::DesiredState> Desired(int64_t job) = 0;
  virtual absl::StatusOr<v1::Counters> Count(int64_t job) = 0;
  // The same numbers, counted from the rows.
  virtual absl::StatusOr<v1::Counters> Recount(int64_t job) = 0;

  // ---- The walk. Under the walk lease.

  // The listing to go on with, in the order of their discovery; a job begins with the one whose
  // cursor is empty. Nothing: all is listed.
  virtual absl::StatusOr<std::optional<Listing>> NextListing(int64_t job) = 0;
  // One transaction: the page's albums, photos, placements and children, and the listing's next
  // cursor. Photos are matched by id: a known one only gains placements. New children are matched
  // by cursor. `listing_complete` of the job is set when nothing is left to list.
  //
  // Of a job that goes on from another, a photo which that one (or one that it goes on from)
  // brought, that is as it was and in no further album is SKIPPED as UNCHANGED, with what is known
  // of it at the destination, and its placements are DONE; until a later page names an album that
  // it was not in. An album that is as it was and gains nothing is closed. What the other job had
  // and this listing has not is noted when the listing is complete, unless a limit cut it short.
  virtual absl::StatusOr<PageResult> CommitPage(const Lease& walk, const Listing& listing,
                                                const PageCommit& page) = 0;

  // ---- Items. Under the lease of their unit.

  virtual absl::StatusOr<std::vector<ItemRecord>> ReadItems(int64_t job,
                                                            const ItemQuery& query) = 0;
  virtual absl::Status CommitMoves(const Lease& lease, absl::Span<const ItemMove> moves) = 0;

  // ---- Albums and placements. Under the walk lease.

  virtual absl::StatusOr<std::vector<AlbumRecord>> ReadAlbums(int64_t job, int64_t after,
                                                              int limit) = 0;
  virtual absl::Status CommitAlbum(const Lease& walk, const AlbumRecord& album) = 0;
  virtual absl::StatusOr<std::vector<PlacementRecord>> ReadPlacements(
      int64_t job, const PlacementQuery& query) = 0;
  virtual absl::Status CommitPlacements(const Lease& walk,
                                        absl::Span<const PlacementMove> moves) = 0;
};

}  // namespace photoferry
