// SPDX-License-Identifier: Apache-2.0
#include "common/base/proto_time.h"
#include "tests/suites/store/store_suite.h"

namespace photoferry {
namespace {

v1::Waiting WaitFor(v1::Reason reason, std::optional<absl::Time> wake = std::nullopt) {
  v1::Waiting waiting;
  *waiting.mutable_problem() = ProblemOfReason(reason);
  if (wake.has_value()) *waiting.mutable_wake_time() = ToProto(*wake);
  return waiting;
}

TEST_P(StoreSuite, WhatTheWorkerLearnsStaysUntilItLearnsMore) {
  const ClaimedJob job = StartJob();
  ASSERT_THAT(checkpoints().UpdateJob(job.walk, {.source_account = "facebook|1",
                                                 .destination_account = "folder|/photos",
                                                 .current_album = "Holidays"}),
              IsOk());
  ASSERT_THAT(checkpoints().UpdateJob(job.walk, {.current_album = "Garden"}), IsOk());
  const v1::TransferJob now = Job(job.job.name());
  EXPECT_EQ(now.source_account(), "facebook|1");
  EXPECT_EQ(now.destination_account(), "folder|/photos");
  EXPECT_EQ(now.current_album(), "Garden");
  EXPECT_EQ(now.state(), v1::RUNNING);
}

TEST_P(StoreSuite, ANoticeIsKeptOnceAndInOrder) {
  const ClaimedJob job = StartJob();
  ASSERT_THAT(checkpoints().UpdateJob(job.walk, {.notices = {"Z first", "A second"}}), IsOk());
  ASSERT_THAT(checkpoints().UpdateJob(job.walk, {.notices = {"A second", "M third"}}), IsOk());
  EXPECT_THAT(Job(job.job.name()).notices(),
              ::testing::ElementsAre("Z first", "A second", "M third"));
}

TEST_P(StoreSuite, AWaitingJobWakesAtItsTime) {
  const ClaimedJob job = StartJob();
  const absl::Time wake = clock_.Now() + absl::Hours(1);
  ASSERT_THAT(checkpoints().UpdateJob(
                  job.walk, {.state = v1::WAITING, .waiting = WaitFor(v1::DAILY_QUOTA, wake)}),
              IsOk());
  EXPECT_THAT(checkpoints().Renew(job.walk, kTtl), ReasonIs(v1::LEASE_LOST));
  Reopen();
  const v1::TransferJob waiting = Job(job.job.name());
  EXPECT_EQ(waiting.state(), v1::WAITING);
  EXPECT_EQ(waiting.waiting().problem().reason(), v1::DAILY_QUOTA);
  EXPECT_EQ(FromProto(waiting.waiting().wake_time()), wake);
  clock_.Advance(absl::Minutes(59));
  PF_ASSERT_OK_AND_ASSIGN(const auto early, checkpoints().ClaimJob("worker", kTtl));
  EXPECT_FALSE(early.has_value());
  clock_.Advance(absl::Minutes(1));
  const ClaimedJob again = ClaimJob();
  EXPECT_EQ(again.job.name(), job.job.name());
  EXPECT_FALSE(again.job.has_waiting());
  EXPECT_EQ(again.job.starts(), 2);
}

TEST_P(StoreSuite, AWaitWithoutATimeLastsUntilSomebodyActs) {
  const ClaimedJob job = StartJob();
  ASSERT_THAT(checkpoints().UpdateJob(
                  job.walk, {.state = v1::WAITING, .waiting = WaitFor(v1::ACCOUNT_BLOCKED)}),
              IsOk());
  clock_.Advance(absl::Hours(24 * 365));
  PF_ASSERT_OK_AND_ASSIGN(const auto none, checkpoints().ClaimJob("worker", kTtl));
  EXPECT_FALSE(none.has_value());
  ASSERT_THAT(jobs().Express(job.job.name(), Wish::kResume), IsOk());
  EXPECT_FALSE(Job(job.job.name()).has_waiting());
  EXPECT_EQ(ClaimJob().job.name(), job.job.name());
}

TEST_P(StoreSuite, ARunningJobCanSayThatItWaitsForATurn) {
  const ClaimedJob job = StartJob();
  ASSERT_THAT(checkpoints().UpdateJob(job.walk, {.waiting = WaitFor(v1::RATE_LIMITED)}), IsOk());
  EXPECT_EQ(Job(job.job.name()).state(), v1::RUNNING);
  EXPECT_EQ(Job(job.job.name()).waiting().problem().reason(), v1::RATE_LIMITED);
  ASSERT_THAT(checkpoints().UpdateJob(job.walk, {.clear_waiting = true}), IsOk());
  EXPECT_FALSE(Job(job.job.name()).has_waiting());
}

TEST_P(StoreSuite, AJobThatEndsKeepsItsTimesAndGivesItsLeaseBack) {
  const ClaimedJob job = StartJob();
  const absl::Time start = clock_.Now();
  clock_.Advance(absl::Minutes(5));
  ASSERT_THAT(checkpoints().UpdateJob(job.walk, {.state = v1::SUCCEEDED}), IsOk());
  const v1::TransferJob ended = Job(job.job.name());
  EXPECT_EQ(ended.state(), v1::SUCCEEDED);
  EXPECT_EQ(FromProto(ended.create_time()), start);
  EXPECT_EQ(FromProto(ended.start_time()), start);
  EXPECT_EQ(FromProto(ended.end_time()), start + absl::Minutes(5));
  EXPECT_EQ(FromProto(ended.update_time()), start + absl::Minutes(5));
  EXPECT_THAT(checkpoints().UpdateJob(job.walk, {.current_album = "late"}),
              ReasonIs(v1::LEASE_LOST));
  clock_.Advance(absl::Hours(1));
  PF_ASSERT_OK_AND_ASSIGN(const auto none, checkpoints().ClaimJob("worker", kTtl));
  EXPECT_FALSE(none.has_value());
}

TEST_P(StoreSuite, AFailedJobSaysWhyUntilItIsResumed) {
  const ClaimedJob job = StartJob();
  ASSERT_THAT(
      checkpoints().UpdateJob(
          job.walk, {.state = v1::FAILED, .failure = ProblemOfReason(v1::PERMISSION_MISSING)}),
      IsOk());
  EXPECT_EQ(Job(job.job.name()).failure().reason(), v1::PERMISSION_MISSING);
  EXPECT_TRUE(Job(job.job.name()).has_end_time());
  PF_ASSERT_OK_AND_ASSIGN(const v1::TransferJob resumed,
                          jobs().Express(job.job.name(), Wish::kResume));
  EXPECT_EQ(resumed.state(), v1::QUEUED);
  EXPECT_FALSE(resumed.has_failure());
  EXPECT_FALSE(resumed.has_end_time());
}

TEST_P(StoreSuite, AJobThatIsDrainedWaitsInTheQueueForTheNextWorker) {
  const ClaimedJob job = StartJob();
  ASSERT_THAT(checkpoints().UpdateJob(job.walk, {.state = v1::QUEUED}), IsOk());
  PF_ASSERT_OK_AND_ASSIGN(const auto next, checkpoints().ClaimJob("other", kTtl));
  ASSERT_TRUE(next.has_value());
  EXPECT_GT(next->walk.token, job.walk.token);
}

TEST_P(StoreSuite, AWishReachesTheWorkerAndIsObeyedWhenItPauses) {
  const ClaimedJob job = StartJob();
  EXPECT_THAT(checkpoints().Desired(job.walk.job), IsOkAndHolds(v1::RUN));
  PF_ASSERT_OK_AND_ASSIGN(const v1::TransferJob asked,
                          jobs().Express(job.job.name(), Wish::kPause));
  EXPECT_EQ(asked.state(), v1::RUNNING);
  EXPECT_EQ(asked.desired_state(), v1::PAUSE);
  EXPECT_THAT(checkpoints().Desired(job.walk.job), IsOkAndHolds(v1::PAUSE));
  ASSERT_THAT(checkpoints().UpdateJob(job.walk, {.state = v1::PAUSED}), IsOk());
  EXPECT_EQ(Job(job.job.name()).state(), v1::PAUSED);
  PF_ASSERT_OK_AND_ASSIGN(const auto none, checkpoints().ClaimJob("worker", kTtl));
  EXPECT_FALSE(none.has_value());
}

TEST_P(StoreSuite, AStepOfTheWalkNeedsTheWalksLease) {
  const ClaimedJob job = StartJob();
  const Lease unit = ClaimUnit(job.walk.job, 0);
  EXPECT_THAT(checkpoints().UpdateJob(unit, {.current_album = "x"}), ReasonIs(v1::INTERNAL_FAULT));
  EXPECT_THAT(checkpoints().CommitPage(unit, {1, "", ""}, {}), ReasonIs(v1::INTERNAL_FAULT));
  EXPECT_THAT(checkpoints().CommitPlacements(unit, {}), ReasonIs(v1::INTERNAL_FAULT));
  EXPECT_THAT(checkpoints().CommitAlbum(unit, {}), ReasonIs(v1::INTERNAL_FAULT));
}

}  // namespace
}  // namespace photoferry
