// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/checking.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/media/album_name.h"
#include "common/media/file_name.h"
#include "importers/webdav/read_back.h"

namespace photoferry::webdav {
namespace {

constexpr int kWorthListing = 4;
// Some five thousand files. What a longer listing costs, memory first, is not worth it.
constexpr size_t kLongestListing = 4 << 20;

std::string FolderOf(const CheckEntry& entry) {
  return entry.album && entry.album->ref ? entry.album->ref->id() : kNoAlbum;
}

}  // namespace

std::vector<absl::StatusOr<RemoteState>> Checking::Run(absl::Span<const CheckEntry> entries) {
  ListFolders(entries);
  std::vector<absl::StatusOr<RemoteState>> states;
  for (const CheckEntry& entry : entries) states.push_back(CheckOne(entry));
  return states;
}

void Checking::ListFolders(absl::Span<const CheckEntry> entries) {
  std::map<std::string, int> asked;
  for (const CheckEntry& entry : entries) {
    if (!entry.item) continue;
    const absl::StatusOr<ItemPath> path = ItemPath::FromId(entry.item->id());
    if (path.ok()) ++asked[path->folder];
  }
  for (const auto& [folder, count] : asked) {
    if (count < kWorthListing) continue;
    const auto found = site_.client.List(site_.tree.FolderUrl(folder), kLongestListing, context_);
    if (!found.ok() || !*found) continue;  // each of them is asked for, and says why
    Listing& listing = listings_[folder];
    for (const Resource& resource : **found) listing[LastPart(resource.path)] = resource;
  }
}

absl::StatusOr<std::optional<Resource>> Checking::Find(const ItemPath& path) {
  const auto listing = listings_.find(path.folder);
  if (listing != listings_.end()) {
    const auto found = listing->second.find(path.name);
    if (found != listing->second.end()) return found->second;
  }
  // A listing may name it in another normal form of Unicode: only a question proves its absence.
  return site_.client.Look(site_.tree.FileUrl(path.ToId()), context_);
}

absl::StatusOr<std::optional<ItemPath>> Checking::PathOf(const CheckEntry& entry) {
  if (entry.item) return ItemPath::FromId(entry.item->id());
  const std::string folder = FolderOf(entry);
  PF_ASSIGN_OR_RETURN(
      ItemPlace place,
      site_.places.Find(folder, entry.photo, ExtensionFor(entry.photo, entry.mime_type), context_));
  if (!place.there) return std::nullopt;
  return ItemPath{.folder = folder, .name = std::move(place.name)};
}

absl::StatusOr<RemoteState> Checking::CheckOne(const CheckEntry& entry) {
  const RemoteState absent{.presence = RemoteState::Presence::kAbsent};
  PF_ASSIGN_OR_RETURN(const std::optional<ItemPath> path, PathOf(entry));
  if (!path) return absent;
  PF_ASSIGN_OR_RETURN(const std::optional<Resource> found, Find(*path));
  if (!found || found->is_folder) return absent;
  RemoteState state{.presence = RemoteState::Presence::kPresent};
  state.placed_in_album =
      folders_are_albums_ && path->folder == FolderOf(entry) && path->folder != kNoAlbum;
  state.item.set_id(path->ToId());
  state.item.set_etag(found->etag);
  if (site_.cloud) state.item.set_url(site_.cloud->PageOfFile(found->file_id));
  if (found->size) state.item.set_size_bytes(*found->size);
  if (!read_back_ || entry.sha256.empty()) return state;
  PF_ASSIGN_OR_RETURN(*state.item.mutable_hash()->mutable_digest(),
                      HashOf(site_.client, site_.tree.FileUrl(path->ToId()), context_));
  state.item.mutable_hash()->set_algorithm(v1::ContentHash::SHA256);
  return state;
}

}  // namespace photoferry::webdav
