// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/vault.h"

#include "tests/suites/store/store_suite.h"
#include "tests/testing/canary.h"

namespace photoferry {
namespace {

constexpr char kName[] = "tenants/me/credentials/facebook";

StoredCredential Token(absl::string_view token, absl::string_view secret = "") {
  return {"facebook", Secret(canary::Token(token)), Secret(canary::Token(secret))};
}

TEST_P(StoreSuite, ACredentialComesBackAsItWasPut) {
  ASSERT_THAT(vault().Put(kName, Token("a token", "an app secret")), IsOk());
  Reopen();
  PF_ASSERT_OK_AND_ASSIGN(const auto credential, vault().Get(kName));
  ASSERT_TRUE(credential.has_value());
  EXPECT_EQ(credential->provider, "facebook");
  EXPECT_EQ(credential->access_token.Reveal(), canary::Token("a token"));
  EXPECT_EQ(credential->app_secret.Reveal(), canary::Token("an app secret"));
  ASSERT_THAT(vault().Put(kName, Token("another")), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto replaced, vault().Get(kName));
  EXPECT_EQ(replaced->access_token.Reveal(), canary::Token("another"));
  EXPECT_EQ(replaced->app_secret.Reveal(), canary::Token());
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
