// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/rest_switch.h"

#include "common/base/proto_time.h"
#include "common/base/status.h"
#include "gtest/gtest.h"

namespace photoferry {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1700000000);

Rest RestOf(v1::Reason reason) {
  return RestFor(Failure(reason, "as a test has it"), kNow);
}

TEST(RestSwitch, KeepsTheFirstReason) {
  RestSwitch rest;
  EXPECT_FALSE(rest.rest().has_value());
  rest.Request({.state = v1::PAUSED});
  rest.Request({.state = v1::FAILED});
  EXPECT_EQ(rest.rest()->state, v1::PAUSED);
}

TEST(RestSwitch, DrainsBeforeItCuts) {
  RestSwitch rest;
  rest.Request({.state = v1::PAUSED});
  EXPECT_TRUE(rest.draining().stop_requested());
  EXPECT_FALSE(rest.stop().stop_requested());
  rest.Cut();
  EXPECT_TRUE(rest.stop().stop_requested());
}

TEST(RestSwitch, CutsWithoutAReasonOfItsOwn) {
  RestSwitch rest;
  rest.Cut();
  EXPECT_TRUE(rest.draining().stop_requested());
  EXPECT_FALSE(rest.rest().has_value());
}

TEST(RestFor, ALostLoginWaitsForAPerson) {
  for (const v1::Reason reason : {v1::LOGIN_NEEDED, v1::ACCOUNT_BLOCKED}) {
    const Rest rest = RestOf(reason);
    EXPECT_EQ(rest.state, v1::WAITING);
    EXPECT_EQ(rest.waiting->problem().reason(), reason);
    EXPECT_FALSE(rest.waiting->has_wake_time());
  }
}

TEST(RestFor, WhatTimeMayCureWakesByItself) {
  for (const v1::Reason reason : {v1::DESTINATION_FULL, v1::DAILY_QUOTA, v1::SERVICE_DOWN,
                                  v1::UNREACHABLE, v1::TIMED_OUT, v1::RATE_LIMITED}) {
    const Rest rest = RestOf(reason);
    EXPECT_EQ(rest.state, v1::WAITING) << ReasonName(reason);
    ASSERT_TRUE(rest.waiting->has_wake_time()) << ReasonName(reason);
    EXPECT_GT(FromProto(rest.waiting->wake_time()), kNow);
  }
}

TEST(RestFor, ANamedWaitIsKeptToTheSecond) {
  const Rest rest = RestFor(FailureAfter(v1::RATE_LIMITED, "slowly", absl::Seconds(777)), kNow);
  EXPECT_EQ(FromProto(rest.waiting->wake_time()), kNow + absl::Seconds(777));
}

TEST(RestFor, WhatNobodyCanCureByWaitingFailsTheJob) {
  for (const v1::Reason reason :
       {v1::PERMISSION_MISSING, v1::BAD_CONFIGURATION, v1::STORE_FAILED, v1::INTERNAL_FAULT}) {
    const Rest rest = RestOf(reason);
    EXPECT_EQ(rest.state, v1::FAILED) << ReasonName(reason);
    EXPECT_EQ(rest.failure->reason(), reason);
  }
}

TEST(RestFor, AStoppedWorkerLeavesTheJobToTheNext) {
  EXPECT_EQ(RestOf(v1::STOPPED).state, v1::QUEUED);
  EXPECT_FALSE(RestOf(v1::STOPPED).lease_lost);
  EXPECT_TRUE(RestOf(v1::LEASE_LOST).lease_lost);
}

}  // namespace
}  // namespace photoferry
