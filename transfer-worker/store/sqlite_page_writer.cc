// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/sqlite_page_writer.h"

#include <utility>
#include <vector>

#include "common/base/status.h"
#include "transfer-worker/store/sqlite_database.h"
#include "transfer-worker/store/sqlite_rows.h"
#include "transfer-worker/store/unchanged.h"

namespace photoferry {
namespace {

constexpr char kInsertAlbum[] =
    "INSERT INTO albums (key, job, source_id, listed, album, stage, ref)"
    " SELECT ?4, ?1, ?5, ?6, ?7, ?8, ?9 WHERE" PF_FENCE;
constexpr char kFillAlbum[] =
    "UPDATE albums SET listed = 1, album = ?5 WHERE key = ?4 AND listed = 0 AND" PF_FENCE;
constexpr char kInsertItem[] =
    "INSERT INTO items (key, job, stage, size, home_album, reason, kind, source_id, photo, problem,"
    " progress) SELECT ?4, ?1, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13 WHERE" PF_FENCE
    " ON CONFLICT (job, source_id) DO NOTHING";
// As if just listed; only a size that was learnt stays.
constexpr char kReopenItem[] =
    "UPDATE items SET stage = ?5, reason = 0, problem = NULL, progress = NULL"
    " WHERE key = ?4 AND" PF_FENCE;
constexpr char kInsertPlacement[] =
    "INSERT INTO placements (item, album, position, step) SELECT ?4, ?5, ?6, ?7 WHERE" PF_FENCE
    " ON CONFLICT (item, album) DO NOTHING";
constexpr char kSetHome[] = "UPDATE items SET home_album = ?5 WHERE key = ?4 AND" PF_FENCE;

// An album that was thought finished gets another placement: it is opened for it.
constexpr char kReopenAlbum[] =
    "UPDATE albums SET stage = CASE WHEN ref IS NULL THEN ?5 ELSE ?6 END"
    " WHERE key = ?4 AND stage = ?7 AND" PF_FENCE;
// The same where another job made it, perhaps long ago: it is looked for at the destination.
constexpr char kReopenFormerAlbum[] =
    "UPDATE albums SET stage = ?5, ref = NULL WHERE key = ?4 AND stage = ?6 AND" PF_FENCE;

std::string PhotoColumn(const v1::Photo& photo) {
  v1::Photo stored = photo;
  stored.clear_id();  // in a column of its own, as are the placements
  stored.clear_placements();
  return stored.SerializeAsString();
}

std::string AlbumColumn(const v1::PhotoAlbum& album) {
  v1::PhotoAlbum stored = album;
  stored.clear_id();
  return stored.SerializeAsString();
}

}  // namespace

SqlitePageWriter::SqlitePageWriter(SqliteConnection& db, const Lease& walk,
                                   const v1::Counters& so_far, int64_t selected, int64_t limit,
                                   const FormerJobs& former)
    : db_(db),
      walk_(walk),
      limit_(limit),
      next_item_(so_far.items().found()),
      next_album_(so_far.albums()),
      selected_(selected),
      former_(former) {}

absl::StatusOr<SqlitePageWriter::KnownAlbum*> SqlitePageWriter::InsertAlbum(
    const v1::PhotoAlbum& album, bool listed) {
  const int64_t key = KeyOf(walk_.job, next_album_);
  std::optional<std::string> closed;
  if (listed) {
    PF_ASSIGN_OR_RETURN(closed, former_.FindClosed(album));
  }
  const AlbumStage stage = closed.has_value() ? AlbumStage::kClosed : AlbumStage::kOpen;
  PF_RETURN_IF_ERROR(RunFenced(db_, walk_, kInsertAlbum, key, album.id(), listed,
                               Blob{AlbumColumn(album)}, stage, BlobOrNull(closed.value_or("")))
                         .status());
  ++next_album_;
  delta_.change.set_albums(delta_.change.albums() + 1);
  return &(known_albums_[album.id()] = {key, /*is_open=*/!closed.has_value()});
}

absl::StatusOr<SqlitePageWriter::KnownAlbum*> SqlitePageWriter::FindAlbum(
    const std::string& source_id) {
  const auto found = known_albums_.find(source_id);
  if (found != known_albums_.end()) return &found->second;
  PF_ASSIGN_OR_RETURN(const std::optional<int64_t> key,
                      db_.FindInt("SELECT key FROM albums WHERE job = ?1 AND source_id = ?2",
                                  walk_.job, source_id));
  if (key.has_value()) return &(known_albums_[source_id] = {*key});
  // A photo that names an album not yet listed: a stub holds its place until it is.
  v1::PhotoAlbum stub;
  stub.set_id(source_id);
  return InsertAlbum(stub, /*listed=*/false);
}

absl::Status SqlitePageWriter::AddAlbum(const v1::PhotoAlbum& album) {
  PF_ASSIGN_OR_RETURN(const std::optional<int64_t> key,
                      db_.FindInt("SELECT key FROM albums WHERE job = ?1 AND source_id = ?2",
                                  walk_.job, album.id()));
  if (!key.has_value()) return InsertAlbum(album, /*listed=*/true).status();
  return RunFenced(db_, walk_, kFillAlbum, *key, Blob{AlbumColumn(album)}).status();
}

absl::StatusOr<SqlitePageWriter::KnownItem> SqlitePageWriter::FindItem(
    const std::string& source_id) {
  SqliteQuery query = db_.Query(
      "SELECT key, stage, reason, attempts <> 0 OR intent <> 0, home_album IS NOT NULL"
      " FROM items WHERE job = ?1 AND source_id = ?2",
      walk_.job, source_id);
  if (query.Next()) {
    KnownItem item{query.Int(0), static_cast<v1::ItemStage>(query.Int(1))};
    item.unchanged = item.stage == v1::SKIPPED && query.Int(2) == v1::UNCHANGED;
    const bool begun = query.Int(3) != 0 || (item.stage != v1::OPEN && !item.unchanged);
    item.home_is_settled = begun || query.Int(4) != 0;
    return item;
  }
  PF_RETURN_IF_ERROR(query.status());
  return KnownItem{};
}

SqlitePageWriter::NewItem SqlitePageWriter::NewItemOf(const ListedPhoto& listed,
                                                      const std::optional<BroughtItem>& brought) {
  NewItem fresh{listed.photo, listed.skip.value_or(v1::Problem()), std::nullopt, ""};
  if (listed.photo.has_size_bytes()) fresh.size = listed.photo.size_bytes();
  if (fresh.skipped() || !brought.has_value() || !brought->IsInAlbumsOf(listed.photo) ||
      !IsUnchanged(listed.photo, brought->photo)) {
    return fresh;
  }
  fresh.problem =
      ProblemOf(Failure(v1::UNCHANGED, "An earlier job brought it, and it has not changed since."));
  if (!fresh.size.has_value()) fresh.size = brought->size;
  fresh.progress = brought->progress;
  return fresh;
}

absl::StatusOr<SqlitePageWriter::KnownItem> SqlitePageWriter::InsertItem(const NewItem& fresh) {
  const KnownItem item = {KeyOf(walk_.job, next_item_), fresh.stage(), fresh.unchanged(),
                          /*home_is_settled=*/true};
  std::optional<int64_t> home;
  if ((!fresh.skipped() || fresh.unchanged()) && fresh.photo.placements_size() > 0) {
    PF_ASSIGN_OR_RETURN(const KnownAlbum* album, FindAlbum(fresh.photo.placements(0).album_id()));
    home = OrdinalOf(album->key);
  }
  PF_ASSIGN_OR_RETURN(const int64_t inserted, InsertRow(fresh, item.key, home));
  if (inserted == 0) return KnownItem{};
  ++next_item_;
  if (!fresh.skipped()) {
    ++selected_;
    ++delta_.selected;
  }
  return item;
}

absl::StatusOr<int64_t> SqlitePageWriter::InsertRow(const NewItem& fresh, int64_t key,
                                                    std::optional<int64_t> home_album) {
  const v1::Photo& photo = fresh.photo;
  PF_ASSIGN_OR_RETURN(
      const int64_t inserted,
      RunFenced(db_, walk_, kInsertItem, key, fresh.stage(), fresh.size, home_album,
                fresh.problem.reason(), photo.kind(), photo.id(), Blob{PhotoColumn(photo)},
                MessageColumn(fresh.problem).value(), BlobOrNull(fresh.progress)));
  if (inserted > 0) delta_.AddItem(fresh.stage(), photo.kind(), fresh.size);
  return inserted;
}

absl::StatusOr<SqlitePageWriter::KnownItem> SqlitePageWriter::Reopen(const KnownItem& item,
                                                                     const std::string& source_id) {
  std::optional<int64_t> size;
  PF_ASSIGN_OR_RETURN(size, db_.FindInt("SELECT size FROM items WHERE key = ?1", item.key));
  PF_RETURN_IF_ERROR(RunFenced(db_, walk_, kReopenItem, item.key, v1::OPEN).status());
  PF_RETURN_IF_ERROR(ReopenPlacements(item.key));
  delta_.MoveItem(v1::SKIPPED, size, v1::OPEN, size);
  ++delta_.selected;
  ++selected_;
  ++reopened_;
  return FindItem(source_id);
}

absl::Status SqlitePageWriter::ReopenPlacements(int64_t item) {
  std::vector<int64_t> albums;
  {
    SqliteQuery query = db_.Query("SELECT album FROM placements WHERE item = ?1", item);
    while (query.Next()) albums.push_back(query.Int(0));
    PF_RETURN_IF_ERROR(query.status());
  }
  for (const int64_t album : albums) PF_RETURN_IF_ERROR(ReopenAlbum(album));
  PF_ASSIGN_OR_RETURN(
      const int64_t placements,
      RunFenced(db_, walk_, "UPDATE placements SET step = ?5 WHERE item = ?4 AND" PF_FENCE, item,
                PlacementStep::kAwaitsItem));
  delta_.change.set_placements_done(delta_.change.placements_done() - placements);
  return absl::OkStatus();
}

absl::Status SqlitePageWriter::AddPhoto(const ListedPhoto& listed) {
  std::optional<BroughtItem> brought;
  if (!listed.skip.has_value()) {
    PF_ASSIGN_OR_RETURN(brought, former_.FindItem(listed.photo.id()));
  }
  KnownItem item;
  if (!limit_reached()) {
    PF_ASSIGN_OR_RETURN(item, InsertItem(NewItemOf(listed, brought)));
  }
  if (item.key < 0) {
    PF_ASSIGN_OR_RETURN(item, FindItem(listed.photo.id()));
  }
  if (item.key < 0) return absl::OkStatus();
  if (item.unchanged && brought.has_value() && !brought->IsInAlbumsOf(listed.photo)) {
    if (limit_reached()) return absl::OkStatus();
    PF_ASSIGN_OR_RETURN(item, Reopen(item, listed.photo.id()));
  }
  for (const v1::Placement& placement : listed.photo.placements()) {
    PF_ASSIGN_OR_RETURN(const bool gained, Place(item, placement));
    if (!gained || item.home_is_settled) continue;
    PF_RETURN_IF_ERROR(SetHome(item, placement.album_id()));
    item.home_is_settled = true;
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> SqlitePageWriter::Place(const KnownItem& item,
                                             const v1::Placement& placement) {
  PF_ASSIGN_OR_RETURN(KnownAlbum* const album, FindAlbum(placement.album_id()));
  const PlacementStep step = item.unchanged ? PlacementStep::kDone : StepFor(item.stage);
  PF_ASSIGN_OR_RETURN(const int64_t gained, RunFenced(db_, walk_, kInsertPlacement, item.key,
                                                      album->key, placement.position(), step));
  if (gained == 0) return false;
  delta_.change.set_placements(delta_.change.placements() + 1);
  if (item.unchanged) {
    delta_.change.set_placements_done(delta_.change.placements_done() + 1);
    return true;
  }
  if (!std::exchange(album->is_open, true)) PF_RETURN_IF_ERROR(ReopenAlbum(album->key));
  return true;
}

absl::Status SqlitePageWriter::ReopenAlbum(int64_t key) {
  if (former_.empty()) {
    return RunFenced(db_, walk_, kReopenAlbum, key, AlbumStage::kOpen, AlbumStage::kMade,
                     AlbumStage::kClosed)
        .status();
  }
  return RunFenced(db_, walk_, kReopenFormerAlbum, key, AlbumStage::kOpen, AlbumStage::kClosed)
      .status();
}

absl::Status SqlitePageWriter::SetHome(const KnownItem& item, const std::string& album_id) {
  PF_ASSIGN_OR_RETURN(const KnownAlbum* album, FindAlbum(album_id));
  return RunFenced(db_, walk_, kSetHome, item.key, OrdinalOf(album->key)).status();
}

}  // namespace photoferry
