// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/base/secret.h"

namespace photoferry {

// What a login consists of once it was given.
struct TokenSet {
  Secret access_token;
  Secret refresh_token;  // empty: the login ends with the access token
  absl::Time issued_at = absl::InfinitePast();
  std::optional<absl::Time> expires_at;  // nothing: not told; it serves until it is refused
  std::vector<std::string> scopes;       // granted
};

enum class TokenLife {
  kFresh,  // serves
  kDue,    // serves, and should be renewed
  kSpent,
};

// At `now`. Due is a token within `margin` of its end, or within the last tenth of its life if that
// is shorter; and one from the future, because a clock that was set back cannot tell its age.
TokenLife LifeOf(const TokenSet& tokens, absl::Time now, absl::Duration margin);

}  // namespace photoferry
