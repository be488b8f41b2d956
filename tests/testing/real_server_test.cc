// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/real_server.h"

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/scheduler.h"
#include "common/http/curl_http_client.h"
#include "gtest/gtest.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

class DavServerTest : public ::testing::TestWithParam<std::string> {
 protected:
  static std::unique_ptr<HttpClient> NewClient(Scheduler& scheduler) {
    CurlHttpClientOptions options;
    options.guard = AddressGuard(/*allow_loopback=*/true);
    return NewCurlHttpClient(scheduler, options);
  }

  // The status of a request; 0: none came.
  int Ask(const std::string& url, absl::string_view user, absl::string_view password,
          const std::string& method, const std::string& body = "") {
    HttpRequest request{.method = method, .url = url};
    request.headers.Add(
        "Authorization",
        absl::StrCat("Basic ", absl::Base64Escape(absl::StrCat(user, ":", password))));
    if (method == "PUT") request.body = HttpBody{.prefix = body};
    const auto answer = client_->Call(request, std::stop_token());
    return answer.ok() ? answer->status : 0;
  }
  int Ask(const RealServer& server, absl::string_view path, const std::string& method,
          const std::string& body = "") {
    return Ask(absl::StrCat(server.url(), path), server.user(), server.password(), method, body);
  }

  const std::unique_ptr<Scheduler> scheduler_ = NewThreadScheduler();
  const std::unique_ptr<HttpClient> client_ = NewClient(*scheduler_);
};

TEST_P(DavServerTest, KeepsWhatIsPutIntoAFolder) {
  const auto server = RealServer::Start(GetParam());
  ASSERT_THAT(server, IsOk());
  EXPECT_EQ(Ask(**server, "album/", "MKCOL"), 201);
  EXPECT_EQ(Ask(**server, "album/photo.jpg", "PUT", "some bytes"), 201);
  EXPECT_EQ(Ask(**server, "album/photo.jpg", "GET"), 200);
  EXPECT_EQ(ReadFile((*server)->storage() + "/album/photo.jpg"), "some bytes");
}

TEST_P(DavServerTest, AnswersNobodyElse) {
  const auto server = RealServer::Start(GetParam());
  ASSERT_THAT(server, IsOk());
  EXPECT_EQ(Ask((*server)->url(), "tester", "a guess", "PROPFIND"), 401);
}

TEST_P(DavServerTest, IsGoneWithItsObjectAndLeavesNothing) {
  std::string url, storage;
  {
    const auto server = RealServer::Start(GetParam());
    ASSERT_THAT(server, IsOk());
    url = (*server)->url();
    storage = (*server)->storage();
    EXPECT_TRUE(std::filesystem::exists(storage));
  }
  EXPECT_EQ(Ask(url, "tester", "any", "GET"), 0);
  EXPECT_FALSE(std::filesystem::exists(storage));
}

TEST_P(DavServerTest, RunsBesideAnotherOfItsKind) {
  const auto one = RealServer::Start(GetParam());
  const auto other = RealServer::Start(GetParam());
  ASSERT_THAT(one, IsOk());
  ASSERT_THAT(other, IsOk());
  EXPECT_NE((*one)->url(), (*other)->url());
  EXPECT_EQ(Ask(**one, "photo.jpg", "PUT", "bytes"), 201);
  EXPECT_EQ(Ask(**other, "photo.jpg", "GET"), 404);
}

INSTANTIATE_TEST_SUITE_P(Kinds, DavServerTest, ::testing::Values("apache", "lighttpd", "nginx"),
                         [](const auto& test) { return test.param; });

class ServersByNameTest : public DavServerTest {};

TEST_F(ServersByNameTest, ApacheSaysThatItsDiskIsFull) {
  RealServer::Options options;
  options.capacity_bytes = 1 << 20;
  const auto server = RealServer::Start("apache", options);
  ASSERT_THAT(server, IsOk());
  EXPECT_EQ(Ask(**server, "fits.jpg", "PUT", std::string(500 << 10, 'x')), 201);
  EXPECT_EQ(Ask(**server, "does-not.jpg", "PUT", std::string(700 << 10, 'x')), 507);
  EXPECT_EQ(Ask(**server, "does-not.jpg", "GET"), 404);
  EXPECT_EQ(Ask(**server, "fits-again.jpg", "PUT", std::string(300 << 10, 'x')), 201);
}

TEST_F(ServersByNameTest, ApacheWantsADigestWhereItWasToldSo) {
  RealServer::Options options;
  options.digest = true;
  const auto server = RealServer::Start("apache", options);
  ASSERT_THAT(server, IsOk());
  const auto answer = client_->Call({.method = "GET", .url = (*server)->url()}, std::stop_token());
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->status, 401);
  EXPECT_THAT(answer->headers.Get("WWW-Authenticate").value_or(""),
              ::testing::StartsWith("Digest "));
}

TEST_F(ServersByNameTest, AKindThatNobodyKnowsIsAnErrorThatNamesIt) {
  const auto server = RealServer::Start("gopher");
  EXPECT_THAT(server, ReasonIs(v1::UNREACHABLE));
  EXPECT_THAT(server.status().message(), ::testing::HasSubstr("gopher"));
}

TEST_F(ServersByNameTest, ALoginThatAServerDoesNotOfferIsRefused) {
  RealServer::Options options;
  options.digest = true;
  EXPECT_THAT(RealServer::Start("nginx", options), ReasonIs(v1::UNREACHABLE));
}

}  // namespace
}  // namespace photoferry
