// SPDX-License-Identifier: Apache-2.0
#include "common/base/status.h"

#include <iterator>
#include <utility>

#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "tests/testing/status_matchers.h"

namespace photoferry {
namespace {

Step StepOf(v1::Reason reason) {
  return NextStepFor(Failure(reason, "x")).step;
}

TEST(Status, CarriesItsProblem) {
  const absl::Status status =
      Failure(v1::DESTINATION_FULL, "The disk is full.", "Free some space.");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(status.message(), "The disk is full.");
  const v1::Problem problem = ProblemOf(status);
  EXPECT_EQ(problem.reason(), v1::DESTINATION_FULL);
  EXPECT_EQ(problem.what_to_do(), "Free some space.");
  EXPECT_THAT(ToStatus(problem), ReasonIs(v1::DESTINATION_FULL));
  EXPECT_EQ(ReasonName(problem.reason()), "DESTINATION_FULL");
}

TEST(Status, AnnotatingKeepsEverythingElse) {
  const absl::Status status =
      Annotate(FailureAfter(v1::RATE_LIMITED, "Too fast.", absl::Milliseconds(1500)), "listing");
  EXPECT_EQ(status.message(), "while listing: Too fast.");
  EXPECT_EQ(RetryAfterOf(status), absl::Milliseconds(1500));
  EXPECT_THAT(status, ReasonIs(v1::RATE_LIMITED));
  EXPECT_THAT(Annotate(absl::OkStatus(), "listing"), IsOk());
}

TEST(Status, EveryReasonIsAnError) {
  const auto* reasons = v1::Reason_descriptor();
  for (int i = 0; i < reasons->value_count(); ++i) {
    const auto reason = static_cast<v1::Reason>(reasons->value(i)->number());
    EXPECT_THAT(Failure(reason, "x"), testing::Not(IsOk())) << ReasonName(reason);
    EXPECT_EQ(ReasonOf(Failure(reason, "x")), reason);
  }
}

TEST(Status, SaysWhatToDoNext) {
  const std::pair<v1::Reason, Step> table[] = {
      {v1::UNREACHABLE, Step::kRetry},
      {v1::TIMED_OUT, Step::kRetry},
      {v1::CONNECTION_LOST, Step::kRetry},
      {v1::CERTIFICATE_REJECTED, Step::kFailItem},
      {v1::ADDRESS_REFUSED, Step::kFailItem},
      {v1::MALFORMED_ANSWER, Step::kRetry},
      {v1::SERVICE_DOWN, Step::kRetry},
      {v1::RATE_LIMITED, Step::kRetry},
      {v1::DAILY_QUOTA, Step::kWait},
      {v1::LOGIN_NEEDED, Step::kRefreshLogin},
      {v1::PERMISSION_MISSING, Step::kFailJob},
      {v1::ACCOUNT_BLOCKED, Step::kWait},
      {v1::SOURCE_GONE, Step::kSkipItem},
      {v1::MEDIA_URL_EXPIRED, Step::kRelocate},
      {v1::TRUNCATED, Step::kRetry},
      {v1::LENGTH_MISMATCH, Step::kRetry},
      {v1::NOT_MEDIA, Step::kRetry},
      {v1::NO_MEDIA_URL, Step::kSkipItem},
      {v1::EMPTY_FILE, Step::kSkipItem},
      {v1::SOURCE_CHANGED, Step::kRestart},
      {v1::ALBUM_VANISHED, Step::kSkipItem},
      {v1::DESTINATION_FULL, Step::kWait},
      {v1::ITEM_TOO_LARGE, Step::kSkipItem},
      {v1::TYPE_UNSUPPORTED, Step::kSkipItem},
      {v1::ITEM_REJECTED, Step::kFailItem},
      {v1::HASH_MISMATCH, Step::kRetry},
      {v1::ALBUM_GONE, Step::kFailItem},
      {v1::ALBUM_FULL, Step::kFailItem},
      {v1::SESSION_EXPIRED, Step::kRestart},
      {v1::OUTCOME_UNKNOWN, Step::kSettle},
      {v1::NOT_CONFIRMED, Step::kFailItem},
      {v1::NOT_SELECTED, Step::kSkipItem},
      {v1::UNCHANGED, Step::kSkipItem},
      {v1::STOPPED, Step::kStop},
      {v1::LEASE_LOST, Step::kStop},
      {v1::STORE_FAILED, Step::kFailJob},
      {v1::BAD_CONFIGURATION, Step::kFailJob},
      {v1::BAD_REQUEST, Step::kFailJob},
      {v1::INTERNAL_FAULT, Step::kFailItem},
      {v1::PAGE_TOO_HEAVY, Step::kRetry},
      {v1::CURSOR_DEAD, Step::kRestart},
      {v1::RETRIES_EXHAUSTED, Step::kFailItem},
  };
  EXPECT_EQ(static_cast<int>(std::size(table)) + 1, v1::Reason_descriptor()->value_count())
      << "a line is missing";
  for (const auto& [reason, step] : table) {
    EXPECT_EQ(StepOf(reason), step) << ReasonName(reason);
  }
}

TEST(Status, ATimeNamedByTheOtherSideCounts) {
  const absl::Duration day = absl::Hours(20);
  EXPECT_EQ(NextStepFor(FailureAfter(v1::RATE_LIMITED, "x", day)).step, Step::kRetryAfter);
  EXPECT_EQ(NextStepFor(FailureAfter(v1::RATE_LIMITED, "x", day)).delay, day);
  EXPECT_EQ(NextStepFor(FailureAfter(v1::DAILY_QUOTA, "x", day)).step, Step::kWait);
  EXPECT_EQ(NextStepFor(FailureAfter(v1::DAILY_QUOTA, "x", day)).delay, day);
  EXPECT_GT(NextStepFor(Failure(v1::DAILY_QUOTA, "x")).delay, absl::ZeroDuration());
  EXPECT_EQ(NextStepFor(Failure(v1::ACCOUNT_BLOCKED, "x")).delay, absl::ZeroDuration())
      << "for a person";
  EXPECT_EQ(NextStepFor(FailureAfter(v1::ITEM_REJECTED, "x", day)).step, Step::kFailItem);
}

TEST(Status, ForeignErrorsGetTheNearestReason) {
  EXPECT_EQ(ReasonOf(absl::OkStatus()), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonOf(absl::CancelledError("x")), v1::STOPPED);
  EXPECT_EQ(ReasonOf(absl::UnavailableError("x")), v1::UNREACHABLE);
  EXPECT_EQ(ReasonOf(absl::UnauthenticatedError("x")), v1::LOGIN_NEEDED);
  EXPECT_EQ(ReasonOf(absl::InternalError("x")), v1::INTERNAL_FAULT);
  EXPECT_EQ(ProblemOf(absl::InternalError("x")).message(), "x");
}

TEST(Status, OnlyWhatTimeCuresIsTransient) {
  EXPECT_TRUE(IsTransient(Failure(v1::UNREACHABLE, "x")));
  EXPECT_TRUE(IsTransient(Failure(v1::DAILY_QUOTA, "x")));
  EXPECT_FALSE(IsTransient(Failure(v1::DESTINATION_FULL, "x")));
  EXPECT_FALSE(IsTransient(Failure(v1::LOGIN_NEEDED, "x")));
  EXPECT_FALSE(IsTransient(absl::OkStatus()));
}

TEST(Status, AReasonOfANewerWorkerFailsItsItemOnly) {
  v1::Problem problem;
  problem.set_reason(static_cast<v1::Reason>(9999));
  EXPECT_EQ(NextStepFor(ToStatus(problem)).step, Step::kFailItem);
}

absl::StatusOr<int> Half(int n) {
  if (n % 2 != 0) return Failure(v1::BAD_REQUEST, "odd");
  return n / 2;
}

absl::StatusOr<int> Quarter(int n) {
  PF_ASSIGN_OR_RETURN(const int half, Half(n));
  PF_RETURN_IF_ERROR(Half(half).status());
  return half / 2;
}

TEST(Status, TheMacrosLeaveWithTheError) {
  EXPECT_THAT(Quarter(8), IsOkAndHolds(2));
  EXPECT_THAT(Quarter(7), ReasonIs(v1::BAD_REQUEST));
  EXPECT_THAT(Quarter(6), ReasonIs(v1::BAD_REQUEST));
}

}  // namespace
}  // namespace photoferry
