// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "exporters/meta/graph/managed_pages.h"

namespace photoferry::meta {

// Which of the Pages that the person manages are copied; the option `pages`.
struct PageChoice {
  bool all = false;
  std::vector<std::string> named;  // by id or name

  // "none", "all", or ids and names with commas between them.
  static PageChoice From(absl::string_view option);

  bool is_none() const { return !all && named.empty(); }
  bool Wants(const ManagedPage& page) const;
};

// A person who wrote `name` ("123", "zoë's bakery") means this Page.
bool IsNamed(const ManagedPage& page, absl::string_view name);

}  // namespace photoferry::meta
