// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "exporters/meta/instagram/instagram_cursor.h"
#include "photoferry/v1/media.pb.h"

namespace photoferry::meta {

// How posts become albums; the option `albums`. Instagram itself knows none.
enum class InstagramAlbums {
  kNone,       // everything lies in no album
  kCarousels,  // each carousel is an album of its own; single posts, reels and stories lie in none
  kType,       // three albums: posts (with the pictures of carousels), reels, stories
};

// Nothing for a word that is none of "none", "carousels", "type".
std::optional<InstagramAlbums> InstagramAlbumsFrom(absl::string_view word);

// A post as the rule sees it: of a carousel the post itself, as MediaFrom makes it.
struct InstagramPost {
  InstagramListing listing = InstagramListing::kPosts;
  bool is_carousel = false;
  const v1::Photo& photo;
  int64_t position = 0;  // in its listing
};

// The album of a post; its id is empty if the post lies in none.
v1::PhotoAlbum AlbumOfPost(InstagramAlbums rule, const InstagramPost& post);

}  // namespace photoferry::meta
