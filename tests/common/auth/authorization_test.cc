// SPDX-License-Identifier: Apache-2.0
#include "common/auth/authorization.h"

#include <map>

#include "absl/strings/escaping.h"
#include "common/base/hash.h"
#include "common/http/query_text.h"
#include "common/http/url.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/oauth_fixture.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

const AuthorizationRequest kRequest = {.redirect_uri = LoopbackRedirectUri(49152, "cb"),
                                       .scopes = {"photos.read", "photos.append"}};

std::map<std::string, std::string> ParametersOf(const Authorization& login) {
  return ParseQuery(QueryOf(login.url));
}

// What the server sends the browser back with.
std::string Redirect(const Authorization& login,
                     std::vector<std::pair<std::string, std::string>> parameters) {
  parameters.emplace_back("state", std::string(login.pending.state.Reveal()));
  return QueryString(parameters);
}

TEST(AuthorizationRequest, AsksForACodeAtTheRedirectAddress) {
  const Authorization login = BeginAuthorization(SomeServer(), SomeApp(), kRequest);
  EXPECT_THAT(login.url, StartsWith("https://albumia.example/login?response_type=code&"));
  const auto parameters = ParametersOf(login);
  EXPECT_THAT(parameters, Contains(Pair("client_id", "ferry & co")));
  EXPECT_THAT(parameters, Contains(Pair("redirect_uri", "http://127.0.0.1:49152/cb")));
  EXPECT_THAT(parameters, Contains(Pair("scope", "photos.read photos.append")));
  EXPECT_THAT(parameters, Contains(Pair("state", std::string(login.pending.state.Reveal()))));
  EXPECT_THAT(login.url, Not(HasSubstr(PHOTOFERRY_CANARY_MARK)));  // the app's secret stays here
}

TEST(AuthorizationRequest, ShowsTheHashOfItsVerifierAndNotTheVerifier) {
  const Authorization login = BeginAuthorization(SomeServer(), SomeApp(), kRequest);
  EXPECT_EQ(login.pending.verifier.Reveal().size(), 43);
  const auto parameters = ParametersOf(login);
  EXPECT_THAT(parameters, Contains(Pair("code_challenge", PkceChallenge(login.pending.verifier))));
  EXPECT_THAT(parameters, Contains(Pair("code_challenge_method", "S256")));
  EXPECT_THAT(login.url, Not(HasSubstr(std::string(login.pending.verifier.Reveal()))));
}

TEST(AuthorizationRequest, KnowsTheChallengeOfTheStandardsExample) {
  EXPECT_EQ(PkceChallenge(Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST(AuthorizationRequest, IsNeverTheSameTwice) {
  const Authorization one = BeginAuthorization(SomeServer(), SomeApp(), kRequest);
  const Authorization other = BeginAuthorization(SomeServer(), SomeApp(), kRequest);
  EXPECT_NE(one.pending.state, other.pending.state);
  EXPECT_NE(one.pending.verifier, other.pending.verifier);
}

TEST(AuthorizationRequest, FollowsTheServersHabits) {
  OAuthServer server = SomeServer();
  server.authorize_url = "https://albumia.example/login?region=eu";
  server.pkce = false;
  server.scope_separator = ',';
  server.authorize_parameters = {{"config_id", "17"}};
  AuthorizationRequest request = kRequest;
  request.parameters = {{"auth_type", "rerequest"}};
  const Authorization login = BeginAuthorization(server, SomeApp(), request);
  const auto parameters = ParametersOf(login);
  EXPECT_THAT(parameters, Contains(Pair("region", "eu")));
  EXPECT_THAT(parameters, Contains(Pair("config_id", "17")));
  EXPECT_THAT(parameters, Contains(Pair("auth_type", "rerequest")));
  EXPECT_THAT(parameters, Contains(Pair("scope", "photos.read,photos.append")));
  EXPECT_THAT(parameters, Not(Contains(Key("code_challenge"))));
  EXPECT_TRUE(login.pending.verifier.empty());
}

TEST(AuthorizationRequest, LeavesScopesOutWhereTheAppsSettingsHaveThem) {
  const Authorization login =
      BeginAuthorization(SomeServer(), SomeApp(), {.redirect_uri = "https://ferry.example/cb"});
  EXPECT_THAT(ParametersOf(login), Not(Contains(Key("scope"))));
}

TEST(OAuthServer, ComesFromAProvidersSpec) {
  v1::ProviderSpec spec;
  spec.set_display_name("Albumia");
  spec.mutable_oauth()->set_authorize_url("https://albumia.example/login");
  spec.mutable_oauth()->set_token_url("https://albumia.example/token");
  spec.mutable_oauth()->set_revoke_url("https://albumia.example/a-page-for-people");
  const OAuthServer server = OAuthServerOf(spec);
  EXPECT_EQ(server.name, "Albumia");
  EXPECT_EQ(server.authorize_url, "https://albumia.example/login");
  EXPECT_EQ(server.token_url, "https://albumia.example/token");
  EXPECT_EQ(server.revoke_url, "");
  EXPECT_THAT(CheckAddresses(server), IsOk());
}

TEST(OAuthServer, IsToldNoSecretInTheClear) {
  for (const char* const address : {"http://albumia.example/token", "http://localhost/token",
                                    "ftp://albumia.example/token", ""}) {
    OAuthServer server = SomeServer();
    server.token_url = address;
    EXPECT_THAT(CheckAddresses(server), ReasonIs(v1::BAD_CONFIGURATION)) << address;
  }
  OAuthServer server = SomeServer();
  server.token_url = "http://127.0.0.1:8080/token";
  EXPECT_THAT(CheckAddresses(server), IsOk());
}

TEST(Redirect, BringsTheCode) {
  const Authorization login = BeginAuthorization(SomeServer(), SomeApp(), kRequest);
  const std::string query = Redirect(login, {{"code", MarkedSecret("4/a+b c")}});
  PF_ASSERT_OK_AND_ASSIGN(const Secret code, CodeFromRedirect(query, SomeServer(), login.pending));
  EXPECT_EQ(code.Reveal(), MarkedSecret("4/a+b c"));
}

TEST(Redirect, OfAnotherLoginIsRefusedWhateverItSays) {
  const Authorization login = BeginAuthorization(SomeServer(), SomeApp(), kRequest);
  const Authorization other = BeginAuthorization(SomeServer(), SomeApp(), kRequest);
  for (const std::string& query :
       {Redirect(other, {{"code", MarkedSecret("code")}}),
        Redirect(other, {{"error", "access_denied"}}), std::string("code=stolen"),
        std::string("code=stolen&state="), std::string("")}) {
    const auto code = CodeFromRedirect(query, SomeServer(), login.pending);
    EXPECT_THAT(code, ReasonIs(v1::BAD_REQUEST)) << query;
    EXPECT_THAT(code.status().message(), HasSubstr("does not belong to the login"));
  }
}

TEST(Redirect, FitsNoLoginThatWasNeverBegun) {
  EXPECT_THAT(CodeFromRedirect("code=x&state=", SomeServer(), {}), ReasonIs(v1::BAD_REQUEST));
}

TEST(Redirect, OfAnotherServerIsRefusedWhereServersTellWhoTheyAre) {
  OAuthServer server = SomeServer();
  server.issuer = "https://albumia.example";
  const Authorization login = BeginAuthorization(server, SomeApp(), kRequest);
  const auto judge = [&](const std::string& issuer) {
    return CodeFromRedirect(Redirect(login, {{"code", "c"}, {"iss", issuer}}), server,
                            login.pending);
  };
  EXPECT_THAT(judge("https://albumia.example"), IsOk());
  EXPECT_THAT(judge("https://elsewhere.example"), ReasonIs(v1::BAD_REQUEST));
  EXPECT_THAT(judge(""), ReasonIs(v1::BAD_REQUEST));
}

TEST(Redirect, SaysThatAccessWasDeclined) {
  const Authorization login = BeginAuthorization(SomeServer(), SomeApp(), kRequest);
  const auto code = CodeFromRedirect(
      Redirect(login, {{"error", "access_denied"}, {"error_description", "Permissions error"}}),
      SomeServer(), login.pending);
  EXPECT_THAT(code, ReasonIs(v1::LOGIN_NEEDED));
  EXPECT_EQ(code.status().message(),
            "Albumia was told not to allow access, and without it no photo can be moved "
            "(access_denied): \"Permissions error\".");
}

TEST(Redirect, WithNeitherCodeNorErrorIsNoLogin) {
  const Authorization login = BeginAuthorization(SomeServer(), SomeApp(), kRequest);
  for (const std::string& query :
       {Redirect(login, {}), Redirect(login, {{"code", std::string(100'000, 'c')}})}) {
    EXPECT_THAT(CodeFromRedirect(query, SomeServer(), login.pending),
                ReasonIs(v1::MALFORMED_ANSWER));
  }
}

}  // namespace
}  // namespace photoferry
