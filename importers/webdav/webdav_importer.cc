// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/webdav_importer.h"

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/media/album_name.h"
#include "common/media/file_name.h"
#include "common/media/manifest.h"
#include "importers/webdav/checking.h"
#include "importers/webdav/folders.h"
#include "importers/webdav/manifest_upload.h"
#include "importers/webdav/sending.h"
#include "importers/webdav/upload_trouble.h"

namespace photoferry::webdav {

WebdavImporter::WebdavImporter(Settings settings)
    : settings_(std::move(settings)),
      tree_(settings_.base),
      client_(settings_),
      places_(client_, tree_) {}

absl::StatusOr<Destination> WebdavImporter::Connect(ProviderContext& context) {
  const std::string root = tree_.FolderUrl("");
  PF_ASSIGN_OR_RETURN(std::optional<Resource> found, client_.Look(root, context));
  if (!found) {
    PF_RETURN_IF_ERROR(MakeFolder(client_, root, context));
    PF_ASSIGN_OR_RETURN(found, client_.Look(root, context));
  }
  if (!found || !found->is_folder) {
    return Failure(v1::BAD_CONFIGURATION, "The address leads to a file or to nothing.",
                   "Give webdav.url the address of a folder.");
  }
  PF_ASSIGN_OR_RETURN(habits_, Learn(client_, tree_, context));
  albums_ = std::make_unique<AlbumFolders>(client_, tree_, habits_);
  const std::string who =
      settings_.username.empty() ? "" : absl::StrCat(" as ", settings_.username);
  return Destination{.account_key = absl::StrCat(root, who),
                     .display_name = absl::StrCat(root, who),
                     .capabilities = WebdavCapabilities(),
                     .free_bytes = found->free_bytes};
}

absl::StatusOr<std::optional<v1::AlbumRef>> WebdavImporter::EnsureAlbum(const v1::PhotoAlbum& album,
                                                                        ProviderContext& context) {
  v1::AlbumRef ref;
  PF_ASSIGN_OR_RETURN(*ref.mutable_id(), albums_->Ensure(album, context));
  return ref;
}

// The folder of the photos in no album is made by the first of them.
absl::StatusOr<std::string> WebdavImporter::FolderOf(const AlbumEntry* album,
                                                     ProviderContext& context) {
  if (album != nullptr && album->ref) {
    // The id comes from the store, and still never leads outside.
    PF_RETURN_IF_ERROR(ItemPath::FromId(ItemPath{album->ref->id(), "x"}.ToId()).status());
    return album->ref->id();
  }
  {
    MutexLock lock(mutex_);
    if (no_album_made_) return kNoAlbum;
  }
  PF_RETURN_IF_ERROR(MakeFolder(client_, tree_.FolderUrl(kNoAlbum), context));
  MutexLock lock(mutex_);
  no_album_made_ = true;
  return kNoAlbum;
}

absl::StatusOr<SendResult> WebdavImporter::Send(SendTask& task, ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(const std::string folder, FolderOf(task.album(), context));
  const absl::StatusOr<std::string> name =
      SendWhole(task, folder, {client_, tree_, places_, habits_}, context);
  if (ReasonOf(name.status()) == v1::ALBUM_GONE && folder == kNoAlbum) {
    MutexLock lock(mutex_);
    no_album_made_ = false;
    return Failure(v1::SERVICE_DOWN,
                   "The folder of the photos without album was removed from the "
                   "server; it is made again.");
  }
  PF_RETURN_IF_ERROR(name.status());
  Stored stored{.placed_in_album = folder != kNoAlbum};
  stored.item.set_id(ItemPath{folder, *name}.ToId());
  return stored;
}

absl::StatusOr<PlaceResult> WebdavImporter::Place(const AlbumEntry& album,
                                                  absl::Span<const PlaceEntry> entries,
                                                  ProviderContext& context) {
  AlbumEntry made = album;
  if (!made.ref) {
    PF_ASSIGN_OR_RETURN(made.ref, EnsureAlbum(album.album, context));
  }
  PF_ASSIGN_OR_RETURN(const std::string folder, FolderOf(&made, context));
  PlaceResult result{.ref = *made.ref, .entries = {}};
  for (const PlaceEntry& entry : entries) {
    result.entries.push_back(PlaceOne(folder, entry, context));
  }
  return result;
}

// The server copies; the bytes do not come here again.
absl::Status WebdavImporter::PlaceOne(const std::string& folder, const PlaceEntry& entry,
                                      ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(const ItemPath path, ItemPath::FromId(entry.item.id()));
  if (path.folder == folder) return absl::OkStatus();
  const std::string extension = ExtensionIn(path.name);
  std::string target = PartNameOf(entry.key);
  if (!habits_.moves) {
    PF_ASSIGN_OR_RETURN(const ItemPlace place,
                        places_.Claim(folder, entry.photo, extension, habits_, context));
    target = place.name;
  }
  const std::string target_url = tree_.FileUrl(absl::StrCat(folder, "/", target));
  PF_ASSIGN_OR_RETURN(
      const HttpResponse answer,
      client_.Copy(tree_.FileUrl(path.ToId()), target_url, Overwrite::kYes, context));
  if (!IsSuccess(answer)) {
    return UploadFailure(answer, client_, tree_.FolderUrl(folder), 0, context);
  }
  if (!habits_.moves) return absl::OkStatus();
  return places_.Settle(target_url, folder, entry.photo, extension, habits_, context).status();
}

std::vector<absl::StatusOr<RemoteState>> WebdavImporter::Check(absl::Span<const CheckEntry> entries,
                                                               ProviderContext& context) {
  return Checking(client_, tree_, places_, settings_.read_back, context).Run(entries);
}

absl::StatusOr<std::string> WebdavImporter::FileSeenFrom(const std::string& folder,
                                                         const ClosedItem& item,
                                                         ProviderContext& context) const {
  PF_ASSIGN_OR_RETURN(const ItemPath path, ItemPath::FromId(item.item.id()));
  if (path.folder == folder) return path.name;
  PF_ASSIGN_OR_RETURN(const ItemPlace place,
                      places_.Find(folder, item.photo, ExtensionIn(path.name), context));
  return place.there ? place.name : absl::StrCat("../", path.ToId());
}

absl::Status WebdavImporter::CloseAlbum(const AlbumEntry& album, AlbumContents& contents,
                                        ProviderContext& context) {
  if (!album.ref) return absl::OkStatus();
  PF_ASSIGN_OR_RETURN(const std::string folder, FolderOf(&album, context));
  const std::string url = tree_.FileUrl(absl::StrCat(folder, "/", kManifest));
  const std::string part =
      habits_.moves ? tree_.FileUrl(absl::StrCat(folder, "/", PartNameOf(kManifest))) : url;
  const auto file_of = [&](const ClosedItem& item) { return FileSeenFrom(folder, item, context); };
  PF_ASSIGN_OR_RETURN(HttpResponse answer,
                      UploadManifest(client_, part, album.album, contents, file_of, context));
  if (!IsSuccess(answer)) {
    return UploadFailure(answer, client_, tree_.FolderUrl(folder), 0, context);
  }
  if (!habits_.moves) return absl::OkStatus();
  PF_ASSIGN_OR_RETURN(answer, client_.Move(part, url, Overwrite::kYes, {}, context));
  return IsSuccess(answer) ? absl::OkStatus() : StatusOf(answer, context.scheduler.clock().Now());
}

}  // namespace photoferry::webdav
