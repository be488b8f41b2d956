// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/destinations/destination_state.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/testing/canary_mark.h"

namespace photoferry::fakes {

std::string DestinationState::NewId(absl::string_view kind) {
  return absl::StrCat(kind, "-", ++last_id_);
}

const StoredItem* DestinationState::Find(absl::string_view id) const {
  const auto found = item_by_id_.find(std::string(id));
  return found == item_by_id_.end() ? nullptr : &items_[found->second];
}

bool DestinationState::HasRoomFor(int64_t bytes) const {
  MutexLock lock(mutex_);
  return options_.capacity_bytes < 0 || bytes_ + bytes <= options_.capacity_bytes;
}

void DestinationState::SetCapacity(int64_t bytes) {
  MutexLock lock(mutex_);
  options_.capacity_bytes = bytes;
}

std::optional<int64_t> DestinationState::free_bytes() const {
  MutexLock lock(mutex_);
  if (options_.capacity_bytes < 0) return std::nullopt;
  return std::max<int64_t>(0, options_.capacity_bytes - bytes_);
}

std::string DestinationState::AddItem(absl::string_view key, const Received& bytes,
                                      absl::string_view caption) {
  MutexLock lock(mutex_);
  StoredItem item{.id = NewId("item"),
                  .key = std::string(key),
                  .sha256 = bytes.sha256,
                  .size = bytes.size,
                  .albums = {},
                  .caption = std::string(caption)};
  bytes_ += bytes.size;
  if (options_.keeps_bytes) bytes_by_id_[item.id] = bytes.bytes;
  item_by_id_[item.id] = items_.size();
  item_by_key_.emplace(item.key, items_.size());
  items_.push_back(item);
  found_from_[item.id] = options_.clock->Now() + options_.found_after;
  return item.id;
}

Json DestinationState::FindItem(absl::string_view id) const {
  {
    MutexLock lock(mutex_);
    const auto from = found_from_.find(std::string(id));
    if (from == found_from_.end() || options_.clock->Now() < from->second) return nullptr;
  }
  return TellItem(id, false);
}

Json DestinationState::TellItem(absl::string_view id, bool silent) const {
  MutexLock lock(mutex_);
  const StoredItem* item = Find(id);
  if (item == nullptr) return nullptr;
  Json told = {{"id", item->id}, {"key", item->key}};
  const auto joined = joined_.find(item->id);
  told["albums"] = joined == joined_.end() ? Json::array() : Json(joined->second);
  if (silent) return told;
  const auto lie = told_size_.find(item->id);
  told["size"] = lie == told_size_.end() ? item->size : lie->second;
  if (lie == told_size_.end() && options_.tells_hashes) told["sha256"] = item->sha256;
  return told;
}

void DestinationState::LieAbout(absl::string_view id) {
  MutexLock lock(mutex_);
  if (const StoredItem* item = Find(id)) told_size_[item->id] = item->size - 1;
}

std::string DestinationState::ItemByKey(absl::string_view key) const {
  MutexLock lock(mutex_);
  const auto found = item_by_key_.find(std::string(key));
  return found == item_by_key_.end() ? "" : items_[found->second].id;
}

std::optional<std::string> DestinationState::Bytes(absl::string_view id) const {
  MutexLock lock(mutex_);
  const auto found = bytes_by_id_.find(std::string(id));
  if (found == bytes_by_id_.end()) return std::nullopt;
  return found->second;
}

bool DestinationState::Overwrite(absl::string_view id, absl::string_view bytes) {
  MutexLock lock(mutex_);
  const auto found = item_by_id_.find(std::string(id));
  if (found == item_by_id_.end()) return false;
  StoredItem& item = items_[found->second];
  item.size = static_cast<int64_t>(bytes.size());
  item.sha256 = HexOf(Sha256Of(bytes));
  bytes_by_id_[item.id] = std::string(bytes);
  return true;
}

std::string DestinationState::AddAlbum(absl::string_view key, absl::string_view title) {
  MutexLock lock(mutex_);
  StoredAlbum album{
      .id = NewId("album"), .key = std::string(key), .title = std::string(title), .items = {}};
  album_by_id_[album.id] = albums_.size();
  albums_.push_back(album);
  return album.id;
}

std::vector<std::string> DestinationState::AlbumsByKey(absl::string_view key) const {
  MutexLock lock(mutex_);
  std::vector<std::string> ids;
  for (const StoredAlbum& album : albums_) {
    if (album.key == key) ids.push_back(album.id);
  }
  return ids;
}

bool DestinationState::HasAlbum(absl::string_view id) const {
  MutexLock lock(mutex_);
  return album_by_id_.contains(std::string(id));
}

std::string DestinationState::Put(absl::string_view album, absl::string_view item) {
  {
    MutexLock lock(mutex_);
    const auto found = album_by_id_.find(std::string(album));
    if (found != album_by_id_.end() && options_.album_capacity >= 0) {
      const std::vector<std::string>& items = albums_[found->second].items;
      const bool inside = std::count(items.begin(), items.end(), item) > 0;
      const auto size = static_cast<int64_t>(items.size());
      if (!inside && size >= options_.album_capacity) return "full";
    }
  }
  return Join(album, item);
}

std::string DestinationState::Join(absl::string_view album_id, absl::string_view item_id) {
  MutexLock lock(mutex_);
  const auto found = item_by_id_.find(std::string(item_id));
  const auto album_found = album_by_id_.find(std::string(album_id));
  if (found == item_by_id_.end() || album_found == album_by_id_.end()) return "no_item";
  StoredItem& item = items_[found->second];
  StoredAlbum& album = albums_[album_found->second];
  std::vector<std::string>& joined = joined_[item.id];
  if (std::count(joined.begin(), joined.end(), album.id) > 0) return "already";
  joined.push_back(album.id);
  album.items.push_back(item.id);
  item.albums.push_back(album.title);
  return "added";
}

std::string DestinationState::Stage(const Received& bytes) {
  MutexLock lock(mutex_);
  const std::string token = NewId("token-" PHOTOFERRY_CANARY_MARK);
  staged_[token] = {bytes, options_.clock->Now() + options_.token_lifetime};
  return token;
}

std::optional<Received> DestinationState::Staged(absl::string_view token) const {
  MutexLock lock(mutex_);
  const auto found = staged_.find(std::string(token));
  if (found == staged_.end() || found->second.expires <= options_.clock->Now()) return std::nullopt;
  return found->second.bytes;
}

absl::Time DestinationState::TokenExpiry() const {
  MutexLock lock(mutex_);
  return options_.clock->Now() + options_.token_lifetime;
}

std::string DestinationState::AddSession(UploadState session) {
  MutexLock lock(mutex_);
  const std::string id = NewId("session-" PHOTOFERRY_CANARY_MARK);
  session.expires = options_.clock->Now() + options_.session_lifetime;
  sessions_[id] = std::move(session);
  return id;
}

std::optional<UploadState> DestinationState::Session(absl::string_view id) const {
  MutexLock lock(mutex_);
  const auto found = sessions_.find(std::string(id));
  if (found == sessions_.end()) return std::nullopt;
  const UploadState& session = found->second;
  if (session.item.empty() && session.expires <= options_.clock->Now()) return std::nullopt;
  return session;
}

bool DestinationState::Advance(absl::string_view id, int64_t from, const Received& fragment,
                               const Sha256& hash) {
  MutexLock lock(mutex_);
  const auto found = sessions_.find(std::string(id));
  if (found == sessions_.end() || found->second.next != from) return false;
  found->second.next = from + fragment.size;
  found->second.hash = hash;
  found->second.bytes += fragment.bytes;
  return true;
}

void DestinationState::FinishSession(absl::string_view id, absl::string_view item) {
  MutexLock lock(mutex_);
  sessions_[std::string(id)].item = std::string(item);
}

void DestinationState::DropSession(absl::string_view id) {
  MutexLock lock(mutex_);
  sessions_.erase(std::string(id));
}

void DestinationState::ExpireStaged() {
  MutexLock lock(mutex_);
  staged_.clear();
  std::erase_if(sessions_, [](const auto& entry) { return entry.second.item.empty(); });
}

std::vector<StoredItem> DestinationState::Items() const {
  MutexLock lock(mutex_);
  return items_;
}

std::vector<StoredAlbum> DestinationState::Albums() const {
  MutexLock lock(mutex_);
  return albums_;
}

int64_t DestinationState::bytes() const {
  MutexLock lock(mutex_);
  return bytes_;
}

}  // namespace photoferry::fakes
