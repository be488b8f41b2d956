// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "common/base/mutex.h"
#include "tests/fakes/demo/account.h"

namespace photoferry::demo {

// The Pages' own access tokens, and on which of the Pages the person still has a role. Every list
// of Pages gives a token that is good for as long as the role is. Thread-safe.
class PageRoles {
 public:
  explicit PageRoles(const Account& account) : account_(account) {}

  // Of the Page with this number, counted from 1.
  std::string TokenOf(int64_t page) const;
  // 0: no Page's.
  int64_t PageOf(absl::string_view token) const;

  void Lose(absl::string_view page_id) PF_EXCLUDES(mutex_);
  bool IsLost(int64_t page) const PF_EXCLUDES(mutex_);

 private:
  const Account& account_;
  mutable Mutex mutex_;
  std::set<std::string> lost_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry::demo
