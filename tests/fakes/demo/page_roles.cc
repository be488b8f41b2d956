// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/page_roles.h"

#include "absl/strings/str_cat.h"
#include "tests/testing/canary_mark.h"

namespace photoferry::demo {

std::string PageRoles::TokenOf(int64_t page) const {
  return absl::StrCat("demo-page-token-" PHOTOFERRY_CANARY_MARK "-", account_.PageId(page));
}

int64_t PageRoles::PageOf(absl::string_view token) const {
  const int64_t count = static_cast<int64_t>(account_.options().pages.size());
  for (int64_t page = 1; page <= count; ++page) {
    if (token == TokenOf(page)) return page;
  }
  return 0;
}

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
