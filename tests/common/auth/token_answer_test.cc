// SPDX-License-Identifier: Apache-2.0
#include "common/auth/token_answer.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/oauth_fixture.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);
const std::vector<std::string> kAsked = {"photos.read", "photos.append"};

absl::StatusOr<TokenGrant> Read(HttpResponse answer, const OAuthServer& server = SomeServer()) {
  return ReadTokenAnswer(std::move(answer), OAuthCall::kExchange, server, kAsked, kNow);
}
absl::StatusOr<TokenGrant> Read(const Json& body, const OAuthServer& server = SomeServer()) {
  return Read(HttpResponse{.status = 200, .body = ToText(body)}, server);
}
absl::StatusOr<TokenGrant> ReadText(int status, absl::string_view body) {
  return Read(HttpResponse{.status = status, .body = std::string(body)});
}

Json Granted(const Json& more = Json::object()) {
  Json answer = {{"access_token", MarkedSecret("access")}, {"token_type", "Bearer"}};
  answer.update(more);
  return answer;
}

TEST(TokenAnswer, IsReadWhole) {
  PF_ASSERT_OK_AND_ASSIGN(const TokenGrant grant,
                          Read(Granted({{"expires_in", 3600},
                                        {"refresh_token", MarkedSecret("refresh")},
                                        {"scope", "photos.append profile photos.read"},
                                        {"id_token", MarkedSecret("id")},
                                        {"user_id", "17"}})));
  EXPECT_EQ(grant.tokens.access_token.Reveal(), MarkedSecret("access"));
  EXPECT_EQ(grant.tokens.refresh_token.Reveal(), MarkedSecret("refresh"));
  EXPECT_EQ(grant.tokens.issued_at, kNow);
  EXPECT_EQ(grant.tokens.expires_at, kNow + absl::Hours(1));
  EXPECT_THAT(grant.tokens.scopes, ElementsAre("photos.append", "profile", "photos.read"));
  EXPECT_THAT(grant.declined, IsEmpty());
  EXPECT_EQ(JsonString(grant.more, "user_id"), "17");
  EXPECT_THAT(ToText(grant.more), Not(HasSubstr(PHOTOFERRY_CANARY_MARK)));
}

TEST(TokenAnswer, TellsWhatWasDeclined) {
  PF_ASSERT_OK_AND_ASSIGN(const TokenGrant grant, Read(Granted({{"scope", "photos.read"}})));
  EXPECT_THAT(grant.declined, ElementsAre("photos.append"));
  PF_ASSERT_OK_AND_ASSIGN(const TokenGrant none, Read(Granted({{"scope", ""}})));
  EXPECT_THAT(none.declined, ElementsAre("photos.read", "photos.append"));
}

TEST(TokenAnswer, WithoutScopesGrantsWhatWasAsked) {
  PF_ASSERT_OK_AND_ASSIGN(const TokenGrant grant, Read(Granted()));
  EXPECT_EQ(grant.tokens.scopes, kAsked);
  EXPECT_THAT(grant.declined, IsEmpty());
}

TEST(TokenAnswer, PartsScopesAsTheServerDoes) {
  OAuthServer server = SomeServer();
  server.scope_separator = ',';
  PF_ASSERT_OK_AND_ASSIGN(const TokenGrant grant,
                          Read(Granted({{"scope", "photos.read,photos.append"}}), server));
  EXPECT_THAT(grant.declined, IsEmpty());
}

TEST(TokenAnswer, MayTellNoExpiry) {
  for (const Json& told :
       {Json(), Json(0), Json(-5), Json("soon"), Json("nan"), Json("1e300"), Json::array({1})}) {
    PF_ASSERT_OK_AND_ASSIGN(const TokenGrant grant, Read(Granted({{"expires_in", told}})));
    EXPECT_EQ(grant.tokens.expires_at, std::nullopt) << told;
  }
}

TEST(TokenAnswer, TakesALifetimeInEveryFormInUse) {
  for (const Json& told : {Json(3600), Json("3600"), Json(3600.0), Json("3600.5")}) {
    PF_ASSERT_OK_AND_ASSIGN(const TokenGrant grant, Read(Granted({{"expires_in", told}})));
    EXPECT_EQ(grant.tokens.expires_at, kNow + absl::Hours(1)) << told;
  }
  PF_ASSERT_OK_AND_ASSIGN(const TokenGrant grant,
                          Read(Granted({{"expires_in", int64_t{1} << 62}})));
  EXPECT_LT(*grant.tokens.expires_at, kNow + absl::Hours(24 * 366 * 10));
}

TEST(TokenAnswer, WithoutAUsableTokenIsRefused) {
  for (const Json& token :
       {Json(), Json(""), Json(5), Json("two words"), Json("a line\r\nCookie: b"),
        Json("n\xc3\xb8n-ascii"), Json(std::string(20'000, 'x'))}) {
    EXPECT_THAT(Read(Granted({{"access_token", token}})), ReasonIs(v1::MALFORMED_ANSWER));
  }
  EXPECT_THAT(Read(Granted({{"refresh_token", "two words"}})), ReasonIs(v1::MALFORMED_ANSWER));
  EXPECT_THAT(Read(Granted({{"token_type", "mac"}})), ReasonIs(v1::MALFORMED_ANSWER));
}

TEST(TokenAnswer, ThatIsNoneIsRefusedAndNotQuoted) {
  const std::string page = "<!DOCTYPE html><p>Sign in to the hotel " + MarkedSecret("wifi");
  for (const std::string& body : {page, std::string(), std::string("[]"), std::string("\"token\""),
                                  std::string("{"), std::string("{\"access_token\":\"\xff\"}"),
                                  std::string(300 << 10, ' '), std::string(10'000, '[')}) {
    const auto grant = ReadText(200, body);
    EXPECT_THAT(grant, ReasonIs(v1::MALFORMED_ANSWER));
    EXPECT_THAT(grant.status().message(),
                AllOf(HasSubstr("Albumia"), Not(HasSubstr("hotel")), Not(HasSubstr("JSON"))));
  }
}

TEST(TokenAnswer, SaysWhatTheServerSays) {
  const char* const body = R"({"error":"invalid_grant","error_description":"code expired"})";
  for (const int status : {400, 401, 200}) {
    const auto grant = ReadText(status, body);
    EXPECT_THAT(grant, ReasonIs(v1::LOGIN_NEEDED)) << status;
    EXPECT_THAT(grant.status().message(), HasSubstr("\"code expired\""));
  }
}

TEST(TokenAnswer, OfAServerThatIsIllSaysWhenToComeBack) {
  const auto grant = Read(HttpResponse{
      .status = 503, .headers = {{"Retry-After", "120"}}, .body = "<h1>Maintenance</h1>"});
  EXPECT_THAT(grant, ReasonIs(v1::SERVICE_DOWN));
  EXPECT_EQ(RetryAfterOf(grant.status()), absl::Minutes(2));
  EXPECT_THAT(ReadText(429, ""), ReasonIs(v1::RATE_LIMITED));
  EXPECT_THAT(ReadText(401, ""), ReasonIs(v1::BAD_CONFIGURATION));
  EXPECT_THAT(ReadText(404, "<h1>Not found</h1>"), ReasonIs(v1::MALFORMED_ANSWER));
}

TEST(TokenAnswer, NeverSendsSecretsElsewhere) {
  const auto grant = Read(
      HttpResponse{.status = 307, .headers = {{"Location", "https://elsewhere.example/token"}}});
  EXPECT_THAT(grant, ReasonIs(v1::MALFORMED_ANSWER));
}

TEST(TokenAnswer, OfAnotherFormIsBroughtIntoTheStandards) {
  OAuthServer server = SomeServer();
  server.to_standard = [](Json answer) -> Json {
    if (answer.contains("error_message")) {
      return {{"error", "invalid_grant"}, {"error_description", answer["error_message"]}};
    }
    return answer["data"][0];
  };
  PF_ASSERT_OK_AND_ASSIGN(const TokenGrant grant,
                          Read({{"data", Json::array({Granted({{"user_id", 17}})})}}, server));
  EXPECT_EQ(JsonInt(grant.more, "user_id"), 17);
  const auto refused = Read(
      HttpResponse{.status = 400, .body = R"({"error_message":"Matching code was not found"})"},
      server);
  EXPECT_THAT(refused, ReasonIs(v1::LOGIN_NEEDED));
}

}  // namespace
}  // namespace photoferry
