// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/login/facebook_login.h"

#include "common/base/hash.h"
#include "exporters/meta/login/login_specs.h"
#include "tests/exporters/meta/login/login_fixture.h"

namespace photoferry::meta {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

constexpr absl::Duration kDay = absl::Hours(24);

class FacebookLoginTest : public MetaLoginTest {
 protected:
  FacebookLoginTest() : MetaLoginTest(meta_facebook_exporter_plugin()) {}

  void AnswerToken(absl::string_view name, absl::Duration life) {
    http_.AnswerJson("/v25.0/oauth/access_token", {{"access_token", canary::Token(name)},
                                                   {"token_type", "bearer"},
                                                   {"expires_in", absl::ToInt64Seconds(life)}});
  }
  void AnswerFacts(absl::Duration life, const std::string& type = "USER") {
    http_.AnswerJson("/v25.0/debug_token",
                     {{"data",
                       {{"app_id", "1234567890"},
                        {"type", type},
                        {"is_valid", true},
                        {"expires_at", life == absl::InfiniteDuration() ? 0 : Seconds(life)},
                        {"data_access_expires_at", Seconds(90 * kDay)},
                        {"scopes", {"public_profile", "user_photos"}},
                        {"user_id", "17"}}}});
  }
  void AnswerConsent(const std::string& videos = "declined") {
    http_.AnswerJson("/me/permissions",
                     {{"data",
                       {{{"permission", "public_profile"}, {"status", "granted"}},
                        {{"permission", "user_photos"}, {"status", "granted"}},
                        {{"permission", "user_videos"}, {"status", videos}}}}});
    http_.AnswerJson("/me?", {{"id", "17"}, {"name", "Anna Example"}});
  }
};

TEST_F(FacebookLoginTest, AsksForNoMoreThanTheOptionsNeed) {
  PF_ASSERT_OK_AND_ASSIGN(const auto login, Login(kFacebookLoginId, App()));
  PF_ASSERT_OK_AND_ASSIGN(const Authorization begun, login->Begin({.redirect_uri = kRedirect}));
  EXPECT_THAT(begun.url, StartsWith("https://www.facebook.com/v25.0/dialog/oauth?"));
  const auto asked = AskedIn(begun.url);
  EXPECT_EQ(asked.at("client_id"), "1234567890");
  EXPECT_EQ(asked.at("response_type"), "code");
  EXPECT_EQ(asked.at("redirect_uri"), kRedirect);
  EXPECT_EQ(asked.at("scope"), "public_profile,user_photos,user_videos");
  EXPECT_EQ(asked.at("state"), begun.pending.state.Reveal());
  EXPECT_FALSE(asked.contains("code_challenge"));
  EXPECT_FALSE(asked.contains("auth_type"));
}

TEST_F(FacebookLoginTest, InsistsInFacebooksWords) {
  PF_ASSERT_OK_AND_ASSIGN(const auto login, Login(kFacebookLoginId, App()));
  PF_ASSERT_OK_AND_ASSIGN(
      const Authorization again,
      login->Begin({.redirect_uri = kRedirect, .insistence = Insistence::kAskDeclined}));
  EXPECT_EQ(AskedIn(again.url).at("auth_type"), "rerequest");
  PF_ASSERT_OK_AND_ASSIGN(
      const Authorization confirm,
      login->Begin({.redirect_uri = kRedirect, .insistence = Insistence::kConfirm}));
  EXPECT_EQ(AskedIn(confirm.url).at("auth_type"), "reauthorize");
}

TEST_F(FacebookLoginTest, EndsWithALongLivedTokenAndAllThatIsKnownOfIt) {
  PF_ASSERT_OK_AND_ASSIGN(const auto login, Login(kFacebookLoginId, App()));
  AnswerToken("short", absl::Hours(2));
  AnswerFacts(absl::Hours(2));
  AnswerToken("long", 60 * kDay);
  AnswerFacts(59 * kDay);
  AnswerConsent();
  PF_ASSERT_OK_AND_ASSIGN(const CompletedLogin done, LogIn(*login));
  EXPECT_EQ(done.tokens.access_token.Reveal(), canary::Token("long"));
  EXPECT_EQ(absl::ToUnixSeconds(*done.tokens.expires_at), Seconds(59 * kDay));
  EXPECT_EQ(absl::ToUnixSeconds(*done.data_access_expires_at), Seconds(90 * kDay));
  EXPECT_EQ(done.account, "Anna Example");
  EXPECT_THAT(done.tokens.scopes, UnorderedElementsAre("public_profile", "user_photos"));
  EXPECT_THAT(done.declined, ElementsAre("user_videos"));
  EXPECT_THAT(done.notices, ElementsAre(AllOf(HasSubstr("user_videos"), HasSubstr("left out"))));
  ASSERT_THAT(http_.requests(), SizeIs(6));
  const auto exchanged = QueryOfRequest(0);
  EXPECT_EQ(exchanged.at("code"), canary::Token("code"));
  EXPECT_EQ(exchanged.at("redirect_uri"), kRedirect);
  EXPECT_EQ(exchanged.at("client_secret"), canary::Token("app"));
  EXPECT_EQ(QueryOfRequest(1).at("input_token"), canary::Token("short"));
  EXPECT_EQ(BearerOf(1), "Bearer 1234567890|" + canary::Token("app"));
  EXPECT_EQ(QueryOfRequest(2).at("grant_type"), "fb_exchange_token");
  EXPECT_EQ(QueryOfRequest(2).at("fb_exchange_token"), canary::Token("short"));
  // The rest is asked with the new token and its own proof.
  EXPECT_EQ(BearerOf(4), "Bearer " + canary::Token("long"));
  EXPECT_EQ(QueryOfRequest(4).at("appsecret_proof"),
            HexOf(HmacSha256(canary::Token("app"), canary::Token("long"))));
}

TEST_F(FacebookLoginTest, AnEndThatFacebookDoesNotTellStaysAsTheTokenCame) {
  PF_ASSERT_OK_AND_ASSIGN(const auto login, Login(kFacebookLoginId, App()));
  AnswerToken("long", 60 * kDay);
  http_.AnswerJson("/v25.0/debug_token", {{"data", {{"type", "USER"}, {"is_valid", true}}}});
  AnswerConsent("granted");
  PF_ASSERT_OK_AND_ASSIGN(const CompletedLogin done, LogIn(*login));
  EXPECT_EQ(done.tokens.expires_at, scheduler_.clock().Now() + 60 * kDay);
  EXPECT_EQ(done.data_access_expires_at, std::nullopt);
}

TEST_F(FacebookLoginTest, DoesNotExchangeWhatLastsAlready) {
  PF_ASSERT_OK_AND_ASSIGN(const auto login, Login(kFacebookLoginId, App()));
  AnswerToken("long", 60 * kDay);
  AnswerFacts(60 * kDay);
  AnswerConsent("granted");
  PF_ASSERT_OK_AND_ASSIGN(const CompletedLogin done, LogIn(*login));
  EXPECT_EQ(done.tokens.access_token.Reveal(), canary::Token("long"));
  EXPECT_THAT(done.declined, IsEmpty());
  EXPECT_THAT(http_.requests(), SizeIs(4));
}

TEST_F(FacebookLoginTest, ForBusinessNamesAConfigurationInsteadOfRights) {
  OAuthApp app = App();
  EXPECT_THAT(Login(kBusinessLoginId, app), ReasonIs(v1::BAD_CONFIGURATION));
  app.configuration = "1122334455";
  EXPECT_THAT(Login(kFacebookLoginId, app), ReasonIs(v1::BAD_CONFIGURATION));
  PF_ASSERT_OK_AND_ASSIGN(const auto login, Login(kBusinessLoginId, app));
  PF_ASSERT_OK_AND_ASSIGN(const Authorization begun, login->Begin({.redirect_uri = kRedirect}));
  EXPECT_EQ(AskedIn(begun.url).at("config_id"), "1122334455");
  EXPECT_FALSE(AskedIn(begun.url).contains("scope"));
  // A system user's token has no end and is not exchanged.
  AnswerToken("system", absl::Hours(1));
  AnswerFacts(absl::InfiniteDuration(), "SYSTEM_USER");
  AnswerConsent("granted");
  PF_ASSERT_OK_AND_ASSIGN(const CompletedLogin done, LogIn(*login));
  EXPECT_FALSE(done.tokens.expires_at.has_value());
  EXPECT_THAT(http_.requests(), SizeIs(4));
}

TEST_F(FacebookLoginTest, WithoutAnAppsSecretThereIsNone) {
  EXPECT_THAT(Login(kFacebookLoginId, {.id = "1", .secret = Secret()}),
              ReasonIs(v1::BAD_CONFIGURATION));
}

TEST_F(FacebookLoginTest, ARefusalIsToldInWords) {
  PF_ASSERT_OK_AND_ASSIGN(const auto login, Login(kFacebookLoginId, App()));
  PF_ASSERT_OK_AND_ASSIGN(Authorization begun, login->Begin({.redirect_uri = kRedirect}));
  const std::string denied = QueryString({{"error", "access_denied"},
                                          {"error_code", "200"},
                                          {"error_description", "Permissions error"},
                                          {"error_reason", "user_denied"},
                                          {"state", std::string(begun.pending.state.Reveal())}});
  const auto refused = login->Complete(std::move(begun.pending), denied, {});
  EXPECT_THAT(refused, ReasonIs(v1::LOGIN_NEEDED));
  EXPECT_THAT(refused.status().message(), HasSubstr("not to allow access"));
  EXPECT_THAT(http_.requests(), IsEmpty());
}

TEST_F(FacebookLoginTest, ACodeThatWasUsedAndAWrongSecretAreTold) {
  PF_ASSERT_OK_AND_ASSIGN(const auto login, Login(kFacebookLoginId, App()));
  http_.Answer("/oauth/access_token", GraphErrorAnswer(100, 36009, "The code has been used."));
  EXPECT_THAT(LogIn(*login), ReasonIs(v1::LOGIN_NEEDED));
  http_.Answer("/oauth/access_token", GraphErrorAnswer(1, 0, "Error validating client secret."));
  EXPECT_THAT(LogIn(*login), ReasonIs(v1::BAD_CONFIGURATION));
  http_.Answer("/oauth/access_token", GraphErrorAnswer(191, 0, "redirect_uri isn't known."));
  EXPECT_THAT(LogIn(*login), ReasonIs(v1::BAD_CONFIGURATION));
  http_.Answer("/oauth/access_token", HttpResponse{.status = 502, .body = "<html>"});
  EXPECT_THAT(LogIn(*login), ReasonIs(v1::SERVICE_DOWN));
}

TEST_F(FacebookLoginTest, KeepsAShortTokenWhereALongOneIsNotGiven) {
  PF_ASSERT_OK_AND_ASSIGN(const auto login, Login(kFacebookLoginId, App()));
  AnswerToken("short", absl::Hours(2));
  AnswerFacts(absl::Hours(2));
  http_.Answer("/oauth/access_token", GraphErrorAnswer(2, 0, "Service temporarily unavailable"));
  AnswerConsent("granted");
  PF_ASSERT_OK_AND_ASSIGN(const CompletedLogin done, LogIn(*login));
  EXPECT_EQ(done.tokens.access_token.Reveal(), canary::Token("short"));
  EXPECT_THAT(done.notices, ElementsAre(HasSubstr("ends within hours")));
}

TEST_F(FacebookLoginTest, WhatFacebookDoesNotTellIsNoObstacle) {
  PF_ASSERT_OK_AND_ASSIGN(const auto login, Login(kFacebookLoginId, App()));
  AnswerToken("long", 60 * kDay);
  http_.Answer("/debug_token", GraphErrorAnswer(100, 0, "You must provide an app access token"));
  http_.Answer("/me/permissions", GraphErrorAnswer(100, 0, "nonexisting field"));
  http_.Answer("/me?", HttpResponse{.status = 400, .body = "<html>"}, -1);
  PF_ASSERT_OK_AND_ASSIGN(const CompletedLogin done, LogIn(*login));
  EXPECT_EQ(done.tokens.access_token.Reveal(), canary::Token("long"));
  EXPECT_EQ(done.account, "");
  EXPECT_THAT(done.tokens.scopes, ElementsAre("public_profile", "user_photos", "user_videos"));
}

TEST_F(FacebookLoginTest, ATokenThatIsNotValidIsNoLogin) {
  PF_ASSERT_OK_AND_ASSIGN(const auto login, Login(kFacebookLoginId, App()));
  AnswerToken("bad", 60 * kDay);
  http_.AnswerJson(
      "/debug_token",
      {{"data", {{"is_valid", false}, {"error", {{"code", 190}, {"message", "no"}}}}}});
  EXPECT_THAT(LogIn(*login), ReasonIs(v1::LOGIN_NEEDED));
}

TEST_F(FacebookLoginTest, IsEndedByTakingThePermissionsBack) {
  PF_ASSERT_OK_AND_ASSIGN(const auto login, Login(kFacebookLoginId, App()));
  const TokenSet tokens{.access_token = Secret(canary::Token("long"))};
  http_.AnswerJson("/v25.0/me/permissions", {{"success", true}});
  EXPECT_THAT(login->Revoke(tokens, {}), IsOk());
  EXPECT_EQ(http_.requests().at(0).method, "DELETE");
  EXPECT_EQ(BearerOf(0), "Bearer " + canary::Token("long"));
  EXPECT_TRUE(QueryOfRequest(0).contains("appsecret_proof"));
  http_.Answer("/me/permissions", GraphErrorAnswer(190, 463, "expired"));
  EXPECT_THAT(login->Revoke(tokens, {}), IsOk());
  http_.Answer("/me/permissions", Failure(v1::UNREACHABLE, "down"), -1);
  EXPECT_THAT(login->Revoke(tokens, {}), ReasonIs(v1::UNREACHABLE));
}

TEST_F(FacebookLoginTest, SendsNoSecretInTheClear) {
  PF_ASSERT_OK_AND_ASSIGN(const auto login,
                          Login(kFacebookLoginId, App(), {{"graph_url", "http://graph.example"}}));
  EXPECT_THAT(login->Begin({.redirect_uri = kRedirect}), ReasonIs(v1::BAD_CONFIGURATION));
}

}  // namespace
}  // namespace photoferry::meta
