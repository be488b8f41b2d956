// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/exit_code.h"

#include "common/base/status.h"
#include "gtest/gtest.h"
#include "transfer-worker/cmd/follow.h"

namespace photoferry {
namespace {

v1::TransferJob In(v1::JobState state, v1::Reason reason = v1::REASON_UNSPECIFIED) {
  v1::TransferJob job;
  job.set_state(state);
  job.mutable_failure()->set_reason(reason);
  job.mutable_waiting()->mutable_problem()->set_reason(reason);
  return job;
}

TEST(ExitCode, FollowsFromTheJob) {
  EXPECT_EQ(ExitCodeOf(In(v1::SUCCEEDED)), 0);
  EXPECT_EQ(ExitCodeOf(In(v1::FAILED, v1::STORE_FAILED)), 1);
  EXPECT_EQ(ExitCodeOf(In(v1::FAILED, v1::PERMISSION_MISSING)), 4);
  EXPECT_EQ(ExitCodeOf(In(v1::CANCELLED)), 1);
  EXPECT_EQ(ExitCodeOf(In(v1::WAITING, v1::LOGIN_NEEDED)), 4);
  EXPECT_EQ(ExitCodeOf(In(v1::WAITING, v1::DAILY_QUOTA)), 5);
  EXPECT_EQ(ExitCodeOf(In(v1::PAUSED)), 5);
  for (auto set : {&v1::Tally::set_failed, &v1::Tally::set_uncertain}) {
    v1::TransferJob job = In(v1::SUCCEEDED);
    (job.mutable_counters()->mutable_items()->*set)(1);
    EXPECT_EQ(ExitCodeOf(job), 3);
  }
  v1::TransferJob job = In(v1::SUCCEEDED);
  job.mutable_counters()->set_placements_failed(1);
  EXPECT_EQ(ExitCodeOf(job), 3);
  job = In(v1::SUCCEEDED);
  job.mutable_counters()->mutable_items()->set_skipped(9);
  EXPECT_EQ(ExitCodeOf(job), 0);
}

TEST(ExitCode, FollowsFromTheError) {
  EXPECT_EQ(ExitCodeOf(Failure(v1::BAD_REQUEST, "x")), 2);
  EXPECT_EQ(ExitCodeOf(Failure(v1::BAD_CONFIGURATION, "x")), 2);
  EXPECT_EQ(ExitCodeOf(Failure(v1::LOGIN_NEEDED, "x")), 4);
  EXPECT_EQ(ExitCodeOf(Failure(v1::STOPPED, "x")), 130);
  EXPECT_EQ(ExitCodeOf(Failure(v1::UNREACHABLE, "x")), 1);
  EXPECT_EQ(ExitCodeOf(absl::InternalError("x")), 1);
}

TEST(IsAtRest, AJobThatGoesOnByItselfIsWaitedFor) {
  v1::TransferJob job = In(v1::WAITING, v1::DAILY_QUOTA);
  EXPECT_TRUE(IsAtRest(job, false));  // nobody knows until when
  job.mutable_waiting()->mutable_wake_time()->set_seconds(1);
  EXPECT_FALSE(IsAtRest(job, false));
  EXPECT_TRUE(IsAtRest(job, true));
  job.mutable_waiting()->mutable_problem()->set_reason(v1::LOGIN_NEEDED);
  EXPECT_TRUE(IsAtRest(job, false));
  for (const auto state : {v1::SUCCEEDED, v1::FAILED, v1::CANCELLED, v1::PAUSED}) {
    EXPECT_TRUE(IsAtRest(In(state), false));
  }
  EXPECT_FALSE(IsAtRest(In(v1::QUEUED), true));
  EXPECT_FALSE(IsAtRest(In(v1::RUNNING), true));
}

}  // namespace
}  // namespace photoferry
