// SPDX-License-Identifier: Apache-2.0
#include "common/auth/standard_login.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace photoferry {

StandardLogin::StandardLogin(OAuthServer server, OAuthApp app, std::vector<std::string> scopes,
                             HttpClient& http, const Clock& clock)
    : server_(std::move(server)),
      app_(std::move(app)),
      scopes_(std::move(scopes)),
      tokens_(server_, app_, http, clock) {}

absl::StatusOr<Authorization> StandardLogin::Begin(const LoginRequest& request) {
  PF_RETURN_IF_ERROR(CheckAddresses(server_));
  AuthorizationRequest asked{.redirect_uri = request.redirect_uri, .scopes = scopes_};
  // OpenID Connect Core, 3.1.2.1; servers that do not know it leave it alone (RFC 6749, 3.1).
  if (request.insistence != Insistence::kNone) asked.parameters = {{"prompt", "consent"}};
  return BeginAuthorization(server_, app_, asked);
}

absl::StatusOr<CompletedLogin> StandardLogin::Complete(PendingAuthorization pending,
                                                       absl::string_view query,
                                                       const std::stop_token& stop) {
  PF_ASSIGN_OR_RETURN(TokenGrant grant, tokens_.Exchange(std::move(pending), query, stop));
  CompletedLogin login{.tokens = std::move(grant.tokens), .declined = std::move(grant.declined)};
  for (const std::string& scope : login.declined) {
    login.notices.push_back(absl::StrCat(server_.name, " did not give the right ", scope,
                                         ": what needs it is left out."));
  }
  return login;
}

absl::Status StandardLogin::Revoke(const TokenSet& tokens, const std::stop_token& stop) {
  return tokens_.Revoke(tokens, stop);
}

}  // namespace photoferry
