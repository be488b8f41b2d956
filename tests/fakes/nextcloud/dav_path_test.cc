// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/nextcloud/dav_path.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace photoferry::fakes {
namespace {

using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::Optional;

TEST(DavPathTest, IsTheDecodedNames) {
  EXPECT_THAT(ParseDavPath("/a/b%20c/%C3%A4"), Optional(ElementsAre("a", "b c", "ä")));
  EXPECT_THAT(ParseDavPath("/a//b/"), Optional(ElementsAre("a", "b")));
  EXPECT_THAT(ParseDavPath("/"), Optional(ElementsAre()));
}

TEST(DavPathTest, IsNotWhatNoNameMayBe) {
  for (const char* const path : {"a", "/a/../b", "/./a", "/a%2Fb", "/a%00", "/a%2", "/a%zz", "/%FF",
                                 "/a#fragment", "/%2e%2e/a"}) {
    EXPECT_THAT(ParseDavPath(path), Eq(std::nullopt)) << path;
  }
}

TEST(DavPathTest, IsWrittenAsItIsRead) {
  EXPECT_EQ(FormatDavPath({"a", "b c#?%"}, false), "/a/b%20c%23%3F%25");
  EXPECT_EQ(FormatDavPath({"ä"}, true), "/%C3%A4/");
  EXPECT_EQ(FormatDavPath({}, true), "/");
}

TEST(DavPathTest, ADestinationIsOnThisServer) {
  const auto destination = [](const std::string& header) {
    return DestinationOf({.headers = {{"destination", header}, {"host", "cloud.example:81"}}});
  };
  EXPECT_THAT(destination("http://cloud.example:81/a/b").path, ElementsAre("a", "b"));
  EXPECT_THAT(destination("/a/b").path, ElementsAre("a", "b"));
  EXPECT_EQ(destination("http://elsewhere.example/a").refused, 502);
  EXPECT_EQ(destination("/a/../b").refused, 400);
  EXPECT_EQ(destination("").refused, 400);
}

}  // namespace
}  // namespace photoferry::fakes
