// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/graph_options.h"

#include <cstdint>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status.h"

namespace photoferry::meta {
namespace {

bool IsVersion(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('.', 1));
  int number = 0;
  return absl::StartsWith(parts.first, "v") && absl::SimpleAtoi(parts.first.substr(1), &number) &&
         number > 0 && absl::SimpleAtoi(parts.second, &number) && number >= 0 &&
         text.find_first_not_of("v0123456789.") == absl::string_view::npos;
}

}  // namespace

absl::StatusOr<GraphPaging> ReadPaging(absl::string_view provider, const ProviderOptions& given) {
  GraphPaging paging{.version = given.Text("version")};
  if (!IsVersion(paging.version)) {
    return Failure(v1::BAD_CONFIGURATION,
                   absl::StrCat("The option ", provider, ".version must look like v25.0."),
                   "Leave it out to use the version that this program was written for.");
  }
  const int64_t page_size = given.Integer("page_size");
  if (page_size < 1 || page_size > kLargestGraphPage) {
    return Failure(v1::BAD_CONFIGURATION,
                   absl::StrCat("The option ", provider, ".page_size must be from 1 to 100."),
                   "Leave it out to use 100.");
  }
  paging.page_size = static_cast<int>(page_size);
  return paging;
}

}  // namespace photoferry::meta
