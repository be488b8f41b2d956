// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "transfer-worker/store/sqlite_job_control.h"
#include "transfer-worker/store/sqlite_jobs.h"
#include "transfer-worker/store/sqlite_rows.h"

// What people see of a job's items. Nothing sealed is opened for it.

namespace photoferry {
namespace {

absl::StatusOr<v1::TransferItem> ReadReport(const SqliteQuery& row, absl::string_view job_name) {
  v1::TransferItem item;
  item.set_name(absl::StrCat(job_name, "/items/", OrdinalOf(row.Int(0))));
  item.set_stage(static_cast<v1::ItemStage>(row.Int(1)));
  item.set_attempts(static_cast<int32_t>(row.Int(2)));
  PF_RETURN_IF_ERROR(ParseColumn(row, 5, *item.mutable_photo()));
  item.mutable_photo()->set_id(row.Text(4));
  if (!row.IsNull(3)) item.mutable_photo()->set_size_bytes(row.Int(3));
  if (!row.IsNull(6)) PF_RETURN_IF_ERROR(ParseColumn(row, 6, *item.mutable_problem()));
  v1::ItemProgress progress;
  PF_RETURN_IF_ERROR(ParseColumn(row, 7, progress));
  if (progress.has_remote()) *item.mutable_remote() = std::move(*progress.mutable_remote());
  item.set_integrity(progress.integrity());
  item.set_sha256(progress.sha256());
  return item;
}

absl::Status AddOutcomes(SqliteConnection& db, int64_t item_key, v1::TransferItem& item) {
  SqliteQuery query = db.Query(
      "SELECT albums.source_id, albums.album, position, step, placements.problem, albums.ref"
      " FROM placements JOIN albums ON albums.key = placements.album"
      " WHERE item = ?1 ORDER BY placements.album",
      item_key);
  while (query.Next()) {
    v1::PlacementOutcome& outcome = *item.add_placements();
    v1::PhotoAlbum album;
    PF_RETURN_IF_ERROR(ParseColumn(query, 1, album));
    outcome.set_album_id(query.Text(0));
    outcome.set_album_title(album.title());
    outcome.set_position(query.Int(2));
    outcome.set_stage(StageOf(static_cast<PlacementStep>(query.Int(3))));
    if (!query.IsNull(4)) PF_RETURN_IF_ERROR(ParseColumn(query, 4, *outcome.mutable_problem()));
    v1::AlbumRef ref;
    if (!query.IsNull(5)) PF_RETURN_IF_ERROR(ParseColumn(query, 5, ref));
    outcome.set_album_url(ref.url());
  }
  return query.status();
}

}  // namespace

absl::StatusOr<ItemPage> SqliteJobControl::ListItems(absl::string_view name,
                                                     const ItemFilter& filter, int page_size,
                                                     int64_t after) {
  ItemPage page;
  const int64_t size = std::max(page_size, 1);
  const StageClause clause = ClauseFor(filter.stages, /*intents_only=*/false);
  PF_RETURN_IF_ERROR(database_.Read([&](SqliteConnection& db) {
    PF_ASSIGN_OR_RETURN(const JobRow job, FindJobNamed(db, name));
    SqliteQuery rows = db.Query(
        absl::StrCat("SELECT key, stage, attempts, size, source_id, photo, problem, progress FROM ",
                     clause.from, " WHERE key >= ?1 AND key < ?2", clause.where,
                     AndIn("reason", filter.reasons), " ORDER BY key LIMIT ?3"),
        KeyOf(job.id, std::clamp<int64_t>(after, 0, kOrdinalsPerJob)), KeyOf(job.id + 1, 0),
        size + 1);
    while (rows.Next()) {
      if (static_cast<int64_t>(page.items.size()) == size) {
        page.next = OrdinalOf(rows.Int(0));
        break;
      }
      PF_ASSIGN_OR_RETURN(v1::TransferItem item, ReadReport(rows, job.job.name()));
      PF_RETURN_IF_ERROR(AddOutcomes(db, rows.Int(0), item));
      page.items.push_back(std::move(item));
    }
    return rows.status();
  }));
  return page;
}

absl::StatusOr<ItemPage> SqliteJobControl::ListDisappeared(absl::string_view name, int page_size,
                                                           int64_t after) {
  ItemPage page;
  const int64_t size = std::max(page_size, 1);
  PF_RETURN_IF_ERROR(database_.Read([&](SqliteConnection& db) {
    PF_ASSIGN_OR_RETURN(const JobRow job, FindJobNamed(db, name));
    SqliteQuery rows = db.Query(
        "SELECT position, size, source_id, photo, progress FROM disappeared"
        " WHERE job = ?1 AND position >= ?2 ORDER BY position LIMIT ?3",
        job.id, after, size + 1);
    while (rows.Next()) {
      if (static_cast<int64_t>(page.items.size()) == size) {
        page.next = rows.Int(0);
        break;
      }
      v1::TransferItem& item = page.items.emplace_back();
      PF_RETURN_IF_ERROR(ParseColumn(rows, 3, *item.mutable_photo()));
      item.mutable_photo()->set_id(rows.Text(2));
      if (!rows.IsNull(1)) item.mutable_photo()->set_size_bytes(rows.Int(1));
      v1::ItemProgress progress;
      PF_RETURN_IF_ERROR(ParseColumn(rows, 4, progress));
      if (progress.has_remote()) *item.mutable_remote() = std::move(*progress.mutable_remote());
    }
    return rows.status();
  }));
  return page;
}

}  // namespace photoferry
