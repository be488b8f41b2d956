// SPDX-License-Identifier: Apache-2.0
#include "common/provider/login_plugin.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

// An option that asks for something, unless it says no in one of the ways that options have.
bool AsksForMore(const std::string& value) {
  bool switched = true;
  if (absl::SimpleAtob(value, &switched)) return switched;
  return !value.empty() && value != "none";
}

}  // namespace

std::vector<std::string> ScopesFor(const v1::LoginSpec& login, const ProviderOptions& options) {
  std::vector<std::string> scopes;
  for (const v1::ScopeSpec& scope : login.scopes()) {
    const bool needed = scope.option().empty() || AsksForMore(options.Text(scope.option()));
    const bool known = std::find(scopes.begin(), scopes.end(), scope.scope()) != scopes.end();
    if (needed && !known) scopes.push_back(scope.scope());
  }
  return scopes;
}

absl::StatusOr<std::vector<std::string>> NoticesOfDeclined(const v1::LoginSpec& login,
                                                           const std::vector<std::string>& declined,
                                                           absl::string_view provider) {
  std::vector<std::string> notices;
  for (const v1::ScopeSpec& scope : login.scopes()) {
    if (std::find(declined.begin(), declined.end(), scope.scope()) == declined.end()) continue;
    std::string notice = absl::StrCat("The right ", scope.scope(), " was not given to the app at ",
                                      provider, ". ", scope.purpose());
    if (scope.required()) {
      return Failure(v1::PERMISSION_MISSING, notice,
                     "Log in again with --ask-again, and allow it there.");
    }
    if (std::find(notices.begin(), notices.end(), notice) == notices.end()) {
      notices.push_back(std::move(notice));
    }
  }
  return notices;
}

const v1::LoginSpec* FindLoginSpec(const v1::ProviderSpec& spec, absl::string_view id) {
  const auto found =
      std::find_if(spec.logins().begin(), spec.logins().end(),
                   [&](const v1::LoginSpec& login) { return id.empty() || login.id() == id; });
  return found == spec.logins().end() ? nullptr : &*found;
}

}  // namespace photoferry
