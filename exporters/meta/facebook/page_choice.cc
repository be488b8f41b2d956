// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/facebook/page_choice.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace photoferry::meta {

namespace {

std::vector<std::string> NamesIn(absl::string_view list) {
  std::vector<std::string> names;
  for (const absl::string_view name : absl::StrSplit(list, ',')) {
    const absl::string_view bare = absl::StripAsciiWhitespace(name);
    if (!bare.empty()) names.emplace_back(bare);
  }
  return names;
}

}  // namespace

PageChoice PageChoice::From(absl::string_view pages, absl::string_view tasks) {
  PageChoice choice;
  pages = absl::StripAsciiWhitespace(pages);
  choice.all = pages == "all";
  if (!choice.all && pages != "none") choice.named = NamesIn(pages);
  if (absl::StripAsciiWhitespace(tasks) != "any") choice.tasks = NamesIn(tasks);
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
