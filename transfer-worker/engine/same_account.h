// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "photoferry/v1/provider.pb.h"

namespace photoferry {

// An account as a provider tells of it when it is connected.
struct KnownAccount {
  std::string key;           // empty: not connected yet
  std::string display_name;  // may be empty
};

// LOGIN_NEEDED where the login is another account's than the one that the job began with: its
// cursors and items mean nothing there, and photos of two people must not be mixed. Who needs no
// login is told apart by an option of the job, which stays. Pure.
absl::Status CheckSameAccount(const v1::ProviderSpec& spec, const KnownAccount& began,
                              const KnownAccount& now);

}  // namespace photoferry
