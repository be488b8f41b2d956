// SPDX-License-Identifier: Apache-2.0
// Who can be read; and what the others are told.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "exporters/meta/facebook/facebook_exporter.h"
#include "tests/exporters/meta/account_walk.h"
#include "tests/testing/status_matchers.h"

namespace photoferry::meta {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class FacebookAccessTest : public AccountWalkTest {
 protected:
  absl::Status Open(std::vector<std::string> granted, std::vector<std::string> declined) {
    Serve({.account = {.photos = 1, .videos = 1, .albums = 0, .style = demo::MediaStyle::kFiller},
           .granted = std::move(granted),
           .declined = std::move(declined)});
    FacebookOptions options;
    options.graph.base_url = server_->base_url();
    return Connect(std::make_unique<FacebookExporter>(std::move(options)), server_->token());
  }
};

TEST_F(FacebookAccessTest, WhoAllowedAllIsToldNothing) {
  ASSERT_TRUE(Open({"public_profile", "user_photos", "user_videos"}, {}).ok());
  EXPECT_THAT(account_.notices, IsEmpty());
}

TEST_F(FacebookAccessTest, WhoDeclinedBothIsAskedToAllowThem) {
  const absl::Status refused = Open({"public_profile"}, {"user_photos", "user_videos"});
  EXPECT_EQ(ReasonOf(refused), v1::PERMISSION_MISSING);
  EXPECT_THAT(ProblemOf(refused).message(), AllOf(HasSubstr("(user_photos) was declined"),
                                                  HasSubstr("(user_videos) was declined")));
  EXPECT_THAT(ProblemOf(refused).what_to_do(),
              AllOf(HasSubstr("allow access to photos and videos"), Not(HasSubstr("role"))));
}

TEST_F(FacebookAccessTest, WhoHasNoRoleInAnAppOfStandardAccessIsToldWhoCanHelp) {
  const absl::Status refused = Open({"public_profile"}, {});
  EXPECT_EQ(ReasonOf(refused), v1::PERMISSION_MISSING);
  EXPECT_THAT(ProblemOf(refused).message(), HasSubstr("Standard Access"));
  EXPECT_THAT(ProblemOf(refused).what_to_do(),
              AllOf(HasSubstr("a role in it"), HasSubstr("docs/app-review.md"),
                    HasSubstr("Download your information")));
}

TEST_F(FacebookAccessTest, WhatIsMissingAloneIsANotice) {
  ASSERT_TRUE(Open({"public_profile", "user_photos"}, {"user_videos"}).ok());
  EXPECT_THAT(account_.notices,
              ElementsAre(AllOf(HasSubstr("Videos are left out"), HasSubstr("was declined"))));
  ASSERT_TRUE(Open({"public_profile", "user_videos"}, {}).ok());
  EXPECT_THAT(account_.notices, ElementsAre(AllOf(HasSubstr("Photos and albums are left out"),
                                                  HasSubstr("was not offered"))));
}

TEST_F(FacebookAccessTest, ARightThatIsTakenBackInTheMiddleIsNotTakenForDeletedPhotos) {
  ASSERT_TRUE(Open({"public_profile", "user_photos", "user_videos"}, {}).ok());
  server_->TakeBack("user_videos");
  EXPECT_THAT(Walk(), ReasonIs(v1::PERMISSION_MISSING));
  ASSERT_TRUE(Open({"public_profile", "user_photos", "user_videos"}, {}).ok());
  PF_ASSERT_OK_AND_ASSIGN(const Findings findings, Walk());
  server_->TakeBack("user_photos");
  for (const auto& [id, photo] : findings.photos) {
    const absl::StatusOr<HttpFetch> found = Locate(photo, Freshness::kFresh);
    if (photo.kind() == v1::VIDEO) {
      EXPECT_TRUE(found.ok()) << found.status();
    } else {
      EXPECT_THAT(found, ReasonIs(v1::PERMISSION_MISSING));
    }
  }
}

TEST_F(FacebookAccessTest, WhatIsGoneWhileTheRightStandsIsGone) {
  ASSERT_TRUE(Open({"public_profile", "user_photos", "user_videos"}, {}).ok());
  PF_ASSERT_OK_AND_ASSIGN(const Findings findings, Walk());
  for (const auto& [id, photo] : findings.photos) {
    server_->Delete(id);
    EXPECT_THAT(Locate(photo, Freshness::kFresh), ReasonIs(v1::SOURCE_GONE));
  }
}

TEST_F(FacebookAccessTest, UploadsThatAreClosedAreNotAnEmptyAccount) {
  ASSERT_TRUE(Open({"public_profile", "user_photos", "user_videos"}, {}).ok());
  server_->faults().Add({.path = "/me/photos", .times = -1, .fault = demo::GraphFault(100, 33)});
  const absl::StatusOr<Findings> closed = Walk();
  EXPECT_THAT(closed, ReasonIs(v1::PERMISSION_MISSING));
  EXPECT_THAT(ProblemOf(closed.status()).message(), HasSubstr("nobody can say what is missing"));
}

}  // namespace
}  // namespace photoferry::meta
