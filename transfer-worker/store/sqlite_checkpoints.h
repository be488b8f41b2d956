// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "transfer-worker/store/checkpoints.h"
#include "transfer-worker/store/sqlite_database.h"

namespace photoferry {

// Checkpoints in SQLite. Thread-safe. One file a side: sqlite_leases.cc, sqlite_progress.cc (the
// job), sqlite_walk.cc, sqlite_items.cc and sqlite_albums.cc.
class SqliteCheckpoints final : public Checkpoints {
 public:
  // `database` outlives it.
  explicit SqliteCheckpoints(SqliteDatabase& database) : database_(database) {}

  absl::StatusOr<std::optional<ClaimedJob>> ClaimJob(absl::string_view owner,
                                                     absl::Duration ttl) override;
  absl::StatusOr<std::optional<ClaimedJob>> ClaimJobNamed(absl::string_view name,
                                                          absl::string_view owner,
                                                          absl::Duration ttl) override;
  absl::StatusOr<std::optional<Lease>> Claim(int64_t job, Unit unit, absl::string_view owner,
                                             absl::Duration ttl) override;
  absl::Status Renew(const Lease& lease, absl::Duration ttl) override;
  absl::Status Release(const Lease& lease) override;
  absl::StatusOr<bool> TakeLane(absl::string_view lane, absl::string_view owner,
                                absl::Duration ttl) override;
  absl::Status LeaveLane(absl::string_view lane, absl::string_view owner) override;

  // For a process that is alone with the database: every lease and lane is a dead one's.
  absl::Status EndAllLeases();

  absl::Status UpdateJob(const Lease& walk, const JobUpdate& update) override;
  absl::StatusOr<v1::DesiredState> Desired(int64_t job) override;
  absl::StatusOr<v1::Counters> Count(int64_t job) override;
  absl::StatusOr<v1::Counters> Recount(int64_t job) override;

  absl::StatusOr<std::optional<Listing>> NextListing(int64_t job) override;
  absl::StatusOr<PageResult> CommitPage(const Lease& walk, const Listing& listing,
                                        const PageCommit& page) override;

  absl::StatusOr<std::vector<ItemRecord>> ReadItems(int64_t job, const ItemQuery& query) override;
  absl::Status CommitMoves(const Lease& lease, absl::Span<const ItemMove> moves) override;

  absl::StatusOr<std::vector<AlbumRecord>> ReadAlbums(int64_t job, int64_t after,
                                                      int limit) override;
  absl::Status CommitAlbum(const Lease& walk, const AlbumRecord& album) override;
  absl::StatusOr<std::vector<PlacementRecord>> ReadPlacements(int64_t job,
                                                              const PlacementQuery& query) override;
  absl::Status CommitPlacements(const Lease& walk, absl::Span<const PlacementMove> moves) override;

 private:
  // `only` is a job's number, or kAnyJob.
  absl::StatusOr<std::optional<ClaimedJob>> ClaimOne(int64_t only, absl::string_view owner,
                                                     absl::Duration ttl);

  SqliteDatabase& database_;
};

// A job that the caller just made up, or one that was deleted meanwhile.
absl::Status NoSuchJob(int64_t job);

// Ends the walk lease of `job`: whoever had it is fenced off.
absl::Status EndWalkLease(SqliteConnection& db, int64_t job);
// Of all units: an ended job takes no writes.
absl::Status EndLeasesOf(SqliteConnection& db, int64_t job);

}  // namespace photoferry
