// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/login/instagram_business_login.h"

#include "exporters/meta/login/login_specs.h"
#include "tests/exporters/meta/login/login_fixture.h"

namespace photoferry::meta {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr absl::Duration kDay = absl::Hours(24);

class InstagramBusinessLoginTest : public MetaLoginTest {
 protected:
  InstagramBusinessLoginTest() : MetaLoginTest(meta_instagram_exporter_plugin()) {}

  void AnswerShort() {
    const Json token = {{"access_token", canary::Token("IGshort")},
                        {"user_id", 17841400000000001},
                        {"permissions", "instagram_business_basic"}};
    http_.AnswerJson("/oauth/access_token", {{"data", Json::array({token})}});
  }
  void AnswerLong(const char* path, absl::string_view name) {
    http_.AnswerJson(path, {{"access_token", canary::Token(name)},
                            {"token_type", "bearer"},
                            {"expires_in", absl::ToInt64Seconds(60 * kDay)}});
  }
  void AnswerMe() {
    http_.AnswerJson(
        "/v25.0/me?",
        {{"user_id", "17841400000000001"}, {"username", "zoe"}, {"account_type", "BUSINESS"}});
  }
  TokenSet Tokens(absl::Duration age) const {
    const absl::Time issued = scheduler_.clock().Now() - age;
    return {.access_token = Secret(canary::Token("IGold")),
            .issued_at = issued,
            .expires_at = issued + 60 * kDay,
            .scopes = {"instagram_business_basic"}};
  }
};

TEST_F(InstagramBusinessLoginTest, AsksAtInstagramsOwnPage) {
  PF_ASSERT_OK_AND_ASSIGN(const auto login, Login(kInstagramLoginId, App()));
  PF_ASSERT_OK_AND_ASSIGN(const Authorization begun, login->Begin({.redirect_uri = kRedirect}));
  EXPECT_THAT(begun.url, StartsWith("https://www.instagram.com/oauth/authorize?"));
  EXPECT_EQ(AskedIn(begun.url).at("scope"), "instagram_business_basic");
  PF_ASSERT_OK_AND_ASSIGN(
      const Authorization again,
      login->Begin({.redirect_uri = kRedirect, .insistence = Insistence::kConfirm}));
  EXPECT_EQ(AskedIn(again.url).at("force_reauth"), "true");
}

TEST_F(InstagramBusinessLoginTest, EndsWithATokenOfSixtyDays) {
  PF_ASSERT_OK_AND_ASSIGN(const auto login, Login(kInstagramLoginId, App()));
  AnswerShort();
  AnswerLong("/access_token?", "IGlong");
  AnswerMe();
  PF_ASSERT_OK_AND_ASSIGN(const CompletedLogin done, LogIn(*login));
  EXPECT_EQ(done.tokens.access_token.Reveal(), canary::Token("IGlong"));
  EXPECT_EQ(done.tokens.expires_at, scheduler_.clock().Now() + 60 * kDay);
  EXPECT_THAT(done.tokens.scopes, ElementsAre("instagram_business_basic"));
  EXPECT_EQ(done.account, "@zoe");
  EXPECT_TRUE(login->RenewsItself(done.tokens));
  ASSERT_THAT(http_.requests(), SizeIs(3));
  EXPECT_EQ(http_.requests()[0].url, "https://api.instagram.com/oauth/access_token");
  const auto form = ParseQuery(http_.requests()[0].body.value_or(HttpBody()).prefix);
  EXPECT_EQ(form.at("grant_type"), "authorization_code");
  EXPECT_EQ(form.at("code"), canary::Token("code"));
  EXPECT_THAT(http_.requests()[1].url, StartsWith("https://graph.instagram.com/access_token?"));
  EXPECT_EQ(QueryOfRequest(1).at("grant_type"), "ig_exchange_token");
  EXPECT_EQ(QueryOfRequest(1).at("access_token"), canary::Token("IGshort"));
}

TEST_F(InstagramBusinessLoginTest, ARequiredRightThatWasDeclinedIsToldAtOnce) {
  PF_ASSERT_OK_AND_ASSIGN(const auto login, Login(kInstagramLoginId, App()));
  http_.AnswerJson(
      "/oauth/access_token",
      {{"access_token", canary::Token("IGshort")}, {"user_id", 1}, {"permissions", Json::array()}});
  const auto refused = LogIn(*login);
  EXPECT_THAT(refused, ReasonIs(v1::PERMISSION_MISSING));
  EXPECT_THAT(refused.status().message(), HasSubstr("instagram_business_basic"));
}

TEST_F(InstagramBusinessLoginTest, APersonalAccountIsToldWhy) {
  PF_ASSERT_OK_AND_ASSIGN(const auto login, Login(kInstagramLoginId, App()));
  AnswerShort();
  AnswerLong("/access_token?", "IGlong");
  http_.AnswerJson("/v25.0/me?",
                   {{"user_id", "1"}, {"username", "zoe"}, {"account_type", "PERSONAL"}});
  EXPECT_THAT(LogIn(*login), ReasonIs(v1::PERMISSION_MISSING));
}

TEST_F(InstagramBusinessLoginTest, ACodeThatWasUsedIsTold) {
  PF_ASSERT_OK_AND_ASSIGN(const auto login, Login(kInstagramLoginId, App()));
  http_.Answer("/oauth/access_token",
               HttpResponse{.status = 400,
                            .body = R"({"error_type":"OAuthException","code":400,)"
                                    R"("error_message":"Matching code was not found"})"});
  const auto refused = LogIn(*login);
  EXPECT_THAT(refused, ReasonIs(v1::LOGIN_NEEDED));
  EXPECT_THAT(refused.status().message(), HasSubstr("code"));
}

TEST_F(InstagramBusinessLoginTest, IsRenewedWeeklyButNotWithinADay) {
  PF_ASSERT_OK_AND_ASSIGN(const auto login, Login(kInstagramLoginId, App()));
  ASSERT_NE(login->refresher(), nullptr);
  TokenRefresher& refresher = *login->refresher();
  EXPECT_EQ(login->renewal().due_at_age, 7 * kDay);
  EXPECT_FALSE(refresher.CanRefresh(Tokens(absl::Hours(23))));
  EXPECT_TRUE(refresher.CanRefresh(Tokens(absl::Hours(25))));
  EXPECT_FALSE(refresher.CanRefresh(Tokens(60 * kDay)));
  AnswerLong("/refresh_access_token?", "IGnew");
  PF_ASSERT_OK_AND_ASSIGN(const TokenSet renewed, refresher.Refresh(Tokens(8 * kDay), {}));
  EXPECT_EQ(renewed.access_token.Reveal(), canary::Token("IGnew"));
  EXPECT_EQ(renewed.expires_at, scheduler_.clock().Now() + 60 * kDay);
  EXPECT_THAT(renewed.scopes, ElementsAre("instagram_business_basic"));
  EXPECT_EQ(QueryOfRequest(0).at("grant_type"), "ig_refresh_token");
  EXPECT_FALSE(QueryOfRequest(0).contains("client_secret"));
  http_.Answer("/refresh_access_token", GraphErrorAnswer(190, 463, "Session has expired"));
  EXPECT_THAT(refresher.Refresh(Tokens(8 * kDay), {}), ReasonIs(v1::LOGIN_NEEDED));
}

TEST_F(InstagramBusinessLoginTest, IsTakenBackByThePersonAlone) {
  PF_ASSERT_OK_AND_ASSIGN(const auto login, Login(kInstagramLoginId, App()));
  const absl::Status status = login->Revoke(Tokens(kDay), {});
  EXPECT_THAT(status, ReasonIs(v1::BAD_REQUEST));
  EXPECT_THAT(ProblemOf(status).what_to_do(), HasSubstr("Website permissions"));
  EXPECT_THAT(http_.requests(), SizeIs(0));
}

class InstagramByFacebookTest : public MetaLoginTest {
 protected:
  InstagramByFacebookTest() : MetaLoginTest(meta_instagram_exporter_plugin()) {}

  // What a login comes to where Facebook tells `permissions`.
  absl::Status Refusal(const Json& permissions) {
    const auto login = Login(kFacebookLoginId, App());
    http_.AnswerJson(
        "/v25.0/oauth/access_token",
        {{"access_token", canary::Token("long")}, {"expires_in", absl::ToInt64Seconds(60 * kDay)}});
    http_.AnswerJson("/v25.0/debug_token", {{"data", {{"type", "USER"}, {"is_valid", true}}}});
    http_.AnswerJson("/me/permissions", {{"data", permissions}});
    http_.AnswerJson("/me?", {{"id", "17"}});
    return LogIn(**login).status();
  }
};

TEST_F(InstagramByFacebookTest, ARightThatWasNotOfferedIsUpToTheAppAndOneDeclinedToThePerson) {
  const absl::Status not_offered =
      Refusal({{{"permission", "public_profile"}, {"status", "granted"}}});
  EXPECT_THAT(not_offered, ReasonIs(v1::PERMISSION_MISSING));
  EXPECT_THAT(ProblemOf(not_offered).message(), HasSubstr("was not offered"));
  EXPECT_THAT(ProblemOf(not_offered).what_to_do(),
              AllOf(HasSubstr("a role in it"), HasSubstr("Download your information")));
  Json declined = Json::array();
  for (const char* right : {"instagram_basic", "pages_show_list", "pages_read_engagement"}) {
    declined.push_back({{"permission", right}, {"status", "declined"}});
  }
  EXPECT_THAT(ProblemOf(Refusal(declined)).what_to_do(), HasSubstr("--ask-again"));
}

}  // namespace
}  // namespace photoferry::meta
