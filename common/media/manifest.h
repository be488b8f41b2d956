// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "photoferry/v1/media.pb.h"

// The manifest of an album that is a folder: a JSON object with the album's own fields, then its
// items in its order, one a line, each with its file, size and SHA-256. It is put together piece by
// piece: an album may hold a million. Nothing that is unknown is written, and nothing of today's
// date, so the same album gives the same bytes. importers/local_folder/README.md shows one.

namespace photoferry {

inline constexpr char kManifest[] = "album.json";

std::string ManifestHead(const v1::PhotoAlbum& album);

struct ManifestItem {
  const v1::Photo& photo;
  std::string file;  // where it is, seen from the album's folder
  std::optional<int64_t> size_bytes;
  std::string sha256;  // raw
};
// With the separator that stands before it.
std::string ManifestLine(const ManifestItem& item, bool first);

std::string ManifestEnd();

}  // namespace photoferry
