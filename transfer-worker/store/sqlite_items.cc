// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "transfer-worker/store/sqlite_checkpoints.h"
#include "transfer-worker/store/sqlite_counters.h"
#include "transfer-worker/store/sqlite_rows.h"

// Items and their moves.

namespace photoferry {
namespace {

constexpr CommitPoint kMovesCommit{"store.moves.before_commit", "store.moves.after_commit"};

constexpr char kMoveItem[] =
    "UPDATE items SET stage = ?5, intent = ?6, attempts = ?7, not_before = ?8,"
    " size = ?9, reason = ?10, problem = ?11, progress = ?12, sealed = ?13"
    " WHERE key = ?4 AND" PF_FENCE;
constexpr char kFollowItem[] =
    "UPDATE placements SET step = ?5 WHERE item = ?4 AND step IN (0, 1, 4) AND" PF_FENCE;
constexpr char kPlacedAtHome[] =
    "UPDATE placements SET step = ?6, reason = 0, problem = NULL"
    " WHERE item = ?4 AND album = ?5 AND" PF_FENCE;

struct Before {
  v1::ItemStage stage = v1::OPEN;
  std::optional<int64_t> size;
  std::optional<int64_t> home_album;
};

absl::Status NotOfThisUnit(const Lease& lease, int64_t ordinal) {
  return Failure(v1::INTERNAL_FAULT,
                 absl::StrCat("Item ", ordinal, " is not one of unit ", lease.unit, " of job ",
                              lease.job, ". Nothing of this step was noted."),
                 "Please report this as a bug.");
}

absl::StatusOr<Before> ReadBefore(SqliteConnection& db, const Lease& lease, int64_t ordinal) {
  SqliteQuery query = db.Query("SELECT stage, size, home_album FROM items WHERE key = ?1",
                               KeyOf(lease.job, ordinal));
  if (query.Next()) {
    return Before{static_cast<v1::ItemStage>(query.Int(0)), query.MaybeInt(1), query.MaybeInt(2)};
  }
  return query.status().ok() ? NotOfThisUnit(lease, ordinal) : query.status();
}

absl::Status WriteItem(SqliteConnection& db, const Lease& lease, const ItemMove& move,
                       std::optional<int64_t> size, const Sealer& sealer) {
  const int64_t key = KeyOf(lease.job, move.ordinal);
  const ProgressColumns columns = SplitProgress(move.progress, key, sealer);
  return RunFenced(db, lease, kMoveItem, key, move.stage, move.intent, move.attempts,
                   MicrosOf(move.not_before), size, move.progress.problem().reason(),
                   BlobOrNull(columns.problem), BlobOrNull(columns.progress),
                   BlobOrNull(columns.sealed))
      .status();
}

absl::Status SettleHome(SqliteConnection& db, const Lease& lease, int64_t item, int64_t album,
                        CounterDelta& delta) {
  PF_ASSIGN_OR_RETURN(
      const std::optional<int64_t> step,
      db.FindInt("SELECT step FROM placements WHERE item = ?1 AND album = ?2", item, album));
  if (!step.has_value() || *step == static_cast<int64_t>(PlacementStep::kDone)) {
    return absl::OkStatus();
  }
  delta.change.set_placements_done(delta.change.placements_done() + 1);
  if (*step == static_cast<int64_t>(PlacementStep::kFailed)) {
    delta.change.set_placements_failed(delta.change.placements_failed() - 1);
  }
  return RunFenced(db, lease, kPlacedAtHome, item, album, PlacementStep::kDone).status();
}

absl::Status MoveOne(SqliteConnection& db, const Lease& lease, const ItemMove& move,
                     const Sealer& sealer, CounterDelta& delta) {
  if (move.ordinal < 0 || UnitOf(move.ordinal) != lease.unit) {
    return NotOfThisUnit(lease, move.ordinal);
  }
  PF_ASSIGN_OR_RETURN(const Before before, ReadBefore(db, lease, move.ordinal));
  // A size that was known once stays known.
  const std::optional<int64_t> size = move.size.has_value() ? move.size : before.size;
  PF_RETURN_IF_ERROR(WriteItem(db, lease, move, size, sealer));
  delta.MoveItem(before.stage, before.size, move.stage, size);
  const int64_t key = KeyOf(lease.job, move.ordinal);
  if (move.placed_at_home && before.home_album.has_value()) {
    const int64_t home = KeyOf(lease.job, *before.home_album);
    PF_RETURN_IF_ERROR(SettleHome(db, lease, key, home, delta));
  }
  if (StepFor(before.stage) == StepFor(move.stage)) return absl::OkStatus();
  return db.Run(kFollowItem, lease.job, lease.unit, lease.token, key, StepFor(move.stage)).status();
}

}  // namespace

absl::StatusOr<std::vector<ItemRecord>> SqliteCheckpoints::ReadItems(int64_t job,
                                                                     const ItemQuery& query) {
  std::vector<ItemRecord> items;
  const StageClause clause = ClauseFor(query.stages, query.intents_only);
  const int64_t after = std::clamp<int64_t>(query.after, -1, kOrdinalsPerJob - 1);
  const int64_t until = std::clamp<int64_t>(query.until, 0, kOrdinalsPerJob);
  PF_RETURN_IF_ERROR(database_.Read([&](SqliteConnection& db) {
    SqliteQuery rows = db.Query(
        absl::StrCat("SELECT ", kItemColumns, " FROM ", clause.from, " WHERE key > ?1 AND key < ?2",
                     clause.where, " ORDER BY key LIMIT ?3"),
        KeyOf(job, after), KeyOf(job, until), std::max(query.limit, 0));
    while (rows.Next()) {
      PF_ASSIGN_OR_RETURN(ItemRecord item, ReadItem(rows, 0, database_.sealer()));
      items.push_back(std::move(item));
    }
    return rows.status();
  }));
  return items;
}

absl::Status SqliteCheckpoints::CommitMoves(const Lease& lease, absl::Span<const ItemMove> moves) {
  return database_.Write(kMovesCommit, [&](SqliteConnection& db) {
    CounterDelta delta;
    for (const ItemMove& move : moves) {
      PF_RETURN_IF_ERROR(MoveOne(db, lease, move, database_.sealer(), delta));
    }
    return ApplyCounters(db, lease, delta, database_.NowMicros());
  });
}

}  // namespace photoferry
