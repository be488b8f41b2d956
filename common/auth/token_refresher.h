// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>

#include "absl/status/statusor.h"
#include "common/auth/token_set.h"

namespace photoferry {

// How one provider makes a login live longer. Thread-safe.
class TokenRefresher {
 public:
  virtual ~TokenRefresher() = default;
  // Whether Refresh can be asked at all.
  virtual bool CanRefresh(const TokenSet& tokens) const = 0;
  // What takes the place of `tokens`, whole. LOGIN_NEEDED: the login has ended. Any other error: it
  // may have happened or not, and is to be asked for again with the same tokens.
  virtual absl::StatusOr<TokenSet> Refresh(const TokenSet& tokens, const std::stop_token& stop) = 0;
};

}  // namespace photoferry
