// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/nextcloud/nextcloud_server.h"

#include <memory>
#include <stop_token>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/json.h"
#include "common/base/scheduler.h"
#include "common/http/curl_http_client.h"
#include "gtest/gtest.h"
#include "tests/testing/status_matchers.h"

namespace photoferry::fakes {
namespace {

using Kind = Fault::Kind;

class NextcloudServerTest : public ::testing::Test {
 protected:
  static std::unique_ptr<HttpClient> NewClient(Scheduler& scheduler) {
    CurlHttpClientOptions options;
    options.guard = AddressGuard(/*allow_loopback=*/true);
    return NewCurlHttpClient(scheduler, options);
  }
  absl::StatusOr<HttpResponse> Ask(const std::string& method, const std::string& url,
                                   std::string body = "", HttpHeaders headers = {}) {
    HttpRequest request{.method = method, .url = url, .headers = std::move(headers)};
    request.headers.Add("Authorization", "Basic " + absl::Base64Escape("ada:an app password"));
    if (!body.empty()) request.body = HttpBody{.prefix = std::move(body)};
    return client_->Call(request, std::stop_token());
  }
  std::string File(absl::string_view path) { return absl::StrCat(server_.files_url(), path); }

  const std::unique_ptr<Scheduler> scheduler_ = NewThreadScheduler();
  const std::unique_ptr<HttpClient> client_ = NewClient(*scheduler_);
  NextcloudServer server_;
};

TEST_F(NextcloudServerTest, CarriesFilesBothWays) {
  std::string bytes(3 << 20, '\0');
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7 + (i >> 10));
  const auto put = Ask("PUT", File("%F0%9F%98%80.jpg"), bytes, {{"X-OC-Mtime", "1234567890"}});
  ASSERT_THAT(put, IsOk());
  EXPECT_EQ(put->status, 201);
  EXPECT_EQ(put->headers.Get("X-OC-MTime"), "accepted");
  EXPECT_EQ(server_.service().Files().at(0).path, "😀.jpg");
  const auto got = Ask("GET", File("%F0%9F%98%80.jpg"));
  ASSERT_THAT(got, IsOk());
  EXPECT_TRUE(got->body == bytes);
}

TEST_F(NextcloudServerTest, KnowsEveryMethodOfWebDav) {
  EXPECT_EQ(Ask("MKCOL", File("a"))->status, 201);
  EXPECT_EQ(Ask("PROPFIND", File("a"))->status, 207);
  EXPECT_EQ(Ask("MOVE", File("a"), "", {{"Destination", File("b")}})->status, 201);
  EXPECT_EQ(Ask("COPY", File("b"), "", {{"Destination", File("c")}})->status, 201);
  EXPECT_EQ(Ask("DELETE", File("b"))->status, 204);
  EXPECT_EQ(Ask("OPTIONS", File(""))->headers.Get("DAV"), "1, 3, extended-mkcol");
}

TEST_F(NextcloudServerTest, RefusesByTheHeadWhileTheBodyIsComing) {
  server_.service().SetCapacity(1 << 20);
  const auto put = Ask("PUT", File("large.mp4"), std::string(64 << 20, 'x'));
  ASSERT_THAT(put, IsOk());
  EXPECT_EQ(put->status, 507);
  EXPECT_TRUE(put->early);
  EXPECT_EQ(server_.service().Log().back().body_bytes, 0);
}

TEST_F(NextcloudServerTest, HangsUpInTheMiddleOfABody) {
  server_.service().faults().Add(
      {.call = "PUT", .kind = Kind::kCloseMidway, .after_bytes = 1 << 20});
  EXPECT_THAT(Ask("PUT", File("p.jpg"), std::string(8 << 20, 'x')), ReasonIs(v1::CONNECTION_LOST));
  EXPECT_TRUE(server_.service().Files().empty());
  const ServedRequest served = server_.service().Log().at(0);
  EXPECT_EQ(served.status, 0);
  EXPECT_GE(served.body_bytes, 1 << 20);
  EXPECT_LT(served.body_bytes, 2 << 20);
}

TEST_F(NextcloudServerTest, LosesAnAnswerAfterItsEffect) {
  server_.service().faults().Add({.call = "PUT", .kind = Kind::kCloseAfter});
  EXPECT_THAT(Ask("PUT", File("p.jpg"), "bytes"), ReasonIs(v1::CONNECTION_LOST));
  EXPECT_EQ(server_.service().Files().size(), 1U);
}

TEST_F(NextcloudServerTest, TellsAnotherProcessWhatItHolds) {
  ASSERT_EQ(Ask("PUT", File("p.jpg"), "abc")->status, 201);
  const auto inventory = Ask("GET", server_.url() + "/control/inventory");
  ASSERT_THAT(inventory, IsOk());
  const Json files = ParseJson(inventory->body).value_or(Json())["files"];
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0]["sha256"], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const auto log = Ask("GET", server_.url() + "/control/log");
  ASSERT_THAT(log, IsOk());
  EXPECT_EQ(ParseJson(log->body).value_or(Json())[0]["body_bytes"], 3);
}

TEST_F(NextcloudServerTest, TakesFaultsFromAnotherProcess) {
  const std::string control = server_.url() + "/control/faults";
  EXPECT_EQ(Ask("POST", control, R"([{"call": "GET", "kind": "nonsense"}])")->status, 400);
  EXPECT_EQ(Ask("POST", control, R"([{"call": "GET", "kind": "status", "times": -1}])")->status,
            204);
  EXPECT_EQ(Ask("GET", File("none"))->status, 503);
  EXPECT_EQ(Ask("DELETE", control)->status, 204);
  EXPECT_EQ(Ask("GET", File("none"))->status, 404);
}

}  // namespace
}  // namespace photoferry::fakes
