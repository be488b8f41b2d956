// SPDX-License-Identifier: Apache-2.0
// Pages that the person manages, against a Graph server with a generated account.
#include <set>

#include "absl/strings/match.h"
#include "common/base/status.h"
#include "tests/exporters/meta/facebook/facebook_account_fixture.h"
#include "tests/testing/canary.h"
#include "tests/testing/canary_mark.h"
#include "tests/testing/status_matchers.h"

namespace photoferry::meta {
namespace {

using demo::FaultKind;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr int kPageSize = 7;

demo::GraphOptions AccountWith(std::vector<demo::PageOptions> pages) {
  return {.account = {.seed = 5,
                      .photos = 12,
                      .videos = 2,
                      .albums = 2,
                      .style = demo::MediaStyle::kFiller,
                      .file_bytes = 4 << 10,
                      .pages = std::move(pages)}};
}

class FacebookPagesTest : public FacebookAccountTest {
 protected:
  static FacebookOptions Copying(absl::string_view pages) {
    FacebookOptions facebook;
    facebook.rules.page_size = kPageSize;
    facebook.pages = PageChoice::From(pages);
    return facebook;
  }
  void StartWith(std::vector<demo::PageOptions> pages, absl::string_view chosen = "all") {
    Start(AccountWith(std::move(pages)), Copying(chosen));
  }

  const demo::Account& page(int64_t number) const { return account().page(number); }
  // Photos, videos, reels and stories of the Page.
  static int64_t SizeOf(const demo::Account& page) {
    return page.photo_count() + page.video_count() + page.reel_count() + page.story_count();
  }
  int64_t FoundOf(const Findings& findings, int64_t number) const {
    int64_t found = 0;
    for (const auto& [id, photo] : findings.photos) {
      const auto of = photo.extras().find("page.id");
      found += of != photo.extras().end() && of->second == account().PageId(number);
    }
    return found;
  }
  int64_t Notices(const Findings& findings, absl::string_view text) const {
    return std::count_if(findings.notices.begin(), findings.notices.end(),
                         [text](const auto& notice) { return absl::StrContains(notice, text); });
  }
};

TEST_F(FacebookPagesTest, AreLeftAloneUnlessTheyAreChosen) {
  StartWith({{}}, "none");
  PF_ASSERT_OK_AND_ASSIGN(const Findings findings, Walk());
  ExpectEverything(findings);
  EXPECT_EQ(server_->counters()["me/accounts"], 0);
}

TEST_F(FacebookPagesTest, AWholeWalkFindsThePersonAndEveryPage) {
  StartWith({{.name = "Harbour"}, {.name = "Bakery", .photos = 9, .albums = 0, .stories = 5}});
  EXPECT_THAT(account_.notices, IsEmpty());
  PF_ASSERT_OK_AND_ASSIGN(const Findings findings, Walk());
  EXPECT_THAT(findings.notices, IsEmpty());
  ExpectAllOf(account(), findings);
  for (const int64_t number : {1, 2}) {
    ExpectAllOf(page(number), findings);
    EXPECT_EQ(FoundOf(findings, number), SizeOf(page(number)));
  }
  EXPECT_THAT(findings.photos, SizeIs(14 + SizeOf(page(1)) + SizeOf(page(2))));
  for (const std::string& cursor : findings.cursors) {
    EXPECT_THAT(cursor, Not(HasSubstr(PHOTOFERRY_CANARY_MARK)));
  }
}

TEST_F(FacebookPagesTest, AlbumsOfAPageAreToldApartAndTheRestLiesInOneOfItsOwn) {
  StartWith({{.name = "Harbour", .photos = 30, .videos = 4, .reels = 3, .stories = 2}});
  PF_ASSERT_OK_AND_ASSIGN(const Findings findings, Walk());
  for (int64_t a = 0; a < page(1).album_count(); ++a) {
    const demo::DemoAlbum& album = page(1).album(a);
    EXPECT_EQ(findings.albums.at(album.id).title(), "Harbour - " + album.name);
    for (int64_t i = 0; i < page(1).AlbumSize(a); ++i) {
      const std::string id = page(1).IdOf(page(1).AlbumItem(a, i));
      EXPECT_EQ(findings.placements.at(id).at(album.id), i);
    }
  }
  const std::string own = account().PageId(1);
  EXPECT_EQ(findings.albums.at(own).title(), "Harbour");
  std::set<std::string> in_none;
  for (int64_t i = 0; i < page(1).photo_count(); ++i) {
    if (!page(1).photo(i).album.has_value()) in_none.insert(page(1).photo(i).id);
  }
  for (int64_t i = 0; i < page(1).reel_count(); ++i) {
    in_none.insert(page(1).IdOf(page(1).Reel(i)));
  }
  for (int64_t i = 0; i < page(1).story_count(); ++i) {
    in_none.insert(page(1).IdOf(page(1).Story(i)));
  }
  EXPECT_GT(in_none.size(), 6u);
  for (const std::string& id : in_none) EXPECT_TRUE(findings.placements.at(id).contains(own)) << id;
}

TEST_F(FacebookPagesTest, AreChosenByIdOrName) {
  StartWith({{.name = "Harbour"}, {.name = "Bakery"}, {.name = "Choir"}}, " bakery, Harbour ");
  PF_ASSERT_OK_AND_ASSIGN(const Findings findings, Walk());
  EXPECT_GT(FoundOf(findings, 1), 0);
  EXPECT_GT(FoundOf(findings, 2), 0);
  EXPECT_EQ(FoundOf(findings, 3), 0);
  ASSERT_THAT(ConnectAs(Copying(account().PageId(3))), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const Findings third, Walk());
  EXPECT_EQ(FoundOf(third, 1), 0);
  EXPECT_EQ(FoundOf(third, 3), SizeOf(page(3)));
}

TEST_F(FacebookPagesTest, OneThatIsNotThereIsNamedWithThoseThatAre) {
  StartWith({{.name = "Harbour"}}, "Bakery,Harbour");
  EXPECT_THAT(account_.notices,
              ElementsAre(AllOf(HasSubstr("\"Bakery\" is left out"), HasSubstr("\"Harbour\" ("))));
  PF_ASSERT_OK_AND_ASSIGN(const Findings findings, Walk());
  EXPECT_EQ(FoundOf(findings, 1), SizeOf(page(1)));
}

TEST_F(FacebookPagesTest, OneWhoseTasksDoNotAllowItIsNamedAndTheOthersGoOn) {
  StartWith({{.name = "Old", .tasks = {"ADVERTISE", "ANALYZE"}},
             {.name = "New", .tasks = {"PROFILE_PLUS_ANALYZE"}, .new_page = true},
             {.name = "Good", .tasks = {"PROFILE_PLUS_MODERATE"}, .new_page = true}});
  EXPECT_THAT(account_.notices,
              ElementsAre(AllOf(HasSubstr("\"Old\""), HasSubstr("MANAGE or MODERATE")),
                          AllOf(HasSubstr("\"New\""), HasSubstr("PROFILE_PLUS_FULL_CONTROL"))));
  PF_ASSERT_OK_AND_ASSIGN(const Findings findings, Walk());
  EXPECT_EQ(FoundOf(findings, 1) + FoundOf(findings, 2), 0);
  EXPECT_EQ(FoundOf(findings, 3), SizeOf(page(3)));
  ExpectAllOf(account(), findings);
}

// Meta documents one task; a person who knows of another lets Facebook itself decide.
TEST_F(FacebookPagesTest, AreAllTriedWhereAnyTaskIsToldToDo) {
  demo::GraphOptions options =
      AccountWith({{.name = "Old", .tasks = {"ANALYZE"}},
                   {.name = "New", .tasks = {"PROFILE_PLUS_ADVERTISE"}, .new_page = true}});
  options.page_reading_tasks = {"ANALYZE"};
  FacebookOptions facebook = Copying("all");
  facebook.pages = PageChoice::From("all", " any ");
  Start(options, std::move(facebook));
  EXPECT_THAT(account_.notices, IsEmpty());
  PF_ASSERT_OK_AND_ASSIGN(const Findings findings, Walk());
  EXPECT_EQ(FoundOf(findings, 1), SizeOf(page(1)));
  EXPECT_EQ(FoundOf(findings, 2), 0);
  EXPECT_THAT(findings.notices, Contains(HasSubstr("\"New\" is left out")));
  ASSERT_THAT(ConnectAs([] {
                FacebookOptions named = Copying("all");
                named.pages = PageChoice::From("all", "ADVERTISE, MANAGE");
                return named;
              }()),
              IsOk());
  EXPECT_THAT(account_.notices,
              ElementsAre(AllOf(HasSubstr("\"Old\""), HasSubstr("ADVERTISE or MANAGE"))));
}

TEST_F(FacebookPagesTest, DeclinedAccessLeavesAllPagesOutWithANotice) {
  demo::GraphOptions options = AccountWith({{}});
  options.granted = {"public_profile", "user_photos", "user_videos", "pages_show_list"};
  Start(options, Copying("all"));
  EXPECT_THAT(account_.notices, ElementsAre(HasSubstr("pages_read_engagement")));
  PF_ASSERT_OK_AND_ASSIGN(const Findings findings, Walk());
  ExpectEverything(findings);
}

TEST_F(FacebookPagesTest, AreEnoughWhereThePersonsOwnWasDeclined) {
  demo::GraphOptions options = AccountWith({{}});
  options.granted = {"public_profile", "pages_show_list", "pages_read_engagement"};
  Start(options, Copying("all"));
  PF_ASSERT_OK_AND_ASSIGN(const Findings findings, Walk());
  EXPECT_THAT(findings.photos, SizeIs(SizeOf(page(1))));
}

TEST_F(FacebookPagesTest, CallsOfASignedAppCarryTheProofOfEachToken) {
  credential_.app_secret = Secret(canary::Token("app"));
  demo::GraphOptions options = AccountWith({{}, {}});
  options.app_secret = canary::Token("app");
  Start(options, Copying("all"));
  PF_ASSERT_OK_AND_ASSIGN(const Findings findings, Walk());
  EXPECT_EQ(FoundOf(findings, 1) + FoundOf(findings, 2), SizeOf(page(1)) + SizeOf(page(2)));
  for (const auto& [id, photo] : findings.photos) {
    PF_ASSERT_OK_AND_ASSIGN(const HttpFetch fetch, Locate(photo, Freshness::kFresh));
    EXPECT_EQ(Fetch(fetch)->status, 200);
  }
}

TEST_F(FacebookPagesTest, ARoleThatEndsInTheMiddleTakesOnlyThatPageAwayAndIsSaidOnce) {
  for (const int at : {1, 5, 9, 14}) {
    SCOPED_TRACE(at);
    StartWith({{.name = "Harbour"}, {.name = "Bakery"}});
    PF_ASSERT_OK_AND_ASSIGN(const Findings findings, Walk({}, [&](int pages) {
                              if (pages == at) server_->LoseRole(account().PageId(1));
                            }));
    ExpectAllOf(account(), findings);
    EXPECT_EQ(FoundOf(findings, 2), SizeOf(page(2)));
    EXPECT_LT(FoundOf(findings, 1), SizeOf(page(1)));
    EXPECT_EQ(Notices(findings, "The Page \"Harbour\" is left out"), 1);
  }
}

TEST_F(FacebookPagesTest, ItemsOfALostPageAreLeftOutOneByOneWithTheReason) {
  StartWith({{.name = "Harbour"}});
  PF_ASSERT_OK_AND_ASSIGN(const Findings findings, Walk());
  server_->LoseRole(account().PageId(1));
  const int64_t calls = server_->counters()["photo"];
  for (int64_t i = 0; i < 3; ++i) {
    const v1::Photo& photo = findings.photos.at(page(1).photo(i).id);
    const absl::Status status = Locate(photo, Freshness::kFresh).status();
    EXPECT_THAT(status, ReasonIs(v1::NO_MEDIA_URL));
    EXPECT_THAT(ProblemOf(status).message(), HasSubstr("Harbour"));
  }
  EXPECT_EQ(server_->counters()["photo"], calls + 1) << "once is enough to know";
  EXPECT_THAT(Locate(findings.photos.at(account().photo(0).id), Freshness::kFresh), IsOk());
}

TEST_F(FacebookPagesTest, APlaceInAPageIsGoodAfterARestart) {
  StartWith({{.name = "Harbour"}});
  PF_ASSERT_OK_AND_ASSIGN(const Findings before, Walk());
  ASSERT_THAT(ConnectAs(Copying("all")), IsOk());
  for (const std::string& cursor : before.cursors) {
    if (!absl::StrContains(cursor, "of=")) continue;
    ProviderContext context = Context();
    EXPECT_THAT(exporter_->ListPage(cursor, {}, context), IsOk()) << cursor;
  }
  const v1::Photo& reel = before.photos.at(page(1).IdOf(page(1).Reel(0)));
  PF_ASSERT_OK_AND_ASSIGN(const HttpFetch fetch, Locate(reel, Freshness::kCached));
  EXPECT_EQ(Fetch(fetch)->status, 200);
}

TEST_F(FacebookPagesTest, APageThatIsNoLongerChosenIsLeftOutOfAWalkThatGoesOn) {
  StartWith({{.name = "Harbour"}});
  ASSERT_THAT(ConnectAs(Copying("none")), IsOk());
  ProviderContext context = Context();
  const std::string cursor = "1/albums?of=" + account().PageId(1) + "&size=7";
  PF_ASSERT_OK_AND_ASSIGN(const ListedPage page, exporter_->ListPage(cursor, {}, context));
  EXPECT_THAT(page.notices, ElementsAre(HasSubstr(account().PageId(1))));
  EXPECT_THAT(page.children, IsEmpty());
}

TEST_F(FacebookPagesTest, APagesLoginThatFacebookEndsIsFetchedAfreshOnce) {
  StartWith({{.name = "Harbour"}});
  const std::string path = "/" + account().PageId(1) + "/albums";
  server_->faults().Add({.path = path, .fault = demo::GraphFault(190, 460)});
  PF_ASSERT_OK_AND_ASSIGN(const Findings findings, Walk());
  // The list gives the same one again, which is refused already.
  EXPECT_EQ(Notices(findings, "Facebook ended its login"), 1);
  EXPECT_EQ(server_->counters()["me/accounts"], 2);
  ExpectAllOf(account(), findings);
}

TEST_F(FacebookPagesTest, APersonsLostLoginIsNotTakenForALostPage) {
  StartWith({{.name = "Harbour"}});
  const absl::StatusOr<Findings> findings = Walk({}, [this](int pages) {
    if (pages == 2) server_->RevokeToken(463);
  });
  EXPECT_THAT(findings, ReasonIs(v1::LOGIN_NEEDED));
}

TEST_F(FacebookPagesTest, RefusedReelsAndStoriesLeaveTheRestOfThePage) {
  StartWith({{.name = "Harbour"}});
  for (const auto& [reels, stories] : {std::pair{demo::GraphFault(10), demo::GraphFault(100)},
                                       {demo::GraphFault(100, 33), demo::GraphFault(100, 33)}}) {
    server_->faults().Clear();
    server_->faults().Add({.path = "/video_reels", .times = -1, .fault = reels});
    server_->faults().Add({.path = "/stories", .times = -1, .fault = stories});
    PF_ASSERT_OK_AND_ASSIGN(const Findings findings, Walk());
    EXPECT_EQ(FoundOf(findings, 1), page(1).photo_count() + page(1).video_count());
    EXPECT_EQ(Notices(findings, "Reels of the Page \"Harbour\" are left out"), 1);
    EXPECT_EQ(Notices(findings, "Stories of the Page \"Harbour\" are left out"), 1);
  }
}

TEST_F(FacebookPagesTest, RefusedAlbumsOfAPageAreRebuilt) {
  StartWith({{.name = "Harbour"}});
  server_->faults().Add(
      {.path = "/" + account().PageId(1) + "/albums", .times = -1, .fault = demo::GraphFault(100)});
  PF_ASSERT_OK_AND_ASSIGN(const Findings findings, Walk());
  EXPECT_EQ(FoundOf(findings, 1), SizeOf(page(1)));
  const demo::DemoPhoto photo = page(1).photo(0);
  const demo::DemoAlbum& album = page(1).album(photo.album.value());
  EXPECT_TRUE(findings.placements.at(photo.id).contains(album.id));
  EXPECT_EQ(findings.albums.at(album.id).title(), "Harbour - " + album.name);
}

TEST_F(FacebookPagesTest, AWholePageThatIsRefusedIsLeftOutAndNamed) {
  StartWith({{.name = "Harbour"}, {.name = "Bakery"}});
  server_->faults().Add(
      {.path = "/" + account().PageId(1) + "/", .times = -1, .fault = demo::GraphFault(100, 33)});
  PF_ASSERT_OK_AND_ASSIGN(const Findings findings, Walk());
  EXPECT_EQ(FoundOf(findings, 1), 0);
  EXPECT_EQ(FoundOf(findings, 2), SizeOf(page(2)));
  EXPECT_EQ(Notices(findings, "The Page \"Harbour\" is left out"), 1);
}

TEST_F(FacebookPagesTest, ThePersonsAlbumsAndAPagesAreSelectedByTheirTitles) {
  StartWith({{.name = "Harbour"}});
  v1::Selection selection;
  selection.add_albums("Harbour - " + page(1).album(0).name);
  PF_ASSERT_OK_AND_ASSIGN(const Findings findings, Walk(selection));
  EXPECT_THAT(findings.photos, SizeIs(page(1).AlbumSize(0)));
  v1::Selection own;
  own.add_albums("Harbour");
  PF_ASSERT_OK_AND_ASSIGN(const Findings loose, Walk(own));
  EXPECT_THAT(loose.albums, SizeIs(1));
  EXPECT_GE(FoundOf(loose, 1), page(1).video_count() + page(1).reel_count());
}

TEST_F(FacebookPagesTest, OutagesInBetweenLoseNothing) {
  StartWith({{.name = "Harbour"}});
  for (const FaultKind kind : {FaultKind::kHtml, FaultKind::kReset, FaultKind::kDuplicateItem,
                               FaultKind::kEmptyBody, FaultKind::kBadCursor}) {
    server_->faults().Add({.path = "/" + account().PageId(1),
                           .skip = 1,
                           .every = 3,
                           .times = 2,
                           .fault = {.kind = kind}});
  }
  PF_ASSERT_OK_AND_ASSIGN(const Findings findings, Walk());
  EXPECT_EQ(FoundOf(findings, 1), SizeOf(page(1)));
}

TEST_F(FacebookPagesTest, PhotosOfMeAreCopiedWhereAskedFor) {
  demo::GraphOptions options = AccountWith({});
  options.account.tagged = 9;
  FacebookOptions facebook = Copying("none");
  facebook.rules.tagged = true;
  Start(options, facebook);
  PF_ASSERT_OK_AND_ASSIGN(const Findings findings, Walk());
  EXPECT_THAT(findings.photos, SizeIs(14 + 9));
  for (int64_t i = 0; i < 9; ++i) {
    const demo::DemoPhoto expected = account().photo(account().photo_count() + i);
    const v1::Photo& photo = findings.photos.at(expected.id);
    EXPECT_EQ(photo.extras().at("from.name"), expected.from.name);
    EXPECT_TRUE(findings.placements.at(expected.id).contains("tagged"));
    const auto& people = photo.people();
    EXPECT_TRUE(std::any_of(people.begin(), people.end(), [&](const auto& person) {
      return person.id() == account().user().id;
    }));
  }
}

}  // namespace
}  // namespace photoferry::meta
