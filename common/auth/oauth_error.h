// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace photoferry {

// What was asked for when the error came.
enum class OAuthCall { kAuthorize, kExchange, kRefresh, kRevoke };

// As RFC 6749 has it in 4.1.2.1 and 5.2, and RFC 7009 in 2.2.1.
struct OAuthError {
  std::string code;
  std::string description;  // a stranger's words: quoted without secrets, and not for long
  int http_status = 0;      // 0: it came with a redirect
};

// In words for people. A login that ended is LOGIN_NEEDED, a server that is ill SERVICE_DOWN, and a
// wrongly registered app BAD_CONFIGURATION. `server` is a name.
absl::Status StatusOf(const OAuthError& error, OAuthCall call, absl::string_view server);

}  // namespace photoferry
