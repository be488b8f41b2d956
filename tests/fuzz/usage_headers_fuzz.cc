// SPDX-License-Identifier: Apache-2.0
// The input's first line is X-App-Usage, the second X-Business-Use-Case-Usage, the third what the
// governor had remembered.
#include <string>

#include "common/base/status.h"
#include "exporters/meta/graph/call_budget.h"
#include "exporters/meta/graph/usage.h"
#include "exporters/meta/graph/usage_governor.h"
#include "tests/fuzz/provider_bench.h"

namespace photoferry::meta {
namespace {

using fuzz::CheckError;
using fuzz::ProviderBench;

void CheckUsage(const Usage& usage) {
  FUZZ_CHECK(usage.percent >= -1 && usage.percent <= 1000);
  FUZZ_CHECK(usage.wait >= absl::ZeroDuration() && usage.wait <= absl::Hours(24));
}

UsageReport CheckedReport(const HttpHeaders& headers) {
  const UsageReport report = UsageFrom(headers);
  CheckUsage(report.app);
  FUZZ_CHECK(report.accounts.size() <= 32);
  for (const auto& [id, usage] : report.accounts) {
    CheckUsage(usage);
    FUZZ_CHECK(!id.empty() && id.size() <= 40);
  }
  return report;
}

// Calls are let through, or refused for a while that ends.
void CheckVerdict(const absl::Status& verdict) {
  if (verdict.ok()) return;
  CheckError(verdict);
  FUZZ_CHECK(ReasonOf(verdict) == v1::RATE_LIMITED);
  const absl::Duration wait = RetryAfterOf(verdict).value_or(absl::InfiniteDuration());
  FUZZ_CHECK(wait >= absl::ZeroDuration() && wait <= absl::Hours(48));
}

void CheckBudget(absl::string_view remembered) {
  const CallBudget budget = CallBudget::From(remembered);
  FUZZ_CHECK(budget.ToText().size() <= 80);
  FUZZ_CHECK(CallBudget::From(budget.ToText()).ToText() == budget.ToText());
}

void CheckGovernor(const HttpHeaders& headers, absl::string_view remembered) {
  ProviderBench bench({});
  ProviderContext context = bench.Context();
  UsageGovernor governor("https://graph.example");
  absl::StatusOr<UsageGovernor::Permit> permit = governor.Admit(1, context);
  FUZZ_CHECK(permit.ok());
  governor.Observe(headers, *permit, context);
  // Whatever stands in the memory of it.
  for (const auto& [key, value] : bench.memory.values()) {
    FUZZ_CHECK(value.size() <= 32 * 41);
    UsageGovernor misled("https://graph.example");
    FUZZ_CHECK(bench.memory.Remember(key, remembered).ok());
    CheckVerdict(misled.Admit(1, context).status());
    FUZZ_CHECK(bench.memory.Remember(key, value).ok());
  }
  const absl::Status error = Failure(v1::RATE_LIMITED, "Too many calls.");
  for (int i = 0; i < 3; ++i) CheckVerdict(governor.Throttled(error, headers, *permit, context));
  // A restart forgets nothing of it.
  UsageGovernor restarted("https://graph.example");
  FUZZ_CHECK(!restarted.Admit(1, context).ok() && !governor.Admit(1, context).ok());
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
  // Neither header is taken for the other.
  const UsageReport whole = CheckedReport(both);
  FUZZ_CHECK(whole.app.percent == CheckedReport(app).app.percent);
  FUZZ_CHECK(whole.accounts.size() == CheckedReport(business).accounts.size());
  const absl::string_view third = fuzz::TakeLine(text);
  CheckBudget(third);
  CheckGovernor(both, third);
  return 0;
}
