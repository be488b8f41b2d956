// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/instagram/instagram_albums.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/text.h"

namespace photoferry::meta {
namespace {

constexpr size_t kLongestTitle = 80;  // bytes

constexpr std::pair<const char*, InstagramAlbums> kWords[] = {
    {"none", InstagramAlbums::kNone},
    {"carousels", InstagramAlbums::kCarousels},
    {"type", InstagramAlbums::kType},
};

// The caption's first line, else the day.
std::string TitleOf(const v1::Photo& post) {
  const absl::string_view caption = absl::StripAsciiWhitespace(post.caption());
  const absl::string_view line = absl::StripAsciiWhitespace(caption.substr(0, caption.find('\n')));
  if (!line.empty()) return Beginning(line, kLongestTitle);
  if (!post.has_uploaded_time()) return absl::StrCat("Carousel ", post.id());
  const absl::Time time = absl::FromUnixSeconds(post.uploaded_time().seconds());
  return absl::StrCat("Carousel of ", absl::FormatTime("%Y-%m-%d", time, absl::UTCTimeZone()));
}

v1::PhotoAlbum CarouselAlbum(const InstagramPost& post) {
  v1::PhotoAlbum album;
  album.set_id(post.photo.id());
  album.set_title(TitleOf(post.photo));
  album.set_description(post.photo.caption());
  if (post.photo.has_uploaded_time()) *album.mutable_created_time() = post.photo.uploaded_time();
  album.set_position(post.position);
  album.set_permalink(post.photo.permalink());
  *album.mutable_extras() = post.photo.extras();
  return album;
}

v1::PhotoAlbum TypeAlbum(const InstagramPost& post) {
  const auto type = post.photo.extras().find("media_product_type");
  const std::string product = type == post.photo.extras().end() ? "" : type->second;
  v1::PhotoAlbum album;
  if (post.listing == InstagramListing::kStories || product == "STORY") {
    album.set_id("stories");
    album.set_title("Stories");
    album.set_position(2);
  } else if (product == "REELS") {
    album.set_id("reels");
    album.set_title("Reels");
    album.set_position(1);
  } else {
    album.set_id("posts");
    album.set_title("Posts");
  }
  return album;
}

}  // namespace

std::optional<InstagramAlbums> InstagramAlbumsFrom(absl::string_view word) {
  for (const auto& [name, rule] : kWords) {
    if (word == name) return rule;
  }
  return std::nullopt;
}

v1::PhotoAlbum AlbumOfPost(InstagramAlbums rule, const InstagramPost& post) {
  switch (rule) {
    case InstagramAlbums::kNone:
      break;
    case InstagramAlbums::kCarousels:
      return post.is_carousel ? CarouselAlbum(post) : v1::PhotoAlbum();
    case InstagramAlbums::kType:
      return TypeAlbum(post);
  }
  return {};
}

}  // namespace photoferry::meta
