// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "common/base/json.h"
#include "common/base/secret.h"
#include "photoferry/v1/provider.pb.h"

namespace photoferry {

// How the token endpoint is told which app asks (RFC 6749, 2.3.1).
enum class ClientAuthentication {
  kBody,   // id and secret beside the other parameters
  kBasic,  // in an Authorization header
};

// An authorization server (RFC 6749), with the habits in which one provider's differs from others'.
struct OAuthServer {
  std::string name;  // as people call it; begins every message
  std::string authorize_url;
  std::string token_url;
  std::string revoke_url;  // an endpoint of RFC 7009; empty: there is none

  // Sent with every request for a login: {"access_type", "offline"}.
  std::vector<std::pair<std::string, std::string>> authorize_parameters;
  char scope_separator = ' ';
  bool pkce = true;  // RFC 7636, S256
  std::string
      issuer;  // has to stand in the answer at the redirect (RFC 9207); empty: is not looked at
  ClientAuthentication client_authentication = ClientAuthentication::kBody;
  // Brings a token answer of another form, errors too, into that of RFC 6749.
  std::function<Json(Json answer)> to_standard;
};

// What the spec tells; the habits are as above. A spec's revoke_url may be a page for people:
// whoever knows it for an endpoint sets it.
OAuthServer OAuthServerOf(const v1::ProviderSpec& spec);

// BAD_CONFIGURATION if secrets would travel in the clear: each address is https, or http on this
// very machine.
absl::Status CheckAddresses(const OAuthServer& server);

// What the operator registered with the provider.
struct OAuthApp {
  std::string id;
  Secret secret;  // empty: a public client, which cannot keep one
  // Where the registration itself holds sets of rights, the name of the one to ask for instead of
  // scopes.
  std::string configuration = {};
};

}  // namespace photoferry
