// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "common/auth/oauth_server.h"
#include "common/auth/provider_login.h"
#include "common/auth/token_answer.h"
#include "common/provider/login_plugin.h"
#include "exporters/meta/graph/graph_client.h"
#include "exporters/meta/login/token_facts.h"

namespace photoferry::meta {

struct FacebookLoginOptions {
  std::string dialog_url = "https://www.facebook.com";  // without a version
  GraphClientOptions graph;
  v1::LoginSpec spec;
  std::vector<std::string> scopes;  // asked for; of an app's configuration: empty
};

// Facebook Login, and Facebook Login for Business where the app has a configuration: the code is
// exchanged for a token, that one for a long-lived one, and what Facebook knows of it is read.
// There is no renewal: Facebook wants to see the person every 60 days.
class FacebookLogin final : public ProviderLogin {
 public:
  FacebookLogin(FacebookLoginOptions options, OAuthApp app, const LoginServices& services);

  absl::StatusOr<Authorization> Begin(const LoginRequest& request) override;
  absl::StatusOr<CompletedLogin> Complete(PendingAuthorization pending, absl::string_view query,
                                          const std::stop_token& stop) override;
  absl::Status Revoke(const TokenSet& tokens, const std::stop_token& stop) override;

 private:
  using Permissions = std::map<std::string, bool>;  // granted or declined, by name

  ProviderContext ContextOf(const Credential& credential, const std::stop_token& stop) const;
  // Nothing: Facebook does not tell just now.
  absl::StatusOr<std::optional<TokenFacts>> FactsOf(const Secret& token,
                                                    const std::stop_token& stop);
  // Fills in the ends of `login`, and puts a long-lived token in the place of a short one.
  absl::Status MakeItLast(CompletedLogin& login, const std::stop_token& stop);
  void TakeFacts(const TokenFacts& facts, CompletedLogin& login) const;
  // What was granted and what was not, and whose the account is. Returns what Facebook told of it.
  absl::StatusOr<Permissions> ReadConsent(CompletedLogin& login, const std::stop_token& stop);

  const FacebookLoginOptions options_;
  const OAuthApp app_;
  const LoginServices services_;
  const OAuthServer server_;
  GraphClient client_;
};

}  // namespace photoferry::meta
