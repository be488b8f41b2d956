// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/same_account.h"

#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

const std::string& NameOf(const KnownAccount& account) {
  return account.display_name.empty() ? account.key : account.display_name;
}

// Two people may have one name.
std::string InWords(const KnownAccount& account, const KnownAccount& other) {
  const std::string& name = NameOf(account);
  return name == NameOf(other) && name != account.key ? absl::StrCat(name, " (", account.key, ")")
                                                      : name;
}

}  // namespace

absl::Status CheckSameAccount(const v1::ProviderSpec& spec, const KnownAccount& began,
                              const KnownAccount& now) {
  if (!spec.needs_credential() || began.key.empty() || began.key == now.key) {
    return absl::OkStatus();
  }
  const std::string first = InWords(began, now);
  const std::string second = InWords(now, began);
  return Failure(
      v1::LOGIN_NEEDED,
      absl::StrCat("The login for ", spec.display_name(), " is of ", second,
                   " now, but this job began with ", first,
                   "; nothing moves, so that the two are not mixed."),
      absl::StrCat("Log in as ", first, " again. To move with ", second, ", start another job."));
}

}  // namespace photoferry
