// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/auth/oauth_server.h"
#include "common/base/secret.h"

// The part of a login that a person sees (RFC 6749, 4.1): an address to open, and what comes back
// to the redirect address.
//
//   Authorization login = BeginAuthorization(server, app, {.redirect_uri = uri, .scopes = scopes});
//   ... the person opens login.url; their browser comes to the redirect address with a query ...
//   tokens.Exchange(std::move(login.pending), query, stop);

namespace photoferry {

struct AuthorizationRequest {
  std::string redirect_uri;
  std::vector<std::string> scopes;
  std::vector<std::pair<std::string, std::string>>
      parameters;  // of this one: {"prompt", "consent"}
};

// What is to be known when the person comes back, perhaps to another process. Serves once: whoever
// takes it takes it away.
struct PendingAuthorization {
  std::string redirect_uri;
  std::vector<std::string> scopes;
  Secret state;
  Secret verifier;  // of PKCE; empty: the server does not take part in it
};

struct Authorization {
  std::string url;  // for this person's browser alone
  PendingAuthorization pending;
};
Authorization BeginAuthorization(const OAuthServer& server, const OAuthApp& app,
                                 const AuthorizationRequest& request);

// The code in the query of the redirect. BAD_REQUEST if it does not belong to this login: a
// stranger's page may send a browser there too, and nothing that it says is looked at. Otherwise
// the server's own error.
absl::StatusOr<Secret> CodeFromRedirect(absl::string_view query, const OAuthServer& server,
                                        const PendingAuthorization& pending);

// Base64url of the SHA-256 (RFC 7636, 4.2).
std::string PkceChallenge(const Secret& verifier);

// "http://127.0.0.1:PORT/PATH": where a program on the person's own machine listens (RFC
// 8252, 7.3).
std::string LoopbackRedirectUri(int port, absl::string_view path);

}  // namespace photoferry
