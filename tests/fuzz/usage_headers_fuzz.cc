// SPDX-License-Identifier: Apache-2.0
// The input's first line is X-App-Usage, the second X-Business-Use-Case-Usage, the third what the
// governor had remembered.
#include <algorithm>
#include <string>

#include "common/base/status.h"
#include "exporters/meta/graph/usage.h"
#include "exporters/meta/graph/usage_governor.h"
#include "tests/fuzz/provider_bench.h"

namespace photoferry::meta {
namespace {

using fuzz::CheckError;
using fuzz::ProviderBench;

Usage CheckedUsage(const HttpHeaders& headers) {
  const Usage usage = UsageFrom(headers);
  FUZZ_CHECK(usage.percent >= -1 && usage.percent <= 1000);
  FUZZ_CHECK(usage.wait >= absl::ZeroDuration() && usage.wait <= absl::Hours(24));
  return usage;
}

// Calls are let through, or refused for a while that ends within a day.
void CheckVerdict(const absl::Status& verdict) {
  if (verdict.ok()) return;
  CheckError(verdict);
  FUZZ_CHECK(ReasonOf(verdict) == v1::RATE_LIMITED);
  const absl::Duration wait = RetryAfterOf(verdict).value_or(absl::InfiniteDuration());
  FUZZ_CHECK(wait > absl::ZeroDuration() && wait <= absl::Hours(24));
}

void CheckGovernor(const HttpHeaders& headers, absl::string_view remembered) {
  ProviderBench bench({});
  ProviderContext context = bench.Context();
  FUZZ_CHECK(bench.memory.Remember("graph_calls_closed", remembered).ok());
  UsageGovernor governor;
  CheckVerdict(governor.Admit(context));
  governor.Observe(headers, context);
  CheckVerdict(governor.Admit(context));
  const absl::Status error = Failure(v1::RATE_LIMITED, "Too many calls.");
  for (int i = 0; i < 3; ++i) {
    const absl::Status throttled = governor.Throttled(error, headers, context);
    FUZZ_CHECK(!throttled.ok());
    CheckVerdict(throttled);
  }
  // A restart forgets nothing of it.
  UsageGovernor restarted;
  FUZZ_CHECK(restarted.Admit(context).ok() == governor.Admit(context).ok());
  FUZZ_CHECK(bench.memory.values()["graph_calls_closed"].size() <= 40);
}

}  // namespace
}  // namespace photoferry::meta

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace photoferry;        // NOLINT: a main function of sorts
  using namespace photoferry::meta;  // NOLINT
  absl::string_view text = fuzz::Text(data, size);
  HttpHeaders app, business, both;
  const std::string first(fuzz::TakeLine(text));
  const std::string second(fuzz::TakeLine(text));
  app.Add("X-App-Usage", first);
  business.Add("x-business-use-case-usage", second);
  both.Add("X-App-Usage", first);
  both.Add("x-business-use-case-usage", second);
  // The fullest meter counts, in whichever header it is.
  const Usage whole = CheckedUsage(both);
  const Usage one = CheckedUsage(app);
  const Usage other = CheckedUsage(business);
  FUZZ_CHECK(whole.percent == std::max(one.percent, other.percent));
  FUZZ_CHECK(whole.wait == std::max(one.wait, other.wait));
  CheckGovernor(both, fuzz::TakeLine(text));
  return 0;
}
