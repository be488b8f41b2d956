// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/sqlite_counters.h"

#include "common/base/status.h"
#include "transfer-worker/store/sqlite_database.h"
#include "transfer-worker/store/sqlite_rows.h"

namespace photoferry {
namespace {

void AddTo(v1::Tally& tally, v1::ItemStage stage, int64_t amount) {
  switch (stage) {
    case v1::DONE:
      tally.set_done(tally.done() + amount);
      return;
    case v1::SKIPPED:
      tally.set_skipped(tally.skipped() + amount);
      return;
    case v1::ITEM_FAILED:
      tally.set_failed(tally.failed() + amount);
      return;
    case v1::UNCERTAIN:
      tally.set_uncertain(tally.uncertain() + amount);
      return;
    default:  // OPEN, STAGED and STORED are all under way
      tally.set_open(tally.open() + amount);
      return;
  }
}

void Find(v1::Tally& tally, int64_t amount) {
  tally.set_found(tally.found() + amount);
}

#define PF_ADD_COUNTERS                                                      \
  "UPDATE jobs SET update_time = ?4, selected = selected + ?5,"              \
  " items_found = items_found + ?6, items_done = items_done + ?7,"           \
  " items_skipped = items_skipped + ?8, items_failed = items_failed + ?9,"   \
  " items_uncertain = items_uncertain + ?10, items_open = items_open + ?11," \
  " bytes_found = bytes_found + ?12, bytes_done = bytes_done + ?13,"         \
  " bytes_skipped = bytes_skipped + ?14, bytes_failed = bytes_failed + ?15," \
  " bytes_uncertain = bytes_uncertain + ?16, bytes_open = bytes_open + ?17," \
  " photos = photos + ?18, videos = videos + ?19, albums = albums + ?20,"    \
  " placements = placements + ?21, placements_done = placements_done + ?22," \
  " placements_failed = placements_failed + ?23,"                            \
  " items_of_unknown_size = items_of_unknown_size + ?24 WHERE job = ?1"

absl::StatusOr<int64_t> Add(SqliteConnection& db, absl::string_view sql, const Lease& lease,
                            const CounterDelta& delta, int64_t now_micros) {
  const v1::Counters& c = delta.change;
  const v1::Tally& items = c.items();
  const v1::Tally& bytes = c.bytes();
  return db.Run(sql, lease.job, lease.unit, lease.token, now_micros, delta.selected, items.found(),
                items.done(), items.skipped(), items.failed(), items.uncertain(), items.open(),
                bytes.found(), bytes.done(), bytes.skipped(), bytes.failed(), bytes.uncertain(),
                bytes.open(), c.photos(), c.videos(), c.albums(), c.placements(),
                c.placements_done(), c.placements_failed(), c.items_of_unknown_size());
}

v1::Tally ReadTally(const SqliteQuery& query, int column) {
  v1::Tally tally;
  tally.set_found(query.Int(column));
  tally.set_done(query.Int(column + 1));
  tally.set_skipped(query.Int(column + 2));
  tally.set_failed(query.Int(column + 3));
  tally.set_uncertain(query.Int(column + 4));
  tally.set_open(query.Int(column + 5));
  return tally;
}

absl::Status CountItems(SqliteConnection& db, int64_t job, v1::Counters& counters) {
  SqliteQuery query = db.Query(
      "SELECT stage, kind, COUNT(*), COALESCE(SUM(size), 0), COUNT(size) FROM items"
      " WHERE key >= ?1 AND key < ?2 GROUP BY stage, kind",
      KeyOf(job, 0), KeyOf(job + 1, 0));
  while (query.Next()) {
    const v1::ItemStage stage = static_cast<v1::ItemStage>(query.Int(0));
    const int64_t items = query.Int(2);
    Find(*counters.mutable_items(), items);
    AddTo(*counters.mutable_items(), stage, items);
    Find(*counters.mutable_bytes(), query.Int(3));
    AddTo(*counters.mutable_bytes(), stage, query.Int(3));
    counters.set_items_of_unknown_size(counters.items_of_unknown_size() + items - query.Int(4));
    if (query.Int(1) == v1::VIDEO) {
      counters.set_videos(counters.videos() + items);
    } else {
      counters.set_photos(counters.photos() + items);
    }
  }
  return query.status();
}

}  // namespace

const char kCounterColumns[] =
    "items_found, items_done, items_skipped, items_failed, items_uncertain, items_open,"
    " bytes_found, bytes_done, bytes_skipped, bytes_failed, bytes_uncertain, bytes_open,"
    " photos, videos, albums, placements, placements_done, placements_failed,"
    " items_of_unknown_size";

void CounterDelta::AddItem(v1::ItemStage stage, v1::MediaKind kind, std::optional<int64_t> size) {
  Find(*change.mutable_items(), 1);
  AddTo(*change.mutable_items(), stage, 1);
  if (kind == v1::VIDEO) {
    change.set_videos(change.videos() + 1);
  } else {
    change.set_photos(change.photos() + 1);
  }
  if (size.has_value()) {
    Find(*change.mutable_bytes(), *size);
    AddTo(*change.mutable_bytes(), stage, *size);
  } else {
    change.set_items_of_unknown_size(change.items_of_unknown_size() + 1);
  }
}

void CounterDelta::MoveItem(v1::ItemStage from, std::optional<int64_t> old_size, v1::ItemStage to,
                            std::optional<int64_t> new_size) {
  AddTo(*change.mutable_items(), from, -1);
  AddTo(*change.mutable_items(), to, 1);
  AddTo(*change.mutable_bytes(), from, -old_size.value_or(0));
  AddTo(*change.mutable_bytes(), to, new_size.value_or(0));
  Find(*change.mutable_bytes(), new_size.value_or(0) - old_size.value_or(0));
  change.set_items_of_unknown_size(change.items_of_unknown_size() + !new_size.has_value() -
                                   !old_size.has_value());
}

void CounterDelta::MoveItems(v1::ItemStage from, v1::ItemStage to, int64_t items, int64_t bytes) {
  AddTo(*change.mutable_items(), from, -items);
  AddTo(*change.mutable_items(), to, items);
  AddTo(*change.mutable_bytes(), from, -bytes);
  AddTo(*change.mutable_bytes(), to, bytes);
}

absl::Status ApplyCounters(SqliteConnection& db, const Lease& lease, const CounterDelta& delta,
                           int64_t now_micros) {
  PF_ASSIGN_OR_RETURN(const int64_t changed,
                      Add(db, PF_ADD_COUNTERS " AND" PF_FENCE, lease, delta, now_micros));
  return changed > 0 ? absl::OkStatus() : LeaseLost();
}

absl::Status ApplyCounters(SqliteConnection& db, int64_t job, const CounterDelta& delta,
                           int64_t now_micros) {
  return Add(db, PF_ADD_COUNTERS, Lease{.job = job}, delta, now_micros).status();
}

v1::Counters ReadCounters(const SqliteQuery& query, int first_column) {
  v1::Counters counters;
  *counters.mutable_items() = ReadTally(query, first_column);
  *counters.mutable_bytes() = ReadTally(query, first_column + 6);
  counters.set_photos(query.Int(first_column + 12));
  counters.set_videos(query.Int(first_column + 13));
  counters.set_albums(query.Int(first_column + 14));
  counters.set_placements(query.Int(first_column + 15));
  counters.set_placements_done(query.Int(first_column + 16));
  counters.set_placements_failed(query.Int(first_column + 17));
  counters.set_items_of_unknown_size(query.Int(first_column + 18));
  return counters;
}

absl::StatusOr<v1::Counters> CountRows(SqliteConnection& db, int64_t job) {
  v1::Counters counters;
  counters.mutable_items();  // present, as in ReadCounters
  counters.mutable_bytes();
  PF_RETURN_IF_ERROR(CountItems(db, job, counters));
  const int64_t first = KeyOf(job, 0);
  const int64_t end = KeyOf(job + 1, 0);
  PF_ASSIGN_OR_RETURN(
      const std::optional<int64_t> albums,
      db.FindInt("SELECT COUNT(*) FROM albums WHERE key >= ?1 AND key < ?2", first, end));
  counters.set_albums(albums.value_or(0));
  SqliteQuery query = db.Query(
      "SELECT COUNT(*), COALESCE(SUM(step = ?3), 0), COALESCE(SUM(step = ?4), 0) FROM placements"
      " WHERE item >= ?1 AND item < ?2",
      first, end, PlacementStep::kDone, PlacementStep::kFailed);
  if (query.Next()) {
    counters.set_placements(query.Int(0));
    counters.set_placements_done(query.Int(1));
    counters.set_placements_failed(query.Int(2));
  }
  PF_RETURN_IF_ERROR(query.status());
  return counters;
}

}  // namespace photoferry
