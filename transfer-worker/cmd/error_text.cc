// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/error_text.h"

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/status.h"

namespace photoferry {

std::string ErrorText(const v1::Problem& problem) {
  if (problem.what_to_do().empty()) return Redacted(problem.message());
  return Redacted(absl::StrCat(problem.message(), " - ", problem.what_to_do()));
}

std::string ErrorText(const absl::Status& status) {
  return ErrorText(ProblemOf(status));
}

}  // namespace photoferry
