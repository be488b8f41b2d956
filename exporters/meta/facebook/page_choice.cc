// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/facebook/page_choice.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace photoferry::meta {

PageChoice PageChoice::From(absl::string_view option) {
  option = absl::StripAsciiWhitespace(option);
  if (option == "all") return {.all = true, .named = {}};
  PageChoice choice;
  if (option == "none") return choice;
  for (const absl::string_view name : absl::StrSplit(option, ',')) {
    const absl::string_view bare = absl::StripAsciiWhitespace(name);
    if (!bare.empty()) choice.named.emplace_back(bare);
  }
  return choice;
}

bool IsNamed(const ManagedPage& page, absl::string_view name) {
  return name == page.id || absl::EqualsIgnoreCase(name, page.name);
}

bool PageChoice::Wants(const ManagedPage& page) const {
  return all || std::any_of(named.begin(), named.end(),
                            [&page](const std::string& name) { return IsNamed(page, name); });
}

}  // namespace photoferry::meta
