// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/cdn.h"

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "tests/fakes/demo/demo_client.h"
#include "tests/fakes/demo/graph_server.h"
#include "tests/testing/manual_scheduler.h"

namespace photoferry::demo {
namespace {

class CdnTest : public ::testing::Test {
 protected:
  CdnTest()
      : server_({.account = {.photos = 5, .videos = 1},
                 .clock = &clock_,
                 .url_lifetime = absl::Hours(2)}) {}
  void SetUp() override { ASSERT_TRUE(server_.Start().ok()); }

  std::string Url() {
    const std::string id = server_.account().IdOf({NodeType::kPhoto, 0});
    const Json images = DemoClient(server_).Get(id + "?fields=images").json()["images"];
    Json best = images[0];
    for (const Json& image : images) {
      if (image["width"] > best["width"]) best = image;
    }
    return JsonString(best, "source");
  }
  DemoClient::Answer WithFault(Fault fault) {
    const std::string url = Url();
    server_.faults().Add({.server = "cdn", .fault = fault});
    return DemoClient::Fetch(url);
  }
  std::string Truth() const { return server_.account().BestFile({NodeType::kPhoto, 0})->Bytes(); }

  ManualClock clock_;
  GraphServer server_;
};

TEST_F(CdnTest, ServesTheBytesOfTheAccount) {
  const DemoClient::Answer answer = DemoClient::Fetch(Url());
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.Header("Content-Type"), "image/jpeg");
  EXPECT_EQ(answer.body, Truth());
}

TEST_F(CdnTest, UrlsExpireByTheServersClock) {
  const std::string url = Url();
  clock_.Advance(absl::Minutes(119) - absl::Minutes(1));
  EXPECT_EQ(DemoClient::Fetch(url).status, 200);
  clock_.Advance(absl::Minutes(3));
  const DemoClient::Answer expired = DemoClient::Fetch(url);
  EXPECT_EQ(expired.status, 403);
  EXPECT_EQ(expired.Header("Content-Type"), "text/plain");
  EXPECT_EQ(expired.body, "URL signature expired");
  EXPECT_EQ(DemoClient::Fetch(Url()).status, 200) << "a fresh one";
}

TEST_F(CdnTest, TamperedUrlsAreRefused) {
  std::string url = Url();
  url.replace(url.find("oe="), 4, "oe=f");
  EXPECT_EQ(DemoClient::Fetch(url).body, "URL signature mismatch");
  EXPECT_EQ(DemoClient::Fetch(server_.cdn_url() + "/v/t39.30808-6/x.jpg").status, 403);
}

TEST_F(CdnTest, RangesAreHonouredWhileTheFileIsTheSame) {
  const std::string url = Url();
  const std::string truth = Truth();
  const DemoClient::Answer part = DemoClient::Fetch(url, {{"Range", "bytes=100-199"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, truth.substr(100, 100));
  EXPECT_EQ(part.Header("Content-Range"), absl::StrCat("bytes 100-199/", truth.size()));
  const std::string etag = part.Header("ETag");
  const httplib::Headers same = {{"Range", "bytes=100-"}, {"If-Range", etag}};
  EXPECT_EQ(DemoClient::Fetch(url, same).body, truth.substr(100));
  const httplib::Headers other = {{"Range", "bytes=100-"}, {"If-Range", "\"other\""}};
  EXPECT_EQ(DemoClient::Fetch(url, other).status, 200);
  EXPECT_EQ(DemoClient::Fetch(url, {{"Range", "bytes=-7"}}).body, truth.substr(truth.size() - 7));
  EXPECT_EQ(DemoClient::Fetch(url, {{"Range", "bytes=99999999-"}}).status, 416);
}

TEST_F(CdnTest, DeletedPhotosAreGone) {
  const std::string url = Url();
  server_.Delete(server_.account().IdOf({NodeType::kPhoto, 0}));
  EXPECT_EQ(DemoClient::Fetch(url).status, 410);
}

TEST_F(CdnTest, BodiesCanBeCutShort) {
  EXPECT_EQ(WithFault({.kind = FaultKind::kTruncate, .at_byte = 500}).status, 0);
  EXPECT_EQ(WithFault({.kind = FaultKind::kCut, .at_byte = 500}).status, 0);
  EXPECT_EQ(WithFault({.kind = FaultKind::kWrongLength, .length_error = 9}).status, 0);
  EXPECT_EQ(WithFault({.kind = FaultKind::kReset}).status, 0);
  EXPECT_EQ(DemoClient::Fetch(Url()).body, Truth()) << "each fault strikes once";
}

TEST_F(CdnTest, AnswersCanLie) {
  const DemoClient::Answer page = WithFault({.kind = FaultKind::kHtml});
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.Header("Content-Type"), "text/html; charset=utf-8");
  const DemoClient::Answer garbled = WithFault({.kind = FaultKind::kGarble, .at_byte = 300});
  EXPECT_EQ(garbled.body.size(), Truth().size());
  EXPECT_NE(garbled.body, Truth());
  const DemoClient::Answer busy =
      WithFault({.kind = FaultKind::kStatus, .status = 429, .retry_after_seconds = 3});
  EXPECT_EQ(busy.status, 429);
  EXPECT_EQ(busy.Header("Retry-After"), "3");
  EXPECT_EQ(WithFault({.kind = FaultKind::kExpired}).body, "URL signature expired");
}

TEST_F(CdnTest, TokensSentToTheCdnAreNoticed) {
  DemoClient::Fetch(Url(), {{"Authorization", "Bearer leaked"}});
  EXPECT_EQ(server_.counters()["cdn/with-authorization"], 1);
}

TEST_F(CdnTest, AHundredConnectionsAreServedAtOnce) {
  const std::string url = Url();
  const std::string truth = Truth();
  std::atomic<int> good{0};
  const std::unique_ptr<Scheduler> scheduler = NewThreadScheduler();
  std::vector<std::unique_ptr<Thread>> threads;
  for (int i = 0; i < 100; ++i) {
    threads.push_back(
        scheduler->Spawn("fetch", [&] { good += DemoClient::Fetch(url).body == truth; }));
  }
  for (const auto& thread : threads) thread->Join();
  EXPECT_EQ(good, 100);
}

}  // namespace
}  // namespace photoferry::demo
