// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "importers/importer.h"
#include "importers/local_folder/folder.h"

namespace photoferry::local_folder {

inline constexpr char kManifest[] = "album.json";

// Writes the album's manifest into its folder, whole or not at all: the album's own fields, then
// its items in its order, one a line, each with its file, size and SHA-256. Items are read one by
// one: an album may hold a million. Nothing that is unknown is written, and nothing of today's
// date, so the same album gives the same bytes. README.md shows one.
absl::Status WriteManifest(const Folder& folder, const std::string& folder_name,
                           const v1::PhotoAlbum& album, AlbumContents& contents);

}  // namespace photoferry::local_folder
