// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/auth/authorization.h"
#include "common/auth/oauth_server.h"
#include "common/auth/token_answer.h"
#include "common/auth/token_refresher.h"
#include "common/base/clock.h"
#include "common/http/http_client.h"

namespace photoferry {

// The calls of RFC 6749 that people do not see, and RFC 7009. Thread-safe if `http` is, which may
// repeat calls. Errors are in words for people and hold no secret.
class TokenEndpoint final : public TokenRefresher {
 public:
  TokenEndpoint(OAuthServer server, OAuthApp app, HttpClient& http, const Clock& clock);

  // The rest of a login: `query` is that of the redirect (4.1.3). Sent once, since a code that is
  // seen twice ends the login; after any error the person logs in again.
  absl::StatusOr<TokenGrant> Exchange(PendingAuthorization pending, absl::string_view query,
                                      const std::stop_token& stop);

  bool CanRefresh(const TokenSet& tokens) const override { return !tokens.refresh_token.empty(); }
  // 6. A server that gives no new refresh token means that the old one stays good.
  absl::StatusOr<TokenSet> Refresh(const TokenSet& tokens, const std::stop_token& stop) override;

  bool CanRevoke() const { return !server_.revoke_url.empty(); }
  // Ends the login there. OK also if it had ended. Without an endpoint: BAD_REQUEST.
  absl::Status Revoke(const TokenSet& tokens, const std::stop_token& stop);

 private:
  using Form = std::vector<std::pair<const char*, absl::string_view>>;
  absl::StatusOr<HttpResponse> Post(const std::string& url, Form form, bool repeatable,
                                    const std::stop_token& stop);

  const OAuthServer server_;
  const OAuthApp app_;
  HttpClient& http_;
  const Clock& clock_;
};

}  // namespace photoferry
