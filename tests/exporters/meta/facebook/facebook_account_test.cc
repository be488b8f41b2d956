// SPDX-License-Identifier: Apache-2.0
// The exporter with the real HTTP client against a Graph server with a generated account.
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/exporters/meta/facebook/facebook_account_fixture.h"
#include "tests/testing/canary.h"

namespace photoferry::meta {
namespace {

using demo::EdgeMode;
using demo::FaultKind;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int kPageSize = 7;
const demo::AccountOptions kAccount = {.seed = 5, .photos = 90, .videos = 9, .albums = 5};

TEST_F(FacebookAccountTest, AWholeWalkFindsTheWholeAccount) {
  Start({.account = kAccount});
  EXPECT_EQ(account_.account_key, account().user().id);
  EXPECT_EQ(account_.display_name, account().user().name);
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  ExpectEverything(*findings);
  ExpectAlbumsInOrder(*findings);
  EXPECT_THAT(findings->notices, IsEmpty());
  for (const std::string& cursor : findings->cursors) {
    EXPECT_FALSE(absl::StrContains(cursor, server_->token()));
    EXPECT_FALSE(absl::StrContains(cursor, "http"));
  }
}

TEST_F(FacebookAccountTest, SmallPagesAndASignedAppFindTheSame) {
  credential_.app_secret = Secret(canary::Token("app"));
  Start({.account = kAccount, .app_secret = canary::Token("app")}, kPageSize);
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  ExpectEverything(*findings);
  ExpectAlbumsInOrder(*findings);
}

TEST_F(FacebookAccountTest, OutagesInBetweenLoseNothing) {
  Start({.account = kAccount}, kPageSize);
  for (const FaultKind kind : {FaultKind::kHtml, FaultKind::kReset, FaultKind::kDuplicateItem}) {
    server_->faults().Add(
        {.path = "/me/photos", .skip = 1, .every = 3, .times = 2, .fault = {.kind = kind}});
  }
  server_->faults().Add({.path = "/photos", .skip = 2, .times = 2, .fault = demo::GraphFault(2)});
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  ExpectEverything(*findings);
}

TEST_F(FacebookAccountTest, AnEmptyPageDoesNotEndAListing) {
  Start({.account = kAccount}, kPageSize);
  server_->faults().Add({.path = "/me/photos", .fault = {.kind = FaultKind::kEmptyPage}});
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  // The server withheld one page; all that came after it is there.
  EXPECT_GE(findings->photos.size(), 90u + 9u - kPageSize);
}

TEST_F(FacebookAccountTest, PagesThatAreTooHeavyAreHalved) {
  Start({.account = kAccount, .heavy_page = 300});
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  ExpectEverything(*findings);
  ExpectAlbumsInOrder(*findings);
}

TEST_F(FacebookAccountTest, RefusedAlbumsAreRebuilt) {
  for (const EdgeMode mode : {EdgeMode::kUnsupported, EdgeMode::kUnsupportedGet,
                              EdgeMode::kNotPermitted, EdgeMode::kDenied}) {
    Start({.account = kAccount, .me_albums = mode}, kPageSize);
    const absl::StatusOr<Findings> findings = Walk();
    ASSERT_TRUE(findings.ok()) << findings.status();
    ExpectEverything(*findings);
    for (int64_t i = 0; i < account().photo_count(); ++i) {
      const demo::DemoPhoto photo = account().photo(i);
      if (!photo.album.has_value()) continue;
      const demo::DemoAlbum& album = account().album(*photo.album);
      ASSERT_TRUE(findings->placements.contains(photo.id));
      EXPECT_TRUE(findings->placements.at(photo.id).contains(album.id));
      EXPECT_EQ(findings->albums.at(album.id).title(), album.name);
    }
    EXPECT_THAT(findings->notices, Contains(HasSubstr("does not let albums be listed")));
  }
}

TEST_F(FacebookAccountTest, RefusedAlbumPhotosAreFoundAmongTheUploads) {
  Start({.account = kAccount, .album_photos = EdgeMode::kNotPermitted}, kPageSize);
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  ExpectEverything(*findings);
  EXPECT_THAT(findings->albums, SizeIs(account().album_count()));
  for (int64_t i = 0; i < account().photo_count(); ++i) {
    const demo::DemoPhoto photo = account().photo(i);
    EXPECT_EQ(findings->placements.contains(photo.id), photo.album.has_value());
  }
}

TEST_F(FacebookAccountTest, AnAlbumThatVanishesTakesOnlyItselfAway) {
  Start({.account = kAccount}, kPageSize);
  const absl::StatusOr<Findings> findings = Walk({}, [this](int page) {
    if (page == 2) server_->Delete(account().album(2).id);
  });
  ASSERT_TRUE(findings.ok()) << findings.status();
  EXPECT_THAT(findings->notices, Contains(HasSubstr("vanished")));
  EXPECT_THAT(findings->photos, Contains(::testing::Key(account().photo(0).id)));
}

TEST_F(FacebookAccountTest, ADeclinedPermissionLeavesThatPartOut) {
  Start({.account = kAccount,
         .granted = {"public_profile", "user_photos"},
         .declined = {"user_videos"},
         .missing_permission_is_error = true});
  EXPECT_THAT(account_.notices, Contains(HasSubstr("user_videos")));
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  EXPECT_EQ(server_->counters()["me/videos"], 0);
  for (int64_t i = 0; i < account().photo_count(); ++i) {
    EXPECT_TRUE(findings->photos.contains(account().photo(i).id));
  }
}

TEST_F(FacebookAccountTest, CursorsThatDieInTheMiddleDoNotLoseAnything) {
  Start({.account = kAccount}, kPageSize);
  const absl::StatusOr<Findings> findings = Walk({}, [this](int page) {
    if (page == 4 || page == 12) server_->InvalidateCursors();
  });
  ASSERT_TRUE(findings.ok()) << findings.status();
  ExpectEverything(*findings);
  ExpectAlbumsInOrder(*findings);
}

TEST_F(FacebookAccountTest, APhotoThatIsDeletedBetweenPagesTakesOnlyItselfAway) {
  Start({.account = kAccount}, kPageSize);
  // Those of the last pages, before they are listed; and the one that a cursor stands on.
  const std::vector<int64_t> gone = {account().photo_count() - 1, account().photo_count() - 2, 3};
  const absl::StatusOr<Findings> findings = Walk({}, [&](int page) {
    if (page != 3) return;
    for (const int64_t photo : gone) server_->Delete(account().photo(photo).id);
    server_->InvalidateCursors();
  });
  ASSERT_TRUE(findings.ok()) << findings.status();
  for (int64_t i = 0; i < account().photo_count(); ++i) {
    if (std::find(gone.begin(), gone.end(), i) != gone.end()) continue;
    EXPECT_TRUE(findings->photos.contains(account().photo(i).id)) << i;
  }
  for (int64_t i = 0; i < account().video_count(); ++i) {
    EXPECT_TRUE(findings->photos.contains(account().video(i).id)) << i;
  }
}

TEST_F(FacebookAccountTest, PagesThatRepeatWhatTheOneBeforeHadDoubleNothing) {
  Start({.account = kAccount}, kPageSize);
  server_->faults().Add({.path = "/photos",
                         .skip = 1,
                         .every = 2,
                         .times = -1,
                         .fault = {.kind = FaultKind::kDuplicateItem}});
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  ExpectEverything(*findings);
}

TEST_F(FacebookAccountTest, ASelectedAlbumIsAllThatIsWalked) {
  Start({.account = kAccount});
  v1::Selection selection;
  selection.add_albums(account().album(1).name);
  const absl::StatusOr<Findings> findings = Walk(selection);
  ASSERT_TRUE(findings.ok()) << findings.status();
  EXPECT_THAT(findings->albums, Contains(::testing::Key(account().album(1).id)));
  EXPECT_EQ(server_->counters()["me/photos"], 0);
  EXPECT_LE(server_->counters()["me/videos"], 1) << "where the album's own videos are looked up";
  for (const auto& [id, photo] : findings->photos) {
    EXPECT_TRUE(findings->placements.contains(id));
  }
}

TEST_F(FacebookAccountTest, LocationsLeadToTheLargestFile) {
  Start({.account = {.seed = 5, .photos = 6, .videos = 2, .albums = 2}});
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  const int64_t calls = server_->counters()["photo"] + server_->counters()["video"];
  for (const auto& [id, photo] : findings->photos) {
    const absl::StatusOr<HttpFetch> fetch = Locate(photo, Freshness::kCached);
    ASSERT_TRUE(fetch.ok()) << fetch.status();
    EXPECT_EQ(fetch->origin, UrlOrigin::kData);
    const absl::StatusOr<HttpResponse> answer = Fetch(*fetch);
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->status, 200);
    const std::optional<demo::Node> node = account().Find(id);
    ASSERT_TRUE(node.has_value());
    EXPECT_EQ(static_cast<int64_t>(answer->body.size()), account().BestFile(*node)->size());
  }
  EXPECT_EQ(server_->counters()["photo"] + server_->counters()["video"], calls);
}

TEST_F(FacebookAccountTest, AnExpiredUrlIsLocatedAfresh) {
  Start({.account = {.seed = 5, .photos = 3, .videos = 1, .albums = 1}});
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  server_->AdvanceClock(absl::Hours(24 * 7));
  for (const auto& [id, photo] : findings->photos) {
    const absl::StatusOr<HttpFetch> stale = Locate(photo, Freshness::kCached);
    ASSERT_TRUE(stale.ok());
    EXPECT_EQ(Fetch(*stale)->status, 403);
    const absl::StatusOr<HttpFetch> fresh = Locate(photo, Freshness::kFresh);
    ASSERT_TRUE(fresh.ok()) << fresh.status();
    EXPECT_EQ(Fetch(*fresh)->status, 200);
  }
}

TEST_F(FacebookAccountTest, ADeletedPhotoIsGoneAndALostLoginIsALostLogin) {
  Start({.account = {.seed = 5, .photos = 3, .videos = 1, .albums = 1}});
  const absl::StatusOr<Findings> findings = Walk();
  ASSERT_TRUE(findings.ok()) << findings.status();
  const v1::Photo photo = findings->photos.at(account().photo(0).id);
  server_->Delete(photo.id());
  EXPECT_EQ(ReasonOf(Locate(photo, Freshness::kFresh).status()), v1::SOURCE_GONE);
  server_->RevokeToken(463);
  EXPECT_EQ(ReasonOf(Locate(photo, Freshness::kFresh).status()), v1::LOGIN_NEEDED);
}

TEST_F(FacebookAccountTest, ThrottlingClosesTheAccountForAWhile) {
  Start({.account = kAccount});
  server_->faults().Add(
      {.path = "/me/albums",
       .fault = {.kind = FaultKind::kGraphError, .code = 17, .wait_minutes = 12}});
  const absl::Status status = Walk().status();
  EXPECT_EQ(ReasonOf(status), v1::RATE_LIMITED);
  EXPECT_EQ(RetryAfterOf(status), absl::Minutes(12));
  EXPECT_EQ(ReasonOf(Walk().status()), v1::RATE_LIMITED);
  EXPECT_LE(server_->counters()["me/albums"], 1);
}

}  // namespace
}  // namespace photoferry::meta
