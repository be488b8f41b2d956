// SPDX-License-Identifier: Apache-2.0
#include "common/http/content_range.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace photoferry {
namespace {

// "12", but not "+12", " 12" or more than an int64_t holds.
std::optional<int64_t> ParseCount(absl::string_view text) {
  const bool digits = !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
  int64_t count = 0;
  if (!digits || !absl::SimpleAtoi(text, &count)) return std::nullopt;
  return count;
}

// "5-9"
std::optional<ContentRange::Part> ParsePart(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> ends =
      absl::StrSplit(text, absl::MaxSplits('-', 1));
  const std::optional<int64_t> first = ParseCount(ends.first);
  const std::optional<int64_t> last = ParseCount(ends.second);
  if (!first.has_value() || !last.has_value() || *last < *first) return std::nullopt;
  return ContentRange::Part{*first, *last};
}

}  // namespace

std::optional<ContentRange> ContentRangeFrom(const HttpHeaders& headers) {
  const std::string header = headers.Get("Content-Range").value_or("");
  absl::string_view text = absl::StripAsciiWhitespace(header);
  if (!absl::StartsWithIgnoreCase(text, "bytes ")) return std::nullopt;
  const std::pair<absl::string_view, absl::string_view> sides =
      absl::StrSplit(text.substr(6), absl::MaxSplits('/', 1));
  ContentRange range;
  if (sides.first != "*") {
    range.part = ParsePart(sides.first);
    if (!range.part.has_value()) return std::nullopt;
  }
  if (sides.second != "*") {
    range.total = ParseCount(sides.second);
    if (!range.total.has_value()) return std::nullopt;
  }
  if (!range.part.has_value() && !range.total.has_value()) return std::nullopt;
  if (range.part.has_value() && range.total.has_value() && range.part->last >= *range.total) {
    return std::nullopt;
  }
  return range;
}

}  // namespace photoferry
