// SPDX-License-Identifier: Apache-2.0
// Facebook Pages at the demo account's Graph API.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "gtest/gtest.h"
#include "tests/fakes/demo/demo_client.h"
#include "tests/fakes/demo/graph_server.h"

namespace photoferry::demo {
namespace {

class PagesServerTest : public ::testing::Test {
 protected:
  void Open(std::vector<PageOptions> pages, GraphOptions options = {}) {
    options.account = {.photos = 4,
                       .videos = 1,
                       .albums = 1,
                       .tagged = 2,
                       .style = MediaStyle::kFiller,
                       .file_bytes = 4 << 10,
                       .pages = std::move(pages)};
    server_ = std::make_unique<GraphServer>(options);
    ASSERT_TRUE(server_->Start().ok());
    person_ = std::make_unique<DemoClient>(*server_);
  }
  // As the Page of this number.
  DemoClient Page(size_t number) {
    const std::vector<Json> pages = person_->All("me/accounts?fields=id,access_token");
    return {server_->base_url(), JsonString(pages.at(number - 1), "access_token")};
  }

  std::unique_ptr<GraphServer> server_;
  std::unique_ptr<DemoClient> person_;
};

TEST_F(PagesServerTest, AreListedWithTasksOfEitherNamingAndTheirOwnTokens) {
  Open({{.name = "Old"}, {.name = "New", .tasks = {"PROFILE_PLUS_MODERATE"}, .new_page = true}});
  const std::vector<Json> pages = person_->All(
      "me/accounts?fields=name,tasks,access_token,has_transitioned_to_new_page_experience");
  ASSERT_EQ(pages.size(), 2u);
  EXPECT_EQ(pages[0]["name"], "Old");
  EXPECT_EQ(pages[0]["tasks"].size(), 6u);
  EXPECT_EQ(pages[1]["tasks"][0], "PROFILE_PLUS_MODERATE");
  EXPECT_EQ(pages[1]["has_transitioned_to_new_page_experience"], true);
  EXPECT_NE(pages[0]["access_token"], pages[1]["access_token"]);
  EXPECT_EQ(Page(2).Get("me").json()["name"], "New");
}

TEST_F(PagesServerTest, ShowWhatTheyHaveToTheirOwnTokenOnly) {
  Open({{.photos = 30, .videos = 4, .albums = 2, .reels = 3, .stories = 2}, {}});
  DemoClient page = Page(1);
  EXPECT_EQ(page.All("me/photos?type=uploaded").size(), 30u);
  EXPECT_EQ(page.All("me/photos").size(), 0u) << "profile pictures, if nothing else is asked for";
  EXPECT_EQ(page.All("me/videos").size(), 4u);
  EXPECT_EQ(page.All("me/video_reels").size(), 3u);
  const std::vector<Json> stories = page.All("me/stories");
  ASSERT_EQ(stories.size(), 2u);
  EXPECT_EQ(page.Get(JsonString(stories[0], "media_id") + "?fields=images").status, 200);
  EXPECT_EQ(page.Get(JsonString(stories[1], "media_id") + "?fields=source").status, 200);
  const std::string album = JsonString(page.All("me/albums")[0], "id");
  EXPECT_GT(page.All(album + "/photos").size(), 0u);
  EXPECT_EQ(person_->Get(album).error_code(), 100);
  EXPECT_EQ(Page(2).Get(album).error_code(), 100);
  EXPECT_EQ(person_->Get(server_->account().PageId(1) + "/albums").error_code(), 210);
  EXPECT_EQ(page.Get(server_->account().IdOf({NodeType::kAlbum, 0})).error_code(), 100)
      << "the person's album";
}

TEST_F(PagesServerTest, AreClosedToTasksThatDoNotAllowReading) {
  Open({{.tasks = {"ADVERTISE", "ANALYZE"}}, {.tasks = {"PROFILE_PLUS_FULL_CONTROL"}}});
  EXPECT_EQ(Page(1).Get("me/photos?type=uploaded").error_code(), 10);
  EXPECT_EQ(Page(2).Get("me/photos?type=uploaded").status, 200);
}

TEST_F(PagesServerTest, ALostRoleEndsTheTokenAndTakesThePageOffTheList) {
  Open({{}, {}});
  DemoClient page = Page(1);
  server_->faults().Add(
      {.path = "/me/videos",
       .fault = {.kind = FaultKind::kLoseRole, .target = server_->account().PageId(1)}});
  EXPECT_EQ(page.Get("me/albums").status, 200);
  const Json error = page.Get("me/videos").json()["error"];
  EXPECT_EQ(error["code"], 190);
  EXPECT_EQ(error["error_subcode"], 492);
  EXPECT_EQ(person_->All("me/accounts").size(), 1u);
  EXPECT_EQ(person_->Get("me").status, 200);
}

TEST_F(PagesServerTest, EachTokenHasAProofOfItsOwn) {
  Open({{}}, {.app_secret = "shh"});
  const auto with_proof = [](const std::string& path, const std::string& token) {
    return absl::StrCat(path, "&appsecret_proof=", HexOf(HmacSha256("shh", token)));
  };
  const Json pages =
      person_->Get(with_proof("me/accounts?fields=access_token", server_->token())).json();
  const std::string token = JsonString(pages["data"][0], "access_token");
  DemoClient page(server_->base_url(), token);
  EXPECT_EQ(page.Get(with_proof("me/videos?limit=1", token)).status, 200);
  EXPECT_EQ(page.Get(with_proof("me/videos?limit=1", server_->token())).error_code(), 100);
}

TEST_F(PagesServerTest, EachHasABudgetOfItsOwn) {
  Open({{}, {}}, {.account_budget = {.calls = 1, .window = absl::Hours(24)}});
  DemoClient first = Page(1), second = Page(2);
  EXPECT_EQ(first.Get("me").status, 200);
  EXPECT_EQ(first.Get("me").error_code(), 80001);
  EXPECT_EQ(second.Get("me").status, 200);
  EXPECT_EQ(person_->Get("me").status, 200);
}

TEST_F(PagesServerTest, TheirFilesAreTheirOwn) {
  Open({{.photos = 3}});
  const Json photo = Page(1).All("me/photos?type=uploaded&fields=images")[0];
  size_t largest = 0;
  for (const Json& image : photo["images"]) {
    largest = std::max(largest, DemoClient::Fetch(JsonString(image, "source")).body.size());
  }
  const Account& page = server_->account().page(1);
  EXPECT_EQ(largest, static_cast<size_t>(page.BestFile({NodeType::kPhoto, 0})->size()));
}

TEST_F(PagesServerTest, WhoIsMarkedInAFriendsPhotoIsTold) {
  Open({});
  const Json photo = person_->All("me/photos?fields=tags")[0];
  EXPECT_EQ(photo["tags"]["data"][0]["id"], server_->account().user().id);
  EXPECT_FALSE(person_->All("me/photos?type=uploaded&fields=tags")[0].contains("tags"));
}

}  // namespace
}  // namespace photoferry::demo
