// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "transfer-worker/store/sqlite_checkpoints.h"
#include "transfer-worker/store/sqlite_counters.h"
#include "transfer-worker/store/sqlite_rows.h"

// Albums, and what is placed in them.

namespace photoferry {
namespace {

constexpr CommitPoint kAlbumCommit{"store.album.before_commit", "store.album.after_commit"};
constexpr CommitPoint kPlacementsCommit{"store.placements.before_commit",
                                        "store.placements.after_commit"};

absl::StatusOr<AlbumRecord> ReadAlbum(const SqliteQuery& query) {
  AlbumRecord record;
  record.ordinal = OrdinalOf(query.Int(0));
  record.stage = static_cast<AlbumStage>(query.Int(1));
  PF_RETURN_IF_ERROR(ParseColumn(query, 3, record.album));
  record.album.set_id(query.Text(2));
  if (!query.IsNull(4)) PF_RETURN_IF_ERROR(ParseColumn(query, 4, record.ref.emplace()));
  if (!query.IsNull(5)) PF_RETURN_IF_ERROR(ParseColumn(query, 5, record.problem));
  return record;
}

absl::Status NoSuchRow(absl::string_view what) {
  return Failure(v1::INTERNAL_FAULT,
                 absl::StrCat("The store was asked to settle ", what,
                              " that the job does not have. Nothing of this step was noted."),
                 "Please report this as a bug.");
}

// The step that a move asks for.
absl::StatusOr<PlacementStep> StepOf(const PlacementMove& move) {
  if (move.stage == v1::DONE) return PlacementStep::kDone;
  if (move.stage == v1::ITEM_FAILED) return PlacementStep::kFailed;
  return Failure(v1::INTERNAL_FAULT,
                 absl::StrCat("A placement can become DONE or ITEM_FAILED, not ",
                              v1::ItemStage_Name(move.stage), ". Nothing was noted."),
                 "Please report this as a bug.");
}

void CountStep(PlacementStep step, int64_t amount, v1::Counters& change) {
  if (step == PlacementStep::kDone) change.set_placements_done(change.placements_done() + amount);
  if (step == PlacementStep::kFailed) {
    change.set_placements_failed(change.placements_failed() + amount);
  }
}

absl::Status MovePlacement(SqliteConnection& db, const Lease& walk, const PlacementMove& move,
                           CounterDelta& delta) {
  PF_ASSIGN_OR_RETURN(const PlacementStep step, StepOf(move));
  const int64_t item = KeyOf(walk.job, move.item);
  const int64_t album = KeyOf(walk.job, move.album);
  PF_ASSIGN_OR_RETURN(
      const std::optional<int64_t> before,
      db.FindInt("SELECT step FROM placements WHERE item = ?1 AND album = ?2", item, album));
  if (!before.has_value()) return NoSuchRow("a placement");
  CountStep(static_cast<PlacementStep>(*before), -1, delta.change);
  CountStep(step, 1, delta.change);
  const MessageColumn problem(move.problem);
  return RunFenced(db, walk,
                   "UPDATE placements SET step = ?6, reason = ?7, problem = ?8"
                   " WHERE item = ?4 AND album = ?5 AND" PF_FENCE,
                   item, album, step, move.problem.reason(), problem.value())
      .status();
}

}  // namespace

absl::StatusOr<std::vector<AlbumRecord>> SqliteCheckpoints::ReadAlbums(int64_t job, int64_t after,
                                                                       int limit) {
  std::vector<AlbumRecord> albums;
  PF_RETURN_IF_ERROR(database_.Read([&](SqliteConnection& db) {
    SqliteQuery query = db.Query(
        "SELECT key, stage, source_id, album, ref, problem FROM albums"
        " WHERE key > ?1 AND key < ?2 ORDER BY key LIMIT ?3",
        KeyOf(job, std::clamp<int64_t>(after, -1, kOrdinalsPerJob - 1)), KeyOf(job + 1, 0),
        std::max(limit, 0));
    while (query.Next()) {
      PF_ASSIGN_OR_RETURN(AlbumRecord album, ReadAlbum(query));
      albums.push_back(std::move(album));
    }
    return query.status();
  }));
  return albums;
}

absl::Status SqliteCheckpoints::CommitAlbum(const Lease& walk, const AlbumRecord& album) {
  PF_RETURN_IF_ERROR(CheckIsWalk(walk));
  return database_.Write(kAlbumCommit, [&](SqliteConnection& db) {
    const std::string ref = album.ref.has_value() ? album.ref->SerializeAsString() : "";
    const std::optional<Blob> ref_column =
        album.ref.has_value() ? std::make_optional(Blob{ref}) : std::nullopt;
    const MessageColumn problem(album.problem);
    PF_ASSIGN_OR_RETURN(
        const int64_t changed,
        RunFenced(db, walk,
                  "UPDATE albums SET stage = ?5, ref = ?6, reason = ?7, problem = ?8"
                  " WHERE key = ?4 AND" PF_FENCE,
                  KeyOf(walk.job, album.ordinal), album.stage, ref_column, album.problem.reason(),
                  problem.value()));
    if (changed == 0) return NoSuchRow("an album");
    return ApplyCounters(db, walk, CounterDelta(), database_.NowMicros());
  });
}

absl::StatusOr<std::vector<PlacementRecord>> SqliteCheckpoints::ReadPlacements(
    int64_t job, const PlacementQuery& query) {
  std::vector<PlacementRecord> placements;
  const PlacementStep step = query.to_be_made ? PlacementStep::kToBeMade : PlacementStep::kDone;
  const int64_t after_item = std::clamp<int64_t>(query.after_item, -1, kOrdinalsPerJob - 1);
  PF_RETURN_IF_ERROR(database_.Read([&](SqliteConnection& db) {
    SqliteQuery rows =
        db.Query(absl::StrCat("SELECT placements.position, ", kItemColumns,
                              " FROM placements JOIN items ON items.key = placements.item"
                              " WHERE album = ?1 AND step = ?2 AND (position, item) > (?3, ?4)"
                              " ORDER BY position, item LIMIT ?5"),
                 KeyOf(job, query.album), step, query.after_position, KeyOf(job, after_item),
                 std::max(query.limit, 0));
    while (rows.Next()) {
      PF_ASSIGN_OR_RETURN(ItemRecord item, ReadItem(rows, 1, database_.sealer()));
      placements.push_back({query.album, rows.Int(0), std::move(item)});
    }
    return rows.status();
  }));
  return placements;
}

absl::Status SqliteCheckpoints::CommitPlacements(const Lease& walk,
                                                 absl::Span<const PlacementMove> moves) {
  PF_RETURN_IF_ERROR(CheckIsWalk(walk));
  return database_.Write(kPlacementsCommit, [&](SqliteConnection& db) {
    CounterDelta delta;
    for (const PlacementMove& move : moves) {
      PF_RETURN_IF_ERROR(MovePlacement(db, walk, move, delta));
    }
    return ApplyCounters(db, walk, delta, database_.NowMicros());
  });
}

}  // namespace photoferry
