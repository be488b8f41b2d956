// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/facebook/facebook_cursor.h"

#include "common/base/status.h"
#include "gtest/gtest.h"

namespace photoferry::meta {
namespace {

TEST(FacebookCursor, SurvivesItsText) {
  for (const FacebookListing listing :
       {FacebookListing::kAlbums, FacebookListing::kAlbumPhotos, FacebookListing::kUploads,
        FacebookListing::kVideos, FacebookListing::kRebuiltAlbums, FacebookListing::kPlacements}) {
    const FacebookCursor cursor = {
        .listing = listing,
        .album = listing == FacebookListing::kAlbumPhotos ? "123" : "",
        .place = {.at = "after=QVFI%3D%3D", .page_size = 25, .position = 75, .page = 3}};
    EXPECT_EQ(FacebookCursor::From(cursor.ToText()).value(), cursor) << cursor.ToText();
  }
}

TEST(FacebookCursor, ReadsLikeAPlace) {
  const FacebookCursor cursor = {.listing = FacebookListing::kAlbumPhotos,
                                 .album = "123",
                                 .place = {.at = "after=QVFI", .position = 200, .page = 2}};
  EXPECT_EQ(cursor.ToText(),
            "1/album_photos?album=123&at=after%3DQVFI&size=100&position=200&page=2");
}

TEST(FacebookCursor, TheEmptyTextIsTheRoot) {
  EXPECT_EQ(FacebookCursor::From("").value(), FacebookCursor{});
  EXPECT_EQ(FacebookCursor{}.ToText(), "");
}

TEST(FacebookCursor, RefusesWhatItDidNotWrite) {
  for (const char* text :
       {"2/albums?size=100", "1/friends?size=1", "albums", "1/", "1/album_photos",
        "1/album_photos?album=..%2Fme", "1/album_photos?album=", "1/albums?size=x",
        "1/albums?album=5", "1/albums?size=0", "1/albums?page=-1"}) {
    EXPECT_EQ(ReasonOf(FacebookCursor::From(text).status()), v1::BAD_REQUEST) << text;
  }
}

}  // namespace
}  // namespace photoferry::meta
