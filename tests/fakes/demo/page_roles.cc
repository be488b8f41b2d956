// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/page_roles.h"

namespace photoferry::demo {

void PageRoles::Lose(absl::string_view page_id) {
  MutexLock lock(mutex_);
  lost_.insert(std::string(page_id));
}

bool PageRoles::IsLost(int64_t page) const {
  const std::string id = account_.PageId(page);
  MutexLock lock(mutex_);
  return lost_.contains(id);
}

}  // namespace photoferry::demo
