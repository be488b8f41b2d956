// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "common/auth/oauth_server.h"
#include "common/auth/provider_login.h"
#include "common/auth/token_endpoint.h"
#include "common/provider/login_plugin.h"
#include "exporters/meta/graph/graph_client.h"

namespace photoferry::meta {

struct InstagramLoginOptions {
  std::string dialog_url = "https://www.instagram.com";
  std::string token_url = "https://api.instagram.com";
  GraphClientOptions graph;  // graph.instagram.com
  v1::LoginSpec spec;
  std::vector<std::string> scopes;
};

// Instagram Business Login: the code is exchanged for a token of an hour, that one for one of 60
// days, which is renewed every week. A token that was not renewed within its 60 days is dead.
class InstagramBusinessLogin final : public ProviderLogin, private TokenRefresher {
 public:
  InstagramBusinessLogin(InstagramLoginOptions options, OAuthApp app,
                         const LoginServices& services);

  absl::StatusOr<Authorization> Begin(const LoginRequest& request) override;
  absl::StatusOr<CompletedLogin> Complete(PendingAuthorization pending, absl::string_view query,
                                          const std::stop_token& stop) override;
  absl::Status Revoke(const TokenSet& tokens, const std::stop_token& stop) override;
  TokenRefresher* refresher() override { return this; }
  LoginRenewalOptions renewal() const override;
  bool RenewsItself(const TokenSet& tokens) override { return !tokens.access_token.empty(); }

 private:
  // A token younger than a day is not renewed.
  bool CanRefresh(const TokenSet& tokens) const override;
  absl::StatusOr<TokenSet> Refresh(const TokenSet& tokens, const std::stop_token& stop) override;
  absl::StatusOr<TokenGrant> Get(const char* path, const GraphParams& params, OAuthCall call,
                                 const std::vector<std::string>& scopes,
                                 const std::stop_token& stop);
  absl::Status MakeItLast(CompletedLogin& login, const std::stop_token& stop);
  absl::Status ReadAccount(CompletedLogin& login, const std::stop_token& stop);

  const InstagramLoginOptions options_;
  const OAuthApp app_;
  const LoginServices services_;
  const OAuthServer server_;
  TokenEndpoint endpoint_;
};

}  // namespace photoferry::meta
