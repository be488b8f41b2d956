// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "common/auth/provider_login.h"
#include "common/auth/token_endpoint.h"

namespace photoferry {

// A login as RFC 6749 has it, for providers without habits of their own. Thread-safe if `http` is.
class StandardLogin final : public ProviderLogin {
 public:
  StandardLogin(OAuthServer server, OAuthApp app, std::vector<std::string> scopes, HttpClient& http,
                const Clock& clock);

  absl::StatusOr<Authorization> Begin(const LoginRequest& request) override;
  absl::StatusOr<CompletedLogin> Complete(PendingAuthorization pending, absl::string_view query,
                                          const std::stop_token& stop) override;
  absl::Status Revoke(const TokenSet& tokens, const std::stop_token& stop) override;
  TokenRefresher* refresher() override { return &tokens_; }

 private:
  const OAuthServer server_;
  const OAuthApp app_;
  const std::vector<std::string> scopes_;
  TokenEndpoint tokens_;
};

}  // namespace photoferry
