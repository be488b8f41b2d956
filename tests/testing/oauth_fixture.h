// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "common/auth/oauth_server.h"
#include "tests/testing/canary_mark.h"

namespace photoferry {

// A token, code or key of the suite; `name` tells it from others.
inline std::string MarkedSecret(absl::string_view name) {
  return absl::StrCat(name, "-", PHOTOFERRY_CANARY_MARK);
}

inline OAuthServer SomeServer() {
  return {.name = "Albumia",
          .authorize_url = "https://albumia.example/login",
          .token_url = "https://albumia.example/token",
          .revoke_url = "https://albumia.example/revoke"};
}

inline OAuthApp SomeApp() {
  return {.id = "ferry & co", .secret = Secret(MarkedSecret("app:secret"))};
}

}  // namespace photoferry
