// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/secret.h"
#include "exporters/meta/graph/graph_client.h"

namespace photoferry::meta {

// What Facebook knows of a token that it gave (debug_token).
struct TokenFacts {
  bool person = true;  // not a system user's, which is not exchanged
  // InfiniteFuture: never. Nothing: not told.
  std::optional<absl::Time> expires_at;
  std::optional<absl::Time> data_access_expires_at;
  std::vector<std::string> scopes;
};

// `context` holds the app's own login. LOGIN_NEEDED: the token is good for nothing.
absl::StatusOr<TokenFacts> ReadTokenFacts(GraphClient& client, const Secret& token,
                                          ProviderContext& context);

}  // namespace photoferry::meta
