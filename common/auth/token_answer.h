// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/auth/oauth_error.h"
#include "common/auth/oauth_server.h"
#include "common/auth/token_set.h"
#include "common/base/json.h"
#include "common/http/http_client.h"

namespace photoferry {

// A successful answer of the token endpoint (RFC 6749, 5.1).
struct TokenGrant {
  TokenSet tokens;
  std::vector<std::string> declined;  // scopes that were asked for and not granted
  Json more;                          // members of the provider's own: a user's id
};

// Reads any answer whatever; what does not grant a usable token is an error, and quotes no secret.
// `asked`: scopes; those of an answer that names none (RFC 6749, 5.1). `now` is when the answer was
// asked for, so that no token seems to live longer than it does.
absl::StatusOr<TokenGrant> ReadTokenAnswer(HttpResponse answer, OAuthCall call,
                                           const OAuthServer& server,
                                           const std::vector<std::string>& asked, absl::Time now);

// The error that a call ended with, whatever its form. `answer` is not of the 2xx.
absl::Status ErrorOfAnswer(HttpResponse answer, OAuthCall call, const OAuthServer& server,
                           absl::Time now);

}  // namespace photoferry
