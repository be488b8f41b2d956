// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "transfer-worker/cmd/commands.h"

namespace photoferry {

// Where browsers come back to unless something else is said; registered with providers that want
// the exact address.
inline constexpr int kRedirectPort = 8723;

struct BrowserLoginFlags {
  std::string provider;
  std::string login;  // LoginSpec.id; empty: the one that there is, else the usual one
  v1::ProviderApp app;
  int port = -1;             // -1: none was given
  std::string redirect_uri;  // as registered with the provider; empty: of our own listener
  bool no_browser = false;
  bool ask_again = false;
  std::vector<std::string> options;  // KEY=VALUE or PROVIDER.KEY=VALUE
};

// Logs a person in at the provider's own page, and tells them what came of it. The address is
// opened or shown; the answer comes to a listener here, to that of a worker, or is pasted.
absl::StatusOr<ExitCode> LogInByBrowser(Commands& commands, const BrowserLoginFlags& flags);

}  // namespace photoferry
