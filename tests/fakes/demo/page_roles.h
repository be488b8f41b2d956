// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "common/base/mutex.h"
#include "tests/fakes/demo/account.h"

namespace photoferry::demo {

// On which of the Pages the person still has a role. Pages are counted from 1. Thread-safe.
class PageRoles {
 public:
  explicit PageRoles(const Account& account) : account_(account) {}

  void Lose(absl::string_view page_id) PF_EXCLUDES(mutex_);
  bool IsLost(int64_t page) const PF_EXCLUDES(mutex_);

 private:
  const Account& account_;
  mutable Mutex mutex_;
  std::set<std::string> lost_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry::demo
