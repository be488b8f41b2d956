// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/unchanged.h"

#include <functional>

#include "gtest/gtest.h"

namespace photoferry {
namespace {

v1::Photo APhoto() {
  v1::Photo photo;
  photo.set_id("1");
  photo.set_kind(v1::PHOTO);
  photo.set_caption("At the lake");
  photo.mutable_updated_time()->set_seconds(1700000000);
  photo.set_size_bytes(1000);
  (*photo.mutable_extras())["one"] = "1";
  (*photo.mutable_extras())["two"] = "2";
  return photo;
}

v1::Photo With(const std::function<void(v1::Photo&)>& edit) {
  v1::Photo photo = APhoto();
  edit(photo);
  return photo;
}

TEST(Unchanged, WhatAPersonEditsIsAChange) {
  const std::function<void(v1::Photo&)> edits[] = {
      [](v1::Photo& photo) { photo.set_title("T"); },
      [](v1::Photo& photo) { photo.set_caption("At the sea"); },
      [](v1::Photo& photo) { photo.clear_caption(); },
      [](v1::Photo& photo) { photo.set_alt_text("A lake"); },
      [](v1::Photo& photo) { photo.mutable_taken_time()->mutable_time()->set_seconds(1); },
      [](v1::Photo& photo) { photo.mutable_updated_time()->set_seconds(1700000001); },
      [](v1::Photo& photo) { photo.mutable_place()->set_name("Here"); },
      [](v1::Photo& photo) { photo.mutable_location()->set_latitude(1); },
      [](v1::Photo& photo) { photo.add_people()->set_name("Anna"); },
      [](v1::Photo& photo) { photo.add_tags("t"); },
      [](v1::Photo& photo) { photo.set_favourite(true); },
      [](v1::Photo& photo) { photo.set_size_bytes(1001); },
      [](v1::Photo& photo) { photo.set_width(1); },
      [](v1::Photo& photo) { photo.mutable_hash()->set_digest("x"); },
      [](v1::Photo& photo) { photo.set_kind(v1::VIDEO); },
  };
  int number = 0;
  for (const auto& edit : edits) EXPECT_FALSE(IsUnchanged(With(edit), APhoto())) << number++;
}

TEST(Unchanged, WhatChangesByItselfIsNone) {
  EXPECT_TRUE(IsUnchanged(APhoto(), APhoto()));
  const std::function<void(v1::Photo&)> turns[] = {
      [](v1::Photo& photo) { photo.clear_id(); },  // it has a column of its own
      [](v1::Photo& photo) { photo.add_placements()->set_album_id("A"); },
      [](v1::Photo& photo) { photo.set_automatic_alt_text("May be water"); },
      [](v1::Photo& photo) { photo.set_permalink("https://elsewhere.example"); },
      [](v1::Photo& photo) { (*photo.mutable_extras())["likes"] = "7"; },
      [](v1::Photo& photo) { photo.mutable_media_key()->set_variant("other"); },
  };
  int number = 0;
  for (const auto& turn : turns) EXPECT_TRUE(IsUnchanged(With(turn), APhoto())) << number++;
}

TEST(Unchanged, AnAlbumIsAsItWasWhereverItStands) {
  v1::PhotoAlbum before;
  before.set_title("Lakes");
  before.set_position(3);
  v1::PhotoAlbum now = before;
  now.set_id("7");
  now.set_position(4);
  (*now.mutable_extras())["count"] = "12";
  EXPECT_TRUE(IsUnchanged(now, before));
  now.set_cover_photo_id("1");
  EXPECT_FALSE(IsUnchanged(now, before));
}

}  // namespace
}  // namespace photoferry
