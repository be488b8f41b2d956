// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/canary.h"

// Matchers for absl::Status and absl::StatusOr.
//
//   EXPECT_THAT(store->Open(), IsOk());
//   EXPECT_THAT(client.Call(request, stop), IsOkAndHolds(Field(&HttpResponse::status, 200)));
//   EXPECT_THAT(pipe.Close(), ReasonIs(v1::TRUNCATED));

namespace photoferry {

// Every error that a test looks at is looked through for secrets.
inline const absl::Status& StatusOf(const absl::Status& status) {
  canary::InspectError(status);
  return status;
}
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return StatusOf(result.status());
}

MATCHER(IsOk, negation ? "is an error" : "is OK") {
  const absl::Status& status = StatusOf(arg);
  *result_listener << status;
  return status.ok();
}

MATCHER_P(StatusIs, code, "has the code " + absl::StatusCodeToString(code)) {
  const absl::Status& status = StatusOf(arg);
  *result_listener << status;
  return status.code() == code;
}

MATCHER_P(ReasonIs, reason, "has the reason " + ReasonName(reason)) {
  const absl::Status& status = StatusOf(arg);
  *result_listener << ReasonName(ReasonOf(status)) << ": " << status.message();
  return !status.ok() && ReasonOf(status) == reason;
}

MATCHER_P(IsOkAndHolds, inner, "is OK and holds a value that matches") {
  if (!arg.ok()) {
    *result_listener << arg.status();
    return false;
  }
  return ::testing::ExplainMatchResult(inner, *arg, result_listener);
}

}  // namespace photoferry

#define PF_TEST_CONCAT_INNER(a, b) a##b
#define PF_TEST_CONCAT(a, b) PF_TEST_CONCAT_INNER(a, b)
#define PF_ASSERT_OK_AND_ASSIGN(target, expression) \
  PF_ASSERT_OK_AND_ASSIGN_IMPL(PF_TEST_CONCAT(pf_value_, __LINE__), target, expression)
#define PF_ASSERT_OK_AND_ASSIGN_IMPL(value, target, expression) \
  auto value = (expression);                                    \
  ASSERT_THAT(value, ::photoferry::IsOk());                     \
  target = *std::move(value)
