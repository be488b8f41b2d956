// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/summary.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "transfer-worker/cmd/exit_code.h"

namespace photoferry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

v1::TransferJob Job(v1::JobState state) {
  v1::TransferJob job;
  job.set_name("tenants/self/transferJobs/3f2a91c0-0000-4000-8000-000000000000");
  job.set_state(state);
  job.mutable_start_time()->set_seconds(1'600'000'000);
  job.mutable_end_time()->set_seconds(1'600'000'065);
  v1::Tally& items = *job.mutable_counters()->mutable_items();
  items.set_found(8);
  items.set_done(8);
  return job;
}

TEST(Summary, AnEndedJobSaysHowLongAfterItsBeginning) {
  EXPECT_THAT(JobSummary(Job(v1::SUCCEEDED), {}),
              AllOf(HasSubstr("Done: 8 of 8 items arrived"),
                    HasSubstr(", 1 min 5 s after it was begun."), Not(HasSubstr("resume"))));
}

TEST(Summary, SaysWhatHadBeenThereBefore) {
  EXPECT_THAT(JobSummary(Job(v1::SUCCEEDED), {.counts = {.already_there = 5}}),
              HasSubstr("\n5 of them had been there before"));
  EXPECT_THAT(JobSummary(Job(v1::SUCCEEDED), {}), Not(HasSubstr("there before")));
}

TEST(Summary, WhatIsUnchangedIsNoLoss) {
  v1::TransferJob job = Job(v1::SUCCEEDED);
  job.mutable_counters()->mutable_items()->set_done(3);
  job.mutable_counters()->mutable_items()->set_skipped(5);
  EXPECT_THAT(
      JobSummary(job, {.counts = {.unchanged = 5}}),
      AllOf(HasSubstr("Done: 3 of 3 new or changed items arrived"),
            HasSubstr("\n5 items are as an earlier job brought them."), Not(HasSubstr("skipped"))));
  // What was skipped besides them is told.
  EXPECT_THAT(JobSummary(job, {.counts = {.unchanged = 4}}),
              HasSubstr("8 found = 3 arrived + 4 unchanged + 1 skipped"));
  EXPECT_EQ(ExitCodeOf(job), kDone);
  job.mutable_counters()->mutable_items()->set_done(0);
  job.mutable_counters()->mutable_items()->set_skipped(8);
  EXPECT_THAT(JobSummary(job, {.counts = {.unchanged = 8}}),
              HasSubstr("Done: nothing is new or changed"));
}

TEST(Summary, APlanSetsTheUnchangedApartFromWhatIsLeftOut) {
  v1::PlanResult plan;
  *plan.mutable_transfer_job() = Job(v1::SUCCEEDED);
  v1::ReasonCount& unchanged = *plan.add_left_out();
  unchanged.set_reason(v1::UNCHANGED);
  unchanged.set_items(7);
  EXPECT_THAT(PlanSummary(plan), AllOf(HasSubstr("\n7 items are as an earlier job brought them."),
                                       Not(HasSubstr("Left out"))));
  v1::ReasonCount& gone = *plan.add_left_out();
  gone.set_reason(v1::SOURCE_GONE);
  gone.set_items(2);
  EXPECT_THAT(PlanSummary(plan), HasSubstr("Left out:\n  2  source gone"));
}

TEST(Summary, AJobWithoutAWorkerGoesOnByACommand) {
  for (const v1::JobState state : {v1::PAUSED, v1::WAITING, v1::FAILED}) {
    EXPECT_THAT(JobSummary(Job(state), {}),
                HasSubstr("give the same command again, or: photoferry resume 3f2a91c0"));
  }
}

TEST(Summary, AJobInAWorkerGoesOnByItselfUnlessItIsPausedOrFailed) {
  EXPECT_THAT(JobSummary(Job(v1::PAUSED), {.in_worker = true}),
              HasSubstr("\nTo go on: photoferry resume 3f2a91c0"));
  EXPECT_THAT(JobSummary(Job(v1::FAILED), {.in_worker = true}),
              HasSubstr("\nTo go on: photoferry resume 3f2a91c0"));
  v1::TransferJob waiting = Job(v1::WAITING);
  EXPECT_THAT(JobSummary(waiting, {.in_worker = true}),
              HasSubstr("The worker goes on with it by itself once that is done"));
  waiting.mutable_waiting()->mutable_wake_time()->set_seconds(1'700'000'000);
  EXPECT_THAT(JobSummary(waiting, {.in_worker = true}), HasSubstr("goes on with it by itself; at"));
}

}  // namespace
}  // namespace photoferry
