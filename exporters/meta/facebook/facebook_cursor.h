// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "exporters/meta/graph/graph_place.h"

namespace photoferry::meta {

inline constexpr char kFacebook[] = "Facebook";  // as texts call it

// {owner} is "me", or a Page's id.
enum class FacebookListing {
  kRoot,
  kAlbums,       // {owner}/albums
  kAlbumPhotos,  // {album}/photos
  kUploads,      // {owner}/photos?type=uploaded
  kVideos,       // {owner}/videos?type=uploaded
  // {owner}/photos?type=uploaded, read for the albums that its photos name: where {owner}/albums is
  // refused,
  kRebuiltAlbums,
  // and where only {album}/photos is.
  kPlacements,
  kTagged,   // me/photos?type=tagged
  kReels,    // {page}/video_reels
  kStories,  // {page}/stories
};

// A place in the walk, as text "1/album_photos?of=77&album=123&at=after%3DQVFI&size=100". The
// number is the version of the format. The empty text is the root.
struct FacebookCursor {
  FacebookListing listing = FacebookListing::kRoot;
  std::string page;   // the id of the Page whose it is; empty: the person's own
  std::string album;  // of kAlbumPhotos
  GraphPlace place;

  friend bool operator==(const FacebookCursor&, const FacebookCursor&) = default;

  std::string ToText() const;
  // BAD_REQUEST for a text that no version of this exporter has made.
  static absl::StatusOr<FacebookCursor> From(absl::string_view text);
};

}  // namespace photoferry::meta
