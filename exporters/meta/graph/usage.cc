// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/usage.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "common/base/json.h"

namespace photoferry::meta {
namespace {

// The second pair of names is that of the Instagram host.
constexpr const char* kMeters[] = {"call_count", "total_time", "total_cputime", "call_volume",
                                   "cpu_time"};
constexpr size_t kMostAccounts = 32;
constexpr size_t kLongestId = 40;

void Add(const Json& meter, Usage& usage) {
  for (const char* key : kMeters) {
    const double percent = JsonDouble(meter, key, -1);
    if (percent < 0) continue;
    usage.percent = std::max(usage.percent, std::min(percent, 1000.0));
  }
  const double minutes = JsonDouble(meter, "estimated_time_to_regain_access");
  usage.wait = std::max(usage.wait, absl::Minutes(std::clamp(minutes, 0.0, 24.0 * 60)));
}

Json MembersOf(const HttpHeaders& headers, const char* name) {
  const std::optional<std::string> text = headers.Get(name);
  if (!text.has_value()) return Json::object();
  absl::StatusOr<Json> value = ParseJson(*text, {.max_bytes = 64 << 10, .max_depth = 8});
  return value.ok() && value->is_object() ? *std::move(value) : Json::object();
}

bool IsId(const std::string& text) {
  return !text.empty() && text.size() <= kLongestId &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return absl::ascii_isalnum(c); });
}

}  // namespace

UsageReport UsageFrom(const HttpHeaders& headers) {
  UsageReport report;
  for (const char* name : {"X-App-Usage", "X-Page-Usage"}) {
    Add(MembersOf(headers, name), report.app);
  }
  const Json business = MembersOf(headers, "X-Business-Use-Case-Usage");
  for (const auto& [id, meters] : business.items()) {  // {"<id>": [{...}, ...]}
    if (!meters.is_array() || !IsId(id) || report.accounts.size() >= kMostAccounts) continue;
    Usage usage;
    for (const Json& meter : meters) Add(meter, usage);
    if (usage.percent >= 0 || usage.wait > absl::ZeroDuration()) report.accounts[id] = usage;
  }
  return report;
}

}  // namespace photoferry::meta
