// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/facebook/facebook_albums.h"

#include "absl/strings/str_cat.h"

namespace photoferry::meta {
namespace {

constexpr char kTaggedId[] = "tagged";  // no id of Facebook's
constexpr char kTaggedTitle[] = "Photos of me";
constexpr char kPageMark = '/';  // in MediaKey.variant: "photo/<id of the Page>"
constexpr int64_t kRoom = int64_t{1} << 32;

template <typename Extras>
void AddPage(const PageName& page, Extras& extras) {
  extras["page.id"] = page.id;
  extras["page.name"] = page.name;
}

}  // namespace

v1::PhotoAlbum TaggedAlbum() {
  v1::PhotoAlbum album;
  album.set_id(kTaggedId);
  album.set_title(kTaggedTitle);
  return album;
}

v1::PhotoAlbum AlbumOfPage(const PageName& page) {
  v1::PhotoAlbum album;
  album.set_id(page.id);
  album.set_title(page.name);
  album.set_permalink(absl::StrCat("https://www.facebook.com/", page.id));
  AddPage(page, *album.mutable_extras());
  return album;
}

int64_t PlaceInPage(FacebookListing listing, int64_t position) {
  switch (listing) {
    case FacebookListing::kVideos:
      return kRoom + position;
    case FacebookListing::kReels:
      return 2 * kRoom + position;
    case FacebookListing::kStories:
      return 3 * kRoom + position;
    default:
      return position;
  }
}

void MarkAsOf(const PageName& page, v1::PhotoAlbum& album) {
  if (page.id.empty() || album.id().empty()) return;
  album.set_title(absl::StrCat(page.name, " - ", album.title()));
  AddPage(page, *album.mutable_extras());
}

void MarkAsOf(const PageName& page, v1::Photo& photo) {
  if (page.id.empty()) return;
  AddPage(page, *photo.mutable_extras());
  v1::MediaKey& key = *photo.mutable_media_key();
  key.set_variant(absl::StrCat(key.variant(), std::string(1, kPageMark), page.id));
}

std::string PageOf(const v1::MediaKey& key) {
  const size_t mark = key.variant().find(kPageMark);
  return mark == std::string::npos ? "" : key.variant().substr(mark + 1);
}

std::string VariantOf(const v1::MediaKey& key) {
  return key.variant().substr(0, key.variant().find(kPageMark));
}

}  // namespace photoferry::meta
