// SPDX-License-Identifier: Apache-2.0
// The exporter with the real HTTP client against a generated Instagram account, at both doors.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/exporters/meta/instagram/instagram_account_fixture.h"
#include "tests/testing/canary.h"

namespace photoferry::meta {
namespace {

using demo::FaultKind;
using demo::NodeType;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int kPageSize = 7;

INSTANTIATE_TEST_SUITE_P(Doors, InstagramAccountTest,
                         ::testing::Values(InstagramDoor::kFacebookLogin,
                                           InstagramDoor::kInstagramLogin),
                         DoorName);

TEST_P(InstagramAccountTest, AWholeWalkFindsTheWholeAccount) {
  Start(Account(kPosts));
  EXPECT_EQ(account_.account_key, account().IdOf({NodeType::kIgUser, 0}));
  EXPECT_EQ(account_.display_name, "@zoe.angstrom");
  EXPECT_THAT(account_.notices, IsEmpty());
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  ExpectEverything(*findings);
  ExpectCarousels(*findings);
  EXPECT_THAT(findings->notices, IsEmpty());
  for (const std::string& cursor : findings->cursors) {
    EXPECT_FALSE(canary::IsIn(cursor));
    EXPECT_FALSE(absl::StrContains(cursor, "http"));
  }
}

TEST_P(InstagramAccountTest, EveryFileIsTheRightOne) {
  Start(Account({.posts = 12, .stories = 2}));
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  for (const int64_t number : instagram().Files()) {
    const v1::Photo& item = findings->photos.at(IdOf(number));
    for (const Freshness freshness : {Freshness::kCached, Freshness::kFresh}) {
      const absl::StatusOr<HttpFetch> location = Locate(item, freshness);
      ASSERT_TRUE(location.ok()) << location.status();
      EXPECT_EQ(location->origin, UrlOrigin::kData);
      const absl::StatusOr<HttpResponse> file = Fetch(*location);
      ASSERT_TRUE(file.ok());
      EXPECT_TRUE(file->body == account().InstagramFile(number)->Bytes()) << number;
    }
  }
  EXPECT_EQ(server_->counters()["cdn/with-authorization"], 0);
}

TEST_P(InstagramAccountTest, SmallPagesAndASignedAppFindTheSame) {
  credential_.app_secret = Secret(canary::Token("app"));
  demo::GraphOptions options = Account(kPosts);
  options.app_secret = canary::Token("app");
  options.wrapped_me = true;
  Start(options, {.rules = {.page_size = kPageSize}});
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  ExpectEverything(*findings);
  ExpectCarousels(*findings);
}

TEST_P(InstagramAccountTest, OutagesDoubledPagesAndDeadCursorsLoseNothing) {
  Start(Account(kPosts), {.rules = {.page_size = kPageSize}});
  for (const FaultKind kind :
       {FaultKind::kHtml, FaultKind::kReset, FaultKind::kDuplicateItem, FaultKind::kBadCursor}) {
    server_->faults().Add({.path = "/media", .skip = 1, .every = 3, .fault = {.kind = kind}});
  }
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  ExpectEverything(*findings);
  ExpectCarousels(*findings);
}

TEST_P(InstagramAccountTest, PagesThatAreTooHeavyAreHalved) {
  demo::GraphOptions options = Account(kPosts);
  options.heavy_page = 300;
  Start(options);
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  ExpectEverything(*findings);
}

TEST_P(InstagramAccountTest, RefusedFieldsAreDroppedOneByOne) {
  Start(Account(kPosts));
  for (const char* field : {"alt_text", "media_product_type", "is_shared_to_feed"}) {
    server_->faults().Add(
        {.path = "/media",
         .query = field,
         .times = -1,
         .fault = {.kind = FaultKind::kGraphError,
                   .code = 100,
                   .message = absl::StrCat("(#100) Tried accessing nonexisting field (", field,
                                           ") on node type (IGMedia)")}});
  }
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  EXPECT_THAT(findings->photos, SizeIs(instagram().Files().size()));
  ExpectCarousels(*findings);
}

TEST_P(InstagramAccountTest, WithoutChildrenInThePageEachCarouselIsAskedForThem) {
  Start(Account(kPosts));
  server_->faults().Add(
      {.path = "/media",
       .query = "children",
       .times = -1,
       .fault = {
           .kind = FaultKind::kGraphError,
           .code = 100,
           .message =
               "(#100) Tried accessing nonexisting field (children) on node type (IGMedia)"}});
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  ExpectEverything(*findings);
  ExpectCarousels(*findings);
  EXPECT_GT(server_->counters()["igmedia/children"], 1);
}

TEST_P(InstagramAccountTest, AWithheldVideoIsNamedWithItsReasonAndItsStillPictureIsCopied) {
  Start(Account({.posts = 43, .stories = 4, .withheld_one_in = 2}));
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  size_t withheld = 0;
  for (const int64_t number : instagram().Files()) {
    if (!instagram().media(number).is_withheld) continue;
    ++withheld;
    const v1::Photo& video = findings->photos.at(IdOf(number));
    const absl::StatusOr<HttpFetch> none = Locate(video, Freshness::kCached);
    EXPECT_EQ(ReasonOf(none.status()), v1::NO_MEDIA_URL);
    EXPECT_THAT(ProblemOf(none.status()).message(), HasSubstr("sound"));
    ASSERT_TRUE(video.extras().contains("still_picture"));
    const v1::Photo& still = findings->photos.at(video.extras().at("still_picture"));
    EXPECT_EQ(still.kind(), v1::PHOTO);
    EXPECT_EQ(still.extras().at("still_picture_of"), video.id());
    EXPECT_EQ(still.placements_size(), video.placements_size());
    for (const Freshness freshness : {Freshness::kCached, Freshness::kFresh}) {
      const absl::StatusOr<HttpFetch> location = Locate(still, freshness);
      ASSERT_TRUE(location.ok()) << location.status();
      EXPECT_TRUE(Fetch(*location)->body == account().InstagramStillPicture(number)->Bytes());
    }
  }
  EXPECT_GT(withheld, 2u);
  EXPECT_THAT(findings->photos, SizeIs(instagram().Files().size() + withheld));
}

TEST_P(InstagramAccountTest, StillPicturesCanBeDoneWithout) {
  Start(Account({.posts = 20, .withheld_one_in = 1}), {.rules = {.still_pictures = false}});
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  ExpectEverything(*findings);
}

TEST_P(InstagramAccountTest, ByTypeThereAreThreeAlbums) {
  Start(Account(kPosts), {.rules = {.albums = InstagramAlbums::kType}});
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  ExpectEverything(*findings);
  EXPECT_THAT(findings->albums, SizeIs(3));
  for (const int64_t number : instagram().Files()) {
    const std::string& product = instagram().media(number).product;
    const std::string album = product == "REELS"   ? "reels"
                              : product == "STORY" ? "stories"
                                                   : "posts";
    EXPECT_TRUE(findings->placements.at(IdOf(number)).contains(album)) << number;
  }
  v1::Selection selection;
  selection.add_albums("Stories");
  const absl::StatusOr<Findings> stories = Walk(selection);
  ASSERT_TRUE(stories.ok());
  EXPECT_THAT(stories->photos, SizeIs(kPosts.stories));
}

TEST_P(InstagramAccountTest, WithoutAlbumsNothingLiesInOne) {
  Start(Account(kPosts), {.rules = {.albums = InstagramAlbums::kNone}});
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  ExpectEverything(*findings);
  EXPECT_THAT(findings->albums, IsEmpty());
  EXPECT_THAT(findings->placements, IsEmpty());
  v1::Selection selection;
  selection.add_albums("Posts");
  EXPECT_THAT(Walk(selection)->photos, IsEmpty());
}

TEST_P(InstagramAccountTest, AStoryThatEndedIsGoneAndTheRestStays) {
  Start(Account(kPosts));
  const absl::StatusOr<Findings> before = Walk();
  ASSERT_TRUE(before.ok());
  server_->AdvanceClock(absl::Hours(24));
  const v1::Photo& story = before->photos.at(IdOf(instagram().StoryNumber(0)));
  EXPECT_EQ(ReasonOf(Locate(story, Freshness::kFresh).status()), v1::SOURCE_GONE);
  const absl::StatusOr<Findings> after = Walk();
  ASSERT_TRUE(after.ok());
  EXPECT_THAT(after->photos, SizeIs(before->photos.size() - kPosts.stories));
}

TEST_P(InstagramAccountTest, StoriesThatAreRefusedAreLeftOutWithANotice) {
  Start(Account(kPosts));
  server_->faults().Add({.path = "/stories", .times = -1, .fault = demo::GraphFault(10)});
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  EXPECT_THAT(findings->notices, ElementsAre(HasSubstr("Stories are left out")));
  ExpectCarousels(*findings);
}

TEST_P(InstagramAccountTest, ACarouselThatVanishesTakesOnlyItselfAway) {
  Start(Account(kPosts), {.rules = {.page_size = kPageSize}});
  const std::string carousel = IdOf(instagram().PostNumber(21));
  const size_t children = instagram().media(instagram().PostNumber(21)).children;
  const absl::StatusOr<Findings> findings = Walk({}, [&](int page) {
    if (page == 2) server_->Delete(carousel);
  });
  ASSERT_TRUE(findings.ok()) << findings.status();
  EXPECT_FALSE(findings->albums.contains(carousel));
  EXPECT_THAT(findings->photos, SizeIs(instagram().Files().size() - children));
  EXPECT_THAT(findings->notices, ElementsAre(HasSubstr("counts 43 posts")));
}

TEST_P(InstagramAccountTest, APostThatIsDeletedBetweenPagesTakesOnlyItselfAway) {
  Start(Account(kPosts), {.rules = {.page_size = kPageSize}});
  std::vector<std::string> gone;
  for (const int64_t number : {int64_t{30}, int64_t{2}}) {
    const int64_t post = instagram().PostNumber(number);
    gone.push_back(IdOf(post));
    for (int64_t child = 0; child < instagram().media(post).children; ++child) {
      gone.push_back(IdOf(instagram().ChildNumber(number, child)));
    }
  }
  const absl::StatusOr<Findings> findings = Walk({}, [&](int page) {
    if (page != 2) return;
    for (const std::string& id : gone) server_->Delete(id);
    server_->InvalidateCursors();
  });
  ASSERT_TRUE(findings.ok()) << findings.status();
  for (const int64_t number : instagram().Files()) {
    const std::string id = IdOf(number);
    if (std::find(gone.begin(), gone.end(), id) != gone.end()) continue;
    EXPECT_TRUE(findings->photos.contains(id)) << id;
  }
}

TEST_P(InstagramAccountTest, WhatIsDeletedBetweenListingAndFetchingIsGoneByName) {
  Start(Account(kPosts));
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  const v1::Photo& photo = findings->photos.at(IdOf(instagram().Files().front()));
  const absl::StatusOr<HttpFetch> seen = Locate(photo, Freshness::kCached);
  ASSERT_TRUE(seen.ok());
  server_->Delete(photo.id());
  EXPECT_NE(Fetch(*seen)->status, 200);
  EXPECT_EQ(ReasonOf(Locate(photo, Freshness::kFresh).status()), v1::SOURCE_GONE);
}

TEST_P(InstagramAccountTest, AnExpiredUrlIsLocatedAfresh) {
  Start(Account({.posts = 2}));
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok());
  const v1::Photo& photo = findings->photos.at(IdOf(0));
  const absl::StatusOr<HttpFetch> seen = Locate(photo, Freshness::kCached);
  ASSERT_TRUE(seen.ok());
  server_->AdvanceClock(absl::Hours(73));
  EXPECT_EQ(Fetch(*seen)->status, 403);
  const absl::StatusOr<HttpFetch> fresh = Locate(photo, Freshness::kFresh);
  ASSERT_TRUE(fresh.ok());
  EXPECT_EQ(Fetch(*fresh)->status, 200);
}

TEST_P(InstagramAccountTest, PostsThatOthersPublishedAreMissedAloud) {
  Start(Account({.posts = 20, .collaborations = 3}));
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok());
  EXPECT_THAT(findings->notices,
              ElementsAre(testing::AllOf(HasSubstr("counts 23 posts"), HasSubstr("listed 20"),
                                         HasSubstr("published it"))));
}

}  // namespace
}  // namespace photoferry::meta
