// SPDX-License-Identifier: Apache-2.0
// The demo account's Facebook Login, rule by rule, asked by plain HTTP.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "gmock/gmock.h"
#include "tests/fakes/demo/login_fixture.h"

namespace photoferry::demo {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char kPhotos[] = "user_photos";
constexpr char kVideos[] = "user_videos";
constexpr char kBoth[] = "user_photos,user_videos";
constexpr char kPageRights[] = "pages_show_list,instagram_basic";

using FacebookDialogTest = LoginTest;

TEST_F(FacebookDialogTest, IsAPageThatSaysWhoAndWhatIsAskedFor) {
  Open();
  const DemoClient::Answer page = DemoClient::Fetch(
      login_->FacebookUrl({{"scope", "user_photos,pages_show_list instagram_basic"}}));
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.Header("Content-Type"), StartsWith("text/html"));
  EXPECT_THAT(page.body,
              AllOf(HasSubstr("Zoë Ångström"), HasSubstr("value=\"user_photos\" checked"),
                    HasSubstr(absl::StrCat("value=\"", IdOf({NodeType::kPage, 1}), "\"")),
                    HasSubstr("@zoe.angstrom.2"), Not(HasSubstr("<script"))));
  EXPECT_THAT(page.body, Not(HasSubstr("value=\"public_profile\""))) << "cannot be declined";
}

TEST_F(FacebookDialogTest, ComesBackWithCodeAndStateAndAFragment) {
  Open();
  LoginClient::Return back = Continue({{"scope", kBoth}}, {kPhotos, kVideos});
  EXPECT_EQ(back["state"], LoginClient::kState);
  EXPECT_EQ(back["from"], "demo") << "the address's own query stays";
  EXPECT_EQ(back["#"], "_=_");
  EXPECT_NE(back["code"], "");
  EXPECT_FALSE(back.contains("granted_scopes"));
}

TEST_F(FacebookDialogTest, TellsTheRightsInTheRedirectIfThatIsAskedFor) {
  Open();
  LoginClient::Return back =
      Continue({{"scope", kBoth}, {"response_type", "code,granted_scopes"}}, {kPhotos});
  EXPECT_EQ(back["granted_scopes"], "public_profile,user_photos");
  EXPECT_EQ(back["denied_scopes"], kVideos);
}

TEST_F(FacebookDialogTest, ACancelComesBackAsAccessDenied) {
  Open();
  const std::string url = login_->FacebookUrl({{"scope", kBoth}});
  EXPECT_THAT(DemoClient::Post(url, {{"answer", "cancel"}}).Header("Location"),
              HasSubstr("error_description=Permissions+error"));
  LoginClient::Return back = login_->Answered(url, {{"answer", "cancel"}});
  EXPECT_EQ(back["error"], "access_denied");
  EXPECT_EQ(back["error_code"], "200");
  EXPECT_EQ(back["error_reason"], "user_denied");
  EXPECT_EQ(back["state"], LoginClient::kState);
  EXPECT_FALSE(back.contains("code"));
}

TEST_F(FacebookDialogTest, WhatCannotBeAskedForIsAPageThatLeadsNowhere) {
  Open();
  for (const auto& [asked, words] : std::vector<std::pair<Parameters, std::string>>{
           {{{"client_id", "1"}}, "Invalid App ID"},
           {{{"redirect_uri", "https://photoferry.example/back"}}, "URL blocked"},
           {{{"redirect_uri", "http://localhost:9/#fragment"}}, "URL blocked"},
           {{{"scope", "user_secrets"}}, "Invalid Scopes: user_secrets"},
           {{{"scope", "instagram_business_basic"}}, "Invalid Scopes"},
           {{{"response_type", "token"}}, "response_type"},
           {{{"config_id", "5"}}, "Invalid configuration"}}) {
    const DemoClient::Answer page =
        DemoClient::Post(login_->FacebookUrl(asked), LoginClient::Ticking({}));
    EXPECT_EQ(page.status, 400) << words;
    EXPECT_THAT(page.body, HasSubstr(words));
    EXPECT_EQ(page.Header("Location"), "");
  }
}

TEST_F(FacebookDialogTest, RegisteredAddressesAreComparedExactly) {
  Open({.login = {.redirect_uris = {"https://photoferry.example/back"}, .in_development = false}});
  const auto status = [&](const char* address) {
    return DemoClient::Fetch(login_->FacebookUrl({{"redirect_uri", address}})).status;
  };
  EXPECT_EQ(status("https://photoferry.example/back"), 200);
  EXPECT_EQ(status("https://photoferry.example/back/"), 400);
  EXPECT_EQ(status("https://photoferry.example/back?x=1"), 400);
  EXPECT_EQ(status("http://localhost:9/back"), 400) << "in development only";
}

TEST_F(FacebookDialogTest, AConfigurationNamesTheRights) {
  Open();
  const std::string url = login_->FacebookUrl({{"config_id", "1122334455"}, {"scope", "email"}});
  EXPECT_THAT(DemoClient::Fetch(url).body,
              AllOf(HasSubstr("value=\"user_videos\""), Not(HasSubstr("value=\"email\""))));
}

TEST_F(FacebookDialogTest, WhatWasDeclinedIsAskedForAgainOnlyOnRequest) {
  Open();
  EXPECT_NE(login_->FacebookToken(kBoth, {kPhotos}), "");
  const std::string again = login_->FacebookUrl({{"scope", kBoth}});
  EXPECT_THAT(DemoClient::Fetch(again).body, AllOf(HasSubstr("Not asked for: user_videos"),
                                                   Not(HasSubstr("value=\"user_videos\""))));
  const std::string rerequest = login_->FacebookUrl({{"scope", kBoth}, {"auth_type", "rerequest"}});
  EXPECT_THAT(DemoClient::Fetch(rerequest).body, HasSubstr("value=\"user_videos\""));
  LoginClient::Return back = login_->Answered(rerequest, LoginClient::Ticking({kPhotos, kVideos}));
  const std::string token =
      JsonString(login_->RedeemAtFacebook(back["code"]).json(), "access_token");
  EXPECT_THAT(Facebook(token).All("me/permissions?status=declined"), SizeIs(0));
}

TEST_F(FacebookDialogTest, WithoutARoleAnAppOfStandardAccessIsOfferedTheNameAlone) {
  Open({.login = {.without_role = true}});
  EXPECT_THAT(DemoClient::Fetch(login_->FacebookUrl({{"scope", kBoth}})).body,
              HasSubstr("Not asked for: user_photos"));
  const std::string token = login_->FacebookToken(kBoth, {kPhotos, kVideos});
  EXPECT_THAT(Facebook(token).All("me/permissions"), SizeIs(1)) << "neither granted nor declined";
  EXPECT_EQ(DemoClient::Fetch(login_->InstagramUrl({{"scope", "instagram_business_basic"}})).status,
            400);
}

using FacebookTokenTest = LoginTest;

TEST_F(FacebookTokenTest, ACodeIsGoodOnce) {
  Open();
  const std::string code = Continue({{"scope", kBoth}}, {kPhotos})["code"];
  const DemoClient::Answer first = login_->RedeemAtFacebook(code);
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(JsonString(first.json(), "token_type"), "bearer");
  EXPECT_EQ(JsonInt(first.json(), "expires_in"), 7200);
  const DemoClient::Answer second = login_->RedeemAtFacebook(code);
  EXPECT_EQ(second.error_code(), 100);
  EXPECT_EQ(JsonInt(second.json()["error"], "error_subcode"), 36009);
  EXPECT_EQ(Facebook(JsonString(first.json(), "access_token")).Get("me").status, 200);
}

TEST_F(FacebookTokenTest, ACodeWantsItsOwnAddressAppAndHour) {
  Open();
  const std::string code = Continue({{"scope", kBoth}}, {kPhotos})["code"];
  const auto refused = [&](const Parameters& more) {
    const Json error = login_->RedeemAtFacebook(code, more).json()["error"];
    return std::pair(JsonInt(error, "code"), JsonInt(error, "error_subcode"));
  };
  EXPECT_EQ(refused({{"redirect_uri", "http://localhost:9/back"}}), std::pair(100L, 36008L));
  EXPECT_EQ(refused({{"client_secret", "guessed"}}), std::pair(1L, 0L));
  EXPECT_EQ(refused({{"client_id", "77"}}), std::pair(101L, 0L));
  EXPECT_EQ(refused({{"code", "AQinvented"}}), std::pair(100L, 0L));
  server_->AdvanceClock(absl::Hours(1));
  EXPECT_EQ(refused({}), std::pair(100L, 36007L));
}

TEST_F(FacebookTokenTest, ATokenShowsWhatWasGrantedAndNoMore) {
  Open();
  DemoClient client = Facebook(login_->FacebookToken(kBoth, {kPhotos}));
  EXPECT_THAT(client.All("me/photos?type=uploaded"), SizeIs(3));
  EXPECT_THAT(client.All("me/videos"), SizeIs(0));
  EXPECT_EQ(client.Get(IdOf({NodeType::kVideo, 0})).error_code(), 100);
  EXPECT_THAT(client.All("me/accounts"), SizeIs(0));
  const std::vector<Json> rights = client.All("me/permissions");
  EXPECT_THAT(rights, SizeIs(3));
  const std::vector<Json> declined = client.All("me/permissions?status=declined");
  ASSERT_THAT(declined, SizeIs(1));
  EXPECT_EQ(JsonString(declined[0], "permission"), kVideos);
  EXPECT_EQ(Instagram(login_->FacebookToken(kBoth, {kPhotos})).Get("me").error_code(), 190);
}

TEST_F(FacebookTokenTest, OnlyTickedPagesAndAccountsAreShown) {
  Open();
  const std::string page = IdOf({NodeType::kPage, 1});
  const std::string instagram = IdOf({NodeType::kIgUser, 1});
  const std::string token =
      login_->FacebookToken(kPageRights, {"pages_show_list", "instagram_basic"},
                            {{"page", page}, {"instagram", instagram}});
  const std::vector<Json> pages =
      Facebook(token).All("me/accounts?fields=id,instagram_business_account");
  ASSERT_THAT(pages, SizeIs(1));
  EXPECT_EQ(JsonString(pages[0], "id"), page);
  EXPECT_EQ(JsonString(pages[0]["instagram_business_account"], "id"), instagram);
  EXPECT_EQ(Facebook(token).Get(IdOf({NodeType::kIgUser, 0})).error_code(), 100);
  const Json granular = login_->Debug(token)["granular_scopes"];
  ASSERT_EQ(granular.size(), 2u);
  EXPECT_EQ(JsonString(granular[0], "scope"), "pages_show_list");
  EXPECT_EQ(granular[0]["target_ids"], Json::array({page}));
  EXPECT_EQ(JsonString(granular[1], "scope"), "instagram_basic");
  EXPECT_EQ(granular[1]["target_ids"], Json::array({instagram}));
}

TEST_F(FacebookTokenTest, ExpiresByTheServersClockAndCannotBeExchangedThen) {
  Open();
  const std::string token = login_->FacebookToken(kBoth, {kPhotos});
  server_->AdvanceClock(absl::Hours(2));
  const Json error = Facebook(token).Get("me").json()["error"];
  EXPECT_EQ(JsonInt(error, "code"), 190);
  EXPECT_EQ(JsonInt(error, "error_subcode"), 463);
  EXPECT_THAT(JsonString(error, "message"), HasSubstr("Session has expired on "));
  EXPECT_EQ(JsonInt(login_->ExchangeAtFacebook(token).json()["error"], "error_subcode"), 463);
}

TEST_F(FacebookTokenTest, IsExchangedForOneOfSixtyDaysWithTheSameRights) {
  Open();
  const std::string first = login_->FacebookToken(kBoth, {kPhotos});
  const Json answer = login_->ExchangeAtFacebook(first).json();
  EXPECT_EQ(JsonInt(answer, "expires_in"), 5184000);
  const std::string token = JsonString(answer, "access_token");
  EXPECT_NE(token, first);
  server_->AdvanceClock(absl::Hours(24 * 59));
  EXPECT_THAT(Facebook(token).All("me/photos?type=uploaded"), SizeIs(3));
  EXPECT_EQ(JsonString(login_->ExchangeAtFacebook(token).json(), "access_token"), token)
      << "a long-lived one comes back as it is, with what is left of its life";
  EXPECT_EQ(JsonInt(login_->ExchangeAtFacebook(token).json(), "expires_in"), 86400);
  server_->AdvanceClock(absl::Hours(24));
  EXPECT_EQ(Facebook(token).Get("me").error_code(), 190);
}

TEST_F(FacebookTokenTest, MayComeWithoutItsLifetime) {
  Open({.login = {.tells_lifetime = false}});
  const std::string code = Continue({{"scope", kBoth}}, {kPhotos})["code"];
  EXPECT_FALSE(login_->RedeemAtFacebook(code).json().contains("expires_in"));
}

TEST_F(FacebookTokenTest, DebugTokenTellsWhatItIs) {
  Open();
  const std::string token = login_->FacebookToken(kBoth, {kPhotos});
  const Json data = login_->Debug(token);
  EXPECT_EQ(JsonString(data, "type"), "USER");
  EXPECT_EQ(JsonString(data, "app_id"), LoginOptions().app_id);
  EXPECT_EQ(JsonString(data, "user_id"), server_->account().user().id);
  EXPECT_TRUE(JsonBool(data, "is_valid"));
  EXPECT_EQ(JsonInt(data, "expires_at") - JsonInt(data, "issued_at"), 7200);
  EXPECT_EQ(JsonInt(data, "data_access_expires_at") - JsonInt(data, "issued_at"), 90 * 86400);
  EXPECT_EQ(data["scopes"], Json::array({"public_profile", kPhotos}));
}

TEST_F(FacebookTokenTest, DebugTokenOfADeadOneIsAnAnswerAllTheSame) {
  Open();
  const std::string token = login_->FacebookToken(kBoth, {kPhotos});
  server_->AdvanceClock(absl::Hours(3));
  for (const auto& [text, subcode] : {std::pair(token, 463), std::pair(std::string("EAAx"), 0)}) {
    const Json data = login_->Debug(text);
    EXPECT_FALSE(JsonBool(data, "is_valid", true));
    EXPECT_EQ(JsonInt(data["error"], "code"), 190);
    EXPECT_EQ(JsonInt(data["error"], "subcode"), subcode);
  }
  const std::string asked =
      absl::StrCat(server_->base_url(), "/v25.0/debug_token?input_token=", token);
  EXPECT_EQ(DemoClient::Fetch(asked).error_code(), 100) << "not for everybody";
  const DemoClient::Answer by_header = DemoClient::Fetch(
      asked, {{"Authorization",
               absl::StrCat("Bearer ", LoginOptions().app_id, "|", LoginOptions().app_secret)}});
  EXPECT_EQ(by_header.status, 200);
}

TEST_F(FacebookTokenTest, TakingAllRightsBackRemovesTheApp) {
  Open();
  const std::string token = login_->FacebookToken(kBoth, {kPhotos});
  const std::string other = JsonString(login_->ExchangeAtFacebook(token).json(), "access_token");
  EXPECT_EQ(Facebook(token).Delete("me/permissions").json(), (Json{{"success", true}}));
  for (const std::string& dead : {token, other}) {
    EXPECT_EQ(JsonInt(Facebook(dead).Get("me").json()["error"], "error_subcode"), 458);
  }
  EXPECT_EQ(Facebook(login_->FacebookToken(kBoth, {kPhotos})).Get("me").status, 200);
}

TEST_F(FacebookTokenTest, OneRightCanBeTakenBack) {
  Open();
  DemoClient client = Facebook(login_->FacebookToken(kBoth, {kPhotos, kVideos}));
  EXPECT_EQ(client.Delete("me/permissions/user_videos").status, 200);
  EXPECT_THAT(client.All("me/videos"), SizeIs(0));
  EXPECT_THAT(client.All("me/permissions?status=declined"), SizeIs(1));
  EXPECT_EQ(client.Delete("me/permissions?permission=user_photos").status, 200);
  EXPECT_THAT(client.All("me/photos?type=uploaded"), SizeIs(0));
  EXPECT_EQ(client.Delete("me/permissions/user_photos").error_code(), 100);
}

TEST_F(FacebookTokenTest, AChangedPasswordEndsTokensAndANewLoginServes) {
  Open();
  const std::string token = login_->FacebookToken(kBoth, {kPhotos});
  server_->RevokeToken(460);
  const Json error = Facebook(token).Get("me").json()["error"];
  EXPECT_EQ(JsonInt(error, "error_subcode"), 460);
  EXPECT_THAT(JsonString(error, "message"), HasSubstr("changed their password"));
  EXPECT_EQ(Facebook(login_->FacebookToken(kBoth, {kPhotos})).Get("me").status, 200);
}

TEST_F(FacebookTokenTest, DataAccessEndsAfterNinetyDaysThoughTheTokenIsGood) {
  for (const int code : {190, 10}) {
    Open({.login = {.first_token_life = absl::Hours(24 * 365), .data_access_error = code}});
    const std::string token = login_->FacebookToken(kBoth, {kPhotos});
    server_->AdvanceClock(absl::Hours(24 * 90));
    EXPECT_EQ(Facebook(token).Get("me/photos?type=uploaded").error_code(), code);
    EXPECT_EQ(Facebook(token).Get("me").status, 200);
    EXPECT_TRUE(JsonBool(login_->Debug(token), "is_valid"));
    EXPECT_NE(login_->FacebookToken(kBoth, {kPhotos}), "");
    EXPECT_EQ(Facebook(token).Get("me/photos?type=uploaded").status, 200) << "renewed by a login";
    server_->EndDataAccess();
    EXPECT_EQ(Facebook(token).Get("me/photos?type=uploaded").error_code(), code);
  }
}

TEST_F(FacebookTokenTest, AProofIsOfThisTokenWhetherAskedForOrNot) {
  for (const bool required : {false, true}) {
    const std::string secret = LoginOptions().app_secret;
    Open({.app_secret = required ? secret : ""});
    const std::string token = login_->FacebookToken(kBoth, {kPhotos});
    const auto proof = [&](const std::string& of) { return HexOf(HmacSha256(secret, of)); };
    EXPECT_EQ(Facebook(token).Get("me").status, required ? 400 : 200);
    EXPECT_EQ(Facebook(token).Get("me?appsecret_proof=" + proof(token)).status, 200);
    EXPECT_EQ(Facebook(token).Get("me?appsecret_proof=" + proof(server_->token())).error_code(),
              100);
  }
}

TEST_F(LoginTest, FaultsStrikeLoginsToo) {
  Open();
  server_->faults().Add(
      {.path = "/oauth/access_token", .server = "login", .fault = {.kind = FaultKind::kHtml}});
  const std::string code = Continue({{"scope", kBoth}}, {kPhotos})["code"];
  EXPECT_EQ(login_->RedeemAtFacebook(code).status, 502);
}

TEST_F(LoginTest, TheControlEndsAccessToData) {
  Open({.control = true});
  httplib::Client control(server_->base_url());
  EXPECT_EQ(control.Post("/control/data-access", "{}", "application/json")->status, 200);
  EXPECT_EQ(Facebook(server_->token()).Get("me/photos").error_code(), 190);
}

}  // namespace
}  // namespace photoferry::demo
