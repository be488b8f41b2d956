// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/login/login_specs.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "exporters/meta/graph/graph_client.h"

namespace photoferry::meta {
namespace {

v1::LoginSpec& AddFacebookLogin(const char* id, const char* name, const char* app,
                                absl::Span<const ScopeRow> scopes, v1::ProviderSpec& spec) {
  v1::LoginSpec& login = *spec.add_logins();
  login.set_id(id);
  login.set_display_name(name);
  login.set_app(app);
  const std::string graph = absl::StrCat("https://graph.facebook.com/", kGraphVersion);
  v1::OAuthEndpoints& oauth = *login.mutable_oauth();
  oauth.set_authorize_url(
      absl::StrCat("https://www.facebook.com/", kGraphVersion, "/dialog/oauth"));
  oauth.set_token_url(absl::StrCat(graph, "/oauth/access_token"));
  oauth.set_revoke_url(absl::StrCat(graph, "/me/permissions"));
  AddScopes(scopes, login);
  return login;
}

}  // namespace

void AddFacebookLogins(absl::Span<const ScopeRow> scopes, v1::ProviderSpec& spec) {
  AddFacebookLogin(kFacebookLoginId, "Facebook Login",
                   "App ID and app secret of the app's page \"App settings, Basic\" at "
                   "developers.facebook.com.",
                   scopes, spec);
  AddFacebookLogin(
      kBusinessLoginId, "Facebook Login for Business",
      "App ID and app secret of \"App settings, Basic\", and the ID of a configuration "
      "of \"Facebook Login for Business, Configurations\", which names the rights.",
      scopes, spec);
}

void AddInstagramLogin(absl::Span<const ScopeRow> scopes, v1::ProviderSpec& spec) {
  v1::LoginSpec& login = *spec.add_logins();
  login.set_id(kInstagramLoginId);
  login.set_display_name("Instagram Business Login");
  login.set_app(
      "Instagram app ID and Instagram app secret of the app's page \"Instagram, API setup with "
      "Instagram business login\" at developers.facebook.com; they are not the app's own.");
  v1::OAuthEndpoints& oauth = *login.mutable_oauth();
  oauth.set_authorize_url("https://www.instagram.com/oauth/authorize");
  oauth.set_token_url("https://api.instagram.com/oauth/access_token");
  AddScopes(scopes, login);
}

void FinishLogins(v1::ProviderSpec& spec) {
  spec.set_needs_credential(true);
  const v1::LoginSpec& usual = spec.logins(0);
  *spec.mutable_oauth() = usual.oauth();
  for (const v1::ScopeSpec& scope : usual.scopes()) {
    if (scope.option().empty()) spec.add_scopes(scope.scope());
  }
}

}  // namespace photoferry::meta
