// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/folder_holdings.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "common/media/album_name.h"
#include "common/media/file_name.h"
#include "common/media/xmp.h"
#include "tests/rig/arrivals.h"

namespace photoferry::sim {
namespace {

std::string FolderOf(const std::string& path) {
  return path.substr(0, path.find('/'));
}

bool IsItem(const std::string& path) {
  return path.front() != '.' && absl::StrContains(path, '/') && rig::IsMedia(path);
}

std::string NameOf(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

std::string FolderHoldings::PhotoOf(const std::string& path) const {
  const std::string sidecar = Read(SidecarOf(path)).value_or("");
  if (!photos_.contains(sidecar)) photos_[sidecar] = IdentifierInXmp(sidecar);
  const std::string& photo = photos_[sidecar];
  return photo.empty() ? absl::StrCat("nobody's: ", path) : photo;
}

std::vector<HeldItem> FolderHoldings::Items() const {
  std::vector<HeldItem> items;
  for (const std::string& path : Paths()) {
    if (!IsItem(path)) continue;
    const std::string photo = PhotoOf(path);
    const std::string key = RepeatsPhotos() ? absl::StrCat(FolderOf(path), "/", photo) : photo;
    items.push_back({.id = path, .key = key, .photo = photo});
  }
  return items;
}

std::vector<HeldAlbum> FolderHoldings::Albums() const {
  std::map<std::string, HeldAlbum> by_folder;
  const std::vector<std::string> paths = Paths();
  for (const std::string& path : paths) {
    if (path.front() == '.' || NameOf(path) != kAlbumMarker) continue;
    const std::string marker = Read(path).value_or("");
    if (!albums_.contains(marker)) albums_[marker] = IdentityInMarker(marker);
    by_folder[FolderOf(path)] = {.id = FolderOf(path), .key = albums_[marker], .photos = {}};
  }
  for (const std::string& path : paths) {
    const auto album = by_folder.find(FolderOf(path));
    if (album != by_folder.end() && IsItem(path)) album->second.photos.push_back(PhotoOf(path));
  }
  std::vector<HeldAlbum> albums;
  for (auto& [folder, album] : by_folder) albums.push_back(std::move(album));
  return albums;
}

std::optional<std::string> FolderHoldings::Sha256Of(const std::string& item) const {
  const std::optional<std::string> bytes = Read(item);
  if (!bytes) return std::nullopt;
  return HexOf(photoferry::Sha256Of(*bytes));
}

bool FolderHoldings::HasStaged(const std::string&) const {
  return false;
}

std::string FolderHoldings::Words() const {
  std::string words;
  for (const std::string& path : Paths()) {
    absl::StrAppend(&words, path, "\n");
    if (!rig::IsMedia(path)) absl::StrAppend(&words, Read(path).value_or(""), "\n");
  }
  return words;
}

}  // namespace photoferry::sim
