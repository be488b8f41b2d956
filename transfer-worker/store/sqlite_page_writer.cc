// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/sqlite_page_writer.h"

#include <utility>

#include "common/base/status.h"
#include "transfer-worker/store/sqlite_database.h"
#include "transfer-worker/store/sqlite_rows.h"

namespace photoferry {
namespace {

constexpr char kInsertAlbum[] =
    "INSERT INTO albums (key, job, source_id, listed, album)"
    " SELECT ?4, ?1, ?5, ?6, ?7 WHERE" PF_FENCE;
constexpr char kFillAlbum[] =
    "UPDATE albums SET listed = 1, album = ?5 WHERE key = ?4 AND listed = 0 AND" PF_FENCE;
constexpr char kInsertItem[] =
    "INSERT INTO items (key, job, stage, size, home_album, reason, kind, source_id, photo, problem)"
    " SELECT ?4, ?1, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12 WHERE" PF_FENCE
    " ON CONFLICT (job, source_id) DO NOTHING";
constexpr char kInsertPlacement[] =
    "INSERT INTO placements (item, album, position, step) SELECT ?4, ?5, ?6, ?7 WHERE" PF_FENCE
    " ON CONFLICT (item, album) DO NOTHING";
constexpr char kSetHome[] = "UPDATE items SET home_album = ?5 WHERE key = ?4 AND" PF_FENCE;

// An album that was thought finished gets another placement: it is opened for it.
constexpr char kReopenAlbum[] =
    "UPDATE albums SET stage = CASE WHEN ref IS NULL THEN ?5 ELSE ?6 END"
    " WHERE key = ?4 AND stage = ?7 AND" PF_FENCE;

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
                                   const v1::Counters& so_far, int64_t selected, int64_t limit)
    : db_(db),
      walk_(walk),
      limit_(limit),
      next_item_(so_far.items().found()),
      next_album_(so_far.albums()),
      selected_(selected) {}

absl::StatusOr<SqlitePageWriter::KnownAlbum*> SqlitePageWriter::InsertAlbum(
    const v1::PhotoAlbum& album, bool listed) {
  const int64_t key = KeyOf(walk_.job, next_album_);
  PF_RETURN_IF_ERROR(
      RunFenced(db_, walk_, kInsertAlbum, key, album.id(), listed, Blob{AlbumColumn(album)})
          .status());
  ++next_album_;
  delta_.change.set_albums(delta_.change.albums() + 1);
  return &(known_albums_[album.id()] = {key, /*is_open=*/true});
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
      "SELECT key, stage, stage <> 1 OR attempts <> 0 OR intent <> 0 OR home_album IS NOT NULL"
      " FROM items WHERE job = ?1 AND source_id = ?2",
      walk_.job, source_id);
  if (query.Next()) {
    return KnownItem{query.Int(0), static_cast<v1::ItemStage>(query.Int(1)), query.Int(2) != 0};
  }
  PF_RETURN_IF_ERROR(query.status());
  return KnownItem{};
}

absl::StatusOr<SqlitePageWriter::KnownItem> SqlitePageWriter::InsertItem(
    const ListedPhoto& listed) {
  const KnownItem item = {KeyOf(walk_.job, next_item_),
                          listed.skip.has_value() ? v1::SKIPPED : v1::OPEN,
                          /*home_is_settled=*/true};
  std::optional<int64_t> home;
  if (!listed.skip.has_value() && listed.photo.placements_size() > 0) {
    PF_ASSIGN_OR_RETURN(const KnownAlbum* album, FindAlbum(listed.photo.placements(0).album_id()));
    home = OrdinalOf(album->key);
  }
  int64_t inserted = 0;
  PF_RETURN_IF_ERROR(InsertRow(listed, item, home, inserted));
  if (inserted == 0) return KnownItem{};
  ++next_item_;
  if (!listed.skip.has_value()) {
    ++selected_;
    ++delta_.selected;
  }
  return item;
}

absl::Status SqlitePageWriter::InsertRow(const ListedPhoto& listed, const KnownItem& item,
                                         std::optional<int64_t> home_album, int64_t& inserted) {
  const v1::Photo& photo = listed.photo;
  const std::optional<int64_t> size =
      photo.has_size_bytes() ? std::make_optional(photo.size_bytes()) : std::nullopt;
  const v1::Problem skip = listed.skip.value_or(v1::Problem());
  PF_ASSIGN_OR_RETURN(inserted, RunFenced(db_, walk_, kInsertItem, item.key, item.stage, size,
                                          home_album, skip.reason(), photo.kind(), photo.id(),
                                          Blob{PhotoColumn(photo)}, MessageColumn(skip).value()));
  if (inserted > 0) delta_.AddItem(item.stage, photo.kind(), size);
  return absl::OkStatus();
}

absl::Status SqlitePageWriter::AddPhoto(const ListedPhoto& listed) {
  KnownItem item;
  if (!limit_reached()) {
    PF_ASSIGN_OR_RETURN(item, InsertItem(listed));
  }
  if (item.key < 0) {
    PF_ASSIGN_OR_RETURN(item, FindItem(listed.photo.id()));
  }
  if (item.key < 0) return absl::OkStatus();
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
  PF_ASSIGN_OR_RETURN(const int64_t gained,
                      RunFenced(db_, walk_, kInsertPlacement, item.key, album->key,
                                placement.position(), StepFor(item.stage)));
  if (gained == 0) return false;
  delta_.change.set_placements(delta_.change.placements() + 1);
  if (!std::exchange(album->is_open, true)) {
    PF_RETURN_IF_ERROR(RunFenced(db_, walk_, kReopenAlbum, album->key, AlbumStage::kOpen,
                                 AlbumStage::kMade, AlbumStage::kClosed)
                           .status());
  }
  return true;
}

absl::Status SqlitePageWriter::SetHome(const KnownItem& item, const std::string& album_id) {
  PF_ASSIGN_OR_RETURN(const KnownAlbum* album, FindAlbum(album_id));
  return RunFenced(db_, walk_, kSetHome, item.key, OrdinalOf(album->key)).status();
}

}  // namespace photoferry
