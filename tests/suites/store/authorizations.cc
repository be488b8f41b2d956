// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/authorizations.h"

#include "tests/suites/store/store_suite.h"
#include "tests/testing/canary.h"

namespace photoferry {
namespace {

constexpr char kName[] = "tenants/me/authorizations/one";

BegunLogin Begun(absl::Time expires, absl::string_view state = "state") {
  return {.name = kName,
          .provider = "facebook",
          .login = "facebook",
          .credential = "tenants/me/credentials/facebook",
          .url = absl::StrCat("https://login.example/?state=", canary::Token(state)),
          .expires = expires,
          .pending = {.redirect_uri = "http://127.0.0.1:8723/login",
                      .scopes = {"user_photos", "user_videos"},
                      .state = Secret(canary::Token(state)),
                      .verifier = Secret(canary::Token("verifier"))},
          .app = {.id = "1234", .secret = Secret(canary::Token("secret")), .configuration = "99"},
          .options = {{"graph_url", "https://graph.example"}}};
}

TEST_P(StoreSuite, WhatWasBegunIsTakenOnceByAnyProcess) {
  const BegunLogin begun = Begun(clock_.Now() + absl::Minutes(10));
  ASSERT_THAT(store_->authorizations().Begin(begun), IsOk());
  Reopen();
  PF_ASSERT_OK_AND_ASSIGN(const auto taken, store_->authorizations().Take(begun.pending.state, ""));
  ASSERT_TRUE(taken.has_value());
  EXPECT_EQ(taken->name, kName);
  EXPECT_EQ(taken->provider, "facebook");
  EXPECT_EQ(taken->login, "facebook");
  EXPECT_EQ(taken->credential, begun.credential);
  EXPECT_EQ(taken->pending.redirect_uri, begun.pending.redirect_uri);
  EXPECT_EQ(taken->pending.scopes, begun.pending.scopes);
  EXPECT_EQ(taken->pending.state, begun.pending.state);
  EXPECT_EQ(taken->pending.verifier, begun.pending.verifier);
  EXPECT_EQ(taken->app.id, "1234");
  EXPECT_EQ(taken->app.secret, begun.app.secret);
  EXPECT_EQ(taken->app.configuration, "99");
  EXPECT_EQ(taken->options, begun.options);
  PF_ASSERT_OK_AND_ASSIGN(const auto again, store_->authorizations().Take(begun.pending.state, ""));
  EXPECT_FALSE(again.has_value());
}

TEST_P(StoreSuite, AnotherStateOrNameTakesNothing) {
  const BegunLogin begun = Begun(clock_.Now() + absl::Minutes(10));
  Authorizations& logins = store_->authorizations();
  ASSERT_THAT(logins.Begin(begun), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto guessed, logins.Take(Secret(canary::Token("guess")), ""));
  EXPECT_FALSE(guessed.has_value());
  PF_ASSERT_OK_AND_ASSIGN(const auto other,
                          logins.Take(begun.pending.state, "tenants/me/authorizations/two"));
  EXPECT_FALSE(other.has_value());
  PF_ASSERT_OK_AND_ASSIGN(const auto taken, logins.Take(begun.pending.state, kName));
  EXPECT_TRUE(taken.has_value());
}

TEST_P(StoreSuite, ALoginThatNobodyEndsRunsOut) {
  const BegunLogin begun = Begun(clock_.Now() + absl::Minutes(10));
  Authorizations& logins = store_->authorizations();
  ASSERT_THAT(logins.Begin(begun), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto pending, logins.Look(kName));
  EXPECT_EQ(pending->state(), v1::AUTHORIZATION_PENDING);
  EXPECT_EQ(pending->url(), begun.url);
  clock_.Advance(absl::Minutes(10));
  PF_ASSERT_OK_AND_ASSIGN(const auto late, logins.Take(begun.pending.state, kName));
  EXPECT_FALSE(late.has_value());
  PF_ASSERT_OK_AND_ASSIGN(const auto failed, logins.Look(kName));
  EXPECT_EQ(failed->state(), v1::AUTHORIZATION_FAILED);
  EXPECT_EQ(failed->problem().reason(), v1::LOGIN_NEEDED);
  EXPECT_EQ(failed->url(), "");
  // The next one that is begun a day later clears it away.
  clock_.Advance(absl::Hours(25));
  BegunLogin next = Begun(clock_.Now() + absl::Minutes(10), "next");
  next.name = "tenants/me/authorizations/two";
  ASSERT_THAT(logins.Begin(next), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto gone, logins.Look(kName));
  EXPECT_FALSE(gone.has_value());
}

TEST_P(StoreSuite, WhatBecameOfALoginCanBeAsked) {
  const BegunLogin begun = Begun(clock_.Now() + absl::Minutes(10));
  Authorizations& logins = store_->authorizations();
  ASSERT_THAT(logins.Begin(begun), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto taken, logins.Take(begun.pending.state, kName));
  ASSERT_TRUE(taken.has_value());
  PF_ASSERT_OK_AND_ASSIGN(const auto under_way, logins.Look(kName));
  EXPECT_EQ(under_way->state(), v1::AUTHORIZATION_PENDING);
  EXPECT_EQ(under_way->url(), "");
  v1::Authorization outcome;
  outcome.set_state(v1::AUTHORIZATION_DONE);
  outcome.mutable_credential()->set_account("Anna Example");
  outcome.add_notices("Videos are left out.");
  ASSERT_THAT(logins.Settle(kName, outcome), IsOk());
  Reopen();
  PF_ASSERT_OK_AND_ASSIGN(const auto done, store_->authorizations().Look(kName));
  EXPECT_EQ(done->name(), kName);
  EXPECT_EQ(done->state(), v1::AUTHORIZATION_DONE);
  EXPECT_EQ(done->credential().account(), "Anna Example");
  EXPECT_EQ(done->notices(0), "Videos are left out.");
}

}  // namespace
}  // namespace photoferry
