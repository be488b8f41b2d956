// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/vault.h"

#include "tests/suites/store/store_suite.h"
#include "tests/testing/canary.h"

namespace photoferry {
namespace {

constexpr char kName[] = "tenants/me/credentials/facebook";

StoredCredential Token(absl::string_view token, absl::string_view secret = "") {
  return {.provider = "facebook",
          .tokens = {.access_token = Secret(canary::Token(token))},
          .app = {.id = "", .secret = Secret(canary::Token(secret))}};
}

TEST_P(StoreSuite, ACredentialComesBackAsItWasPut) {
  ASSERT_THAT(vault().Put(kName, Token("a token", "an app secret")), IsOk());
  Reopen();
  PF_ASSERT_OK_AND_ASSIGN(const auto credential, vault().Get(kName));
  ASSERT_TRUE(credential.has_value());
  EXPECT_EQ(credential->provider, "facebook");
  EXPECT_EQ(credential->tokens.access_token.Reveal(), canary::Token("a token"));
  EXPECT_EQ(credential->app.secret.Reveal(), canary::Token("an app secret"));
  ASSERT_THAT(vault().Put(kName, Token("another")), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto replaced, vault().Get(kName));
  EXPECT_EQ(replaced->tokens.access_token.Reveal(), canary::Token("another"));
  EXPECT_EQ(replaced->app.secret.Reveal(), canary::Token());
}

// A login as people make it at a provider's page.
StoredCredential WholeLogin() {
  return {.provider = "facebook",
          .tokens = {.access_token = Secret(canary::Token("access")),
                     .refresh_token = Secret(canary::Token("refresh")),
                     .issued_at = absl::FromUnixSeconds(1700000000),
                     .expires_at = absl::FromUnixSeconds(1705000000),
                     .scopes = {"user_photos", "public_profile"}},
          .app = {.id = "1234", .secret = Secret(canary::Token("secret")), .configuration = "99"},
          .login = "facebook",
          .account = "Anna Example",
          .declined = {"user_videos"},
          .data_access_expires_at = absl::FromUnixSeconds(1707000000),
          .options = {{"graph_url", "https://graph.example"}, {"version", "v25.0"}}};
}

TEST_P(StoreSuite, AWholeLoginComesBackAsItWasPut) {
  ASSERT_THAT(vault().Put(kName, WholeLogin()), IsOk());
  Reopen();
  PF_ASSERT_OK_AND_ASSIGN(const auto kept, vault().Get(kName));
  ASSERT_TRUE(kept.has_value());
  const StoredCredential put = WholeLogin();
  EXPECT_EQ(kept->tokens.access_token, put.tokens.access_token);
  EXPECT_EQ(kept->tokens.refresh_token, put.tokens.refresh_token);
  EXPECT_EQ(kept->tokens.issued_at, put.tokens.issued_at);
  EXPECT_EQ(kept->tokens.expires_at, put.tokens.expires_at);
  EXPECT_EQ(kept->tokens.scopes, put.tokens.scopes);
  EXPECT_EQ(kept->app.id, "1234");
  EXPECT_EQ(kept->app.secret, put.app.secret);
  EXPECT_EQ(kept->app.configuration, "99");
  EXPECT_EQ(kept->login, "facebook");
  EXPECT_EQ(kept->account, "Anna Example");
  EXPECT_EQ(kept->declined, put.declined);
  EXPECT_EQ(kept->data_access_expires_at, put.data_access_expires_at);
  EXPECT_EQ(kept->options, put.options);
  EXPECT_EQ(kept->created, clock_.Now());
}

TEST_P(StoreSuite, OneOfTwoWhoRenewALoginWinsAndTheOtherLearnsOfIt) {
  ASSERT_THAT(vault().Put(kName, WholeLogin()), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto seen, vault().Look(kName));
  ASSERT_TRUE(seen.has_value());
  EXPECT_EQ(seen->login.claimed_until, absl::InfinitePast());
  TokenSet renewed = seen->login.tokens;
  renewed.access_token = Secret(canary::Token("renewed"));
  const absl::Time claim = clock_.Now() + absl::Minutes(3);
  PF_ASSERT_OK_AND_ASSIGN(
      const auto first,
      vault().Replace(kName, seen->version, {.tokens = renewed, .claimed_until = claim}));
  ASSERT_TRUE(first.has_value());
  EXPECT_NE(*first, seen->version);
  PF_ASSERT_OK_AND_ASSIGN(const auto second,
                          vault().Replace(kName, seen->version, {.tokens = seen->login.tokens}));
  EXPECT_FALSE(second.has_value());
  Reopen();
  PF_ASSERT_OK_AND_ASSIGN(const auto now, vault().Look(kName));
  EXPECT_EQ(now->version, *first);
  EXPECT_EQ(now->login.tokens.access_token, renewed.access_token);
  EXPECT_EQ(now->login.claimed_until, claim);
  // What the renewal did not touch is still there.
  PF_ASSERT_OK_AND_ASSIGN(const auto kept, vault().Get(kName));
  EXPECT_EQ(kept->account, "Anna Example");
  EXPECT_EQ(kept->app.id, "1234");
}

TEST_P(StoreSuite, ARenewalDoesNotOverwriteALoginMadeAnewMeanwhile) {
  ASSERT_THAT(vault().Put(kName, WholeLogin()), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto seen, vault().Look(kName));
  ASSERT_THAT(vault().Forget(kName), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto gone,
                          vault().Replace(kName, seen->version, {.tokens = seen->login.tokens}));
  EXPECT_FALSE(gone.has_value());
  ASSERT_THAT(vault().Put(kName, Token("anew")), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto stale,
                          vault().Replace(kName, seen->version, {.tokens = seen->login.tokens}));
  EXPECT_FALSE(stale.has_value());
  PF_ASSERT_OK_AND_ASSIGN(const auto kept, vault().Get(kName));
  EXPECT_EQ(kept->tokens.access_token.Reveal(), canary::Token("anew"));
}

TEST_P(StoreSuite, ALoginThatEndedIsKeptWithoutItsTokens) {
  ASSERT_THAT(vault().Put(kName, WholeLogin()), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto seen, vault().Look(kName));
  PF_ASSERT_OK_AND_ASSIGN(const auto ended,
                          vault().Replace(kName, seen->version, {.tokens = TokenSet()}));
  ASSERT_TRUE(ended.has_value());
  PF_ASSERT_OK_AND_ASSIGN(const auto kept, vault().Get(kName));
  EXPECT_TRUE(kept->tokens.access_token.empty());
  EXPECT_TRUE(kept->tokens.refresh_token.empty());
  EXPECT_EQ(kept->account, "Anna Example");
}

TEST_P(StoreSuite, AForgottenCredentialIsGone) {
  ASSERT_THAT(vault().Put(kName, Token("a token")), IsOk());
  ASSERT_THAT(vault().Forget(kName), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto credential, vault().Get(kName));
  EXPECT_FALSE(credential.has_value());
  EXPECT_THAT(vault().Forget(kName), IsOk());
}

TEST_P(StoreSuite, CredentialsAreListedByTenant) {
  ASSERT_THAT(vault().Put("tenants/me/credentials/b", Token("1")), IsOk());
  ASSERT_THAT(vault().Put("tenants/me/credentials/a", Token("2")), IsOk());
  ASSERT_THAT(vault().Put("tenants/you/credentials/c", Token("3")), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto names, vault().List("me"));
  ASSERT_EQ(names.size(), 2u);
  EXPECT_EQ(names[0].name, "tenants/me/credentials/a");
  EXPECT_EQ(names[0].provider, "facebook");
  EXPECT_EQ(names[1].name, "tenants/me/credentials/b");
  PF_ASSERT_OK_AND_ASSIGN(const auto all, vault().List(""));
  EXPECT_EQ(all.size(), 3u);
}

TEST_P(StoreSuite, ACredentialNeedsAFullName) {
  EXPECT_THAT(vault().Put("facebook", Token("1")), ReasonIs(v1::BAD_REQUEST));
}

TEST_P(StoreSuite, ANewLoginWakesTheJobsThatWaitForIt) {
  v1::Waiting login;
  *login.mutable_problem() = ProblemOfReason(v1::LOGIN_NEEDED);
  v1::Waiting full;
  *full.mutable_problem() = ProblemOfReason(v1::DESTINATION_FULL);
  v1::TransferJob named = JobRequest();
  named.mutable_destination()->set_credential("tenants/me/credentials/other");
  const ClaimedJob waits = StartJob();
  const ClaimedJob waits_for_other = StartJob(named);
  const ClaimedJob is_full = StartJob();
  for (const ClaimedJob* job : {&waits, &waits_for_other}) {
    ASSERT_THAT(checkpoints().UpdateJob(job->walk, {.state = v1::WAITING, .waiting = login}),
                IsOk());
  }
  ASSERT_THAT(checkpoints().UpdateJob(is_full.walk, {.state = v1::WAITING, .waiting = full}),
              IsOk());
  // The other credential is the destination's of one job alone.
  ASSERT_THAT(vault().Put("tenants/me/credentials/other", Token("1")), IsOk());
  EXPECT_EQ(Job(waits_for_other.job.name()).state(), v1::QUEUED);
  EXPECT_EQ(Job(waits.job.name()).state(), v1::WAITING);
  // An endpoint that names none uses the one called like its provider.
  ASSERT_THAT(vault().Put(kName, Token("1")), IsOk());
  EXPECT_EQ(Job(waits.job.name()).state(), v1::QUEUED);
  EXPECT_FALSE(Job(waits.job.name()).has_waiting());
  EXPECT_EQ(Job(is_full.job.name()).state(), v1::WAITING);
}

TEST_P(StoreSuite, ProvidersRemember) {
  PF_ASSERT_OK_AND_ASSIGN(const auto nothing, vault().Recall("facebook|1", "usage"));
  EXPECT_FALSE(nothing.has_value());
  const std::string value("with\0zero", 9);
  ASSERT_THAT(vault().Remember("facebook|1", "usage", "first"), IsOk());
  ASSERT_THAT(vault().Remember("facebook|1", "usage", value), IsOk());
  ASSERT_THAT(vault().Remember("facebook|2", "usage", ""), IsOk());
  Reopen();
  EXPECT_EQ(vault().Recall("facebook|1", "usage").value(), value);
  EXPECT_EQ(vault().Recall("facebook|2", "usage").value(), "");
}

}  // namespace
}  // namespace photoferry
