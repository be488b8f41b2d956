// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/instagram/instagram_wire.h"

#include "exporters/meta/instagram/instagram_albums.h"
#include "gtest/gtest.h"

namespace photoferry::meta {
namespace {

Json Parsed(const char* text) {
  absl::StatusOr<Json> json = ParseJson(text);
  EXPECT_TRUE(json.ok()) << text;
  return json.value_or(Json());
}

TEST(InstagramWire, APictureBringsAllThatItHas) {
  const v1::Photo photo = MediaFrom(Parsed(R"({"id":17895695668004550,"media_type":"IMAGE",
      "media_product_type":"FEED","caption":"Grüße 🌊\nzwei","alt_text":"Waves",
      "timestamp":"2021-08-13T08:25:28+0000","permalink":"https:\/\/www.instagram.com\/p\/Cx\/",
      "shortcode":"Cx","is_shared_to_feed":true,"media_url":"https:\/\/cdn\/a?oe=1"})"));
  EXPECT_EQ(photo.id(), "17895695668004550");
  EXPECT_EQ(photo.kind(), v1::PHOTO);
  EXPECT_EQ(photo.caption(), "Grüße 🌊\nzwei");
  EXPECT_EQ(photo.alt_text(), "Waves");
  EXPECT_EQ(photo.uploaded_time().seconds(), 1628843128);
  EXPECT_EQ(photo.taken_time().time().seconds(), 1628843128);
  EXPECT_EQ(photo.taken_time().granularity(), v1::SECOND);
  EXPECT_EQ(photo.permalink(), "https://www.instagram.com/p/Cx/");
  EXPECT_EQ(photo.extras().at("media_product_type"), "FEED");
  EXPECT_EQ(photo.extras().at("shortcode"), "Cx");
  EXPECT_EQ(photo.extras().at("is_shared_to_feed"), "true");
  EXPECT_EQ(photo.media_key().id(), photo.id());
  EXPECT_EQ(photo.media_key().variant(), kMediaVariant);
  // A signed URL is stored nowhere.
  EXPECT_EQ(photo.DebugString().find("cdn"), std::string::npos);
}

TEST(InstagramWire, AReelIsAVideo) {
  const v1::Photo reel = MediaFrom(Parsed(R"({"id":"1","media_type":"VIDEO",
      "media_product_type":"REELS","media_audio_type":"ORIGINAL_SOUND","video_title":"Old"})"));
  EXPECT_EQ(reel.kind(), v1::VIDEO);
  EXPECT_EQ(reel.title(), "Old");
  EXPECT_EQ(reel.extras().at("media_audio_type"), "ORIGINAL_SOUND");
}

TEST(InstagramWire, UnknownAndMisshapenFieldsAreLeftEmpty) {
  for (const char* text :
       {"{}", "null", "[]", "7", R"({"id":{"a":1},"caption":[1],"timestamp":{},"media_type":3})",
        R"({"timestamp":"yesterday","children":7,"permalink":false,"id":true})"}) {
    const v1::Photo photo = MediaFrom(Parsed(text));
    EXPECT_EQ(photo.id(), "") << text;
    EXPECT_EQ(photo.caption(), "") << text;
    EXPECT_FALSE(photo.has_uploaded_time()) << text;
    EXPECT_FALSE(HasAllChildren(Parsed(text))) << text;
    EXPECT_EQ(MediaUrlOf(Parsed(text), kMediaVariant), "") << text;
  }
  EXPECT_EQ(MediaFrom(Parsed(R"({"id":"1","media_type":"HOLOGRAM","new":{"x":[]}})")).kind(),
            v1::PHOTO);
}

TEST(InstagramWire, ATimestampMayBeWrittenInSeveralWays) {
  for (const char* text :
       {R"({"timestamp":"2021-08-13T08:25:28+0000"})", R"({"timestamp":"2021-08-13T08:25:28Z"})",
        R"({"timestamp":"2021-08-13T09:25:28+01:00"})", R"({"timestamp":1628843128})"}) {
    EXPECT_EQ(MediaFrom(Parsed(text)).uploaded_time().seconds(), 1628843128) << text;
  }
}

const char kCarousel[] = R"({"id":"10","media_type":"CAROUSEL_ALBUM","caption":"  Three days\nmore",
    "media_product_type":"FEED","timestamp":"2021-08-13T08:25:28+0000","permalink":"https://p/10",
    "children":{"data":[{"id":"11","media_type":"IMAGE"},{"id":12,"media_type":"VIDEO"}]}})";

TEST(InstagramWire, ChildrenInheritWhatOnlyThePostTells) {
  const Json post = Parsed(kCarousel);
  ASSERT_TRUE(IsCarousel(post));
  ASSERT_TRUE(HasAllChildren(post));
  const v1::Photo first = ChildFrom(post["children"]["data"][0], post, 0);
  const v1::Photo second = ChildFrom(post["children"]["data"][1], post, 1);
  EXPECT_EQ(first.caption(), "  Three days\nmore");
  EXPECT_EQ(second.caption(), "");
  EXPECT_EQ(second.id(), "12");
  EXPECT_EQ(second.kind(), v1::VIDEO);
  EXPECT_EQ(second.permalink(), "https://p/10");
  EXPECT_EQ(second.uploaded_time().seconds(), 1628843128);
  EXPECT_EQ(second.extras().at("carousel"), "10");
  EXPECT_EQ(second.extras().at("carousel_position"), "2");
  EXPECT_EQ(second.extras().at("media_product_type"), "FEED");
}

TEST(InstagramWire, ChildrenThatGoOnAreNotAllOfThem) {
  Json post = Parsed(kCarousel);
  post["children"]["paging"]["next"] = "https://graph.facebook.com/v25.0/10/children?after=x";
  EXPECT_FALSE(HasAllChildren(post));
  post["children"] = {{"data", Json::array()}};
  EXPECT_FALSE(HasAllChildren(post));
}

TEST(InstagramWire, AWithheldVideoAndItsStillPictureNameEachOther) {
  const Json entry = Parsed(R"({"id":"5","media_type":"VIDEO","thumbnail_url":"https://cdn/t"})");
  ASSERT_TRUE(IsWithheldVideo(entry));
  EXPECT_FALSE(IsWithheldVideo(Parsed(R"({"id":"5","media_type":"VIDEO"})")));
  EXPECT_FALSE(IsWithheldVideo(Parsed(R"({"id":"5","media_type":"IMAGE"})")));
  v1::Photo video = MediaFrom(entry);
  const v1::Photo still = StillPictureOf(video);
  EXPECT_EQ(still.id(), "5_thumbnail");
  EXPECT_EQ(still.kind(), v1::PHOTO);
  EXPECT_EQ(still.media_key().id(), "5");
  EXPECT_EQ(MediaUrlOf(entry, still.media_key().variant()), "https://cdn/t");
  EXPECT_EQ(still.extras().at("still_picture_of"), "5");
  EXPECT_EQ(video.extras().at("still_picture"), "5_thumbnail");
}

v1::PhotoAlbum AlbumOf(InstagramAlbums rule, const Json& post,
                       InstagramListing listing = InstagramListing::kPosts) {
  const v1::Photo photo = MediaFrom(post);
  return AlbumOfPost(
      rule, {.listing = listing, .is_carousel = IsCarousel(post), .photo = photo, .position = 4});
}

TEST(InstagramAlbumRule, ACarouselIsCalledByTheFirstLineOfItsCaptionOrByItsDay) {
  Json post = Parsed(kCarousel);
  EXPECT_EQ(AlbumOf(InstagramAlbums::kCarousels, post).title(), "Three days");
  EXPECT_EQ(AlbumOf(InstagramAlbums::kCarousels, post).description(), "  Three days\nmore");
  EXPECT_EQ(AlbumOf(InstagramAlbums::kCarousels, post).position(), 4);
  post.erase("caption");
  EXPECT_EQ(AlbumOf(InstagramAlbums::kCarousels, post).title(), "Carousel of 2021-08-13");
  post.erase("timestamp");
  EXPECT_EQ(AlbumOf(InstagramAlbums::kCarousels, post).title(), "Carousel 10");
  post["caption"] = std::string(60, 'x') + "äöüäöüäöüäöüäöüäöü";
  const std::string title = AlbumOf(InstagramAlbums::kCarousels, post).title();
  EXPECT_LE(title.size(), 84u);
  EXPECT_TRUE(ParseJson("\"" + title + "\"").ok()) << "half of a character";
}

TEST(InstagramAlbumRule, EachRuleHasItsAlbums) {
  const Json single = Parsed(R"({"id":"1","media_type":"IMAGE"})");
  const Json reel = Parsed(R"({"id":"2","media_type":"VIDEO","media_product_type":"REELS"})");
  EXPECT_EQ(AlbumOf(InstagramAlbums::kCarousels, single).id(), "");
  EXPECT_EQ(AlbumOf(InstagramAlbums::kNone, Parsed(kCarousel)).id(), "");
  EXPECT_EQ(AlbumOf(InstagramAlbums::kType, single).id(), "posts");
  EXPECT_EQ(AlbumOf(InstagramAlbums::kType, Parsed(kCarousel)).id(), "posts");
  EXPECT_EQ(AlbumOf(InstagramAlbums::kType, reel).id(), "reels");
  EXPECT_EQ(AlbumOf(InstagramAlbums::kType, single, InstagramListing::kStories).id(), "stories");
}

}  // namespace
}  // namespace photoferry::meta
