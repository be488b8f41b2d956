// SPDX-License-Identifier: Apache-2.0
#include "importers/local_folder/album_folder.h"

#include <optional>
#include <vector>

#include "common/base/status.h"
#include "common/media/album_name.h"
#include "common/media/safe_name.h"
#include "importers/local_folder/durable_file.h"

namespace photoferry::local_folder {
namespace {

// Empty: the folder is nobody's, or another program's.
absl::StatusOr<std::string> IdentityIn(const Folder& root, const std::string& name) {
  PF_ASSIGN_OR_RETURN(const std::optional<struct stat> found, root.Look(name));
  if (!found || !S_ISDIR(found->st_mode)) return "";
  const absl::StatusOr<Folder> folder = root.Child(name);
  if (!folder.ok()) return "";
  PF_ASSIGN_OR_RETURN(const std::string text, folder->ReadSmall(kAlbumMarker, kLongestAlbumMarker));
  return IdentityInMarker(text);
}

}  // namespace

absl::Status AlbumFolders::LoadOnce() {
  if (loaded_) return absl::OkStatus();
  PF_ASSIGN_OR_RETURN(const std::vector<std::string> names, root_.List());
  taken_ = {FoldedName(kNoAlbum)};
  by_identity_.clear();
  for (const std::string& name : names) {
    if (name.front() == '.') continue;  // half made, or hidden by somebody
    taken_.insert(FoldedName(name));
    PF_ASSIGN_OR_RETURN(const std::string identity, IdentityIn(root_, name));
    if (!identity.empty()) by_identity_.emplace(identity, name);
  }
  // Whoever made one of them may have died before it was on the disk.
  PF_RETURN_IF_ERROR(root_.Sync());
  loaded_ = true;
  return absl::OkStatus();
}

absl::StatusOr<v1::AlbumRef> AlbumFolders::Ensure(const v1::PhotoAlbum& album) {
  MutexLock lock(mutex_);
  PF_RETURN_IF_ERROR(LoadOnce());
  const std::string identity = AlbumIdentity(album);
  v1::AlbumRef ref;
  if (const auto known = by_identity_.find(identity); known != by_identity_.end()) {
    PF_ASSIGN_OR_RETURN(const std::string still, IdentityIn(root_, known->second));
    ref.set_id(known->second);
    if (still == identity) return ref;
    loaded_ = false;  // somebody has moved things
    PF_RETURN_IF_ERROR(LoadOnce());
  }
  absl::StatusOr<std::string> made = Make(album, identity);
  if (!made.ok()) {
    loaded_ = false;  // it may have come into sight all the same
    return made.status();
  }
  ref.set_id(*std::move(made));
  return ref;
}

absl::StatusOr<Folder> AlbumFolders::WithoutAlbum() {
  PF_ASSIGN_OR_RETURN(const std::optional<struct stat> there, root_.Look(kNoAlbum));
  if (!there) secured_ = false;
  PF_ASSIGN_OR_RETURN(Folder folder, root_.MakeChild(kNoAlbum));
  if (!secured_) PF_RETURN_IF_ERROR(root_.Sync());
  secured_ = true;
  return folder;
}

// The folder comes into sight with its marker inside, so that no crash leaves one that is nobody's.
absl::StatusOr<std::string> AlbumFolders::Make(const v1::PhotoAlbum& album,
                                               const std::string& identity) {
  const std::string hidden = UnmarkedName(identity);
  PF_ASSIGN_OR_RETURN(const Folder folder, root_.MakeChild(hidden));
  PF_RETURN_IF_ERROR(WriteDurably(folder, kAlbumMarker, AlbumMarker(album)));
  PF_RETURN_IF_ERROR(folder.Sync());
  const std::string name = FreeAlbumName(album, taken_);
  PF_RETURN_IF_ERROR(root_.Rename(hidden, name));
  PF_RETURN_IF_ERROR(root_.Sync());
  taken_.insert(FoldedName(name));
  by_identity_[identity] = name;
  return name;
}

}  // namespace photoferry::local_folder
