// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/near_name.h"

#include "gtest/gtest.h"

namespace photoferry {
namespace {

TEST(NearestName, FindsSlipsOfThePen) {
  const std::vector<std::string> names = {"facebook", "instagram", "folder", "google-photos"};
  EXPECT_EQ(NearestName("facebok", names), "facebook");
  EXPECT_EQ(NearestName("Facebook", names), "facebook");
  EXPECT_EQ(NearestName("instgram", names), "instagram");
  EXPECT_EQ(NearestName("google", names), "google-photos");
  EXPECT_EQ(NearestName("fodler", names), "folder");
}

TEST(NearestName, StaysSilentAboutStrangers) {
  const std::vector<std::string> names = {"facebook", "folder", "s3"};
  EXPECT_EQ(NearestName("flickr-pro", names), "");
  EXPECT_EQ(NearestName("", names), "");
  EXPECT_EQ(NearestName("xy", names), "");
  EXPECT_EQ(NearestName(std::string(100000, 'x'), names), "");
  EXPECT_EQ(DidYouMean("folde", names), " Did you mean folder?");
  EXPECT_EQ(DidYouMean("nothing", {}), "");
}

}  // namespace
}  // namespace photoferry
