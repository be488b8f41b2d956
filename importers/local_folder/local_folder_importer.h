// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/media/item_path.h"
#include "importers/importer.h"
#include "importers/local_folder/album_folder.h"
#include "importers/local_folder/durable_file.h"
#include "importers/local_folder/folder.h"
#include "importers/local_folder/item_name.h"
#include "importers/local_folder/linker.h"

namespace photoferry::local_folder {

// Photos as files: a folder an album, a sidecar beside each photo, a manifest in each album.
// README.md tells the layout. Thread-safe once connected.
class LocalFolderImporter : public Importer {
 public:
  explicit LocalFolderImporter(std::string path, Linker linker = Linker())
      : path_(std::move(path)), linker_(std::move(linker)) {}

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
  struct Target {
    std::string folder_name;
    Folder folder;
    bool in_album;
  };
  absl::StatusOr<Target> TargetOf(const AlbumEntry* album) const;
  absl::StatusOr<Stored> Keep(SendTask& task, const Target& target, PartFile& part) const;
  absl::Status PlaceOne(const Folder& album, const std::string& album_name,
                        const PlaceEntry& entry) const;
  absl::StatusOr<RemoteState> CheckOne(const CheckEntry& entry, const std::stop_token& stop) const;
  absl::StatusOr<std::optional<ItemPath>> FindOwn(const CheckEntry& entry) const;

  const std::string path_;
  const Linker linker_;
  std::optional<Folder> root_;            // by Connect
  std::unique_ptr<AlbumFolders> albums_;  // by Connect
};

v1::Capabilities LocalFolderCapabilities();

}  // namespace photoferry::local_folder
