// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/near_name.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace photoferry {
namespace {

constexpr size_t kLongestName = 64;

// Levenshtein's distance, one row at a time.
size_t Distance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string NearestName(absl::string_view wrong, const std::vector<std::string>& names) {
  const std::string lower = absl::AsciiStrToLower(wrong.substr(0, kLongestName));
  if (lower.empty()) return "";
  std::string best;
  size_t best_distance = std::max<size_t>(2, lower.size() / 3) + 1;
  for (const std::string& name : names) {
    size_t distance = Distance(lower, absl::AsciiStrToLower(name));
    if (lower.size() >= 2 && absl::StartsWithIgnoreCase(name, lower)) distance = 1;
    if (distance >= best_distance || distance >= name.size()) continue;
    best = name;
    best_distance = distance;
  }
  return best;
}

std::string DidYouMean(absl::string_view wrong, const std::vector<std::string>& names) {
  const std::string near = NearestName(wrong, names);
  return near.empty() ? "" : absl::StrCat(" Did you mean ", near, "?");
}

}  // namespace photoferry
