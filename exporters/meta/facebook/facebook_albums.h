// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "exporters/meta/facebook/facebook_cursor.h"
#include "photoferry/v1/media.pb.h"

// How a person's own, what is a Page's, and what others have taken are told apart at the
// destination. README.md in this folder has the rule in words.

namespace photoferry::meta {

struct PageName {
  std::string id;  // empty: the person
  std::string name;
};

// "Photos of me": what the person is tagged on.
v1::PhotoAlbum TaggedAlbum();

// What a Page shows in no album of its own: the album called like the Page.
v1::PhotoAlbum AlbumOfPage(const PageName& page);
// The place in it of what stands at `position` of this listing: photos, videos, reels, stories.
int64_t PlaceInPage(FacebookListing listing, int64_t position);

// An album of a Page is called "Page - Album". A person's stays as it is, and so below.
void MarkAsOf(const PageName& page, v1::PhotoAlbum& album);
void MarkAsOf(const PageName& page, v1::Photo& photo);
// The Page whose login a photo's bytes need; empty: the person's.
std::string PageOf(const v1::MediaKey& key);
// MediaKey.variant without the Page.
std::string VariantOf(const v1::MediaKey& key);

}  // namespace photoferry::meta
