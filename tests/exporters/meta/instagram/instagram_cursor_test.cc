// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/instagram/instagram_cursor.h"

#include "common/base/status.h"
#include "gtest/gtest.h"

namespace photoferry::meta {
namespace {

TEST(InstagramCursor, IsTextAndBackAgain) {
  for (const InstagramListing listing : {InstagramListing::kPosts, InstagramListing::kStories}) {
    const InstagramCursor cursor = {
        .listing = listing, .place = {.at = "after=QVFI&until=1", .page_size = 25, .position = 50}};
    const absl::StatusOr<InstagramCursor> read = InstagramCursor::From(cursor.ToText());
    ASSERT_TRUE(read.ok()) << cursor.ToText();
    EXPECT_EQ(*read, cursor);
  }
}

TEST(InstagramCursor, TheEmptyTextIsTheRoot) {
  EXPECT_EQ(InstagramCursor().ToText(), "");
  EXPECT_EQ(InstagramCursor::From("")->listing, InstagramListing::kRoot);
}

TEST(InstagramCursor, TheFormatStaysWhatItIs) {
  EXPECT_EQ((InstagramCursor{.listing = InstagramListing::kPosts}.ToText()), "1/posts?size=100");
  EXPECT_EQ(InstagramCursor::From("1/stories?size=7")->place.page_size, 7);
}

TEST(InstagramCursor, RefusesWhatNoVersionHasMade) {
  for (const char* text : {"posts", "2/posts?size=100", "1/albums?size=100", "1/?size=100",
                           "1/posts?size=0", "1/posts?at=token%3Dx", "1/posts?size=many"}) {
    EXPECT_EQ(ReasonOf(InstagramCursor::From(text).status()), v1::BAD_REQUEST) << text;
  }
}

}  // namespace
}  // namespace photoferry::meta
