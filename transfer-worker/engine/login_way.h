// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/provider/login_plugin.h"
#include "transfer-worker/engine/provider_table.h"

namespace photoferry {

// One way to log in, as the provider table has it. Refers to the table, which outlives it.
struct LoginWay {
  const v1::ProviderSpec& provider;
  const v1::LoginSpec& spec;
  const LoginPlugin& plugin;
};

// BAD_REQUEST: there is no such provider, or none of its logins is called so. An empty `login` is
// the usual one.
absl::StatusOr<LoginWay> FindLoginWay(const ProviderTable& providers, absl::string_view provider,
                                      absl::string_view login);

}  // namespace photoferry
