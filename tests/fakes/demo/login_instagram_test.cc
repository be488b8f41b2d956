// SPDX-License-Identifier: Apache-2.0
// The demo account's Instagram Business Login, rule by rule, asked by plain HTTP.
#include <string>

#include "gmock/gmock.h"
#include "tests/fakes/demo/login_fixture.h"

namespace photoferry::demo {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

using InstagramDialogTest = LoginTest;

TEST_F(InstagramDialogTest, ComesBackWithCodeStateAndItsFragment) {
  Open();
  const std::string url = login_->InstagramUrl({{"scope", "instagram_business_basic"}});
  EXPECT_THAT(DemoClient::Fetch(url).body, HasSubstr("value=\"instagram_business_basic\" checked"));
  LoginClient::Return back =
      login_->Answered(url, LoginClient::Ticking({"instagram_business_basic"}));
  EXPECT_EQ(back["#"], "_");
  EXPECT_EQ(back["state"], LoginClient::kState);
  EXPECT_NE(back["code"], "");
}

TEST_F(InstagramDialogTest, ACancelComesBackInInstagramsWords) {
  Open();
  LoginClient::Return back = login_->Answered(
      login_->InstagramUrl({{"scope", "instagram_business_basic"}}), {{"answer", "cancel"}});
  EXPECT_EQ(back["error"], "access_denied");
  EXPECT_EQ(back["error_reason"], "user_denied");
  EXPECT_EQ(back["error_description"], "The user denied your request");
  EXPECT_FALSE(back.contains("error_code"));
}

TEST_F(InstagramDialogTest, KnowsItsOwnAppAndItsOwnRights) {
  Open();
  for (const Parameters& asked :
       {Parameters{{"client_id", LoginOptions().app_id}, {"scope", "instagram_business_basic"}},
        Parameters{{"scope", "instagram_basic"}}, Parameters{{"scope", "business_basic"}},
        Parameters{{"scope", ""}}}) {
    EXPECT_EQ(DemoClient::Fetch(login_->InstagramUrl(asked)).status, 400);
  }
}

using InstagramTokenTest = LoginTest;

TEST_F(InstagramTokenTest, AnswersInEitherShape) {
  for (const bool wrapped : {false, true}) {
    Open({.login = {.wrapped_token = wrapped}});
    LoginClient::Return back =
        login_->Answered(login_->InstagramUrl({{"scope", "instagram_business_basic"}}),
                         LoginClient::Ticking({"instagram_business_basic"}));
    const Json answer = login_->RedeemAtInstagram(back["code"]).json();
    const Json token = wrapped ? answer["data"][0] : answer;
    EXPECT_THAT(JsonString(token, "access_token"), StartsWith("IG"));
    EXPECT_EQ(JsonString(token, "user_id"), IdOf({NodeType::kIgUser, 0}));
    EXPECT_EQ(token["user_id"].is_number(), !wrapped);
    EXPECT_EQ(token["permissions"].is_array(), !wrapped);
  }
}

TEST_F(InstagramTokenTest, ACodeIsGoodOnceAndRefusedInItsOwnShape) {
  Open();
  const auto code = [&] {
    return login_->Answered(login_->InstagramUrl({{"scope", "instagram_business_basic"}}),
                            LoginClient::Ticking({"instagram_business_basic"}))["code"];
  };
  const std::string used = code();
  EXPECT_EQ(login_->RedeemAtInstagram(used).status, 200);
  const auto message = [&](const std::string& which, const Parameters& more) {
    const DemoClient::Answer refused = login_->RedeemAtInstagram(which, more);
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(JsonString(refused.json(), "error_type"), "OAuthException");
    EXPECT_EQ(JsonInt(refused.json(), "code"), 400);
    return JsonString(refused.json(), "error_message");
  };
  EXPECT_EQ(message(used, {}), "Matching code was not found or was already used");
  EXPECT_THAT(message(code(), {{"redirect_uri", "http://localhost:9/"}}), HasSubstr("identical"));
  EXPECT_EQ(message(code(), {{"client_id", LoginOptions().app_id}}), "Invalid platform app");
  EXPECT_THAT(message(code(), {{"client_secret", "x"}}), HasSubstr("client secret"));
  const std::string late = code();
  server_->AdvanceClock(absl::Hours(1));
  EXPECT_THAT(message(late, {}), HasSubstr("expired"));
}

TEST_F(InstagramTokenTest, TheFirstOneLivesAnHourAndIsExchangedWhileItDoes) {
  Open();
  const std::string first = login_->InstagramToken();
  EXPECT_EQ(Instagram(first).Get("me?fields=username").status, 200);
  EXPECT_EQ(Facebook(first).Get("me").error_code(), 190);
  const std::string token = JsonString(login_->ExchangeAtInstagram(first).json(), "access_token");
  EXPECT_EQ(JsonInt(login_->ExchangeAtInstagram(first).json(), "expires_in"), 5184000);
  server_->AdvanceClock(absl::Hours(1));
  EXPECT_EQ(JsonInt(Instagram(first).Get("me").json()["error"], "error_subcode"), 463);
  EXPECT_EQ(login_->ExchangeAtInstagram(first).error_code(), 190);
  EXPECT_EQ(Instagram(token).Get("me").status, 200);
}

TEST_F(InstagramTokenTest, IsRefreshedFromItsSecondDayOn) {
  Open();
  const std::string token =
      JsonString(login_->ExchangeAtInstagram(login_->InstagramToken()).json(), "access_token");
  EXPECT_EQ(login_->RefreshAtInstagram(token).status, 400) << "not in the first 24 hours";
  server_->AdvanceClock(absl::Hours(24));
  const Json fresh = login_->RefreshAtInstagram(token).json();
  EXPECT_EQ(JsonInt(fresh, "expires_in"), 5184000);
  server_->AdvanceClock(absl::Hours(24 * 59));
  EXPECT_EQ(login_->RefreshAtInstagram(token).error_code(), 190) << "dead";
  EXPECT_EQ(Instagram(JsonString(fresh, "access_token")).Get("me").status, 200);
}

TEST_F(InstagramTokenTest, AFirstOneCannotBeRefreshed) {
  Open();
  EXPECT_EQ(login_->RefreshAtInstagram(login_->InstagramToken()).error_code(), 100);
}

TEST_F(InstagramTokenTest, WithoutTheRightToReadNothingIsShown) {
  Open();
  const std::string token = login_->InstagramToken({});
  EXPECT_EQ(Instagram(token).Get("me").error_code(), 10);
  EXPECT_EQ(Instagram(token).Get(IdOf({NodeType::kIgMedia, 0})).error_code(), 10);
  Open({.instagram_granted = {}});
  EXPECT_EQ(Instagram(server_->instagram_token()).Get("me").error_code(), 10);
}

}  // namespace
}  // namespace photoferry::demo
