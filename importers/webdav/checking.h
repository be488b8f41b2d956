// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/media/item_path.h"
#include "importers/importer.h"
#include "importers/webdav/sending.h"

namespace photoferry::webdav {

// Asks the server about one batch of items: one listing of a folder where several of them are in
// it, one question each where they are alone or the folder is too full to be listed.
class Checking {
 public:
  // `folders_are_albums`: who is in an album's folder is in the album.
  Checking(const Site& site, bool folders_are_albums, bool read_back, ProviderContext& context)
      : site_(site),
        folders_are_albums_(folders_are_albums),
        read_back_(read_back),
        context_(context) {}

  std::vector<absl::StatusOr<RemoteState>> Run(absl::Span<const CheckEntry> entries);

 private:
  using Listing = std::map<std::string, Resource>;  // by name

  void ListFolders(absl::Span<const CheckEntry> entries);
  absl::StatusOr<RemoteState> CheckOne(const CheckEntry& entry);
  absl::StatusOr<std::optional<ItemPath>> PathOf(const CheckEntry& entry);
  absl::StatusOr<std::optional<Resource>> Find(const ItemPath& path);

  const Site site_;
  const bool folders_are_albums_;
  const bool read_back_;
  ProviderContext& context_;
  std::map<std::string, Listing> listings_;  // by folder
};

}  // namespace photoferry::webdav
