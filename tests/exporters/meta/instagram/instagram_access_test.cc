// SPDX-License-Identifier: Apache-2.0
// Who can be read, through which door; and what the others are told.
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "tests/exporters/meta/instagram/instagram_account_fixture.h"

namespace photoferry::meta {
namespace {

using demo::NodeType;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using InstagramAccessTest = InstagramAccountTest;
INSTANTIATE_TEST_SUITE_P(Doors, InstagramAccessTest,
                         ::testing::Values(InstagramDoor::kFacebookLogin,
                                           InstagramDoor::kInstagramLogin),
                         DoorName);

TEST_P(InstagramAccessTest, ALoginThatIsRefusedSaysWhatToDo) {
  Serve(Account(kPosts));
  InstagramOptions options;
  options.facebook_url = server_->base_url();
  options.instagram_url = server_->instagram_url();
  const absl::Status refused =
      Connect(std::make_unique<InstagramExporter>(options),
              GetParam() == InstagramDoor::kInstagramLogin ? "IGstale" : "stale");
  EXPECT_EQ(ReasonOf(refused), v1::LOGIN_NEEDED);
  EXPECT_EQ(absl::StrContains(ProblemOf(refused).what_to_do(), "instagram.login"),
            GetParam() == InstagramDoor::kFacebookLogin);
}

using InstagramPagesTest = InstagramAccountTest;
INSTANTIATE_TEST_SUITE_P(ByFacebook, InstagramPagesTest,
                         ::testing::Values(InstagramDoor::kFacebookLogin), DoorName);

TEST_P(InstagramPagesTest, BeyondTheHorizonANoticeTellsHowManyAreOlder) {
  Start(Account({.posts = 10042}));
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  EXPECT_FALSE(findings->photos.contains(IdOf(instagram().PostNumber(10000))));
  EXPECT_TRUE(findings->photos.contains(IdOf(instagram().PostNumber(9999))));
  EXPECT_THAT(findings->notices, ElementsAre(HasSubstr("42 older ones are not copied")));
  EXPECT_EQ(server_->counters()["iguser/media"], 100);
}

TEST_P(InstagramPagesTest, SeveralAccountsAreListedAndOneIsChosenByNameOrId) {
  const demo::GraphOptions two = Account({.posts = 3, .other_accounts = 1});
  const absl::Status several = TryToOpen(two);
  EXPECT_EQ(ReasonOf(several), v1::BAD_CONFIGURATION);
  EXPECT_THAT(ProblemOf(several).message(),
              testing::AllOf(HasSubstr("@zoe.angstrom ("), HasSubstr("@zoe.angstrom.2 (")));
  EXPECT_THAT(ProblemOf(several).what_to_do(), HasSubstr("instagram.account"));
  EXPECT_EQ(ReasonOf(TryToOpen(two, {.account = "nobody"})), v1::BAD_CONFIGURATION);
  const std::string first = account().IdOf({NodeType::kIgUser, 0});
  for (const std::string& name :
       {std::string("zoe.angstrom"), std::string("@Zoe.Angstrom"), first}) {
    Start(two, {.account = name});
    EXPECT_EQ(account_.account_key, first) << name;
    EXPECT_THAT(Walk()->photos, testing::Not(IsEmpty()));
  }
  Start(two, {.account = "zoe.angstrom.2"});
  EXPECT_THAT(Walk()->photos, IsEmpty());
}

TEST_P(InstagramPagesTest, WhoCannotBeReadIsToldWhyAndWhatToDo) {
  struct Case {
    demo::InstagramAccountOptions instagram;
    const char* why;
    const char* what_to_do;
  };
  for (const Case& one : std::vector<Case>{
           {{.posts = 1, .tie = demo::PageTie::kNoPage}, "manages no Facebook Page", "archive"},
           {{.posts = 1, .tie = demo::PageTie::kNone},
            "Zoë Ångström Photography",
            "Tie the account"},
           {{.posts = 1, .tie = demo::PageTie::kConnected}, "not as a professional", "archive"},
           {{.posts = 1, .tasks = {}}, "it has: none", "CREATE_CONTENT"},
           {{.posts = 1, .tasks = {"PROFILE_PLUS_LIVE_CONTRIBUTOR"}, .new_page = true},
            "PROFILE_PLUS_LIVE_CONTRIBUTOR",
            "PROFILE_PLUS_FULL_CONTROL"}}) {
    const absl::Status refused = TryToOpen(Account(one.instagram));
    EXPECT_EQ(ReasonOf(refused), v1::PERMISSION_MISSING) << refused;
    EXPECT_THAT(ProblemOf(refused).message(), HasSubstr(one.why));
    EXPECT_THAT(ProblemOf(refused).what_to_do(), HasSubstr(one.what_to_do));
  }
}

TEST_P(InstagramPagesTest, AnyTaskLetsTheAccountBeReadButWithoutTheAtSigns) {
  for (const char* task : {"ANALYZE", "PROFILE_PLUS_MODERATE"}) {
    Start(Account({.posts = 3, .tasks = {task}}));
    EXPECT_THAT(account_.notices, ElementsAre(HasSubstr("@"))) << task;
  }
  Start(Account({.posts = 3, .tasks = {"PROFILE_PLUS_FULL_CONTROL"}, .new_page = true}));
  EXPECT_THAT(account_.notices, IsEmpty());
}

TEST_P(InstagramPagesTest, DeclinedPermissionsAreNamed) {
  for (const char* declined : {"instagram_basic", "pages_show_list"}) {
    demo::GraphOptions options = Account(kPosts);
    std::erase(options.granted, declined);
    options.declined = {declined};
    const absl::Status refused = TryToOpen(options);
    EXPECT_EQ(ReasonOf(refused), v1::PERMISSION_MISSING);
    EXPECT_THAT(ProblemOf(refused).message(), HasSubstr(declined));
  }
}

TEST_P(InstagramPagesTest, ARightThatWasDeclinedIsToldFromOneThatWasNotOffered) {
  for (const bool offered : {true, false}) {
    demo::GraphOptions options = Account(kPosts);
    std::erase(options.granted, "instagram_basic");
    if (offered) options.declined = {"instagram_basic"};
    const v1::Problem problem = ProblemOf(TryToOpen(options));
    EXPECT_EQ(absl::StrContains(problem.message(), "declined"), offered);
    EXPECT_EQ(absl::StrContains(problem.message(), "Standard Access"), !offered);
    EXPECT_EQ(absl::StrContains(problem.what_to_do(), "docs/app-review.md"), !offered);
  }
}

using InstagramLoginTest = InstagramAccountTest;
INSTANTIATE_TEST_SUITE_P(ByInstagram, InstagramLoginTest,
                         ::testing::Values(InstagramDoor::kInstagramLogin), DoorName);

TEST_P(InstagramLoginTest, APersonalAccountIsToldOfItsArchive) {
  const absl::Status refused = TryToOpen(Account({.posts = 1, .type = "PERSONAL"}));
  EXPECT_EQ(ReasonOf(refused), v1::PERMISSION_MISSING);
  EXPECT_THAT(ProblemOf(refused).what_to_do(), HasSubstr("Download your information"));
}

TEST_P(InstagramLoginTest, ALoginWithoutTheRightToReadIsToldBothReasons) {
  demo::GraphOptions options = Account(kPosts);
  options.instagram_granted = {};
  const absl::Status refused = TryToOpen(options);
  EXPECT_EQ(ReasonOf(refused), v1::PERMISSION_MISSING);
  EXPECT_THAT(ProblemOf(refused).message(),
              testing::AllOf(HasSubstr("instagram_business_basic"), HasSubstr("Standard Access")));
  EXPECT_THAT(ProblemOf(refused).what_to_do(), HasSubstr("docs/app-review.md"));
}

TEST_P(InstagramLoginTest, AnAccountOptionThatNamesAnotherIsAnError) {
  EXPECT_EQ(ReasonOf(TryToOpen(Account(kPosts), {.account = "nobody"})), v1::BAD_CONFIGURATION);
  Start(Account(kPosts), {.account = "zoe.angstrom"});
}

}  // namespace
}  // namespace photoferry::meta
