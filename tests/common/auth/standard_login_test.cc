// SPDX-License-Identifier: Apache-2.0
#include "common/auth/standard_login.h"

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

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kRedirect[] = "http://127.0.0.1:8723/login";

class StandardLoginTest : public ::testing::Test {
 protected:
  ManualScheduler scheduler_;
  ScriptedHttpClient http_;
  StandardLogin login_{SomeServer(), SomeApp(), {"photos", "albums"}, http_, scheduler_.clock()};
};

TEST_F(StandardLoginTest, IsBegunAndCompletedByTheBook) {
  PF_ASSERT_OK_AND_ASSIGN(Authorization begun, login_.Begin({.redirect_uri = kRedirect}));
  const auto asked = ParseQuery(QueryOf(begun.url));
  EXPECT_EQ(asked.at("scope"), "photos albums");
  EXPECT_EQ(asked.at("redirect_uri"), kRedirect);
  EXPECT_EQ(asked.count("prompt"), 0u);
  http_.AnswerJson("/token", {{"access_token", MarkedSecret("access")},
                              {"refresh_token", MarkedSecret("refresh")},
                              {"scope", "photos"},
                              {"expires_in", 3600}});
  const std::string query = QueryString(
      {{"code", MarkedSecret("code")}, {"state", std::string(begun.pending.state.Reveal())}});
  PF_ASSERT_OK_AND_ASSIGN(const CompletedLogin done,
                          login_.Complete(std::move(begun.pending), query, {}));
  EXPECT_EQ(done.tokens.access_token.Reveal(), MarkedSecret("access"));
  EXPECT_THAT(done.tokens.scopes, ElementsAre("photos"));
  EXPECT_THAT(done.declined, ElementsAre("albums"));
  EXPECT_THAT(done.notices, ElementsAre(HasSubstr("albums")));
  EXPECT_TRUE(login_.RenewsItself(done.tokens));
  EXPECT_FALSE(login_.RenewsItself({.access_token = done.tokens.access_token}));
}

TEST_F(StandardLoginTest, AsksThePersonAgainWhenToldTo) {
  PF_ASSERT_OK_AND_ASSIGN(
      const Authorization begun,
      login_.Begin({.redirect_uri = kRedirect, .insistence = Insistence::kConfirm}));
  EXPECT_THAT(begun.url, HasSubstr("prompt=consent"));
}

TEST_F(StandardLoginTest, IsEndedAtTheServersEndpoint) {
  http_.Answer("/revoke", "");
  EXPECT_THAT(login_.Revoke({.access_token = Secret(MarkedSecret("access"))}, {}), IsOk());
  EXPECT_THAT(http_.paths(), ElementsAre("/revoke"));
}

}  // namespace
}  // namespace photoferry
