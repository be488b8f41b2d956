// SPDX-License-Identifier: Apache-2.0
//
// All of common/auth against a certified authorization server: npm's oidc-provider, which asks for
// PKCE, rotates refresh tokens, and ends a login when one is shown again.
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/auth/authorization.h"
#include "common/auth/token_endpoint.h"
#include "common/auth/token_source.h"
#include "common/http/calls_repeated.h"
#include "common/http/curl_http_client.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/auth/browser.h"
#include "tests/common/auth/memory_login_shelf.h"
#include "tests/testing/real_server.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

// One server for all tests: each logs in anew.
class OidcProviderTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto server = RealServer::Start("oidc");
    not_downloaded_ = absl::StrContains(server.status().message(), "could not download");
    if (not_downloaded_) return;
    ASSERT_THAT(server, IsOk());
    real_ = *std::move(server);
  }
  static void TearDownTestSuite() { real_.reset(); }
  void SetUp() override {
    if (not_downloaded_) GTEST_SKIP() << "npm's registry could not be reached: no oidc-provider.";
    ASSERT_NE(real_, nullptr);
  }

  static std::unique_ptr<HttpClient> NewClient(Scheduler& scheduler) {
    CurlHttpClientOptions options;
    options.guard = AddressGuard(/*allow_loopback=*/true);
    return NewCurlHttpClient(scheduler, options);
  }

  static OAuthServer Server(ClientAuthentication authentication = ClientAuthentication::kBasic) {
    return {.name = "oidc-provider",
            .authorize_url = absl::StrCat(real_->url(), "auth"),
            .token_url = absl::StrCat(real_->url(), "token"),
            .revoke_url = absl::StrCat(real_->url(), "token/revocation"),
            .authorize_parameters = {{"prompt", "consent"}},  // it keeps logins only then
            .issuer = std::string(absl::StripSuffix(real_->url(), "/")),
            .client_authentication = authentication};
  }
  static OAuthApp App(absl::string_view kind = "") {
    return {.id = absl::StrCat(real_->user(), kind),
            .secret = kind == "-public" ? Secret() : Secret(real_->password())};
  }
  TokenEndpoint Endpoint(const OAuthServer& server = Server(), const OAuthApp& app = App()) {
    return {server, app, http_, SystemClock()};
  }

  struct Login {
    PendingAuthorization pending;
    std::string query;  // that came back
  };
  Login LogIn(const OAuthServer& server = Server(), const OAuthApp& app = App(),
              bool agree = true) {
    const std::string redirect_uri = LoopbackRedirectUri(49152, "cb");
    Authorization login = BeginAuthorization(
        server, app,
        {.redirect_uri = redirect_uri,
         .scopes = {"openid", "offline_access", "photos.append", "photos.delete"}});
    const auto query = Browser(http_).LogIn(login.url, redirect_uri, agree);
    EXPECT_THAT(query, IsOk());
    return {std::move(login.pending), query.value_or("")};
  }
  absl::StatusOr<TokenSet> NewTokens() {
    Login login = LogIn();
    PF_ASSIGN_OR_RETURN(TokenGrant grant,
                        Endpoint().Exchange(std::move(login.pending), login.query, {}));
    return std::move(grant.tokens);
  }

  // What the server says to a call with this token.
  int StatusWith(const Secret& token) {
    HttpRequest request{.method = "GET", .url = absl::StrCat(real_->url(), "me")};
    request.secret_headers.emplace_back("Authorization",
                                        Secret(absl::StrCat("Bearer ", token.Reveal())));
    const auto answer = http_.Call(request, std::stop_token());
    return answer.ok() ? answer->status : 0;
  }

  static std::unique_ptr<RealServer> real_;
  static bool not_downloaded_;
  const std::unique_ptr<Scheduler> scheduler_ = NewThreadScheduler();
  const std::unique_ptr<Rng> rng_ = NewRng();
  const std::unique_ptr<HttpClient> wire_ = NewClient(*scheduler_);
  CallsRepeated http_{*wire_, *scheduler_, *rng_};
};
std::unique_ptr<RealServer> OidcProviderTest::real_;
bool OidcProviderTest::not_downloaded_ = false;

TEST_F(OidcProviderTest, GivesTokensForACode) {
  Login login = LogIn();
  PF_ASSERT_OK_AND_ASSIGN(const TokenGrant grant,
                          Endpoint().Exchange(std::move(login.pending), login.query, {}));
  EXPECT_EQ(StatusWith(grant.tokens.access_token), 200);
  EXPECT_EQ(*grant.tokens.expires_at - grant.tokens.issued_at, absl::Seconds(2));
  EXPECT_FALSE(grant.tokens.refresh_token.empty());
  EXPECT_THAT(grant.tokens.scopes, Contains("photos.append"));
  EXPECT_THAT(grant.declined, ElementsAre("photos.delete"));  // which it does not know
}

TEST_F(OidcProviderTest, KnowsTheAppInEveryWay) {
  struct Way {
    const char* kind;
    ClientAuthentication authentication;
  };
  for (const Way& way :
       {Way{"-post", ClientAuthentication::kBody}, Way{"-public", ClientAuthentication::kBody}}) {
    const OAuthServer server = Server(way.authentication);
    Login login = LogIn(server, App(way.kind));
    EXPECT_THAT(Endpoint(server, App(way.kind)).Exchange(std::move(login.pending), login.query, {}),
                IsOk())
        << way.kind;
  }
}

TEST_F(OidcProviderTest, RefusesAnAppWithAWrongSecret) {
  Login login = LogIn();
  OAuthApp app = App();
  app.secret = Secret("a guess");
  EXPECT_THAT(Endpoint(Server(), app).Exchange(std::move(login.pending), login.query, {}),
              ReasonIs(v1::BAD_CONFIGURATION));
}

TEST_F(OidcProviderTest, RefusesACodeWithAnotherVerifier) {
  Login login = LogIn();
  login.pending.verifier = Secret::Random(32);
  EXPECT_THAT(Endpoint().Exchange(std::move(login.pending), login.query, {}),
              ReasonIs(v1::LOGIN_NEEDED));
}

TEST_F(OidcProviderTest, RefusesACodeThatWasUsed) {
  const Login login = LogIn();
  PF_ASSERT_OK_AND_ASSIGN(const TokenGrant grant,
                          Endpoint().Exchange(login.pending, login.query, {}));
  EXPECT_THAT(Endpoint().Exchange(login.pending, login.query, {}), ReasonIs(v1::LOGIN_NEEDED));
  // And takes the tokens back that were given for it (RFC 6749, 4.1.2).
  EXPECT_THAT(Endpoint().Refresh(grant.tokens, {}), ReasonIs(v1::LOGIN_NEEDED));
}

TEST_F(OidcProviderTest, SaysThatAPersonDeclined) {
  Login login = LogIn(Server(), App(), /*agree=*/false);
  EXPECT_THAT(Endpoint().Exchange(std::move(login.pending), login.query, {}),
              ReasonIs(v1::LOGIN_NEEDED));
}

TEST_F(OidcProviderTest, OfAnotherNameIsNotBelieved) {
  Login login = LogIn();
  OAuthServer server = Server();
  server.issuer = "https://elsewhere.example";
  EXPECT_THAT(Endpoint(server).Exchange(std::move(login.pending), login.query, {}),
              ReasonIs(v1::BAD_REQUEST));
}

TEST_F(OidcProviderTest, RotatesAndEndsALoginWhoseOldTokenIsShownAgain) {
  PF_ASSERT_OK_AND_ASSIGN(const TokenSet first, NewTokens());
  PF_ASSERT_OK_AND_ASSIGN(const TokenSet second, Endpoint().Refresh(first, {}));
  EXPECT_NE(second.refresh_token, first.refresh_token);
  EXPECT_EQ(StatusWith(second.access_token), 200);
  EXPECT_THAT(Endpoint().Refresh(first, {}), ReasonIs(v1::LOGIN_NEEDED));
  EXPECT_THAT(Endpoint().Refresh(second, {}), ReasonIs(v1::LOGIN_NEEDED));
}

TEST_F(OidcProviderTest, TakesALoginBack) {
  PF_ASSERT_OK_AND_ASSIGN(const TokenSet tokens, NewTokens());
  EXPECT_THAT(Endpoint().Revoke(tokens, {}), IsOk());
  EXPECT_THAT(Endpoint().Refresh(tokens, {}), ReasonIs(v1::LOGIN_NEEDED));
  EXPECT_THAT(Endpoint().Revoke(tokens, {}), IsOk());
}

// Its tokens live for two seconds, and this lasts longer; four processes use the login all the
// while.
TEST_F(OidcProviderTest, KeepsALoginAliveAmongProcessesFromTokenToToken) {
  PF_ASSERT_OK_AND_ASSIGN(const TokenSet first, NewTokens());
  MemoryLoginShelf shelf(first);
  TokenEndpoint endpoint = Endpoint();
  const absl::Duration end = SystemClock().Monotonic() + absl::Seconds(5);
  const auto work = [&] {
    TokenSource tokens(endpoint, shelf, *scheduler_, *rng_, {.glance = absl::Milliseconds(20)});
    while (SystemClock().Monotonic() < end) {
      absl::StatusOr<Secret> token = tokens.Token({});
      ASSERT_THAT(token, IsOk());
      if (StatusWith(*token) == 401) token = tokens.TokenInsteadOf(*token, {});
      ASSERT_THAT(token, IsOk());
      scheduler_->SleepFor(absl::Milliseconds(50), {});
    }
  };
  std::vector<std::unique_ptr<Thread>> processes;
  for (int i = 0; i < 4; ++i) processes.push_back(scheduler_->Spawn("process", work));
  for (const auto& process : processes) process->Join();
  EXPECT_EQ(StatusWith(first.access_token), 401);
  const TokenSet last = shelf.login().tokens;
  EXPECT_NE(last.refresh_token, first.refresh_token);
  EXPECT_THAT(Endpoint().Refresh(last, {}), IsOk());
}

}  // namespace
}  // namespace photoferry
