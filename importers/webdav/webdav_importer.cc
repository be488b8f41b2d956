// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/webdav_importer.h"

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/media/album_name.h"
#include "common/media/file_name.h"
#include "common/media/manifest.h"
#include "importers/webdav/checking.h"
#include "importers/webdav/chunked_upload.h"
#include "importers/webdav/copying.h"
#include "importers/webdav/folders.h"
#include "importers/webdav/manifest_upload.h"
#include "importers/webdav/root.h"
#include "importers/webdav/upload_trouble.h"

namespace photoferry::webdav {

WebdavImporter::WebdavImporter(Settings settings)
    : settings_(std::move(settings)),
      client_(settings_),
      places_(client_, tree_),
      tree_(settings_.base) {}

absl::StatusOr<Destination> WebdavImporter::Connect(ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(const Root root, FindRoot(client_, settings_, context));
  tree_ = Tree(root.url);
  cloud_ = root.cloud;
  PF_ASSIGN_OR_RETURN(habits_, Learn(client_, tree_, context));
  habits_.makes_parents = cloud_.has_value();
  albums_ = std::make_unique<AlbumFolders>(client_, tree_, habits_);
  photos_ = nullptr;
  if (cloud_ && settings_.photos_albums) {
    auto photos = std::make_unique<PhotosAlbums>(client_, *cloud_);
    PF_ASSIGN_OR_RETURN(const bool there, photos->AreThere(context));
    if (there) photos_ = std::move(photos);
  }
  const std::string who =
      settings_.username.empty() ? "" : absl::StrCat(" as ", settings_.username);
  Destination destination{.account_key = absl::StrCat(tree_.FolderUrl(""), who),
                          .display_name = absl::StrCat(tree_.FolderUrl(""), who),
                          .capabilities = WebdavCapabilities(),
                          .free_bytes = root.folder.free_bytes};
  if (cloud_ || settings_.read_back) destination.capabilities.add_hashes(v1::ContentHash::SHA256);
  if (cloud_) {
    destination.capabilities.set_resume(v1::FROM_OFFSET);
    destination.capabilities.mutable_session_lifetime()->set_seconds(24 * 60 * 60);
  }
  return destination;
}

absl::StatusOr<std::optional<v1::AlbumRef>> WebdavImporter::EnsureAlbum(const v1::PhotoAlbum& album,
                                                                        ProviderContext& context) {
  v1::AlbumRef ref;
  PF_ASSIGN_OR_RETURN(*ref.mutable_id(), albums_->Ensure(album, context));
  if (photos_ == nullptr) return ref;
  PF_ASSIGN_OR_RETURN(const std::string name, photos_->Ensure(album, ref.id(), context));
  ref.set_url(cloud_->PageOfAlbum(name));
  return ref;
}

Site WebdavImporter::SiteOf() {
  return {client_, tree_, places_, habits_, cloud_, settings_.chunk_bytes};
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
  if (!habits_.makes_parents) {
    PF_RETURN_IF_ERROR(MakeFolder(client_, tree_.FolderUrl(kNoAlbum), context));
  }
  MutexLock lock(mutex_);
  no_album_made_ = true;
  return kNoAlbum;
}

absl::StatusOr<SendResult> WebdavImporter::Send(SendTask& task, ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(const std::string folder, FolderOf(task.album(), context));
  const std::optional<int64_t> length = task.source().head().length;
  const bool chunked = cloud_ && length.value_or(0) > settings_.chunk_bytes;
  const absl::StatusOr<Sent> sent = chunked ? SendInChunks(task, folder, *length, SiteOf(), context)
                                            : SendWhole(task, folder, SiteOf(), context);
  if (ReasonOf(sent.status()) == v1::ALBUM_GONE && folder == kNoAlbum) {
    MutexLock lock(mutex_);
    no_album_made_ = false;
    return Failure(v1::SERVICE_DOWN,
                   "The folder of the photos without album was removed from the "
                   "server; it is made again.");
  }
  PF_RETURN_IF_ERROR(sent.status());
  const ItemPath path{folder, sent->name};
  if (cloud_ && task.photo().favourite()) {
    // The sidecar says it too: not worth another upload.
    MakeFavourite(client_, tree_.FileUrl(path.ToId()), context).IgnoreError();
  }
  Stored stored{.placed_in_album = folder != kNoAlbum && photos_ == nullptr};
  stored.item.set_id(path.ToId());
  stored.item.set_etag(sent->etag);
  stored.item.set_url(sent->page);
  if (!sent->sha256.empty()) {
    stored.item.mutable_hash()->set_algorithm(v1::ContentHash::SHA256);
    stored.item.mutable_hash()->set_digest(sent->sha256);
  }
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
  std::string photos_album;
  if (photos_ != nullptr) {
    PF_ASSIGN_OR_RETURN(photos_album, photos_->Ensure(album.album, folder, context));
  }
  PlaceResult result{.ref = *made.ref, .entries = {}};
  for (const PlaceEntry& entry : entries) {
    result.entries.push_back(PlaceOne(folder, photos_album, entry, context));
  }
  return result;
}

absl::Status WebdavImporter::PlaceOne(const std::string& folder, const std::string& photos_album,
                                      const PlaceEntry& entry, ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(const ItemPath path, ItemPath::FromId(entry.item.id()));
  if (!photos_album.empty()) {
    return photos_->Join(photos_album, tree_.FileUrl(path.ToId()), path.name, context);
  }
  return path.folder == folder ? absl::OkStatus() : CopyInto(folder, entry, path, context);
}

absl::Status WebdavImporter::CopyInto(const std::string& folder, const PlaceEntry& entry,
                                      const ItemPath& path, ProviderContext& context) {
  const std::string extension = ExtensionIn(path.name);
  std::string target = PartNameOf(entry.key);
  if (!habits_.moves) {
    int number = 1;
    PF_ASSIGN_OR_RETURN(const ItemPlace place,
                        places_.Claim(number, folder, entry.photo, extension, habits_, context));
    target = place.name;
  }
  const std::string target_url = tree_.FileUrl(absl::StrCat(folder, "/", target));
  PF_RETURN_IF_ERROR(
      CopyFile(client_, tree_.FileUrl(path.ToId()), target_url, tree_.FolderUrl(folder), context));
  if (!habits_.moves) return absl::OkStatus();
  return places_.Settle(target_url, folder, entry.photo, extension, habits_, context).status();
}

std::vector<absl::StatusOr<RemoteState>> WebdavImporter::Check(absl::Span<const CheckEntry> entries,
                                                               ProviderContext& context) {
  return Checking(SiteOf(), /*folders_are_albums=*/photos_ == nullptr, settings_.read_back, context)
      .Run(entries);
}

absl::Status WebdavImporter::Discard(const v1::UploadSession& session, ProviderContext& context) {
  return cloud_ ? DiscardChunks(session, client_, *cloud_, context) : absl::OkStatus();
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
  // Not after its file: with that name it would be the album's marker.
  const std::string part =
      habits_.moves ? tree_.FileUrl(absl::StrCat(folder, "/", PartNameOf("manifest"))) : url;
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
