// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/login/meta_logins.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "exporters/meta/graph/graph_options.h"
#include "exporters/meta/login/facebook_login.h"
#include "exporters/meta/login/instagram_business_login.h"
#include "exporters/meta/login/login_specs.h"

namespace photoferry::meta {
namespace {

using Made = absl::StatusOr<std::unique_ptr<ProviderLogin>>;

absl::Status CheckApp(const OAuthApp& app, const v1::LoginSpec& login) {
  if (!app.id.empty() && !app.secret.empty()) return absl::OkStatus();
  return Failure(v1::BAD_CONFIGURATION,
                 absl::StrCat(login.display_name(), " needs both the id and the secret of an app."),
                 login.app());
}

absl::Status CheckConfiguration(const OAuthApp& app, const v1::LoginSpec& login) {
  const bool wanted = login.id() == kBusinessLoginId;
  if (wanted == !app.configuration.empty()) return absl::OkStatus();
  return Failure(
      v1::BAD_CONFIGURATION,
      wanted
          ? "Facebook Login for Business needs the id of a configuration, which names the rights."
          : absl::StrCat(login.display_name(), " takes no configuration."),
      wanted ? login.app() : "Leave config_id out, or use the login facebook-business.");
}

Made MakeFacebookLogin(const v1::ProviderSpec& spec, const v1::LoginSpec& login,
                       const ProviderOptions& given, OAuthApp app, const LoginServices& services) {
  PF_RETURN_IF_ERROR(CheckApp(app, login));
  PF_RETURN_IF_ERROR(CheckConfiguration(app, login));
  PF_ASSIGN_OR_RETURN(const GraphPaging paging, ReadPaging(spec.id(), given));
  FacebookLoginOptions options{.dialog_url = given.Text("dialog_url"), .spec = login};
  options.graph.base_url = given.Text("graph_url");
  options.graph.version = paging.version;
  options.scopes = ScopesFor(login, given);
  return std::make_unique<FacebookLogin>(std::move(options), std::move(app), services);
}

Made MakeInstagramLogin(const v1::ProviderSpec& spec, const v1::LoginSpec& login,
                        const ProviderOptions& given, OAuthApp app, const LoginServices& services) {
  PF_RETURN_IF_ERROR(CheckApp(app, login));
  PF_RETURN_IF_ERROR(CheckConfiguration(app, login));
  PF_ASSIGN_OR_RETURN(const GraphPaging paging, ReadPaging(spec.id(), given));
  InstagramLoginOptions options{.dialog_url = given.Text("instagram_dialog_url"),
                                .token_url = given.Text("instagram_token_url"),
                                .spec = login};
  options.graph.base_url = given.Text("instagram_url");
  options.graph.sign = given.Bool("app_secret_proof");
  options.graph.version = paging.version;
  options.graph.service = "Instagram";
  options.scopes = ScopesFor(login, given);
  return std::make_unique<InstagramBusinessLogin>(std::move(options), std::move(app), services);
}

LoginPlugin PluginOf(const v1::ProviderSpec& spec, const char* id,
                     Made (*make)(const v1::ProviderSpec&, const v1::LoginSpec&,
                                  const ProviderOptions&, OAuthApp, const LoginServices&)) {
  const v1::LoginSpec* const found = FindLoginSpec(spec, id);
  const v1::LoginSpec login = found == nullptr ? v1::LoginSpec() : *found;
  return {.id = id,
          .make = [=](const ProviderOptions& options, OAuthApp app, const LoginServices& services) {
            return make(spec, login, options, std::move(app), services);
          }};
}

}  // namespace

LoginPlugin FacebookLoginPlugin(const v1::ProviderSpec& spec) {
  return PluginOf(spec, kFacebookLoginId, MakeFacebookLogin);
}

LoginPlugin BusinessLoginPlugin(const v1::ProviderSpec& spec) {
  return PluginOf(spec, kBusinessLoginId, MakeFacebookLogin);
}

LoginPlugin InstagramLoginPlugin(const v1::ProviderSpec& spec) {
  LoginPlugin plugin = PluginOf(spec, kInstagramLoginId, MakeInstagramLogin);
  plugin.take_back = kTakeBackAtInstagram;
  return plugin;
}

}  // namespace photoferry::meta
