// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/graph_server.h"

#include <set>

#include "absl/strings/match.h"
#include "common/base/hash.h"
#include "gtest/gtest.h"
#include "tests/fakes/demo/demo_client.h"

namespace photoferry::demo {
namespace {

class GraphServerTest : public ::testing::Test {
 protected:
  void Open(GraphOptions options = {}) {
    server_ = std::make_unique<GraphServer>(std::move(options));
    ASSERT_TRUE(server_->Start().ok());
    client_ = std::make_unique<DemoClient>(*server_);
  }
  static std::set<std::string> Ids(const std::vector<Json>& items) {
    std::set<std::string> ids;
    for (const Json& item : items) ids.insert(JsonString(item, "id"));
    return ids;
  }

  std::unique_ptr<GraphServer> server_;
  std::unique_ptr<DemoClient> client_;
};

TEST_F(GraphServerTest, UnknownFieldsAreRefusedAsFacebookDoes) {
  Open();
  for (const auto& [path, field, type] : std::vector<std::array<std::string, 3>>{
           {"me/albums?fields=foo", "foo", "Album"},
           {"me/photos?type=uploaded&fields=id,filename", "filename", "Photo"},
           {"me/photos?type=uploaded&fields=album{colour}", "colour", "Album"},
           {"me/albums?fields=photos{source,length}", "length", "Photo"},
           {"me?fields=albums{photos{images{url}}}", "url", "PlatformImageSource"},
           {"me/things", "things", "User"}}) {
    const DemoClient::Answer answer = client_->Get(path);
    EXPECT_EQ(answer.status, 400) << path;
    EXPECT_EQ(answer.error_code(), 100) << path;
    EXPECT_EQ(answer.error_message(), "(#100) Tried accessing nonexisting field (" + field +
                                          ") on node type (" + type + ")");
    EXPECT_NE(JsonString(JsonMember(answer.json(), "error"), "fbtrace_id"), "");
    EXPECT_TRUE(absl::StrContains(answer.Header("WWW-Authenticate"), "invalid_request"));
  }
}

TEST_F(GraphServerTest, EveryFieldOfTheTablesIsAccepted) {
  Open();
  const std::string photo = server_->account().IdOf({NodeType::kPhoto, 3});
  EXPECT_EQ(
      client_
          ->Get(photo + "?fields=id,name,alt_text,alt_text_custom,created_time,updated_time,"
                        "backdated_time,backdated_time_granularity,width,height,images,webp_images,"
                        "link,album{id,name,type},from{id,name},place{id,name,location{city}},"
                        "name_tags{id,name,offset},event{name},page_story_id,position,target,tags")
          .status,
      200);
  EXPECT_EQ(client_
                ->Get("me/videos?fields=id,title,description,length,source,permalink_url,picture,"
                      "thumbnails{uri,width,is_preferred},format,from,place,privacy{value},"
                      "published,status{video_status},embeddable,live_status,post_id")
                .status,
            200);
}

TEST_F(GraphServerTest, DefaultFieldsComeWhenNoneAreAskedFor) {
  Open();
  const Json album = client_->Get("me/albums?limit=1").json()["data"][0];
  EXPECT_EQ(album.size(), 3u);
  EXPECT_TRUE(album.contains("created_time") && album.contains("name") && album.contains("id"));
  const Json me = client_->Get("me").json();
  EXPECT_EQ(me, (Json{{"id", server_->account().user().id}, {"name", "Zoë Ångström"}}));
  for (const Json& photo : client_->All("me/photos?type=uploaded")) {
    for (const auto& [name, value] : photo.items()) EXPECT_FALSE(value.is_null()) << name;
  }
}

TEST_F(GraphServerTest, JsonIsEscapedAsFacebookWritesIt) {
  Open();
  EXPECT_TRUE(absl::StrContains(client_->Get("me").body, "Zo\\u00eb \\u00c5ngstr\\u00f6m"));
  EXPECT_TRUE(absl::StrContains(client_->Get("me/videos?fields=source").body, "http:\\/\\/127."));
}

TEST_F(GraphServerTest, PhotosAreTaggedOnesUnlessUploadedOnesAreAskedFor) {
  Open({.account = {.photos = 9, .tagged = 4}});
  EXPECT_EQ(client_->All("me/photos").size(), 4u);
  EXPECT_EQ(client_->All("me/photos?type=uploaded").size(), 9u);
  EXPECT_EQ(client_->All("me/photos/uploaded").size(), 9u);
  EXPECT_TRUE(absl::StrContains(client_->Get("me/photos?type=mine").error_message(),
                                "must be one of {\"tagged\", \"uploaded\"}"));
}

TEST_F(GraphServerTest, PagesAreLinkedAndTheLastOneHasNoNext) {
  Open({.account = {.photos = 10, .videos = 0, .albums = 0}});
  const Json first = client_->Get("me/photos?type=uploaded&limit=6").json();
  EXPECT_EQ(first["data"].size(), 6u);
  const std::string next = JsonString(first["paging"], "next");
  EXPECT_TRUE(absl::StrContains(next, "access_token=" + server_->token()));
  const Json second = DemoClient::Fetch(next).json();
  EXPECT_EQ(second["data"].size(), 4u);
  EXPECT_FALSE(second["paging"].contains("next"));
  const std::string after = JsonString(second["paging"]["cursors"], "after");
  const Json beyond = client_->Get("me/photos?type=uploaded&limit=6&after=" + after).json();
  EXPECT_EQ(beyond, (Json{{"data", Json::array()}}));
  EXPECT_EQ(DemoClient::Fetch(JsonString(second["paging"], "previous")).json()["data"],
            first["data"]);
}

TEST_F(GraphServerTest, LimitsAreNumbersUpToTheMaximum) {
  Open({.account = {.photos = 150}});
  EXPECT_EQ(client_->Get("me/photos?limit=many").error_message(),
            "(#100) Param limit must be an integer");
  EXPECT_EQ(client_->Get("me/photos?type=uploaded&limit=500").json()["data"].size(), 100u);
  EXPECT_EQ(client_->Get("me/photos?type=uploaded").json()["data"].size(), 25u);
  Open({.refuse_larger_limit = true});
  EXPECT_EQ(client_->Get("me/photos?limit=101").error_code(), 100);
}

TEST_F(GraphServerTest, CursorsDieWithTheirItemAndWithTheProcess) {
  Open({.account = {.photos = 10}});
  const auto page = [&] { return client_->Get("me/photos?type=uploaded&limit=3").json(); };
  const std::string next = JsonString(page()["paging"], "next");
  EXPECT_EQ(DemoClient::Fetch(next).status, 200);
  server_->InvalidateCursors();
  EXPECT_EQ(DemoClient::Fetch(next).error_message(), "(#100) Invalid cursors values");
  const Json fresh = page();
  server_->Delete(JsonString(fresh["data"][2], "id"));
  EXPECT_EQ(DemoClient::Fetch(JsonString(fresh["paging"], "next")).error_code(), 100);
  EXPECT_EQ(client_->All("me/photos?type=uploaded&limit=3").size(), 9u);
  const std::string cursor = JsonString(page()["paging"]["cursors"], "after");
  EXPECT_EQ(client_->Get("me/photos?type=tagged&after=" + cursor).error_code(), 100)
      << "a cursor of another list";
}

TEST_F(GraphServerTest, SpoiledPagesKeepTheirLinks) {
  Open({.account = {.photos = 12, .albums = 0}});
  FaultScript& faults = server_->faults();
  faults.Add({.path = "/photos", .fault = {.kind = FaultKind::kEmptyPage}});
  EXPECT_EQ(client_->All("me/photos?type=uploaded&limit=4").size(), 8u);
  faults.Add({.path = "/photos", .skip = 1, .fault = {.kind = FaultKind::kShortPage}});
  EXPECT_EQ(client_->All("me/photos?type=uploaded&limit=4").size(), 10u);
  faults.Add({.path = "/photos", .skip = 1, .fault = {.kind = FaultKind::kDuplicateItem}});
  const std::vector<Json> doubled = client_->All("me/photos?type=uploaded&limit=4");
  EXPECT_EQ(doubled.size(), 13u);
  EXPECT_EQ(Ids(doubled).size(), 12u);
}

TEST_F(GraphServerTest, AlbumsListVideosAmongTheirPhotos) {
  Open({.account = {.photos = 40, .videos = 10, .albums = 3}});
  size_t items = 0;
  for (const Json& album : client_->All("me/albums?fields=id,count,photo_count")) {
    const std::string id = JsonString(album, "id");
    const std::vector<Json> listed = client_->All(id + "/photos?fields=id,images&limit=7");
    EXPECT_EQ(static_cast<int64_t>(listed.size()), JsonInt(album, "count"));
    int64_t photos = 0;
    for (const Json& item : listed) photos += item.contains("images");
    EXPECT_EQ(photos, JsonInt(album, "photo_count"));
    items += listed.size();
  }
  EXPECT_EQ(items, 36u + 5u);
}

TEST_F(GraphServerTest, ExpansionsPageOnTheirOwn) {
  Open({.account = {.photos = 40, .albums = 2}});
  const Json album =
      client_->Get("me/albums?limit=1&fields=name,photos.limit(3){id}").json()["data"][0];
  EXPECT_EQ(album["photos"]["data"].size(), 3u);
  const Json more = DemoClient::Fetch(JsonString(album["photos"]["paging"], "next")).json();
  EXPECT_EQ(more["data"].size(), 3u);
  EXPECT_NE(more["data"][0], album["photos"]["data"][0]);
}

TEST_F(GraphServerTest, ManyIdsAreOneCallAndOneBadIdSpoilsIt) {
  Open();
  const std::string photo = server_->account().IdOf({NodeType::kPhoto, 1});
  const std::string video = server_->account().IdOf({NodeType::kVideo, 1});
  const Json both = client_->Get("?ids=" + photo + "," + video + "&fields=id,created_time").json();
  EXPECT_EQ(JsonString(both[photo], "id"), photo);
  EXPECT_EQ(JsonString(both[video], "id"), video);
  EXPECT_EQ(client_->Get("?ids=" + photo + ",77").error_code(), 100);
  std::string many = photo;
  for (int i = 0; i < 50; ++i) many += "," + photo;
  EXPECT_TRUE(absl::StrContains(client_->Get("?ids=" + many).error_message(), "Maximum: 50"));
}

TEST_F(GraphServerTest, BatchesAnswerInOrderAndFillReferences) {
  Open({.account = {.albums = 3}});
  const Json batch = {
      {{"method", "GET"}, {"name", "albums"}, {"relative_url", "me/albums?fields=id"}},
      {{"relative_url", "?ids={result=albums:$.data.*.id}&fields=name"}},
      {{"relative_url", "me/nothing"}}};
  const DemoClient::Answer answer =
      client_->PostForm("/v25.0/", {{"access_token", server_->token()}, {"batch", batch.dump()}});
  ASSERT_EQ(answer.status, 200);
  const Json members = answer.json();
  EXPECT_TRUE(members[0].is_null()) << "named, and not asked for";
  EXPECT_EQ(Json::parse(JsonString(members[1], "body")).size(), 3u);
  EXPECT_EQ(JsonInt(members[2], "code"), 400);
}

TEST_F(GraphServerTest, TokensAreAskedFor) {
  Open();
  EXPECT_EQ(client_->GetWithoutToken("me").error_code(), 2500);
  EXPECT_EQ(client_->GetWithoutToken("123").error_code(), 104);
  EXPECT_EQ(client_->GetWithoutToken("me?access_token=wrong").error_code(), 190);
  EXPECT_EQ(client_->GetWithoutToken("me?access_token=" + server_->token()).status, 200);
  server_->RevokeToken(463);
  const Json error = client_->Get("me").json()["error"];
  EXPECT_EQ(JsonInt(error, "code"), 190);
  EXPECT_EQ(JsonInt(error, "error_subcode"), 463);
  server_->AcceptToken("fresh");
  EXPECT_EQ(client_->Get("me").error_code(), 190);
  EXPECT_EQ(client_->GetWithoutToken("me?access_token=fresh").status, 200);
}

TEST_F(GraphServerTest, AppSecretAsksForAProofOfTheToken) {
  Open({.app_secret = "shh"});
  EXPECT_TRUE(absl::StrContains(client_->Get("me").error_message(), "require an appsecret_proof"));
  EXPECT_TRUE(absl::StrContains(client_->Get("me?appsecret_proof=00").error_message(),
                                "Invalid appsecret_proof"));
  const std::string proof = HexOf(HmacSha256("shh", server_->token()));
  EXPECT_EQ(client_->Get("me?appsecret_proof=" + proof).status, 200);
}

TEST_F(GraphServerTest, MissingPermissionsEmptyTheEdgeOrFail) {
  Open({.granted = {"public_profile", "user_photos"}, .declined = {"user_videos"}});
  EXPECT_EQ(client_->All("me/permissions?status=declined").size(), 1u);
  EXPECT_EQ(client_->Get("me/videos").json(), (Json{{"data", Json::array()}}));
  EXPECT_EQ(client_->Get(server_->account().IdOf({NodeType::kVideo, 0})).error_code(), 100);
  Open({.granted = {"public_profile"}, .missing_permission_is_error = true});
  EXPECT_EQ(client_->Get("me/photos?type=uploaded").error_code(), 200);
}

TEST_F(GraphServerTest, AlbumEdgesCanVanish) {
  Open({.me_albums = EdgeMode::kUnsupported, .album_photos = EdgeMode::kNotPermitted});
  EXPECT_EQ(client_->Get("me/albums").error_code(), 100);
  const std::string album = server_->account().IdOf({NodeType::kAlbum, 0});
  EXPECT_EQ(client_->Get(album + "/photos").error_code(), 10);
  EXPECT_EQ(client_->Get(album).status, 200);
}

TEST_F(GraphServerTest, HeavyPagesAreRefusedUntilTheyAreSmall) {
  Open({.heavy_page = 200});
  const DemoClient::Answer heavy = client_->Get("me/photos?limit=100&fields=id,name,images");
  EXPECT_EQ(heavy.status, 500);
  EXPECT_EQ(heavy.error_code(), 1);
  EXPECT_TRUE(absl::StrContains(heavy.error_message(), "reduce the amount of data"));
  EXPECT_EQ(client_->Get("me/photos?limit=50&fields=id,name,images").status, 200);
}

TEST_F(GraphServerTest, UsageRisesAndThrottles) {
  Open({.app_budget = {.calls = 4}});
  EXPECT_TRUE(absl::StrContains(client_->Get("me").Header("X-App-Usage"), "\"call_count\":25"));
  client_->Get("me");
  client_->Get("me");
  EXPECT_TRUE(absl::StrContains(client_->Get("me").Header("X-App-Usage"), "\"call_count\":100"));
  EXPECT_EQ(client_->Get("me").error_code(), 4);
  EXPECT_EQ(server_->refused_calls(), 1);
  server_->AdvanceClock(absl::Hours(1));
  EXPECT_EQ(client_->Get("me").status, 200);
}

TEST_F(GraphServerTest, UsageCanBeScripted) {
  Open();
  server_->ScriptUsage({10, 97});
  EXPECT_TRUE(absl::StrContains(client_->Get("me").Header("X-App-Usage"), "\"call_count\":10,"));
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(absl::StrContains(client_->Get("me").Header("X-App-Usage"), "\"call_count\":97"));
  }
  server_->ScriptUsage({100});
  EXPECT_EQ(client_->Get("me").error_code(), 4);
}

TEST_F(GraphServerTest, EveryMemberOfABatchAndEveryIdOfManyCounts) {
  Open({.app_budget = {.calls = 10}});
  const std::string photo = server_->account().IdOf({NodeType::kPhoto, 1});
  const auto usage = [](const DemoClient::Answer& answer) { return answer.Header("X-App-Usage"); };
  EXPECT_TRUE(absl::StrContains(usage(client_->Get("?ids=" + photo + "," + photo + "," + photo)),
                                "\"call_count\":30"));
  const Json batch = {{{"relative_url", "me"}}, {{"relative_url", "me/albums"}}};
  client_->PostForm("/v25.0/", {{"access_token", server_->token()}, {"batch", batch.dump()}});
  EXPECT_TRUE(absl::StrContains(usage(client_->Get("me")), "\"call_count\":60"));
}

TEST_F(GraphServerTest, VersionsThatDiedAreServedByTheOldestAlive) {
  Open();
  const auto version = [&](const std::string& asked) {
    return DemoClient::Fetch(server_->base_url() + "/" + asked +
                             "/me?access_token=" + server_->token())
        .Header("facebook-api-version");
  };
  EXPECT_EQ(version("v25.0"), "v25.0");
  EXPECT_EQ(version("v9.0"), "v21.0");
  EXPECT_EQ(version("v99.0"), "");
}

TEST_F(GraphServerTest, ETagsSpareUnchangedAnswers) {
  Open();
  const DemoClient::Answer first = client_->Get("me");
  const DemoClient::Answer again = client_->Get("me", {{"If-None-Match", first.Header("ETag")}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
}

TEST_F(GraphServerTest, ScriptedErrorsStrikeAndPass) {
  Open();
  FaultScript& faults = server_->faults();
  Fault blocked = GraphFault(80001);
  blocked.wait_minutes = 7;
  const int rule = faults.Add({.path = "/me/albums", .times = 2, .fault = blocked});
  const DemoClient::Answer answer = client_->Get("me/albums");
  EXPECT_EQ(answer.error_code(), 80001);
  EXPECT_TRUE(absl::StrContains(answer.Header("X-Business-Use-Case-Usage"),
                                "\"estimated_time_to_regain_access\":7"));
  client_->Get("me/albums");
  EXPECT_EQ(client_->Get("me/albums").status, 200);
  EXPECT_EQ(faults.Struck(rule), 2);
  faults.Add({.fault = {.kind = FaultKind::kErrorIn200, .code = 2}});
  EXPECT_EQ(client_->Get("me").status, 200);
  faults.Add({.fault = {.kind = FaultKind::kHtml}});
  EXPECT_EQ(client_->Get("me").status, 502);
  faults.Add({.fault = {.kind = FaultKind::kReset}});
  EXPECT_EQ(client_->Get("me").status, 0) << "no answer at all";
}

TEST_F(GraphServerTest, TheControlIsClosedUnlessItIsAskedFor) {
  Open();
  EXPECT_EQ(DemoClient::Fetch(server_->base_url() + "/control/requests").status, 400);
  Open({.control = true});
  client_->Get("me");
  const Json counters = DemoClient::Fetch(server_->base_url() + "/control/requests").json();
  EXPECT_EQ(JsonInt(counters, "me"), 1);
}

}  // namespace
}  // namespace photoferry::demo
