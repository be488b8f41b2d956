// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/auth/oauth_server.h"
#include "common/auth/provider_login.h"
#include "common/provider/provider_context.h"

namespace photoferry {

// Everything that the engine lends to a login; outlives it.
struct LoginServices {
  HttpClient& http;
  Scheduler& scheduler;
  Rng& rng;
  ProviderMemory& memory;
};

// One of the logins in ProviderSpec.logins: what a provider's plugin.cc brings besides the data.
struct LoginPlugin {
  std::string id;  // LoginSpec.id
  // Where people take the app's access back themselves, a sentence. Empty: Revoke does it.
  std::string take_back;
  // BAD_CONFIGURATION: the app or the options cannot be meant for it.
  std::function<absl::StatusOr<std::unique_ptr<ProviderLogin>>(
      const ProviderOptions& options, OAuthApp app, const LoginServices& services)>
      make;
};

// The scopes of `login` that a job with these options needs.
std::vector<std::string> ScopesFor(const v1::LoginSpec& login, const ProviderOptions& options);

// What people should know of scopes that were declined: a notice for each. PERMISSION_MISSING: one
// of them is required.
absl::StatusOr<std::vector<std::string>> NoticesOfDeclined(const v1::LoginSpec& login,
                                                           const std::vector<std::string>& declined,
                                                           absl::string_view provider);

// nullptr: there is none of this id; an empty one is the first.
const v1::LoginSpec* FindLoginSpec(const v1::ProviderSpec& spec, absl::string_view id);

}  // namespace photoferry
