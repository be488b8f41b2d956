// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "importers/importer.h"
#include "importers/local_folder/folder.h"

namespace photoferry::local_folder {

// Writes the album's manifest (common/media/manifest.h) into its folder, whole or not at all. Items
// are read one by one.
absl::Status WriteManifest(const Folder& folder, const std::string& folder_name,
                           const v1::PhotoAlbum& album, AlbumContents& contents);

}  // namespace photoferry::local_folder
