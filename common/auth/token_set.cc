// SPDX-License-Identifier: Apache-2.0
#include "common/auth/token_set.h"

#include <algorithm>

namespace photoferry {

TokenLife LifeOf(const TokenSet& tokens, absl::Time now, absl::Duration margin) {
  if (tokens.access_token.empty()) return TokenLife::kSpent;
  if (!tokens.expires_at.has_value()) return TokenLife::kFresh;
  if (now >= *tokens.expires_at) return TokenLife::kSpent;
  const absl::Duration tenth = (*tokens.expires_at - tokens.issued_at) / 10;
  const bool at_its_end = now >= *tokens.expires_at - std::min(margin, tenth);
  const bool from_the_future = now < tokens.issued_at - margin;
  return at_its_end || from_the_future ? TokenLife::kDue : TokenLife::kFresh;
}

}  // namespace photoferry
