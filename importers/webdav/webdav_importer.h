// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/mutex.h"
#include "common/media/item_path.h"
#include "importers/importer.h"
#include "importers/webdav/album_folders.h"
#include "importers/webdav/dav_client.h"
#include "importers/webdav/habits.h"
#include "importers/webdav/href.h"
#include "importers/webdav/item_place.h"
#include "importers/webdav/nextcloud.h"
#include "importers/webdav/photos_albums.h"
#include "importers/webdav/sending.h"
#include "importers/webdav/settings.h"

namespace photoferry::webdav {

// Photos as files on a WebDAV server: a folder an album, a sidecar beside each photo, a manifest in
// each album. README.md tells the layout. Thread-safe once connected.
class WebdavImporter : public Importer {
 public:
  explicit WebdavImporter(Settings settings);

  absl::StatusOr<Destination> Connect(ProviderContext& context) override;
  absl::StatusOr<std::optional<v1::AlbumRef>> EnsureAlbum(const v1::PhotoAlbum& album,
                                                          ProviderContext& context) override;
  absl::StatusOr<SendResult> Send(SendTask& task, ProviderContext& context) override;
  absl::StatusOr<PlaceResult> Place(const AlbumEntry& album, absl::Span<const PlaceEntry> entries,
                                    ProviderContext& context) override;
  std::vector<absl::StatusOr<RemoteState>> Check(absl::Span<const CheckEntry> entries,
                                                 ProviderContext& context) override;
  absl::Status CloseAlbum(const AlbumEntry& album, AlbumContents& contents,
                          ProviderContext& context) override;
  absl::Status Discard(const v1::UploadSession& session, ProviderContext& context) override;

 private:
  Site SiteOf();
  absl::StatusOr<std::string> FolderOf(const AlbumEntry* album, ProviderContext& context);
  absl::Status CopyInto(const std::string& folder, const PlaceEntry& entry, const ItemPath& path,
                        ProviderContext& context);
  absl::Status PlaceOne(const std::string& folder, const std::string& photos_album,
                        const PlaceEntry& entry, ProviderContext& context);
  absl::StatusOr<std::string> FileSeenFrom(const std::string& folder, const ClosedItem& item,
                                           ProviderContext& context) const;

  const Settings settings_;
  DavClient client_;
  const ItemPlaces places_;
  // By Connect.
  Tree tree_;
  std::optional<Nextcloud> cloud_;
  Habits habits_;
  std::unique_ptr<AlbumFolders> albums_;
  std::unique_ptr<PhotosAlbums> photos_;  // nullptr: albums are folders only

  Mutex mutex_;
  bool no_album_made_ PF_GUARDED_BY(mutex_) = false;
};

v1::Capabilities WebdavCapabilities();

}  // namespace photoferry::webdav
