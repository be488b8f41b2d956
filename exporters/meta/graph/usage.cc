// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/usage.h"

#include <algorithm>
#include <optional>
#include <string>

#include "common/base/json.h"

namespace photoferry::meta {
namespace {

// The second pair of names is that of the Instagram host.
constexpr const char* kMeters[] = {"call_count", "total_time", "total_cputime", "call_volume",
                                   "cpu_time"};

void Add(const Json& meter, Usage& usage) {
  for (const char* key : kMeters) {
    const double percent = JsonDouble(meter, key, -1);
    if (percent < 0) continue;
    usage.percent = std::max(usage.percent, static_cast<int>(std::min(percent, 1000.0)));
  }
  const double minutes = JsonDouble(meter, "estimated_time_to_regain_access");
  usage.wait = std::max(usage.wait, absl::Minutes(std::clamp(minutes, 0.0, 24.0 * 60)));
}

}  // namespace

Usage UsageFrom(const HttpHeaders& headers) {
  Usage usage;
  for (const char* name : {"X-App-Usage", "X-Page-Usage", "X-Business-Use-Case-Usage"}) {
    const std::optional<std::string> text = headers.Get(name);
    if (!text.has_value()) continue;
    const absl::StatusOr<Json> value = ParseJson(*text, {.max_bytes = 64 << 10, .max_depth = 8});
    if (!value.ok() || !value->is_object()) continue;
    Add(*value, usage);
    for (const Json& meters : *value) {  // the last one's form: {"<id>": [{...}, ...]}
      if (!meters.is_array()) continue;
      for (const Json& meter : meters) Add(meter, usage);
    }
  }
  return usage;
}

}  // namespace photoferry::meta
