// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "exporters/meta/graph/managed_pages.h"

namespace photoferry::meta {

// Which of the Pages that the person manages are copied; the options `pages` and `page_tasks`.
struct PageChoice {
  bool all = false;
  std::vector<std::string> named;  // by id or name
  // Each of these tasks, by its classic name, lets the person's login read a Page. Meta documents
  // MODERATE alone. Empty: Facebook refuses what it will.
  std::vector<std::string> tasks;

  // `pages`: "none", "all", or ids and names with commas between them. `tasks`: "any", or names.
  static PageChoice From(absl::string_view pages, absl::string_view tasks = kUsualTasks);

  bool is_none() const { return !all && named.empty(); }
  bool Wants(const ManagedPage& page) const;
  bool MayRead(const ManagedPage& page) const { return tasks.empty() || MayHaveOneOf(page, tasks); }

  static constexpr char kUsualTasks[] = "MANAGE,MODERATE";
};

// A person who wrote `name` ("123", "zoë's bakery") means this Page.
bool IsNamed(const ManagedPage& page, absl::string_view name);

}  // namespace photoferry::meta
