// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/facebook/facebook_cursor.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
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

TEST(FacebookCursor, NamesThePageWhoseItIs) {
  const FacebookCursor cursor = {
      .listing = FacebookListing::kAlbumPhotos, .page = "77", .album = "123"};
  EXPECT_EQ(cursor.ToText(), "1/album_photos?of=77&album=123&size=100");
  EXPECT_EQ(FacebookCursor::From(cursor.ToText()).value(), cursor);
  for (const char* text : {"1/reels?of=77&size=100", "1/stories?of=77&size=100",
                           "1/tagged?size=100", "1/videos?of=77&size=100"}) {
    EXPECT_EQ(FacebookCursor::From(text).value().ToText(), text);
  }
}

TEST(FacebookCursor, RefusesListingsThatItsOwnerDoesNotHave) {
  for (const char* text : {"1/reels?size=100", "1/stories?size=100", "1/tagged?of=77&size=100",
                           "1/albums?of=&size=100", "1/albums?of=..%2Fme&size=100"}) {
    EXPECT_EQ(ReasonOf(FacebookCursor::From(text).status()), v1::BAD_REQUEST) << text;
  }
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

constexpr char kFull[] =
    "1/album_photos?album=123&at=after%3DQVFI&size=100&position=200&page=2&mark=0123456789ab";

// What is left is either refused or a place of the same listing, never another listing.
TEST(FacebookCursor, OneThatWasCutShortLeadsNowhereElse) {
  const absl::string_view whole = kFull;
  for (size_t size = 1; size < whole.size(); ++size) {
    const absl::StatusOr<FacebookCursor> cut = FacebookCursor::From(whole.substr(0, size));
    if (!cut.ok()) {
      EXPECT_EQ(ReasonOf(cut.status()), v1::BAD_REQUEST) << size;
      continue;
    }
    EXPECT_EQ(cut->listing, FacebookListing::kAlbumPhotos) << size;
    EXPECT_TRUE(absl::StartsWith("123", cut->album)) << size;
  }
}

TEST(FacebookCursor, OneOfAnotherJobOfTheSameAccountIsAPlaceAsGoodAsItsOwn) {
  EXPECT_TRUE(FacebookCursor::From(kFull).ok());  // it names no job: pages are the account's
}

TEST(FacebookCursor, OneThatWasAlteredAsksForNothingButAPage) {
  for (const char* at : {"fields%3Daccess_token", "access_token%3DT", "limit%3D5000",
                         "after%3Da%26limit%3D5000", "after%3Da%26fields%3Did",
                         "appsecret_proof%3D0", "method%3Ddelete", "%26", "%3D", "a%00b"}) {
    EXPECT_EQ(ReasonOf(FacebookCursor::From(absl::StrCat("1/uploads?size=1&at=", at)).status()),
              v1::BAD_REQUEST)
        << at;
  }
}

TEST(FacebookCursor, NumbersThatNoListingComesToAreRefused) {
  for (const char* more :
       {"size=1001", "size=2147483647", "size=99999999999999999999", "position=9223372036854775807",
        "page=9223372036854775807", "died_on=9223372036854775807", "restarts=2147483648",
        "position=1e3", "position=0x10"}) {
    EXPECT_EQ(ReasonOf(FacebookCursor::From(absl::StrCat("1/albums?", more)).status()),
              v1::BAD_REQUEST)
        << more;
  }
}

TEST(FacebookCursor, BrokenBytesAreRefusedOrKeptOutOfCalls) {
  for (const std::string& text :
       {std::string("1/albums\0?size=1", 16), std::string("\0", 1), std::string("1/album\xff"),
        std::string("1/album_photos?album=1%00"), std::string("1/album_photos?album=%C3%A9"),
        "1/uploads?at=after%3D" + std::string(10000, 'x')}) {
    EXPECT_EQ(ReasonOf(FacebookCursor::From(text).status()), v1::BAD_REQUEST) << text.size();
  }
}

}  // namespace
}  // namespace photoferry::meta
