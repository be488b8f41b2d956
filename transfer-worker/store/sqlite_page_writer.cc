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
    "INSERT INTO items (key, job, stage, size, reason, kind, source_id, photo, problem)"
    " SELECT ?4, ?1, ?5, ?6, ?7, ?8, ?9, ?10, ?11 WHERE" PF_FENCE
    " ON CONFLICT (job, source_id) DO NOTHING";
constexpr char kInsertPlacement[] =
    "INSERT INTO placements (item, album, position, step) SELECT ?4, ?5, ?6, ?7 WHERE" PF_FENCE
    " ON CONFLICT (item, album) DO NOTHING";
constexpr char kSetHome[] = "UPDATE items SET home_album = ?5 WHERE key = ?4 AND" PF_FENCE;

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

absl::StatusOr<int64_t> SqlitePageWriter::InsertAlbum(const v1::PhotoAlbum& album, bool listed) {
  const int64_t key = KeyOf(walk_.job, next_album_);
  PF_RETURN_IF_ERROR(
      RunFenced(db_, walk_, kInsertAlbum, key, album.id(), listed, Blob{AlbumColumn(album)})
          .status());
  ++next_album_;
  delta_.change.set_albums(delta_.change.albums() + 1);
  album_keys_[album.id()] = key;
  return key;
}

absl::StatusOr<int64_t> SqlitePageWriter::AlbumKey(const std::string& source_id) {
  const auto found = album_keys_.find(source_id);
  if (found != album_keys_.end()) return found->second;
  PF_ASSIGN_OR_RETURN(const std::optional<int64_t> key,
                      db_.FindInt("SELECT key FROM albums WHERE job = ?1 AND source_id = ?2",
                                  walk_.job, source_id));
  if (key.has_value()) {
    album_keys_[source_id] = *key;
    return *key;
  }
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
  album_keys_[album.id()] = *key;
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
  return KnownItem{.key = -1};
}

absl::StatusOr<bool> SqlitePageWriter::InsertItem(const ListedPhoto& listed, KnownItem& item) {
  const v1::Photo& photo = listed.photo;
  const std::optional<int64_t> size =
      photo.has_size_bytes() ? std::make_optional(photo.size_bytes()) : std::nullopt;
  const std::string problem = listed.skip.has_value() ? listed.skip->SerializeAsString() : "";
  item = {KeyOf(walk_.job, next_item_), listed.skip.has_value() ? v1::SKIPPED : v1::OPEN, false};
  PF_ASSIGN_OR_RETURN(
      const int64_t inserted,
      RunFenced(db_, walk_, kInsertItem, item.key, item.stage, size,
                listed.skip.has_value() ? listed.skip->reason() : v1::REASON_UNSPECIFIED,
                photo.kind(), photo.id(), Blob{PhotoColumn(photo)}, BlobOrNull(problem)));
  if (inserted == 0) return false;
  ++next_item_;
  delta_.AddItem(item.stage, photo.kind(), size);
  if (!listed.skip.has_value()) {
    ++selected_;
    ++delta_.selected;
  }
  return true;
}

absl::Status SqlitePageWriter::AddPhoto(const ListedPhoto& listed) {
  KnownItem item;
  bool is_new = false;
  if (!limit_reached()) {
    PF_ASSIGN_OR_RETURN(is_new, InsertItem(listed, item));
  }
  if (!is_new) {
    PF_ASSIGN_OR_RETURN(item, FindItem(listed.photo.id()));
    if (item.key < 0) return absl::OkStatus();
  }
  bool first = true;
  for (const v1::Placement& placement : listed.photo.placements()) {
    PF_RETURN_IF_ERROR(Place(item, placement, first));
    first = false;
  }
  return absl::OkStatus();
}

absl::Status SqlitePageWriter::Place(const KnownItem& item, const v1::Placement& placement,
                                     bool first) {
  PF_ASSIGN_OR_RETURN(const int64_t album, AlbumKey(placement.album_id()));
  PF_ASSIGN_OR_RETURN(const int64_t gained, RunFenced(db_, walk_, kInsertPlacement, item.key, album,
                                                      placement.position(), StepFor(item.stage)));
  if (gained == 0) return absl::OkStatus();
  delta_.change.set_placements(delta_.change.placements() + 1);
  if (first && !item.home_is_settled && item.stage == v1::OPEN) {
    PF_RETURN_IF_ERROR(SetHome(item.key, album));
  }
  return ReopenClosedAlbum(db_, album);
}

absl::Status SqlitePageWriter::SetHome(int64_t item_key, int64_t album_key) {
  return RunFenced(db_, walk_, kSetHome, item_key, OrdinalOf(album_key)).status();
}

absl::Status ReopenClosedAlbum(SqliteConnection& db, int64_t album_key) {
  return db
      .Run(
          "UPDATE albums SET stage = CASE WHEN ref IS NULL THEN ?2 ELSE ?3 END"
          " WHERE key = ?1 AND stage = ?4",
          album_key, AlbumStage::kOpen, AlbumStage::kMade, AlbumStage::kClosed)
      .status();
}

}  // namespace photoferry
