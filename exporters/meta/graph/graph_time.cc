// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/graph_time.h"

#include <cstdint>
#include <string>

#include "absl/strings/numbers.h"

namespace photoferry::meta {

std::optional<absl::Time> ReadGraphTime(const Json& object, const char* key) {
  const std::string text = JsonString(object, key);
  if (text.empty()) return std::nullopt;
  absl::Time time;
  int64_t seconds = 0;
  if (absl::SimpleAtoi(text, &seconds)) {
    time = absl::FromUnixSeconds(seconds);
  } else {
    bool read = false;
    // %Ez takes "+00:00" and "Z"; %z is the one for "+0000".
    for (const char* format : {"%Y-%m-%dT%H:%M:%E*S%z", "%Y-%m-%dT%H:%M:%E*S%Ez"}) {
      read = read || absl::ParseTime(format, text, &time, nullptr);
    }
    if (!read) return std::nullopt;
  }
  const absl::CivilYear year = absl::ToCivilYear(time, absl::UTCTimeZone());
  if (year.year() < 1 || year.year() > 9999) return std::nullopt;
  return time;
}

}  // namespace photoferry::meta
