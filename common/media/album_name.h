// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "photoferry/v1/media.pb.h"

// What an album is called where albums are folders, and the file that says which album a folder is.

namespace photoferry {

// The folder of the photos that are in no album; no album gets this name.
inline constexpr char kNoAlbum[] = "Photos without album";
// Inside each album's folder: which album it is.
inline constexpr char kAlbumMarker[] = ".photoferry-album.json";
inline constexpr size_t kLongestAlbumMarker = 64 << 10;

// Which album of which source it is: two accounts' albums may have one id, but hardly one moment of
// birth.
std::string AlbumIdentity(const v1::PhotoAlbum& album);

// The marker's content, and the identity inside one; "" if it is none of ours.
std::string AlbumMarker(const v1::PhotoAlbum& album);
std::string IdentityInMarker(absl::string_view marker);

// The folder's name while it has no marker yet; begins with a dot.
std::string UnmarkedName(absl::string_view identity);

// The album's title as a safe name, numbered as far as its folded form (FoldedName) is taken.
std::string FreeAlbumName(const v1::PhotoAlbum& album, const std::set<std::string>& taken);

}  // namespace photoferry
