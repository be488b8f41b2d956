// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "exporters/meta/graph/graph_place.h"

namespace photoferry::meta {

enum class FacebookListing {
  kRoot,
  kAlbums,       // me/albums
  kAlbumPhotos,  // {album}/photos
  kUploads,      // me/photos?type=uploaded
  kVideos,       // me/videos?type=uploaded
  // me/photos?type=uploaded, read for the albums that its photos name: where me/albums is refused,
  kRebuiltAlbums,
  // and where only {album}/photos is.
  kPlacements,
};

// A place in the walk, as text "1/album_photos?album=123&at=after%3DQVFI&size=100&position=200".
// The number is the version of the format. The empty text is the root.
struct FacebookCursor {
  FacebookListing listing = FacebookListing::kRoot;
  std::string album;  // of kAlbumPhotos
  GraphPlace place;

  friend bool operator==(const FacebookCursor&, const FacebookCursor&) = default;

  std::string ToText() const;
  // BAD_REQUEST for a text that no version of this exporter has made.
  static absl::StatusOr<FacebookCursor> From(absl::string_view text);
};

}  // namespace photoferry::meta
