// SPDX-License-Identifier: Apache-2.0
#include "tests/suites/store/store_suite.h"

namespace photoferry {
namespace {

TEST_P(StoreSuite, AJobIsClaimedByOneWorkerAlone) {
  const ClaimedJob job = StartJob();
  EXPECT_EQ(job.job.state(), v1::RUNNING);
  EXPECT_EQ(job.job.starts(), 1);
  EXPECT_EQ(job.tenant, "me");
  EXPECT_EQ(job.job.name(), "tenants/me/transferJobs/" + job.uuid);
  EXPECT_EQ(job.walk.unit, kWalkUnit);
  PF_ASSERT_OK_AND_ASSIGN(const auto other, checkpoints().ClaimJob("other", kTtl));
  EXPECT_FALSE(other.has_value());
  PF_ASSERT_OK_AND_ASSIGN(const auto again, checkpoints().ClaimJob("worker", kTtl));
  EXPECT_FALSE(again.has_value());
}

TEST_P(StoreSuite, JobsAreTakenUpInTheOrderOfTheirMaking) {
  PF_ASSERT_OK_AND_ASSIGN(const v1::TransferJob first, jobs().Create("me", JobRequest(), ""));
  PF_ASSERT_OK_AND_ASSIGN(const v1::TransferJob second, jobs().Create("me", JobRequest(), ""));
  EXPECT_EQ(ClaimJob().job.name(), first.name());
  EXPECT_EQ(ClaimJob().job.name(), second.name());
}

TEST_P(StoreSuite, AJobCanBeClaimedByItsName) {
  PF_ASSERT_OK_AND_ASSIGN(const v1::TransferJob first, jobs().Create("me", JobRequest(), ""));
  PF_ASSERT_OK_AND_ASSIGN(const v1::TransferJob second, jobs().Create("me", JobRequest(), ""));
  PF_ASSERT_OK_AND_ASSIGN(const auto claimed,
                          checkpoints().ClaimJobNamed(second.name(), "worker", kTtl));
  ASSERT_TRUE(claimed.has_value());
  EXPECT_EQ(claimed->job.name(), second.name());
  PF_ASSERT_OK_AND_ASSIGN(const auto none,
                          checkpoints().ClaimJobNamed(second.name(), "worker", kTtl));
  EXPECT_FALSE(none.has_value());
  EXPECT_EQ(Job(first.name()).state(), v1::QUEUED);
  EXPECT_THAT(checkpoints().ClaimJobNamed("tenants/me/transferJobs/none", "worker", kTtl),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(StoreSuite, ALapsedJobIsTakenOverAndItsFirstWorkerIsFencedOff) {
  const ClaimedJob first = StartJob();
  clock_.Advance(kTtl);
  PF_ASSERT_OK_AND_ASSIGN(const auto second, checkpoints().ClaimJob("other", kTtl));
  ASSERT_TRUE(second.has_value());
  EXPECT_GT(second->walk.token, first.walk.token);
  EXPECT_EQ(second->job.starts(), 2);
  EXPECT_THAT(checkpoints().Renew(first.walk, kTtl), ReasonIs(v1::LEASE_LOST));
  EXPECT_THAT(checkpoints().UpdateJob(first.walk, {.current_album = "Holidays"}),
              ReasonIs(v1::LEASE_LOST));
  EXPECT_THAT(checkpoints().CommitPage(first.walk, {1, "", ""}, {.photos = {PhotoNamed("a")}}),
              ReasonIs(v1::LEASE_LOST));
  EXPECT_THAT(checkpoints().CommitAlbum(first.walk, {}), ReasonIs(v1::LEASE_LOST));
  EXPECT_EQ(Job(second->job.name()).current_album(), "");
  EXPECT_TRUE(AllItems(first.walk.job).empty());
}

TEST_P(StoreSuite, ARenewedLeaseIsNotTakenOver) {
  const ClaimedJob job = StartJob();
  clock_.Advance(kTtl - absl::Seconds(1));
  ASSERT_THAT(checkpoints().Renew(job.walk, kTtl), IsOk());
  clock_.Advance(kTtl - absl::Seconds(1));
  PF_ASSERT_OK_AND_ASSIGN(const auto other, checkpoints().ClaimJob("other", kTtl));
  EXPECT_FALSE(other.has_value());
}

TEST_P(StoreSuite, ALapsedLeaseThatNobodyTookStillHolds) {
  const ClaimedJob job = StartJob();
  clock_.Advance(2 * kTtl);
  EXPECT_THAT(checkpoints().UpdateJob(job.walk, {.current_album = "Holidays"}), IsOk());
  EXPECT_THAT(checkpoints().Renew(job.walk, kTtl), IsOk());
}

TEST_P(StoreSuite, UnitsAreClaimedOneByOneAndTokensOnlyGrow) {
  const ClaimedJob job = StartJob();
  const int64_t id = job.walk.job;
  const Lease first = ClaimUnit(id, 0);
  PF_ASSERT_OK_AND_ASSIGN(const auto refused, checkpoints().Claim(id, 0, "other", kTtl));
  EXPECT_FALSE(refused.has_value());
  PF_ASSERT_OK_AND_ASSIGN(const auto elsewhere, checkpoints().Claim(id, 1, "other", kTtl));
  EXPECT_TRUE(elsewhere.has_value());
  ASSERT_THAT(checkpoints().Release(first), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto second, checkpoints().Claim(id, 0, "other", kTtl));
  ASSERT_TRUE(second.has_value());
  EXPECT_GT(second->token, first.token);
  Reopen();
  clock_.Advance(kTtl);
  EXPECT_GT(ClaimUnit(id, 0).token, second->token);
}

TEST_P(StoreSuite, AnOwnerThatClaimsAgainFencesOffItsFormerSelf) {
  const ClaimedJob job = StartJob();
  const Lease before = ClaimUnit(job.walk.job, 0);
  const Lease after = ClaimUnit(job.walk.job, 0);
  EXPECT_GT(after.token, before.token);
  EXPECT_THAT(checkpoints().Renew(before, kTtl), ReasonIs(v1::LEASE_LOST));
}

TEST_P(StoreSuite, AReleasedLeaseWritesNothingMore) {
  const ClaimedJob job = StartJob();
  CommitNext(job, {.photos = {PhotoNamed("a")}});
  const Lease lease = ClaimUnit(job.walk.job, 0);
  ASSERT_THAT(checkpoints().Release(lease), IsOk());
  EXPECT_THAT(checkpoints().CommitMoves(lease, {MoveTo(0, v1::DONE)}), ReasonIs(v1::LEASE_LOST));
  EXPECT_THAT(checkpoints().Release(lease), IsOk());  // once more is harmless
}

// A worker that slept through the end finds nothing left to write.
TEST_P(StoreSuite, AnEndedJobTakesNoWritesOfItsUnits) {
  const ClaimedJob job = StartJob();
  CommitNext(job, {.photos = {PhotoNamed("a")}});
  const Lease lease = ClaimUnit(job.walk.job, 0);
  ASSERT_THAT(checkpoints().UpdateJob(job.walk, {.state = v1::CANCELLED}), IsOk());
  EXPECT_THAT(checkpoints().CommitMoves(lease, {MoveTo(0, v1::DONE)}), ReasonIs(v1::LEASE_LOST));
  EXPECT_THAT(checkpoints().Renew(lease, kTtl), ReasonIs(v1::LEASE_LOST));
  PF_ASSERT_OK_AND_ASSIGN(const auto again, checkpoints().Claim(job.walk.job, 0, "worker", kTtl));
  EXPECT_FALSE(again.has_value());
}

TEST_P(StoreSuite, AUnitOfNoJobCannotBeClaimed) {
  EXPECT_THAT(checkpoints().Claim(99, 0, "worker", kTtl), ReasonIs(v1::INTERNAL_FAULT));
}

TEST_P(StoreSuite, ALaneIsOneOwnersUntilItLeavesOrLapses) {
  EXPECT_THAT(checkpoints().TakeLane("account|albums", "one", kTtl), IsOkAndHolds(true));
  EXPECT_THAT(checkpoints().TakeLane("account|albums", "one", kTtl), IsOkAndHolds(true));
  EXPECT_THAT(checkpoints().TakeLane("account|albums", "two", kTtl), IsOkAndHolds(false));
  EXPECT_THAT(checkpoints().TakeLane("other|albums", "two", kTtl), IsOkAndHolds(true));
  ASSERT_THAT(checkpoints().LeaveLane("account|albums", "two"), IsOk());  // not its own
  EXPECT_THAT(checkpoints().TakeLane("account|albums", "two", kTtl), IsOkAndHolds(false));
  ASSERT_THAT(checkpoints().LeaveLane("account|albums", "one"), IsOk());
  EXPECT_THAT(checkpoints().TakeLane("account|albums", "two", kTtl), IsOkAndHolds(true));
  clock_.Advance(kTtl);
  EXPECT_THAT(checkpoints().TakeLane("account|albums", "one", kTtl), IsOkAndHolds(true));
}

}  // namespace
}  // namespace photoferry
