// SPDX-License-Identifier: Apache-2.0
#include "common/auth/token_endpoint.h"

#include <map>

#include "absl/strings/escaping.h"
#include "common/http/calls_repeated.h"
#include "common/http/query_text.h"
#include "common/http/url.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/manual_scheduler.h"
#include "tests/testing/oauth_fixture.h"
#include "tests/testing/scripted_http_client.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;

class TokenEndpointTest : public ::testing::Test {
 protected:
  TokenEndpoint Endpoint(const OAuthServer& server = SomeServer(),
                         const OAuthApp& app = SomeApp()) {
    return TokenEndpoint(server, app, http_, scheduler_.clock());
  }
  std::map<std::string, std::string> FormOf(size_t request) const {
    return ParseQuery(http_.requests().at(request).body.value_or(HttpBody()).prefix);
  }
  // The login of a person who agreed, and what their browser brings back.
  static PendingAuthorization Pending() {
    return BeginAuthorization(SomeServer(), SomeApp(),
                              {.redirect_uri = "https://ferry.example/cb", .scopes = {"photos"}})
        .pending;
  }
  static std::string QueryOf(const PendingAuthorization& pending) {
    return QueryString(
        {{"code", MarkedSecret("the/code")}, {"state", std::string(pending.state.Reveal())}});
  }
  static Json Granted(const Json& more = Json::object()) {
    Json answer = {{"access_token", MarkedSecret("access")}, {"expires_in", 3600}};
    answer.update(more);
    return answer;
  }
  static TokenSet Tokens() {
    return {.access_token = Secret(MarkedSecret("old")),
            .refresh_token = Secret(MarkedSecret("refresh/1")),
            .scopes = {"photos"}};
  }

  ManualScheduler scheduler_;
  ScriptedHttpClient http_;
};

TEST_F(TokenEndpointTest, ExchangesACodeForTokens) {
  const PendingAuthorization pending = Pending();
  http_.AnswerJson("/token", Granted({{"refresh_token", MarkedSecret("refresh")}}));
  PF_ASSERT_OK_AND_ASSIGN(const TokenGrant grant,
                          Endpoint().Exchange(pending, QueryOf(pending), {}));
  EXPECT_EQ(grant.tokens.access_token.Reveal(), MarkedSecret("access"));
  EXPECT_EQ(grant.tokens.expires_at, scheduler_.clock().Now() + absl::Hours(1));
  ASSERT_THAT(http_.requests(), SizeIs(1));
  EXPECT_EQ(http_.requests()[0].method, "POST");
  EXPECT_EQ(http_.requests()[0].url, "https://albumia.example/token");
  const auto form = FormOf(0);
  EXPECT_THAT(form, Contains(Pair("grant_type", "authorization_code")));
  EXPECT_THAT(form, Contains(Pair("code", MarkedSecret("the/code"))));
  EXPECT_THAT(form, Contains(Pair("redirect_uri", "https://ferry.example/cb")));
  EXPECT_THAT(form, Contains(Pair("code_verifier", std::string(pending.verifier.Reveal()))));
  EXPECT_THAT(form, Contains(Pair("client_id", "ferry & co")));
  EXPECT_THAT(form, Contains(Pair("client_secret", MarkedSecret("app:secret"))));
}

TEST_F(TokenEndpointTest, AsksForNothingWhenTheAnswerIsNotOfThisLogin) {
  EXPECT_THAT(Endpoint().Exchange(Pending(), QueryOf(Pending()), {}), ReasonIs(v1::BAD_REQUEST));
  EXPECT_THAT(http_.requests(), IsEmpty());
}

TEST_F(TokenEndpointTest, ShowsTheAppInAHeaderWhereTheServerWantsItThere) {
  OAuthServer server = SomeServer();
  server.client_authentication = ClientAuthentication::kBasic;
  http_.AnswerJson("/token", Granted());
  EXPECT_THAT(Endpoint(server).Refresh(Tokens(), {}), IsOk());
  const HttpRequest request = http_.requests().at(0);
  ASSERT_THAT(request.secret_headers, SizeIs(1));
  EXPECT_EQ(request.secret_headers[0].first, "Authorization");
  // Both parts are encoded first: a colon parts them.
  EXPECT_EQ(request.secret_headers[0].second.Reveal(),
            "Basic " + absl::Base64Escape("ferry%20%26%20co:app%3Asecret-" PHOTOFERRY_CANARY_MARK));
  EXPECT_THAT(FormOf(0), Not(Contains(Key("client_secret"))));
}

TEST_F(TokenEndpointTest, OfAPublicClientSendsItsIdAlone) {
  OAuthServer server = SomeServer();
  server.client_authentication = ClientAuthentication::kBasic;
  http_.AnswerJson("/token", Granted());
  EXPECT_THAT(Endpoint(server, {.id = "ferry"}).Refresh(Tokens(), {}), IsOk());
  EXPECT_THAT(http_.requests().at(0).secret_headers, IsEmpty());
  EXPECT_THAT(FormOf(0), Contains(Pair("client_id", "ferry")));
  EXPECT_THAT(FormOf(0), Not(Contains(Key("client_secret"))));
}

TEST_F(TokenEndpointTest, NeverSendsACodeTwice) {
  CallsRepeated repeating(http_, scheduler_, *NewRng(1));
  scheduler_.AdvanceBySleeping();
  TokenEndpoint endpoint(SomeServer(), SomeApp(), repeating, scheduler_.clock());
  http_.Answer("/token", Failure(v1::CONNECTION_LOST, "The connection broke."));
  const PendingAuthorization pending = Pending();
  const auto grant = endpoint.Exchange(pending, QueryOf(pending), {});
  EXPECT_THAT(grant, ReasonIs(v1::CONNECTION_LOST));
  EXPECT_THAT(grant.status().message(), HasSubstr("asking Albumia for a login"));
  EXPECT_THAT(http_.requests(), SizeIs(1));
}

TEST_F(TokenEndpointTest, AsksForARenewalAgainWhenItsAnswerIsLost) {
  const std::unique_ptr<Rng> rng = NewRng(1);
  CallsRepeated repeating(http_, scheduler_, *rng);
  scheduler_.AdvanceBySleeping();
  TokenEndpoint endpoint(SomeServer(), SomeApp(), repeating, scheduler_.clock());
  http_.Answer("/token", Failure(v1::CONNECTION_LOST, "The connection broke."));
  http_.AnswerJson("/token", Granted({{"refresh_token", MarkedSecret("refresh/2")}}));
  PF_ASSERT_OK_AND_ASSIGN(const TokenSet tokens, endpoint.Refresh(Tokens(), {}));
  EXPECT_EQ(tokens.refresh_token.Reveal(), MarkedSecret("refresh/2"));
  EXPECT_EQ(FormOf(0), FormOf(1));
}

TEST_F(TokenEndpointTest, TakesTheNewRefreshTokenAndKeepsTheOldOneWhereThereIsNone) {
  http_.AnswerJson("/token", Granted({{"refresh_token", MarkedSecret("refresh/2")}}));
  http_.AnswerJson("/token", Granted());
  PF_ASSERT_OK_AND_ASSIGN(const TokenSet second, Endpoint().Refresh(Tokens(), {}));
  EXPECT_EQ(second.refresh_token.Reveal(), MarkedSecret("refresh/2"));
  PF_ASSERT_OK_AND_ASSIGN(const TokenSet third, Endpoint().Refresh(second, {}));
  EXPECT_EQ(third.refresh_token.Reveal(), MarkedSecret("refresh/2"));
  EXPECT_THAT(third.scopes, ElementsAre("photos"));
  EXPECT_THAT(FormOf(0), Contains(Pair("grant_type", "refresh_token")));
  EXPECT_THAT(FormOf(1), Contains(Pair("refresh_token", MarkedSecret("refresh/2"))));
}

TEST_F(TokenEndpointTest, SaysThatALoginHasEnded) {
  http_.Answer("/token", HttpResponse{.status = 400, .body = R"({"error":"invalid_grant"})"});
  const auto tokens = Endpoint().Refresh(Tokens(), {});
  EXPECT_THAT(tokens, ReasonIs(v1::LOGIN_NEEDED));
  EXPECT_THAT(tokens.status().message(), HasSubstr("has ended the login"));
}

TEST_F(TokenEndpointTest, RevokesTheWholeLoginWhereItCan) {
  http_.Answer("/revoke", "", 2);
  EXPECT_TRUE(Endpoint().CanRevoke());
  EXPECT_THAT(Endpoint().Revoke(Tokens(), {}), IsOk());
  TokenSet lone = Tokens();
  lone.refresh_token = Secret();
  EXPECT_THAT(Endpoint().Revoke(lone, {}), IsOk());
  EXPECT_THAT(FormOf(0), Contains(Pair("token", MarkedSecret("refresh/1"))));
  EXPECT_THAT(FormOf(0), Contains(Pair("token_type_hint", "refresh_token")));
  EXPECT_THAT(FormOf(1), Contains(Pair("token", MarkedSecret("old"))));
  EXPECT_THAT(FormOf(1), Contains(Pair("token_type_hint", "access_token")));
}

TEST_F(TokenEndpointTest, SaysWhyALoginWasNotRevoked) {
  http_.Answer("/revoke",
               HttpResponse{.status = 400, .body = R"({"error":"unsupported_token_type"})"});
  http_.Answer("/revoke", HttpResponse{.status = 503});
  EXPECT_THAT(Endpoint().Revoke(Tokens(), {}), ReasonIs(v1::BAD_REQUEST));
  EXPECT_THAT(Endpoint().Revoke(Tokens(), {}), ReasonIs(v1::SERVICE_DOWN));
  OAuthServer server = SomeServer();
  server.revoke_url = "";
  EXPECT_FALSE(Endpoint(server).CanRevoke());
  EXPECT_THAT(Endpoint(server).Revoke(Tokens(), {}), ReasonIs(v1::BAD_REQUEST));
}

TEST_F(TokenEndpointTest, SendsNothingInTheClear) {
  OAuthServer server = SomeServer();
  server.token_url = "http://albumia.example/token";
  EXPECT_THAT(Endpoint(server).Refresh(Tokens(), {}), ReasonIs(v1::BAD_CONFIGURATION));
  EXPECT_THAT(http_.requests(), IsEmpty());
}

}  // namespace
}  // namespace photoferry
