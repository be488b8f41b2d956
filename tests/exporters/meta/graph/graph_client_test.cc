// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/graph_client.h"

#include "common/base/hash.h"
#include "common/base/log.h"
#include "tests/exporters/meta/meta_fixture.h"
#include "tests/testing/canary.h"

namespace photoferry::meta {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class GraphClientTest : public MetaTest {
 protected:
  absl::StatusOr<Json> Get(absl::string_view path = "me", const GraphParams& params = {}) {
    ProviderContext context = Context();
    return client_.Get(path, params, context);
  }

  GraphClient client_{{.base_url = "https://graph.example/"}};
};

TEST_F(GraphClientTest, TheTokenTravelsInTheHeaderOnly) {
  http_.Answer("", R"({"id":"1"})");
  ASSERT_TRUE(Get("me", {{"fields", "id,name"}}).ok());
  const HttpRequest request = http_.requests().at(0);
  EXPECT_EQ(request.url, "https://graph.example/v25.0/me?fields=id%2Cname");
  ASSERT_EQ(request.secret_headers.size(), 1u);
  EXPECT_EQ(request.secret_headers[0].first, "Authorization");
  EXPECT_EQ(request.secret_headers[0].second.Reveal(), "Bearer " + canary::Token());
}

TEST_F(GraphClientTest, CallsAreSignedWhenThereIsAnAppSecret) {
  credential_.app_secret = Secret(canary::Token("app"));
  http_.Answer("", R"({"id":"1"})");
  ASSERT_TRUE(Get().ok());
  EXPECT_THAT(
      http_.paths().at(0),
      HasSubstr("appsecret_proof=" + HexOf(HmacSha256(canary::Token("app"), canary::Token()))));
}

TEST_F(GraphClientTest, WithoutATokenNothingIsAsked) {
  credential_.access_token = Secret();
  EXPECT_EQ(ReasonOf(Get().status()), v1::LOGIN_NEEDED);
  EXPECT_TRUE(http_.requests().empty());
}

TEST_F(GraphClientTest, TheMimeTypeDoesNotMatter) {
  http_.Answer("", HttpResponse{.status = 200,
                                .headers = {{"Content-Type", "text/javascript; charset=UTF-8"}},
                                .body = R"({"id":"1"})"});
  EXPECT_TRUE(Get().ok());
}

TEST_F(GraphClientTest, OutagesAreRepeatedWithPauses) {
  http_.Answer("", HttpResponse{.status = 502, .body = "<html>Bad gateway</html>"});
  http_.Answer("", HttpResponse{.status = 503});
  http_.Answer("", GraphErrorAnswer(2, 0, "Service temporarily unavailable", 500));
  http_.Answer("", R"({"id":"1"})");
  EXPECT_TRUE(Get().ok());
  EXPECT_EQ(http_.requests().size(), 4u);
  EXPECT_GE(Passed(), absl::Seconds(3));
}

TEST_F(GraphClientTest, AnOutageThatLastsIsHandedUp) {
  http_.Answer("", HttpResponse{.status = 500}, -1);
  EXPECT_EQ(ReasonOf(Get().status()), v1::SERVICE_DOWN);
  EXPECT_EQ(http_.requests().size(), 4u);
}

TEST_F(GraphClientTest, TransportErrorsAreRepeated) {
  http_.Answer("", Failure(v1::CONNECTION_LOST, "cut"));
  http_.Answer("", R"({"id":"1"})");
  EXPECT_TRUE(Get().ok());
}

TEST_F(GraphClientTest, ErrorsThatTimeDoesNotCureAreNotRepeated) {
  for (const auto& [code, subcode] : {std::pair(190, 463), {100, 33}, {10, 0}, {3, 0}, {368, 0}}) {
    http_.Answer("", GraphErrorAnswer(code, subcode));
    EXPECT_FALSE(Get().ok());
    EXPECT_EQ(http_.left(), 0);
  }
  EXPECT_EQ(http_.requests().size(), 5u);
}

TEST_F(GraphClientTest, ALongRetryAfterIsHandedUp) {
  http_.Answer("", HttpResponse{.status = 503, .headers = {{"Retry-After", "120"}}});
  const absl::Status status = Get().status();
  EXPECT_EQ(ReasonOf(status), v1::SERVICE_DOWN);
  EXPECT_EQ(RetryAfterOf(status), absl::Seconds(120));
  EXPECT_EQ(http_.requests().size(), 1u);
}

TEST_F(GraphClientTest, ThrottlingNamesTheMinutesOfTheHeader) {
  HttpResponse answer = GraphErrorAnswer(80002, 0, "too many calls");
  answer.headers.Add("X-Business-Use-Case-Usage",
                     R"({"17":[{"type":"instagram","call_count":100,"total_time":25,)"
                     R"("estimated_time_to_regain_access":19}]})");
  http_.Answer("", answer);
  const absl::Status status = Get().status();
  EXPECT_EQ(ReasonOf(status), v1::RATE_LIMITED);
  EXPECT_EQ(RetryAfterOf(status), absl::Minutes(19));
  // Until then nothing more is asked.
  EXPECT_EQ(ReasonOf(Get().status()), v1::RATE_LIMITED);
  EXPECT_EQ(http_.requests().size(), 1u);
}

TEST_F(GraphClientTest, AnErrorInsideASuccessIsAnError) {
  http_.Answer("", HttpResponse{.status = 200, .body = GraphErrorAnswer(190, 463).body});
  EXPECT_EQ(ReasonOf(Get().status()), v1::LOGIN_NEEDED);
}

TEST_F(GraphClientTest, WhatIsNoGraphAnswerIsMalformed) {
  for (const std::string& body : {std::string("<html>Log in to the hotel</html>"),
                                  std::string("[1,2]"), std::string(200, '['), std::string()}) {
    http_.Answer("", body, -1);
  }
  EXPECT_EQ(ReasonOf(Get().status()), v1::MALFORMED_ANSWER);
  std::string deep = R"({"data":)";
  deep += std::string(5000, '[') + std::string(5000, ']') + "}";
  ScriptedHttpClient deep_http;
  deep_http.Answer("", absl::string_view(deep), -1);
  ProviderContext context = {deep_http, scheduler_, *rng_, memory_, credential_, {}};
  EXPECT_EQ(ReasonOf(client_.Get("me", {}, context).status()), v1::MALFORMED_ANSWER);
}

TEST_F(GraphClientTest, BrokenCharactersDoNotSpoilAPage) {
  http_.Answer("", absl::string_view("{\"name\":\"caf\xE9 \\ud83d\"}"));
  const absl::StatusOr<Json> answer = Get();
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(JsonString(*answer, "name"), "caf\xEF\xBF\xBD \xEF\xBF\xBD");
}

TEST_F(GraphClientTest, StopEndsAPauseAtOnce) {
  http_.Answer("", HttpResponse{.status = 500}, -1);
  stop_.request_stop();
  EXPECT_EQ(ReasonOf(Get().status()), v1::STOPPED);
}

TEST_F(GraphClientTest, UnknownFieldsAreDroppedForGood) {
  FieldList fields("id,name,place{id,rating},alt_text_custom", {"id"});
  http_.Answer("", GraphErrorAnswer(100, 0,
                                    "(#100) Tried accessing nonexisting field (alt_text_custom) on "
                                    "node type (Photo)"));
  http_.Answer(
      "", GraphErrorAnswer(
              100, 0, "(#100) Tried accessing nonexisting field (rating) on node type (Page)"));
  http_.Answer("", R"({"id":"1"})", 2);
  ProviderContext context = Context();
  EXPECT_TRUE(client_.Get("1", fields, {}, context).ok());
  EXPECT_TRUE(client_.Get("1", fields, {}, context).ok());
  EXPECT_THAT(http_.paths(), ElementsAre(HasSubstr("alt_text_custom"), HasSubstr("rating"),
                                         "/v25.0/1?fields=id,name,place{id}",
                                         "/v25.0/1?fields=id,name,place{id}"));
}

TEST_F(GraphClientTest, ARequiredFieldIsNotDropped) {
  FieldList fields("id,images", {"id", "images"});
  http_.Answer(
      "", GraphErrorAnswer(100, 0,
                           "(#100) Tried accessing nonexisting field (images) on node type (X)"));
  ProviderContext context = Context();
  EXPECT_EQ(ReasonOf(client_.Get("1", fields, {}, context).status()), v1::BAD_REQUEST);
}

std::vector<std::string>& Lines() {
  static std::vector<std::string>& lines = *new std::vector<std::string>;
  return lines;
}

TEST_F(GraphClientTest, AnotherVersionIsToldOnce) {
  Lines().clear();
  SetLogSink([](absl::string_view line) { Lines().emplace_back(line); });
  http_.Answer(
      "", HttpResponse{.status = 200, .headers = {{"facebook-api-version", "v26.0"}}, .body = "{}"},
      3);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Get().ok());
  SetLogSink(nullptr);
  EXPECT_THAT(Lines(), ElementsAre(HasSubstr("graph_version_differs")));
}

TEST(GraphId, OnlyPlainIdsMayStandInAPath) {
  EXPECT_TRUE(IsGraphId("10150146071791729"));
  EXPECT_TRUE(IsGraphId("1_2"));
  for (const char* id : {"", "..", "1/2", "1?x", "me ", "é"}) EXPECT_FALSE(IsGraphId(id)) << id;
}

}  // namespace
}  // namespace photoferry::meta
