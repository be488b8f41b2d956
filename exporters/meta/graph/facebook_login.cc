// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/facebook_login.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "exporters/meta/graph/graph_client.h"

namespace photoferry::meta {

void AddFacebookLogin(std::initializer_list<const char*> scopes, v1::ProviderSpec& spec) {
  spec.set_needs_credential(true);
  for (const char* scope : scopes) spec.add_scopes(scope);
  const std::string graph = absl::StrCat("https://graph.facebook.com/", kGraphVersion);
  v1::OAuthEndpoints& oauth = *spec.mutable_oauth();
  oauth.set_authorize_url(
      absl::StrCat("https://www.facebook.com/", kGraphVersion, "/dialog/oauth"));
  oauth.set_token_url(absl::StrCat(graph, "/oauth/access_token"));
  oauth.set_revoke_url(absl::StrCat(graph, "/me/permissions"));
}

}  // namespace photoferry::meta
