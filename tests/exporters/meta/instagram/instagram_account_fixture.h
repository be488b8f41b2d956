// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "exporters/meta/instagram/instagram_exporter.h"
#include "tests/exporters/meta/account_walk.h"

namespace photoferry::meta {

inline demo::GraphOptions Account(const demo::InstagramAccountOptions& instagram) {
  return {.account = {.seed = 5,
                      .photos = 3,
                      .videos = 1,
                      .albums = 1,
                      .style = demo::MediaStyle::kFiller,
                      .file_bytes = 4 << 10,
                      .instagram = instagram}};
}
inline const demo::InstagramAccountOptions kPosts = {.posts = 43, .stories = 4};

class InstagramAccountTest : public AccountWalkTest,
                             public ::testing::WithParamInterface<InstagramDoor> {
 protected:
  absl::Status TryToOpen(demo::GraphOptions options, InstagramOptions instagram = {}) {
    Serve(std::move(options));
    instagram.facebook_url = server_->base_url();
    instagram.instagram_url = server_->instagram_url();
    instagram.graph.backoff = {.first = absl::Milliseconds(1), .longest = absl::Milliseconds(5)};
    const bool by_instagram = GetParam() == InstagramDoor::kInstagramLogin;
    return Connect(std::make_unique<InstagramExporter>(std::move(instagram)),
                   by_instagram ? server_->instagram_token() : server_->token());
  }
  void Start(demo::GraphOptions options, InstagramOptions instagram = {}) {
    const absl::Status opened = TryToOpen(std::move(options), std::move(instagram));
    ASSERT_TRUE(opened.ok()) << opened;
  }

  const demo::InstagramAccount& instagram() const { return account().instagram(); }
  std::string IdOf(int64_t number) const {
    return account().IdOf({demo::NodeType::kIgMedia, number});
  }

  // The generated account's own list, as the exporter should find it.
  void ExpectEverything(const Findings& findings) {
    EXPECT_THAT(findings.photos, ::testing::SizeIs(instagram().Files().size()));
    for (const int64_t number : instagram().Files()) {
      const auto found = findings.photos.find(IdOf(number));
      ASSERT_NE(found, findings.photos.end()) << number;
      ExpectItem(found->second, instagram().media(number));
    }
  }

  void ExpectItem(const v1::Photo& item, const demo::InstagramMedia& expected) {
    SCOPED_TRACE(item.id());
    const int64_t post_number = instagram().PostNumber(expected.post);
    const demo::InstagramMedia post = instagram().media(post_number);
    EXPECT_EQ(item.kind(), expected.is_video ? v1::VIDEO : v1::PHOTO);
    EXPECT_EQ(item.alt_text(), expected.alt_text);
    EXPECT_EQ(item.extras().at("media_product_type"), expected.product);
    EXPECT_THAT(item.permalink(), ::testing::HasSubstr(post.shortcode));
    if (!expected.is_story) {
      EXPECT_EQ(item.uploaded_time().seconds(), absl::ToUnixSeconds(expected.created));
      EXPECT_EQ(item.taken_time().time().seconds(), absl::ToUnixSeconds(expected.created));
    }
    const bool is_first = item.id() == IdOf(post_number + 1);
    EXPECT_EQ(item.caption(), expected.is_child && !is_first ? "" : post.caption);
    EXPECT_EQ(item.extras().contains("carousel"), expected.is_child);
    if (!expected.is_child) return;
    EXPECT_EQ(item.extras().at("carousel"), IdOf(post_number));
  }

  // By the rule `carousels`.
  void ExpectCarousels(const Findings& findings) {
    size_t carousels = 0;
    for (int64_t post = 0; post < instagram().options().posts; ++post) {
      const demo::InstagramMedia media = instagram().media(instagram().PostNumber(post));
      const std::string id = IdOf(instagram().PostNumber(post));
      if (media.children == 0) {
        EXPECT_FALSE(findings.placements.contains(id));
        continue;
      }
      ++carousels;
      ASSERT_TRUE(findings.albums.contains(id)) << post;
      const v1::PhotoAlbum& album = findings.albums.at(id);
      EXPECT_EQ(album.description(), media.caption);
      EXPECT_FALSE(album.title().empty());
      EXPECT_EQ(album.cover_photo_id(), IdOf(instagram().ChildNumber(post, 0)));
      EXPECT_EQ(album.position(), post);
      for (int64_t child = 0; child < media.children; ++child) {
        const std::string item = IdOf(instagram().ChildNumber(post, child));
        ASSERT_TRUE(findings.placements.contains(item)) << item;
        EXPECT_EQ(findings.placements.at(item).at(id), child);
      }
    }
    EXPECT_GT(carousels, 1u);
    EXPECT_THAT(findings.albums, ::testing::SizeIs(carousels));
  }
};

inline std::string DoorName(const ::testing::TestParamInfo<InstagramDoor>& door) {
  return door.param == InstagramDoor::kFacebookLogin ? "FacebookLogin" : "InstagramLogin";
}

}  // namespace photoferry::meta
