// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/fuzz.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "common/base/log.h"
#include "common/base/status.h"

namespace photoferry::fuzz {
namespace {

constexpr size_t kLongestMessage = 2000;

bool HasControlBytes(absl::string_view text) {
  return std::any_of(text.begin(), text.end(), absl::ascii_iscntrl);
}

}  // namespace

void Fail(const char* file, int line, const char* what) {
  std::fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
  std::abort();
}

absl::string_view TakeLine(absl::string_view& text) {
  const size_t end = std::min(text.find('\n'), text.size());
  const absl::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

void CheckError(const absl::Status& status) {
  FUZZ_CHECK(!status.ok());
  const v1::Problem problem = ProblemOf(status);
  FUZZ_CHECK(problem.reason() != v1::REASON_UNSPECIFIED);
  FUZZ_CHECK(problem.reason() != v1::INTERNAL_FAULT);
  FUZZ_CHECK(!problem.message().empty());
  FUZZ_CHECK(problem.ByteSizeLong() <= kLongestMessage);
  FUZZ_CHECK(!HasControlBytes(problem.message()));
  FUZZ_CHECK(!HasControlBytes(problem.what_to_do()));
  CheckSurvivesTheWire(problem);
  FUZZ_CHECK(NextStepFor(status).step == NextStepFor(ToStatus(problem)).step);
  FUZZ_CHECK(NextStepFor(status).delay >= absl::ZeroDuration());
}

}  // namespace photoferry::fuzz

// Called by libFuzzer once. The log would tell millions of times of what is wrong with the inputs.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  photoferry::SetLogSink([](absl::string_view) {});
  return 0;
}
