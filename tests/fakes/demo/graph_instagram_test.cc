// SPDX-License-Identifier: Apache-2.0
// Instagram at the demo account's two hosts.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/fakes/demo/demo_client.h"
#include "tests/fakes/demo/graph_server.h"

namespace photoferry::demo {
namespace {

class InstagramServerTest : public ::testing::Test {
 protected:
  void Open(InstagramAccountOptions instagram, GraphOptions options = {}) {
    options.account = {.photos = 2,
                       .videos = 0,
                       .albums = 0,
                       .style = MediaStyle::kFiller,
                       .file_bytes = 4 << 10,
                       .instagram = std::move(instagram)};
    server_ = std::make_unique<GraphServer>(options);
    ASSERT_TRUE(server_->Start().ok());
    facebook_ = std::make_unique<DemoClient>(server_->base_url(), server_->token());
    instagram_ = std::make_unique<DemoClient>(server_->instagram_url(), server_->instagram_token());
    user_ = server_->account().IdOf({NodeType::kIgUser, 0});
  }
  std::string IdOf(int64_t number) const {
    return server_->account().IdOf({NodeType::kIgMedia, number});
  }

  std::unique_ptr<GraphServer> server_;
  std::unique_ptr<DemoClient> facebook_, instagram_;
  std::string user_;
};

TEST_F(InstagramServerTest, ThePageLeadsToTheAccount) {
  Open({.posts = 6, .other_accounts = 2});
  const std::vector<Json> pages = facebook_->All(
      "me/accounts?fields=name,tasks,instagram_business_account{username,media_count}");
  ASSERT_EQ(pages.size(), 3u);
  EXPECT_EQ(pages[0]["instagram_business_account"]["id"], user_);
  EXPECT_EQ(pages[0]["instagram_business_account"]["media_count"], 6);
  EXPECT_EQ(pages[0]["tasks"].size(), 6u);
  EXPECT_EQ(pages[2]["instagram_business_account"]["username"], "zoe.angstrom.3");
}

TEST_F(InstagramServerTest, TheAccountHasABudgetOfItsOwnAtBothHosts) {
  Open({.posts = 1}, {.account_budget = {.calls = 4, .window = absl::Hours(24)}});
  const auto usage = [](const DemoClient::Answer& answer) {
    return Json::parse(answer.Header("X-Business-Use-Case-Usage"), nullptr, false);
  };
  facebook_->Get("me");  // on the app's budget
  EXPECT_EQ(usage(facebook_->Get(user_ + "/media"))[user_][0]["call_count"], 25);
  EXPECT_EQ(usage(instagram_->Get("me"))[user_][0]["call_count"], 50);
  instagram_->Get("me");
  EXPECT_EQ(usage(instagram_->Get("me"))[user_][0]["estimated_time_to_regain_access"], 24 * 60);
  EXPECT_EQ(instagram_->Get("me").error_code(), 80002);
  EXPECT_EQ(server_->refused_calls(), 1);
}

TEST_F(InstagramServerTest, TheTwoHostsTakeTheirOwnTokensOnly) {
  Open({.posts = 1});
  EXPECT_EQ(DemoClient(server_->base_url(), server_->instagram_token()).Get("me").error_code(),
            190);
  EXPECT_EQ(DemoClient(server_->instagram_url(), server_->token()).Get("me").error_code(), 190);
  server_->RevokeToken(463);
  EXPECT_EQ(facebook_->Get("me").error_code(), 190);
  EXPECT_EQ(instagram_->Get("me").error_code(), 190);
  server_->AcceptToken(server_->instagram_token());
  EXPECT_EQ(instagram_->Get("me").status, 200);
}

TEST_F(InstagramServerTest, InstagramLoginsUserHasTwoIdsAndMayComeWrapped) {
  Open({.posts = 1});
  const Json me = instagram_->Get("me?fields=user_id,username,account_type").json();
  EXPECT_EQ(JsonString(me, "user_id"), user_);
  EXPECT_NE(JsonString(me, "id"), user_);
  EXPECT_EQ(JsonString(me, "account_type"), "BUSINESS");
  Open({.posts = 1}, {.wrapped_me = true});
  const Json wrapped = instagram_->Get("me?fields=user_id").json();
  EXPECT_EQ(JsonString(wrapped["data"][0], "user_id"), user_);
  EXPECT_EQ(instagram_->Get(user_ + "/media").status, 200);
}

TEST_F(InstagramServerTest, EachHostKnowsItsOwnFieldsAndNodes) {
  Open({.posts = 3});
  const std::string media = IdOf(0);
  EXPECT_EQ(facebook_->Get(media + "?fields=ig_id,media_audio_type,video_title").status, 200);
  for (const char* field : {"ig_id", "media_audio_type", "collaborators"}) {
    const DemoClient::Answer answer = instagram_->Get(absl::StrCat(media, "?fields=", field));
    EXPECT_EQ(answer.error_message(), absl::StrCat("(#100) Tried accessing nonexisting field (",
                                                   field, ") on node type (IGMedia)"));
  }
  EXPECT_EQ(instagram_->Get(media + "?fields=media_product_type").status, 200);
  EXPECT_EQ(facebook_->Get("me?fields=instagram_business_account").error_code(), 100);
  EXPECT_EQ(facebook_->Get(user_ + "?fields=user_id").error_code(), 100);
  EXPECT_EQ(instagram_->Get(server_->account().IdOf({NodeType::kPhoto, 0})).error_code(), 100);
}

TEST_F(InstagramServerTest, ACarouselHasItsChildrenInOrderAndNoPagesOfThem) {
  Open({.posts = 2});
  const std::string carousel = IdOf(server_->account().instagram().PostNumber(1));
  const Json post =
      facebook_->Get(carousel + "?fields=media_type,media_url,children{media_url,caption}").json();
  EXPECT_EQ(JsonString(post, "media_type"), "CAROUSEL_ALBUM");
  const Json& children = post["children"]["data"];
  ASSERT_GE(children.size(), 2u);
  EXPECT_FALSE(post["children"].contains("paging"));
  EXPECT_EQ(post["media_url"], children[0]["media_url"]);
  for (size_t child = 0; child < children.size(); ++child) {
    const int64_t number = server_->account().instagram().ChildNumber(1, child);
    EXPECT_EQ(JsonString(children[child], "id"), IdOf(number));
    EXPECT_FALSE(children[child].contains("caption"));
  }
  EXPECT_EQ(facebook_->All(carousel + "/children").size(), children.size());
}

TEST_F(InstagramServerTest, TheLastPageTellsOnlyWhereItBegan) {
  Open({.posts = 5});
  const Json first = facebook_->Get(user_ + "/media?limit=3").json();
  EXPECT_TRUE(first["paging"]["cursors"].contains("after"));
  const Json last = DemoClient::Fetch(JsonString(first["paging"], "next")).json();
  EXPECT_EQ(last["data"].size(), 2u);
  EXPECT_TRUE(last["paging"]["cursors"].contains("before"));
  EXPECT_FALSE(last["paging"]["cursors"].contains("after"));
  EXPECT_FALSE(last["paging"].contains("next"));
}

TEST_F(InstagramServerTest, AWithheldVideoHasNoUrlButAStillPicture) {
  Open({.posts = 4, .withheld_one_in = 1});
  const std::string reel = IdOf(server_->account().instagram().PostNumber(3));
  const Json video =
      facebook_->Get(reel + "?fields=media_url,thumbnail_url,media_audio_type").json();
  EXPECT_FALSE(video.contains("media_url"));
  EXPECT_EQ(JsonString(video, "media_audio_type"), "MUSIC");
  const DemoClient::Answer still = DemoClient::Fetch(JsonString(video, "thumbnail_url"));
  EXPECT_EQ(still.status, 200);
  EXPECT_EQ(still.Header("Content-Type"), "image/jpeg");
}

TEST_F(InstagramServerTest, StoriesEndAfterADayAndUrlsAfterThree) {
  Open({.posts = 1, .stories = 2});
  const std::string url =
      JsonString(facebook_->Get(IdOf(0) + "?fields=media_url").json(), "media_url");
  EXPECT_EQ(DemoClient::Fetch(url).body, server_->account().InstagramFile(0)->Bytes());
  EXPECT_EQ(instagram_->All("me/stories").size(), 2u);
  EXPECT_EQ(instagram_->All("me/media").size(), 1u);
  server_->AdvanceClock(absl::Hours(24));
  EXPECT_EQ(instagram_->All("me/stories").size(), 0u);
  const std::string story = IdOf(server_->account().instagram().StoryNumber(0));
  EXPECT_EQ(facebook_->Get(story).error_code(), 100);
  server_->AdvanceClock(absl::Hours(49));
  EXPECT_EQ(DemoClient::Fetch(url).body, "URL signature expired");
}

TEST_F(InstagramServerTest, PermissionsAndTiesDecideWhatIsShown) {
  Open({.posts = 1}, {.granted = {"public_profile", "pages_show_list"}});
  EXPECT_EQ(facebook_->Get(user_ + "/media").error_code(), 100);
  EXPECT_FALSE(facebook_->All("me/accounts?fields=instagram_business_account")[0].contains(
      "instagram_business_account"));
  Open({.posts = 1}, {.granted = {"public_profile", "instagram_basic"}});
  EXPECT_TRUE(facebook_->All("me/accounts").empty());
  Open({.posts = 1, .tie = PageTie::kConnected});
  const Json page = facebook_->All(
      "me/accounts?fields=instagram_business_account,connected_instagram_account{username}")[0];
  EXPECT_FALSE(page.contains("instagram_business_account"));
  EXPECT_EQ(JsonString(page["connected_instagram_account"], "username"), "zoe.angstrom");
}

TEST_F(InstagramServerTest, AnAccountWithoutInstagramHasNeitherPageNorHost) {
  Open({});
  EXPECT_EQ(server_->instagram_url(), "");
  EXPECT_TRUE(facebook_->All("me/accounts").empty());
}

}  // namespace
}  // namespace photoferry::demo
