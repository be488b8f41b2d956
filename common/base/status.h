// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "photoferry/v1/error.pb.h"

// Errors: an absl::Status that carries a Problem, and the one function that says what to do next.
// A provider decides which reason an answer means; what follows from a reason is decided here
// alone.
//
//   return Failure(v1::DESTINATION_FULL, "The disk under /photos is full.",
//                  "Free some space; the job goes on by itself.");

namespace photoferry {

absl::Status Failure(v1::Reason reason, absl::string_view message,
                     absl::string_view what_to_do = "");
absl::Status FailureAfter(v1::Reason reason, absl::string_view message, absl::Duration retry_after);
absl::Status ToStatus(const v1::Problem& problem);

// The reason inside `status`; for a foreign status, the one nearest to its code. OK: unspecified.
v1::Reason ReasonOf(const absl::Status& status);
// The whole problem; made up from code and message for a foreign status.
v1::Problem ProblemOf(const absl::Status& status);
// How long the other side asked us to wait.
std::optional<absl::Duration> RetryAfterOf(const absl::Status& status);

// The same error with "while ...: " before its message.
absl::Status Annotate(const absl::Status& status, absl::string_view doing);

// "DESTINATION_FULL"
const std::string& ReasonName(v1::Reason reason);

enum class Step {
  kRetry,         // again, after a back-off
  kRetryAfter,    // again, not before NextStep::delay
  kRefreshLogin,  // get a fresh login, then again; without one the job waits for it
  kRelocate,      // ask the exporter for a fresh location, then again
  kRestart,       // again from the first byte: the saved session is worthless
  kSkipItem,      // not an error of anybody; named in the report
  kFailItem,      // this item never will; the others go on
  kSettle,        // it may have happened: Check before anything else
  kWait,          // the job waits: for a person, or until NextStep::delay
  kFailJob,
  kStop,  // leave at once and leave everything as it is
};

struct NextStep {
  Step step;
  absl::Duration delay = absl::ZeroDuration();
};

// Pure. `status` is not OK.
NextStep NextStepFor(const absl::Status& status);

// True for what time alone may cure.
bool IsTransient(const absl::Status& status);

// Leaves the function with the error, if there is one.
#define PF_RETURN_IF_ERROR(expression)     \
  do {                                     \
    absl::Status pf_status = (expression); \
    if (!pf_status.ok()) return pf_status; \
  } while (false)

// PF_ASSIGN_OR_RETURN(const int n, CountOf(album)): takes the value, or leaves with the error.
#define PF_ASSIGN_OR_RETURN(target, expression) \
  PF_ASSIGN_OR_RETURN_IMPL(PF_CONCAT(pf_result_, __LINE__), target, expression)
#define PF_ASSIGN_OR_RETURN_IMPL(result, target, expression) \
  auto result = (expression);                                \
  if (!result.ok()) return result.status();                  \
  target = *std::move(result)
#define PF_CONCAT(a, b) PF_CONCAT_INNER(a, b)
#define PF_CONCAT_INNER(a, b) a##b

}  // namespace photoferry
